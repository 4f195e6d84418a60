"""The root of all addresses: each room's own stand in its urls.py."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("qualitymark.website.urls")),
]
