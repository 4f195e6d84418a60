"""Whose turn it is on a journey, and its dates."""

import datetime as dt

from django.db.models import Min, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Journey, Milestone
from ..states import DATED_STATES, STAGES, State, Turn
from .fee import balance

TERMS_AND_FEE = _("Accept the terms and settle the fee")
TERMS = _("Accept the terms")
FEE = _("Settle the fee")
ALLOCATE = _("Allocate an assessor")
PAUSED = _("Paused")


def turn_of(state: str, accepted: bool, owed: int, paused: bool) -> tuple[Turn, str | Promise]:
    """Whose turn, and what waits, from facts already read: for lists. In the first stage it is the institution's turn until the terms
    are accepted and nothing is owed, then the office's. A paused journey waits for nobody."""
    if paused:
        return Turn.NOBODY, PAUSED
    if state != State.AGREED:
        return STAGES[state].turn, STAGES[state].staff_see
    if accepted and not owed:
        return Turn.OFFICE, ALLOCATE
    return Turn.INSTITUTION, FEE if accepted else TERMS_AND_FEE if owed else TERMS


def whose_turn(journey: Journey) -> tuple[Turn, str | Promise]:
    """Whose turn it is on one journey, and the words for what waits."""
    owed = balance(journey) if journey.state == State.AGREED else 0
    return turn_of(journey.state, journey.terms_accepted_at is not None, owed, journey.paused)


def timetable(journey: Journey) -> QuerySet[Milestone]:
    """The dates of a journey, earliest first."""
    return Milestone.objects.filter(journey=journey).order_by("due_on", "number", "pk")


def next_dates(journeys: QuerySet[Journey]) -> dict[int, dt.date]:
    """The earliest date still open on each of many journeys, by their keys; none once it is submitted, when the dates are past."""
    rows = Milestone.objects.filter(journey__in=journeys, journey__state__in=DATED_STATES, done_on=None).exclude(what=Milestone.What.CLOSED)
    return dict(rows.values_list("journey").annotate(next=Min("due_on")).values_list("journey", "next"))
