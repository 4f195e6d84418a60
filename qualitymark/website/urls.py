from django.urls import path

from . import views

app_name = "website"
urlpatterns = [
    path("", views.home, name="home"),
    path("the-mark/", views.words, {"code": "the-mark"}, name="the_mark"),
    path("accessibility/", views.words, {"code": "accessibility"}, name="accessibility"),
    path("privacy/", views.words, {"code": "privacy"}, name="privacy"),
]
