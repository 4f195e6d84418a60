"""Two people, or two windows of one, at the same moment: one is told, nothing is doubled, nothing breaks."""

import pytest

from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.verdict import Refused
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import State
from qualitymark.review import operations
from qualitymark.review.models import Clarification, Judgement, View
from qualitymark.selfassessment.models import Addendum
from tests import factories as make
from tests.journeys.test_races import at_once

from .conftest import judge_all

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


@pytest.fixture
def begun():
    journey = make.journey(state=State.SUBMITTED, policy=make.policy(second_reading="never"))
    assessor = make.assessor()
    make.party(journey, assessor)
    make.submission(journey)
    return journey, assessor


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_review_begun_from_four_windows_at_once_is_one_view(begun):
    journey, assessor = begun
    found = at_once(*[lambda: operations.begin_review(fresh(journey), by=assessor)] * 4)
    assert {each.pk for each in found} == {View.objects.get().pk}
    assert Journey.objects.get().state == State.IN_REVIEW and verify() == []


def test_one_criterion_judged_from_two_windows_at_once_loses_neither_without_saying_so(begun):
    journey, assessor = begun
    view = operations.begin_review(journey, by=assessor)
    criterion = journey.edition.criteria.first()

    def save(reasons):
        try:
            return operations.judge(fresh(view), criterion, by=assessor, outcome="met", reasons=reasons)
        except operations.JudgedMeanwhile as meanwhile:
            return meanwhile.theirs.reasons

    found = at_once(lambda: save("One window."), lambda: save("The other."))
    kept = Judgement.objects.get()
    assert kept.version == 1 and kept in found and kept.reasons in found and verify() == []


def test_a_question_answered_and_withdrawn_at_once_is_one_of_the_two(begun):
    journey, assessor = begun
    view, coordinator = operations.begin_review(journey, by=assessor), make.coordinator(journey.institution)
    question = operations.ask_clarification(
        view, journey.edition.criteria.first(), by=assessor, question="How many?", due_on=clock.add_months(clock.today(), 1)
    )
    found = at_once(
        lambda: operations.answer_clarification(fresh(question), by=coordinator, text="Four."),
        lambda: operations.withdraw_clarification(fresh(question), by=assessor),
    )
    assert sum(isinstance(each, Refused) for each in found) == 1
    answered = Clarification.objects.get().state == "answered"
    assert Addendum.objects.count() == answered and Journey.objects.get().state == State.IN_REVIEW and verify() == []


def test_a_recommendation_and_a_question_at_once_are_one_of_the_two(begun):
    journey, assessor = begun
    view, criterion = operations.begin_review(journey, by=assessor), journey.edition.criteria.first()
    judge_all(view, assessor)
    found = at_once(
        lambda: operations.recommend(fresh(view), by=assessor, recommends="award", reasons="Good."),
        lambda: operations.ask_clarification(fresh(view), criterion, by=assessor, question="How many?", due_on=clock.today()),
    )
    assert sum(isinstance(each, Refused) for each in found) == 1
    recorded, state = View.objects.get().state == "recorded", Journey.objects.get().state
    assert state == (State.WITH_PANEL if recorded else State.CLARIFICATIONS)
    assert Clarification.objects.count() == (not recorded) and verify() == []
