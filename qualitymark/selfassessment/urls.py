"""Evidence as it is read, wherever it is cited."""

from django.urls import path

from . import views

app_name = "selfassessment"
urlpatterns = [
    path("evidence/file/<slug:ref>/", views.evidence_file, name="evidence_file"),
    path("evidence/<slug:ref>/", views.evidence_item, name="evidence_item"),
]
