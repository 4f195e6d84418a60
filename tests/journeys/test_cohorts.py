"""Cohorts: made and changed by the office, with members and funders."""

import datetime as dt

import pytest

from qualitymark.core.verdict import Refused
from qualitymark.journeys.models import Cohort
from qualitymark.journeys.operations import (
    add_cohort_member,
    add_funder,
    change_cohort,
    end_funder,
    make_cohort,
    remove_cohort_member,
)
from qualitymark.journeys.queries import cohorts_visible_to
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 1)


def test_the_office_makes_a_cohort_and_two_of_one_name_are_refused():
    office = make.office()
    make_cohort(by=office, name="North 2026", funder_name="The combined authority", from_on=DAY, covers_fee=True)
    with pytest.raises(Refused) as refused:
        make_cohort(by=office, name="north 2026", funder_name="Another", from_on=DAY)
    assert "this name" in refused.value.reason
    with pytest.raises(Refused):
        make_cohort(by=office, name="Backwards", funder_name="Another", from_on=DAY, until_on=DAY - dt.timedelta(days=1))
    assert Cohort.objects.count() == 1


def test_nobody_else_makes_one():
    with pytest.raises(Refused):
        make_cohort(by=make.assessor(), name="Mine", funder_name="Me", from_on=DAY)


def test_changing_a_cohort_keeps_its_name_its_own():
    office, cohort = make.office(), make.cohort(name="North")
    changed = change_cohort(cohort, by=office, name="North", funder_name="New funder", from_on=DAY, until_on=None, covers_fee=True)
    assert (changed.funder_name, changed.covers_fee) == ("New funder", True)


def test_an_institution_joins_with_its_open_journey_and_leaves_only_without_one():
    office, cohort, home = make.office(), make.cohort(), make.institution()
    journey = make.journey(home, state="agreed")
    member = add_cohort_member(cohort, by=office, institution=home)
    assert add_cohort_member(cohort, by=office, institution=home) == member
    journey.refresh_from_db()
    assert journey.cohort == cohort
    with pytest.raises(Refused):
        remove_cohort_member(member, by=office)
    lone = add_cohort_member(cohort, by=office, institution=make.institution())
    remove_cohort_member(lone, by=office)
    assert cohort.members.count() == 1


def test_a_funder_sees_their_cohort_until_their_part_ends():
    office, cohort, who = make.office(), make.cohort(), make.person()
    funder = add_funder(cohort, by=office, person=who)
    assert add_funder(cohort, by=office, person=who) == funder
    acting = make.acting(who, capacity="funder")
    assert list(cohorts_visible_to(acting)) == [cohort]
    end_funder(funder, by=office)
    assert list(cohorts_visible_to(acting)) == []
