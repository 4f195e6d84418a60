from django.urls import path

from . import views

app_name = "interest"
urlpatterns = [
    path("interest/", views.interest, name="interest"),
    path("interest/send/", views.send, name="send"),
    path("interest/sent/", views.sent, name="sent"),
    path("contact/", views.contact, name="contact"),
    path("contact/asked/", views.asked, name="asked"),
    path("readiness/", views.readiness, name="readiness"),
]
