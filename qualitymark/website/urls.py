from django.urls import path

from . import guidance, learning, machines, views
from .gallery import gallery

app_name = "website"
urlpatterns = [
    path("", views.home, name="home"),
    path("the-mark/", views.words, {"code": "the-mark"}, name="the_mark"),
    path("gallery/", gallery, name="gallery"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("guidance/", guidance.guidance, name="guidance"),
    path("guidance/duties/", guidance.duties, name="duties"),
    path("guidance/<slug:code>/", guidance.guidance_area, name="guidance_area"),
    path("learning/", learning.learning, name="learning"),
    path("accessibility/", views.words, {"code": "accessibility"}, name="accessibility"),
    path("privacy/", views.words, {"code": "privacy"}, name="privacy"),
]
