"""The one address by which an action's owner without an account comes in."""

from django.urls import path

from . import views

app_name = "actionplan"
urlpatterns = [path("action/<str:token>/", views.by_link, name="by_link")]
