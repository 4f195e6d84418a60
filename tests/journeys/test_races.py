"""Two people at the same moment: one of them is told, nothing is doubled, nothing breaks."""

import threading

import pytest
from django.db import connection

from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.interest.models import Interest
from qualitymark.interest.operations import ask, send_interest
from qualitymark.journeys.models import FeeEntry, FeeLine, Journey
from qualitymark.journeys.operations import add_cohort_member, confirm_allocation, go_ahead, settle
from qualitymark.journeys.queries import balance
from tests import factories as make
from tests.interest.test_operations import TOLD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


def at_once(*works):
    """Do them all at the same moment; what each gave, a Refused among them."""
    gate, given = threading.Barrier(len(works)), [None] * len(works)

    def do(place, work):
        try:
            gate.wait(10)
            given[place] = work()
        except BaseException as problem:
            given[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    broken = [each for each in given if isinstance(each, BaseException) and not isinstance(each, Refused)]
    assert broken == []
    return given


def test_a_form_sent_six_times_at_once_makes_one_interest_and_one_letter():
    home = make.institution()
    found = at_once(*[lambda: send_interest(institution=home, ref="abcdefghjkmn", **TOLD)] * 6)
    assert {each.pk for each in found} == {Interest.objects.get().pk}
    assert OutgoingMail.objects.filter(notice="interest_received").count() == 1
    assert verify() == []


def test_one_interest_sent_ten_times_at_once_without_the_mark_of_a_form_is_one_and_one_letter():
    for home, typed in ((make.institution(), ""), (None, "Somewhere College")):
        found = at_once(*[lambda home=home, typed=typed: send_interest(institution=home, typed_name=typed, **TOLD)] * 10)
        assert len({each.pk for each in found}) == 1
    assert Interest.objects.count() == OutgoingMail.objects.filter(notice="interest_received").count() == 2


def test_one_question_sent_ten_times_at_once_without_the_mark_of_a_form_is_one_and_one_letter():
    asked = {"name": "Ada", "email": "ada@example.test", "language": "en-gb", "question": "What does it cost?"}
    assert len({each.pk for each in at_once(*[lambda: ask(**asked)] * 10)}) == 1
    assert OutgoingMail.objects.filter(to_address="ada@example.test").count() == 1


def test_two_interests_of_one_institution_answered_at_once_open_one_journey():
    make.edition(), make.policy()
    home = make.institution()
    interests = [send_interest(institution=home, **TOLD | {"contact_email": f"{name}@example.test"}) for name in ("one", "two")]
    offices = [make.office(), make.office()]
    found = at_once(
        *[lambda each=each, by=by: go_ahead(each, by=by, answer="Welcome") for each, by in zip(interests, offices, strict=True)]
    )
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert Journey.objects.count() == 1
    assert verify() == []


def test_one_interest_answered_twice_at_once_opens_one_journey():
    make.edition(), make.policy()
    interest = send_interest(institution=make.institution(), **TOLD)
    offices = [make.office(), make.office()]
    found = at_once(*[lambda by=by: go_ahead(interest, by=by, answer="Welcome") for by in offices])
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert Journey.objects.count() == FeeLine.objects.count() == 1


def test_a_fee_paid_by_two_people_at_once_is_paid_once():
    journey, office = make.journey(), make.office()
    line = FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
    found = at_once(*[lambda: settle(line, by=office, sort="paid", pence=90000, on=clock.today())] * 4)
    assert sum(isinstance(each, Refused) for each in found) == 3
    assert (FeeEntry.objects.count(), balance(journey)) == (1, 0)


def test_two_assessors_who_accept_at_once_do_not_both_take_the_journey():
    journey = make.journey(state="agreed", terms_accepted_at=clock.now(), terms_accepted_by=make.person())
    assessors = [make.assessor(), make.assessor()]
    found = at_once(*[lambda by=by: confirm_allocation(journey, by=by, person=by.person) for by in assessors])
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert journey.parties.count() == 1


def test_an_institution_added_to_a_cohort_by_two_at_once_is_a_member_once():
    cohort, home = make.cohort(), make.institution()
    at_once(*[lambda by=by: add_cohort_member(cohort, by=by, institution=home) for by in (make.office(), make.office())])
    assert cohort.members.count() == 1
