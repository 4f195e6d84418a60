"""Two of the office, or two coordinators, at the same moment: somebody always remains."""

import pytest

from qualitymark.accounts.models import Appointment
from qualitymark.accounts.operations import end_appointment, erase_person
from qualitymark.accounts.queries import people_appointed
from qualitymark.core.actor import Capacity
from qualitymark.core.audit import verify
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Membership
from qualitymark.institutions.operations import end_membership
from tests import factories as make
from tests.journeys.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


def held_by(actor):
    return Appointment.objects.select_related("person").get(person=actor.person, capacity=Capacity.OFFICE)


@pytest.mark.parametrize("time", range(4))
def test_two_of_the_office_who_end_each_other_at_once_leave_one(time):
    one, other = make.office(), make.office()
    theirs, mine = held_by(other), held_by(one)
    found = at_once(lambda: end_appointment(theirs, by=one), lambda: end_appointment(mine, by=other))
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert people_appointed(Capacity.OFFICE).count() == 1 and verify() == []


@pytest.mark.parametrize("time", range(4))
def test_two_of_the_office_who_erase_each_other_at_once_leave_one(time):
    one, other = make.office(), make.office()
    found = at_once(lambda: erase_person(other.person, by=one, why="left"), lambda: end_appointment(held_by(one), by=other))
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert people_appointed(Capacity.OFFICE).count() == 1 and verify() == []


@pytest.mark.parametrize("time", range(4))
def test_two_coordinators_who_leave_at_once_leave_one(time):
    home = make.institution()
    both = [make.coordinator(home), make.coordinator(home)]
    rows = [Membership.objects.select_related("institution").get(person=each.person) for each in both]
    found = at_once(*[lambda row=row, by=by: end_membership(row, by=by) for row, by in zip(rows, both, strict=True)])
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert Membership.objects.filter(institution=home, until_on=None).count() == 1 and verify() == []


def test_an_ended_appointment_says_ended_only_to_the_office():
    one, other = make.office(), make.office()
    ended = end_appointment(held_by(other), by=one)
    with pytest.raises(Refused):
        end_appointment(ended, by=make.assessor())
    assert end_appointment(ended, by=one).until_on is not None
