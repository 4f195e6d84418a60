"""Two offers to one assessor at the same moment."""

import pytest

from qualitymark.assessors import operations
from qualitymark.assessors.models import Allocation, Profile
from qualitymark.assessors.queries import load_of
from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from tests import factories as make
from tests.journeys.test_races import at_once

from .test_allocations import SOON, fit_assessor, ready_journey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


def offers(to, journeys, **more):
    def one(journey, office):
        return lambda: operations.offer(journey, by=office, person=to.person, capacity="assessor", answer_by=SOON, **more)

    return [one(journey, make.office()) for journey in journeys]


def test_of_two_offers_at_once_that_would_fill_an_assessor_over_the_brim_one_is_made():
    for room in (1, 2):
        to, journeys = fit_assessor(most_journeys=room), [ready_journey() for _ in range(room + 2)]
        told = at_once(*offers(to, journeys))
        refused = [each for each in told if isinstance(each, Refused)]
        assert len(refused) == 2 and all("said they can take" in each.reason for each in refused), told
        assert load_of(to.person) == Allocation.objects.filter(person=to.person).count() == room
        assert OutgoingMail.objects.filter(to_address=to.person.email).count() == room
    assert verify() == []


def test_offers_at_once_within_what_an_assessor_can_take_or_with_a_reason_are_all_made():
    to = fit_assessor(most_journeys=3)
    assert all(isinstance(each, Allocation) for each in at_once(*offers(to, [ready_journey() for _ in range(3)])))
    more = at_once(*offers(to, [ready_journey() for _ in range(2)], why="They asked for more."))
    assert all(isinstance(each, Allocation) for each in more) and load_of(to.person) == 5
    Profile.objects.filter(person=to.person).delete()
    assert all(isinstance(each, Refused) for each in at_once(*offers(to, [ready_journey() for _ in range(2)])))
