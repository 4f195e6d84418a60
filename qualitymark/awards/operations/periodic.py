"""What time alone brings about. Each function is safe to call every day, by two workers at once: it does what is due and not done yet."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from qualitymark.awards.models import Award, Halfway
from qualitymark.awards.rules import can_open_halfway, can_open_renewal
from qualitymark.awards.states import AwardState, HalfwayState
from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused

from .halfway import expire_halfway, open_halfway
from .renewing import open_renewal, remind

REMINDERS = (12, 6, 3)


def _standing() -> Any:
    rows = Award.objects.filter(state=AwardState.IN_FORCE, ended_on=None, starts_on__isnull=False).exclude(
        origin=Award.Origin.PUBLIC_RECORD
    )
    return rows.select_related("institution", "policy")


def _each(rows: Any, work: Callable[[Any], object]) -> int:
    """Do the work for each row by itself: one that is refused (somebody else was faster) keeps none of the others waiting."""
    done = 0
    for row in rows:
        try:
            done += bool(work(row))
        except Refused:
            continue
    return done


def open_due_halfways() -> int:
    """Open the half-way review of every award whose month has come; how many."""
    rows = _standing().filter(ends_on__gte=clock.today()).exclude(pk__in=Halfway.objects.values("award_id"))
    return _each([row for row in rows if can_open_halfway(SYSTEM, row)], lambda award: open_halfway(award, by=SYSTEM))


def close_unanswered_halfways() -> int:
    """Close every review whose days to reply are over without a word; how many."""
    rows = Halfway.objects.filter(state=HalfwayState.OPEN, reply_by__lt=clock.today()).select_related("award__institution")
    return _each(rows, lambda halfway: expire_halfway(halfway, by=SYSTEM))


def open_due_renewals() -> int:
    """Open the renewal of every standing award whose month has come; how many. Not after its end: then the institution asks."""
    rows = _standing().filter(ends_on__gte=clock.today())
    return _each([row for row in rows if can_open_renewal(SYSTEM, row)], lambda award: open_renewal(award, by=SYSTEM))


def remind_of_ends() -> int:
    """Letters for awards that end in twelve, six or three months: the nearest of these that has come; how many letters.

    An award that the tick first sees four months before its end gets the reminder of six, and not that of twelve as well.
    """
    today = clock.today()
    sent = 0
    rows = _standing().filter(Q(ends_on__gte=today), ends_on__lte=clock.add_months(today, max(REMINDERS)))
    for award in rows:
        months = min((each for each in REMINDERS if _reached(award.ends_on, each, today)), default=None)
        if months is not None:
            sent += remind(award, months=months)
    return sent


def _reached(ends_on: dt.date, months: int, today: dt.date) -> bool:
    return clock.add_months(ends_on, -months) <= today
