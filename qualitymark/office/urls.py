from django.urls import path

from . import practice

app_name = "office"
urlpatterns = [
    path("office/practice/", practice.practice, name="practice"),
    path("office/practice/<slug:ref>/", practice.practice_example, name="practice_example"),
    path("office/practice/<slug:ref>/words/", practice.practice_words, name="practice_words"),
    path("office/practice/<slug:ref>/publish/", practice.practice_publish, name="practice_publish"),
    path("office/practice/<slug:ref>/withdraw/", practice.practice_withdraw, name="practice_withdraw"),
    path("office/practice/<slug:ref>/erase/", practice.practice_erase, name="practice_erase"),
]
