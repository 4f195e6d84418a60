from django.conf import settings
from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("home/send-again/", views.send_again, name="send_again"),
    path("acting-as/", views.acting_as, name="acting_as"),
    path("acting-as/<str:key>/", views.act_as, name="act_as"),
]
if settings.DEMO:
    urlpatterns += [path("demo/", views.demo, name="demo"), path("demo/<str:ref>/", views.demo_sign_in, name="demo_sign_in")]
