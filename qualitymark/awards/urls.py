from django.urls import path

from . import views

app_name = "awards"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/<slug:slug>/", views.register_entry, name="register_entry"),
    path("check/<str:number>/", views.check, name="check"),
]
