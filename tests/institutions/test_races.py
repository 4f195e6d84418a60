"""Two people who set institutions in order at the same moment."""

import pytest

from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Identifier, Institution, Succession
from qualitymark.institutions.operations import put_under, set_identifier, succeed
from tests import factories as make
from tests.journeys.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


@pytest.fixture
def pair(db):
    return make.institution(), make.institution(), make.office(), make.office()


def test_two_that_are_put_under_each_other_at_once_make_no_circle(pair):
    one, other, first, second = pair
    found = at_once(lambda: put_under(one, by=first, parent=other), lambda: put_under(other, by=second, parent=one))
    assert sum(isinstance(each, Refused) for each in found) == 1
    assert Institution.objects.exclude(part_of=None).count() == 1 and verify() == []


def test_two_that_are_said_to_follow_each_other_at_once_are_one_succession(pair):
    one, other, first, second = pair
    found = at_once(
        lambda: succeed(one, by=first, successor=other, how="merged", on=clock.today()),
        lambda: succeed(other, by=second, successor=one, how="merged", on=clock.today()),
    )
    assert sum(isinstance(each, Refused) for each in found) == 1 and Succession.objects.count() == 1


def test_a_number_given_to_two_at_once_is_one_institution_s(pair):
    one, other, first, second = pair
    works = [lambda one=one, by=by: set_identifier(one, by=by, scheme="hesa", value="0042") for one, by in ((one, first), (other, second))]
    found = at_once(*works)
    assert sum(isinstance(each, Refused) for each in found) == 1 and Identifier.objects.filter(value="0042").count() == 1
