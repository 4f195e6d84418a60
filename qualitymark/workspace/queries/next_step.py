"""The one next thing for whoever looks at the board."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from qualitymark.core.actor import Actor
from qualitymark.decisions.queries import is_passed_on
from qualitymark.institutions.models import Role
from qualitymark.journeys.models import Journey
from qualitymark.journeys.queries import balance, money
from qualitymark.journeys.states import WRITING_STATES, State

from .board import Board, Line

Next = dict[str, Any]
CHECKING = (Role.COORDINATOR, Role.SPONSOR, Role.DELEGATE)


def next_thing(actor: Actor, journey: Journey, board: Board) -> Next | None:
    """text, url and label; None when nothing waits for this person. At most one query, and none while the institution writes."""
    if journey.paused:
        return None
    if journey.state == State.AWAITING_SIGNATURE:
        return _signature(actor, journey)
    if journey.state not in WRITING_STATES:
        return _after_submission(actor, journey)
    if journey.state == State.AGREED and (agreeing := _agreement(actor, journey)):
        return agreeing
    mine = [line for line in board.lines if not line.settled and any(ref == actor.ref for ref, _name in line.writers)]
    if journey.state != State.PREPARING:  # until the dates are agreed only what was given by name waits
        mine = [line for line in mine if line.given]
    if actor.has_role(journey.institution_id, Role.COORDINATOR):
        return _for_coordinator(journey, board) or _own(mine)
    return _own(mine)


def _next(text: str, url: str, label: str) -> Next:
    return {"text": text, "url": url, "label": label}


def _after_submission(actor: Actor, journey: Journey) -> Next | None:
    """Questions to answer, the draft to read, the decision."""
    feedback = reverse("workspace:feedback", args=[journey.ref])
    if journey.state == State.CLARIFICATIONS and actor.has_role(journey.institution_id, Role.COORDINATOR):
        questions = reverse("workspace:clarifications", args=[journey.ref])
        return _next(gettext("Your assessor asks something about what you submitted."), questions, gettext("Answer"))
    if journey.state == State.FACTUAL_CHECK and not is_passed_on(journey) and actor.has_role(journey.institution_id, *CHECKING):
        return _next(gettext("The draft feedback waits to be read for errors of fact."), feedback, gettext("Read the draft"))
    if journey.state == State.RELEASED:
        return _next(gettext("Your feedback and the decision are here."), feedback, gettext("Read them"))
    return None


def _agreement(actor: Actor, journey: Journey) -> Next | None:
    """Terms first, for those who may accept for the institution; then the fee, for them and for whoever pays."""
    if not actor.has_role(journey.institution_id, *CHECKING, Role.FINANCE):
        return None
    if journey.terms_accepted_at is None and actor.has_role(journey.institution_id, *CHECKING):
        terms = reverse("workspace:terms", args=[journey.ref])
        return _next(gettext("The terms wait to be read and accepted."), terms, gettext("Read the terms"))
    if owed := balance(journey):
        fee = reverse("workspace:fee", args=[journey.ref])
        said = gettext("%(owed)s is to be paid: say where the invoice goes, and pay it when it comes.") % {"owed": money(owed)}
        return _next(said, fee, gettext("See where the invoice goes"))
    return None


def _signature(actor: Actor, journey: Journey) -> Next | None:
    signed = is_passed_on(journey)
    if actor.has_role(journey.institution_id, Role.SPONSOR, Role.DELEGATE) and not actor.coordinates(journey.institution_id) and not signed:
        return _next(
            gettext("It waits for you to read and sign it."), reverse("workspace:sign", args=[journey.ref]), gettext("Read and sign")
        )
    if actor.has_role(journey.institution_id, Role.COORDINATOR, Role.SPONSOR, Role.DELEGATE) and signed:
        return _next(gettext("It is signed. Now it can be submitted."), reverse("workspace:submit", args=[journey.ref]), gettext("Submit"))
    return None


def _for_coordinator(journey: Journey, board: Board) -> Next | None:
    start = reverse("workspace:board", args=[journey.ref])
    nobodys = [line for line in board.lines if not line.settled and not line.writers]
    late = [line for line in nobodys if line.overdue]
    if late:
        said = ngettext(
            "%(n)s criterion is overdue and nobody is writing it.", "%(n)s criteria are overdue and nobody is writing them.", len(late)
        )
        return _next(said % {"n": len(late)}, f"{start}?person=nobody&show=overdue#criteria", gettext("Give them out"))
    if nobodys:
        said = ngettext("%(n)s criterion has nobody to write it.", "%(n)s criteria have nobody to write them.", len(nobodys))
        return _next(said % {"n": len(nobodys)}, f"{start}?person=nobody#criteria", gettext("Give them out"))
    overdue = sum(line.overdue for line in board.lines)
    if overdue:
        said = ngettext("%(n)s criterion is overdue.", "%(n)s criteria are overdue.", overdue)
        return _next(said % {"n": overdue}, f"{start}only/overdue/#criteria", gettext("See which"))
    ready = [line for line in board.lines if line.state == "ready"]
    if ready:
        said = ngettext("%(n)s response is ready for you to read.", "%(n)s responses are ready for you to read.", len(ready))
        return _next(said % {"n": len(ready)}, ready[0].url, gettext("Read it"))
    if board.lines and not board.gaps and journey.state == State.PREPARING:
        return _next(
            gettext("Nothing is in the way any more."), reverse("workspace:ask_signature", args=[journey.ref]), gettext("Ask for signature")
        )
    return None


def _own(mine: list[Line]) -> Next | None:
    """The criterion of one's own that is due first."""
    if not mine:
        return None
    first = min(mine, key=lambda line: line.due_on or dt.date.max)
    text = gettext("%(code)s %(title)s is yours to write%(due)s.") % {
        "code": first.code,
        "title": first.title,
        "due": f", {first.due}" if first.due else "",
    }
    return _next(text, first.url, gettext("Write it"))
