from django.urls import path

from . import practice_consent as practice

app_name = "workspace"
urlpatterns = [
    path("our/<slug:ref>/practice/", practice.practice, name="practice"),
    path("our/<slug:ref>/practice/<slug:example>/", practice.practice_example, name="practice_example"),
    path("our/<slug:ref>/practice/<slug:example>/words/", practice.practice_words, name="practice_words"),
    path("our/<slug:ref>/practice/<slug:example>/consent/", practice.practice_consent, name="practice_consent"),
    path("our/<slug:ref>/practice/<slug:example>/withdraw/", practice.practice_withdraw, name="practice_withdraw"),
]
