"""Moving the demo's clock: for manage.py move_clock and for the form on the demo's page alike."""

import datetime as dt
import io
from dataclasses import dataclass

from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Verdict, no, not_now, yes

FURTHEST = 240  # months from the computer's own day
STEPS = ((_("One month on"), 1), (_("Six months on"), 6), (_("Eighteen months on"), 18))


@dataclass(frozen=True)
class Moved:
    """What a move did: how many letters were written, and what could not be done and is tried again at the next tick."""

    letters: int
    left: str


def can_move_clock(day: dt.date) -> Verdict:
    """In the demo alone; not before the computer's own day, at which the demo's stories end, nor more than twenty years after it."""
    if not (settings.DEMO and settings.CLOCK_MOVABLE):
        return no(_("The clock moves in the demo alone. In a real deployment nothing was changed."))
    if day < clock.real_today():
        return not_now(_("The demo's stories end today, so its clock does not go back before that. Choose today or a later day."))
    if day > clock.add_months(clock.real_today(), FURTHEST):
        return not_now(_("The demo's clock goes twenty years on at most. Choose an earlier day."))
    return yes()


def move_clock(day: dt.date) -> Moved:
    """Today becomes `day`, and what is due by then is done. Refused as can_move_clock says."""
    can_move_clock(day).enforce()
    last = OutgoingMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    clock.move_to(day)
    left = ""
    try:
        call_command("tick", stdout=io.StringIO())
    except CommandError as problem:
        left = str(problem)
    return Moved(OutgoingMail.objects.filter(pk__gt=last).count(), left)


def what_happened(moved: Moved) -> str:
    """A move in words: the day it is now, whether all that was due is done, and how many letters were written."""
    today = _("Today in the demonstration is %(day)s.") % {"day": date_format(clock.today(), "j F Y")}
    due = (
        _("Some of what is due by then could not be done: it is tried again within a minute.")
        if moved.left
        else _("What is due by then is done.")
    )
    letters = ngettext("%(number)d letter was written.", "%(number)d letters were written.", moved.letters) % {"number": moved.letters}
    return f"{today} {due} {letters}"


def steps() -> list[tuple[object, dt.date]]:
    """What the demo's buttons say, and the day that each moves to; those alone that can be."""
    days = ((words, clock.add_months(clock.today(), months)) for words, months in STEPS)
    return [(words, day) for words, day in days if can_move_clock(day)]
