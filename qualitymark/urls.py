"""The root of all addresses: each room's own stand in its urls.py."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("qualitymark.accounts.urls")),
    path("", include("qualitymark.institutions.urls")),
    path("", include("qualitymark.interest.urls")),
    path("", include("qualitymark.evidence.urls")),
    path("", include("qualitymark.actionplan.urls")),
    path("", include("qualitymark.selfassessment.urls")),
    path("", include("qualitymark.awards.urls")),
    path("", include("qualitymark.practice.urls")),
    path("", include("qualitymark.website.urls")),
    path("", include("qualitymark.api.urls")),
    path("", include("qualitymark.office.urls")),
    path("", include("qualitymark.casework.urls")),
    path("", include("qualitymark.workspace.urls")),
    path("", include("qualitymark.desk.urls")),
]
