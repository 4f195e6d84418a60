"""What somebody typed is on the page that refuses it, whichever form it came from."""

import datetime as dt

import pytest
from django import forms
from django.http import HttpResponse
from django.test import Client, RequestFactory

from qualitymark.core import clock, pages
from qualitymark.core.typed import typed_in
from qualitymark.core.verdict import not_now
from qualitymark.decisions import operations
from qualitymark.interest.operations import say_not_yet, send_interest
from qualitymark.journeys.states import State
from qualitymark.review.models import Clarification
from qualitymark.review.operations import withdraw_clarification
from tests import factories as make
from tests.decisions import rows
from tests.interest.test_operations import TOLD

pytestmark = pytest.mark.django_db
LONG = "We keep a list of every student who told us,\nand a named person writes to each of them in August."


def refused(actor, address, **typed):
    """The text of the page that refuses what was sent."""
    client = Client()
    client.force_login(actor.person)
    answer = client.post(address, typed)
    text = answer.content.decode()
    assert answer.status_code == 409 and "What you typed" in text and "Copy it from here" in text, text
    return text


def test_an_answer_to_a_question_that_was_withdrawn_meanwhile():
    held = rows.at_panel(state=State.CLARIFICATIONS)
    asked = Clarification.objects.create(
        submission=held.submission, criterion=make.Criterion.objects.first(), question="Which campus?", asked_at=clock.now(),
        due_on=clock.today() + dt.timedelta(days=9), asked_by=held.assessor.person,
    )  # fmt: skip
    withdraw_clarification(asked, by=held.assessor)
    text = refused(held.coordinator, f"/our/{held.journey.ref}/clarifications/{asked.ref}/", text=LONG)
    assert f"Your answer\n{LONG}" in text


def test_second_grounds_and_a_second_answer():
    decision, held = rows.released()
    asked = operations.ask_reconsideration(decision, by=held.coordinator, grounds="Not read.")
    text = refused(held.coordinator, f"/our/{held.journey.ref}/feedback/reconsideration/", grounds=LONG)
    assert f"On what grounds should it be looked at again?\n{LONG}" in text
    operations.answer_reconsideration(asked, by=make.office(), stands=True, answer="It was.")
    text = refused(make.office("Una Office"), f"/casework/reconsideration/{asked.ref}/", stands="yes", answer=LONG)
    assert LONG in text


def test_a_second_not_yet():
    make.edition(), make.policy()
    interest = send_interest(institution=make.institution(), **TOLD)
    say_not_yet(interest, by=make.office(), answer="Not yet.", return_on=clock.add_months(clock.today(), 3))
    typed = {"answer": "Short.", "return_on_day": "3", "return_on_month": "4", "return_on_year": "2031"}
    text = refused(make.office("Una Office"), f"/office/interest/{interest.ref}/not-yet/", **typed)
    assert "Short." in text and "2031" in text


class WordsForm(forms.Form):
    words = forms.CharField(widget=forms.Textarea)


def test_a_form_that_is_not_on_the_page_any_more_gives_way_to_the_page_of_the_refusal(monkeypatch):
    request = RequestFactory().post("/contact/", {"words": LONG})
    form = WordsForm(request.POST)
    assert form.is_valid() and not pages.attempt(form, lambda: not_now("Somebody was faster.").enforce())
    shown = {}

    def render(_request, template, context, status):
        shown[template] = context
        return HttpResponse(str(context["form"]) if template == "with" else "nothing here")

    monkeypatch.setattr(pages, "render", render)
    pages.page(request, "with", form=form)
    assert list(shown) == ["with"]
    pages.page(request, "without", form=form)
    assert LONG in shown["refused.html"]["typed"] and shown["refused.html"]["verdict"].reason == "Somebody was faster."


def test_what_is_short_secret_or_for_the_platform_is_not_shown():
    def of(**typed):
        return typed_in(RequestFactory().post("/nowhere/", typed))

    assert of(institution="abcdefghij12", text="Yes") == ""
    assert of(password="p" * 60, csrfmiddlewaretoken="t" * 64, once="o" * 64, content_sha256="d" * 64, version="3") == ""
    assert of(text=LONG, new_password="p" * 60, once="o" * 64) == f"Text\n{LONG}"
    assert typed_in(RequestFactory().get("/nowhere/", {"text": LONG})) == ""
