"""Whose turn it is on a journey, and its dates."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qualitymark.institutions.models import Role

from ..models import Journey, Milestone
from ..states import DATED_STATES, STAGES, State, Turn

Words = str | Promise
FOR_WRITING = (Milestone.What.DISCUSSION, Milestone.What.DRAFTS)  # dates that bind no more once the signature is awaited
# Rows of journeys that are paused, as Journey.paused says of one.
PAUSED = Q(paused_from__isnull=False, paused_until=None)
_SIGNING = frozenset({Role.SPONSOR, Role.DELEGATE})
_ANSWERING = frozenset({Role.COORDINATOR, *_SIGNING})
_NOBODY: frozenset[str] = frozenset()


class Now(NamedTuple):
    """Whose turn it is, and what waits: as the scheme's people read it, as those of the institution whose turn it is do, and as their
    colleagues do. `roles` are those of the institution that can take the turn; none where it is not the institution's."""

    turn: Turn
    staff_see: Words
    asks: Words
    institution_sees: Words
    roles: frozenset[str] = _NOBODY


TERMS_BY = _("Your coordinator or senior sponsor accepts the terms")
FINDING = _("The office finds your assessor")
CHECKED = _("The check of facts is over: the office releases the decision")
_PAUSED = Now(Turn.NOBODY, _("Paused"), _("Paused"), _("Paused, as you asked. The dates wait too."))
_TERMS = Now(Turn.INSTITUTION, _("Accept the terms"), _("Accept the terms"), TERMS_BY, _ANSWERING)
_TERMS_AND_FEE = _TERMS._replace(staff_see=_("Accept the terms and settle the fee"), asks=_("Accept the terms, then settle the fee"))
_FEE = Now(
    Turn.INSTITUTION, _("Settle the fee"), _("Settle the fee: say where the invoice goes, and pay it when it comes"),
    _("Your coordinator or finance contact settles the fee"), frozenset({Role.COORDINATOR, Role.FINANCE}),
)  # fmt: skip
_ALLOCATE = Now(Turn.OFFICE, _("Allocate an assessor"), FINDING, FINDING)
# What is the institution's turn, state by state: what is asked of whom, and what their colleagues read.
_ASKED: dict[str, tuple[Words, Words, frozenset[str]]] = {
    State.PREPARING: (STAGES[State.PREPARING].institution_sees,) * 2 + (frozenset({Role.COORDINATOR, Role.CONTRIBUTOR}),),
    State.AWAITING_SIGNATURE: (_("Read the whole, and sign exactly that"), STAGES[State.AWAITING_SIGNATURE].institution_sees, _SIGNING),
    State.CLARIFICATIONS: (
        STAGES[State.CLARIFICATIONS].institution_sees, _("Your coordinator answers a question of your assessor"), frozenset({Role.COORDINATOR}),
    ),
    State.FACTUAL_CHECK: (
        STAGES[State.FACTUAL_CHECK].institution_sees, _("Your coordinator and senior sponsor read the draft feedback for errors of fact"), _ANSWERING,
    ),
}  # fmt: skip
_REVIEWED = STAGES[State.SECOND_READING].institution_sees
# States in which the turn has been passed on, though the state has not changed: what it asks for first is done, or nobody is there to do it.
_PASSED_ON: dict[str, Now] = {
    State.AGREED: Now(Turn.ASSESSOR, _("Waiting for the answer of the assessor who was asked"), FINDING, FINDING),
    State.AWAITING_SIGNATURE: Now(
        Turn.INSTITUTION, _("Signed: to be submitted"), _("It is signed: submit it"), _("It is signed: your coordinator submits it"),
        frozenset({Role.COORDINATOR}),
    ),
    State.SECOND_READING: Now(Turn.OFFICE, _("Second reading: allocate a second reader"), _REVIEWED, _REVIEWED),
    State.WITH_PANEL: Now(Turn.OFFICE, _("To be decided: name who decides"), _REVIEWED, _REVIEWED),
    State.FACTUAL_CHECK: Now(Turn.OFFICE, _("The check of facts is over: release the decision"), CHECKED, CHECKED),
}  # fmt: skip


def turn_of(state: str, accepted: bool, owed: int, paused: bool, passed_on: bool) -> Now:
    """Whose turn, and what waits, from facts already read: for lists. In the first stage it is the institution's turn until the terms
    are accepted and nothing is owed, then the office's. `passed_on` says that within its state the turn went to another: an assessor
    was asked, the sponsor signed, nobody is there to read second or to decide, the check of facts is over (rooms above know it). A paused
    journey waits for nobody."""
    if paused:
        return _PAUSED
    if passed_on and state in _PASSED_ON:
        return _PASSED_ON[state]
    if state == State.AGREED:
        return _ALLOCATE if accepted and not owed else _FEE if accepted else _TERMS_AND_FEE if owed else _TERMS
    stage = STAGES[state]
    asks, colleagues, roles = _ASKED.get(state, (stage.institution_sees, stage.institution_sees, _NOBODY))
    return Now(stage.turn, stage.staff_see, asks, colleagues, roles)


def timetable(journey: Journey) -> QuerySet[Milestone]:
    """The dates of a journey, earliest first."""
    return Milestone.objects.filter(journey=journey).order_by("due_on", "number", "pk")


def next_dates(journeys: QuerySet[Journey]) -> dict[int, dt.date]:
    """The earliest date still open on each of many journeys, by their keys; none once it is submitted, when the dates are past. While
    the signature is awaited, those for the writing are past as well."""
    rows = Milestone.objects.filter(journey__in=journeys, journey__state__in=DATED_STATES, done_on=None).exclude(what=Milestone.What.CLOSED)
    rows = rows.exclude(journey__state=State.AWAITING_SIGNATURE, what__in=FOR_WRITING)
    return dict(rows.values_list("journey").annotate(next=Min("due_on")).values_list("journey", "next"))
