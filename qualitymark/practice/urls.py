from django.urls import path

from . import views

app_name = "practice"
urlpatterns = [
    path("practice/", views.search, name="search"),
    path("practice/<slug:slug>/", views.example, name="example"),
]
