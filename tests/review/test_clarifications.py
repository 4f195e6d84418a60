"""Clarifications: asked, answered by numbered addenda, withdrawn; the submission stays untouched."""

import datetime as dt

import pytest

from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.evidence.models import Item, Revision
from qualitymark.journeys.states import State
from qualitymark.review import operations
from qualitymark.review.models import Clarification
from qualitymark.review.queries import clarifications_visible_to
from qualitymark.selfassessment.models import Addendum, Submission
from tests import factories as make

from .conftest import everybody, judge_all

pytestmark = pytest.mark.django_db
SOON = dt.date(2999, 1, 1)


def ask(scene, code="CL1", question="How many rooms?"):
    return operations.ask_clarification(scene.view, scene.crit(code), by=scene.assessor, question=question, due_on=SOON)


def state_of(scene):
    scene.journey.refresh_from_db()
    return scene.journey.state


def a_revision(scene, title):
    item = Item.objects.create(
        institution=scene.journey.institution, sort="quote", title=title, added_at=scene.now(), added_by=scene.coordinator.person
    )
    return Revision.objects.create(
        item=item, number=1, text=title, sha256="a" * 64, added_at=scene.now(), added_by=scene.coordinator.person
    )


def test_a_question_goes_to_the_coordinators_and_stops_the_review(scene):
    question = ask(scene)
    assert ask(scene) == question and Clarification.objects.count() == 1
    assert state_of(scene) == State.CLARIFICATIONS
    letter = OutgoingMail.objects.get(notice="clarification_asked")
    assert letter.to_address == scene.coordinator.person.email and "How many rooms?" in letter.body
    assert f"/our/{scene.journey.ref}/clarifications/" in letter.body


def test_an_answer_is_a_numbered_addendum_and_the_submission_stays_as_it_was(scene):
    before = Submission.objects.values().get()
    question = ask(scene)
    shown = [a_revision(scene, "Plan of the house"), a_revision(scene, "Letter")]
    operations.answer_clarification(question, by=scene.coordinator, text="Four rooms.", revisions=shown)
    question.refresh_from_db()
    rows = list(Addendum.objects.order_by("number"))
    assert [(row.number, row.text, row.revision.item.title) for row in rows] == [(1, "Four rooms.", "Plan of the house"), (2, "", "Letter")]
    assert question.state == "answered" and question.addendum == rows[0] and rows[0].attested_by == scene.coordinator.person
    assert Submission.objects.values().get() == before
    assert state_of(scene) == State.IN_REVIEW
    assert OutgoingMail.objects.filter(notice="clarification_answered", to_address=scene.assessor.person.email).count() == 1


def test_the_review_goes_on_when_the_last_question_is_answered_or_withdrawn(scene):
    one, two = ask(scene), ask(scene, "CI1", "Since when?")
    operations.answer_clarification(one, by=scene.coordinator, text="Four.")
    assert state_of(scene) == State.CLARIFICATIONS
    operations.withdraw_clarification(two, by=scene.assessor)
    assert state_of(scene) == State.IN_REVIEW
    assert OutgoingMail.objects.filter(notice="clarification_withdrawn").count() == 1
    assert {row.state for row in Clarification.objects.all()} == {"answered", "withdrawn"}


def test_a_second_answer_is_told_that_it_is_answered(scene):
    question = ask(scene)
    operations.answer_clarification(question, by=scene.coordinator, text="Four.")
    with pytest.raises(Refused, match="Answered"):
        operations.answer_clarification(question, by=scene.coordinator, text="Five.")
    assert Addendum.objects.count() == 1


def test_criteria_are_judged_while_a_question_is_open_but_nothing_is_recommended(scene):
    question = ask(scene)
    judge_all(scene.view, scene.assessor)
    with pytest.raises(Refused, match="still open: CL1"):
        operations.recommend(scene.view, by=scene.assessor, recommends="award", reasons="x")
    operations.answer_clarification(question, by=scene.coordinator, text="Four.")
    operations.recommend(scene.view, by=scene.assessor, recommends="award", reasons="x")
    assert state_of(scene) == State.WITH_PANEL


@pytest.mark.parametrize("question, day, words", [("  ", SOON, "Write what you ask"), ("How?", dt.date(2020, 1, 1), "still to come")])
def test_what_a_question_needs_is_asked(scene, question, day, words):
    with pytest.raises(Refused, match=words):
        operations.ask_clarification(scene.view, scene.crit("CL1"), by=scene.assessor, question=question, due_on=day)
    assert state_of(scene) == State.IN_REVIEW


def test_an_empty_answer_is_refused_and_nothing_is_half_written(scene):
    question = ask(scene)
    with pytest.raises(Refused, match="Write your answer"):
        operations.answer_clarification(question, by=scene.coordinator, text="  ")
    assert not Addendum.objects.exists() and state_of(scene) == State.CLARIFICATIONS


def test_who_sees_a_question(scene):
    ask(scene)
    seen = {
        "coordinator", "contributor", "sponsor", "assessor", "second reader", "panel chair", "office", "the assessor as office",
        "the second reader as panel",
    }  # fmt: skip
    for name, actor in everybody(scene).items():
        assert clarifications_visible_to(actor).exists() == (name in seen), name


def test_a_question_and_its_words_are_on_record_apart(scene):
    ask(scene)
    row = Entry.objects.get(verb="ask")
    assert row.detail.text == {"question": "How many rooms?"} and "rooms" not in str(row.facts)


def test_the_answer_of_a_stranger_is_refused(scene):
    question = ask(scene)
    for actor in (make.contributor(scene.journey.institution), make.coordinator(make.institution()), scene.assessor, scene.office):
        with pytest.raises(Refused):
            operations.answer_clarification(question, by=actor, text="Four.")
    assert not Addendum.objects.exists()
