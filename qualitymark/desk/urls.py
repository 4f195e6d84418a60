from django.conf import settings
from django.urls import path

from . import demo_views, views

app_name = "desk"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("home/send-again/", views.send_again, name="send_again"),
    path("home/send-again/let-go/", views.let_go, name="let_go"),
    path("acting-as/", views.acting_as, name="acting_as"),
    path("acting-as/<str:key>/", views.act_as, name="act_as"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", demo_views.demo, name="demo"),
        path("demo/clock/", demo_views.demo_clock, name="demo_clock"),
        path("demo/mail/", demo_views.demo_mail, name="demo_mail"),
        path("demo/mail/<str:ref>/", demo_views.demo_letter, name="demo_letter"),
        path("demo/<str:ref>/", demo_views.demo_sign_in, name="demo_sign_in"),
    ]
