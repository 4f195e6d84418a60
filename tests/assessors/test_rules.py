"""The whole grid: every verb, every state of an allocation, the whole cast."""

import datetime as dt

import pytest

from qualitymark.assessors.models import Allocation
from qualitymark.assessors.queries import allocations_visible_to
from qualitymark.assessors.rules import can_accept, can_declare, can_decline, can_end, can_open_offer
from qualitymark.assessors.states import ALLOCATION_MOVES, AllocationState
from qualitymark.core import clock
from qualitymark.institutions.models import Recusal
from qualitymark.journeys.states import State
from tests import factories as make

pytestmark = pytest.mark.django_db
VERBS = {
    "declare_none": lambda actor, row: can_declare(actor, row, False),
    "declare_conflict": lambda actor, row: can_declare(actor, row, True),
    "accept": can_accept,
    "decline": can_decline,
    "end": can_end,
}


@pytest.fixture
def scene():
    journey = make.journey(state=State.AGREED, terms_accepted_at=clock.now(), terms_accepted_by=make.person())
    owner, office, conflicted = make.assessor(), make.office(), make.office()
    Recusal.objects.create(person=conflicted.person, institution=journey.institution, why="other", from_on=make.LONG_AGO)
    row = Allocation.objects.create(
        journey=journey, person=owner.person, capacity="assessor", answer_by=dt.date(2999, 1, 1), offered_at=clock.now(), offered_by=office.person
    )  # fmt: skip
    cast = {
        "owner": owner,
        "office": office,
        "conflicted office": conflicted,
        "another assessor": make.assessor(),
        "the owner as office": make.acting(owner.person, capacity="office"),
        "coordinator": make.coordinator(journey.institution),
        "contributor": make.contributor(journey.institution),
        "sponsor": make.sponsor(journey.institution),
        "panel": make.panel(),
        "funder": make.funder(make.cohort()),
        "visitor": make.acting(make.person()),
    }
    return row, cast


@pytest.mark.parametrize("state", AllocationState)
@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what_when(scene, verb, state):
    row, cast = scene
    row.state = state
    row.save()
    allowed = {"end": {"office", "the owner as office"}}.get(verb, {"owner"})
    for name, actor in cast.items():
        verdict = VERBS[verb](actor, row)
        if name not in allowed:
            assert (bool(verdict), verdict.status) == (False, 403), name
        else:
            assert bool(verdict) == (state in ALLOCATION_MOVES[verb].sources), name
            assert bool(verdict) or (verdict.status == 409 and verdict.reason), name


def test_only_the_office_without_a_conflict_offers(scene):
    row, cast = scene
    row.delete()
    for name, actor in cast.items():
        assert bool(can_open_offer(actor, row.journey, "assessor")) == (name in ("office", "the owner as office")), name


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("capacity", ["assessor", "second_reader"])
def test_until_when_each_part_is_offered(scene, capacity, state):
    row, cast = scene
    row.delete()
    row.journey.state = state
    to_assess = {
        State.AGREED,
        State.ALLOCATED,
        State.PREPARING,
        State.AWAITING_SIGNATURE,
        State.SUBMITTED,
        State.IN_REVIEW,
        State.CLARIFICATIONS,
    }
    to_read = (to_assess - {State.AGREED}) | {State.SECOND_READING}
    expected = state in (to_assess if capacity == "assessor" else to_read)
    assert bool(can_open_offer(cast["office"], row.journey, capacity)) == expected


def test_who_sees_an_allocation(scene):
    row, cast = scene
    for name, actor in cast.items():
        assert allocations_visible_to(actor).exists() == (name in ("owner", "office", "the owner as office")), name
    Recusal.objects.create(person=cast["owner"].person, institution=row.journey.institution, why="other", from_on=make.LONG_AGO)
    assert not allocations_visible_to(cast["owner"]).exists()
