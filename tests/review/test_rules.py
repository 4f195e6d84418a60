"""The whole grid: every verb, every state of the journey, the whole cast."""

import pytest

from qualitymark.journeys.states import State
from qualitymark.review.models import Clarification, View
from qualitymark.review.rules import (
    can_answer,
    can_ask,
    can_begin_review,
    can_begin_second,
    can_judge,
    can_recommend,
    can_record_second,
    can_return,
    can_withdraw_question,
)

from .conftest import everybody, judge_all

pytestmark = pytest.mark.django_db
REVIEW = {State.IN_REVIEW, State.CLARIFICATIONS}
# Who may, and in which states of the journey; everything is judged and no question is open.
GRID = {
    "begin_review": ({"assessor"}, {State.SUBMITTED} | REVIEW),
    "judge": ({"assessor"}, REVIEW),
    "ask": ({"assessor"}, REVIEW),
    "recommend": ({"assessor"}, {State.IN_REVIEW}),
    "begin_second": ({"second reader"}, {State.SECOND_READING}),
    "judge_second": ({"second reader"}, {State.SECOND_READING}),
    "record_second": ({"second reader"}, {State.SECOND_READING}),
    "return_by_office": ({"office"}, {State.SECOND_READING}),
    "return_by_panel": ({"panel chair"}, {State.SECOND_READING, State.WITH_PANEL}),
}


def asked(scene, verb, actor, second):
    ask = {
        "begin_review": lambda: can_begin_review(actor, scene.journey),
        "judge": lambda: can_judge(actor, scene.view),
        "ask": lambda: can_ask(actor, scene.view),
        "recommend": lambda: can_recommend(actor, scene.view),
        "begin_second": lambda: can_begin_second(actor, scene.submission),
        "judge_second": lambda: can_judge(actor, second),
        "record_second": lambda: can_record_second(actor, second),
        "return_by_office": lambda: can_return(actor, scene.submission),
        "return_by_panel": lambda: can_return(actor, scene.submission),
    }
    return ask[verb]()


@pytest.mark.parametrize("state", State)
def test_who_may_do_what_when(scene, state):
    cast = everybody(scene)
    scene.view.submission.journey = scene.journey
    judge_all(scene.view, scene.assessor)
    second = View.objects.create(submission=scene.submission, person=scene.second.person, capacity="second_reader", begun_at=scene.now())
    second.submission = scene.view.submission
    scene.put(State.SECOND_READING)
    judge_all(second, scene.second)
    scene.put(state)
    scene.submission.journey = second.submission.journey = scene.journey
    returners = GRID["return_by_office"][0] | GRID["return_by_panel"][0]
    for verb, (who, states) in GRID.items():
        for name, actor in cast.items():
            if verb.startswith("return") and name in returners - who:
                continue
            verdict = asked(scene, verb, actor, second)
            if name in who:
                assert bool(verdict) == (state in states), (verb, name)
                assert bool(verdict) or verdict.reason, (verb, name)
            else:
                assert (bool(verdict), verdict.status) == (False, 403), (verb, name)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("question_state", ["asked", "answered", "withdrawn"])
def test_who_answers_and_withdraws_a_question(scene, state, question_state):
    cast = everybody(scene)
    scene.put(state)
    question = Clarification(
        submission=scene.submission, criterion=scene.crit("CL1"), question="?", state=question_state, due_on=scene.now().date()
    )
    scene.submission.journey = scene.journey
    for name, actor in cast.items():
        answer, withdraw = can_answer(actor, question), can_withdraw_question(actor, question)
        assert bool(answer) == (name == "coordinator" and question_state == "asked" and state == State.CLARIFICATIONS), name
        assert bool(withdraw) == (name == "assessor" and question_state == "asked"), name
        assert answer or answer.reason
        assert withdraw or withdraw.reason


def test_a_recorded_view_is_changed_by_nobody(scene):
    judge_all(scene.view, scene.assessor)
    View.objects.filter(pk=scene.view.pk).update(state="recorded", recommends="award", recorded_at=scene.now())
    scene.view.refresh_from_db()
    for verdict in (can_judge(scene.assessor, scene.view), can_recommend(scene.assessor, scene.view), can_ask(scene.assessor, scene.view)):
        assert (bool(verdict), verdict.status) == (False, 409) and "recorded" in verdict.reason
