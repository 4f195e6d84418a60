"""Moves of the lifecycle, and the ends of a journey."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.frameworks.models import Criterion
from qualitymark.institutions.queries import people_in

from ..models import FeeEntry, FeeLine, Journey, Milestone, Party, Revisit, Round
from ..notices import tell, tell_office
from ..rules import can_begin_next_round, can_withdraw
from .fee import add_line, cancel_line


@transaction.atomic
def advance(journey: Journey, verb: str, *, by: Actor, detail: dict[str, Any] | None = None, **facts: Any) -> Journey:
    """Hold the journey and make one move of the lifecycle. The calling operation has enforced its own rule: who, and what must be complete."""
    journey = hold(journey)
    move(journey, verb, by=by, detail=detail, state_since=clock.now(), **facts)
    return journey


@transaction.atomic
def withdraw(journey: Journey, *, by: Actor, why: str) -> Journey:
    """End an open journey, giving the reason. Its writing is kept; those of the scheme who took part see it no longer."""
    journey = hold(journey)
    can_withdraw(by, journey).enforce()
    parties = Party.objects.filter(journey=journey, until_on=None)
    helpers = [each.person for each in parties.select_related("person")]
    tell("journey_withdrawn", journey, [*people_in(journey.institution, "coordinator", "sponsor"), *helpers], period="withdrawn", why=why)
    tell_office("journey_withdrawn_office", journey, why=why)
    parties.update(until_on=clock.today())
    move(journey, "withdraw", by=by, detail={"why": why}, state_since=clock.now())
    return journey


@transaction.atomic
def begin_next_round(
    journey: Journey, *, by: Actor, criteria: Iterable[Criterion], last_on: dt.date, discussions: int, fee_pence: int
) -> Journey:
    """After "not yet": back to preparing, with the criteria named, until `last_on`; `fee_pence` is owed for the round.

    Called with the release of the decision that names them; its letter tells the institution.
    """
    journey = hold(journey)
    can_begin_next_round(by, journey).enforce()
    named = list(criteria)
    if not named:
        raise Refused(not_now(_("Name at least one criterion to revisit.")))
    if last_on <= clock.today():
        raise Refused(not_now(_("The last date of the next round must be still to come.")))
    journey.round += 1
    made = Round.objects.create(journey=journey, number=journey.round, began_on=clock.today(), last_on=last_on, discussions=discussions)
    Revisit.objects.bulk_create(Revisit(round=made, criterion=criterion) for criterion in named)
    add_line(journey, reason=FeeLine.Reason.ROUND, pence=fee_pence)
    Milestone.objects.filter(journey=journey, done_on=None).delete()
    Milestone.objects.create(journey=journey, what=Milestone.What.SUBMISSION, due_on=last_on)
    codes = [criterion.code for criterion in named]
    move(
        journey, "begin_next_round", by=by, audit={"round": made.number, "criteria": codes, "pence": fee_pence},
        state_since=clock.now(), round=made.number, submit_by=last_on, submitted_at=None,
    )  # fmt: skip
    return journey


@transaction.atomic
def decide_again(journey: Journey, *, by: Actor, round: int, submitted_at: dt.datetime, why: str) -> Journey:
    """Back to the deciders of `round`, whose decision was set aside. The round which that decision had opened is taken back: its number,
    its dates to come and its fee, by a dated entry that gives `why`. What was done in it stays. The caller has enforced its own rule."""
    journey = hold(journey)
    facts: dict[str, Any] = {}
    audit: dict[str, Any] = {}
    if journey.round > round:
        audit = _take_back(journey, by, why)
        kept = Milestone.objects.filter(journey=journey, what=Milestone.What.SUBMISSION).order_by("-due_on").first()
        facts = {"round": round, "submitted_at": submitted_at, "submit_by": kept.due_on if kept else None}
    move(journey, "decide_again", by=by, audit=audit, state_since=clock.now(), **facts)
    return journey


def _take_back(journey: Journey, by: Actor, why: str) -> dict[str, Any]:
    """Take the present round back; what it was, for the record."""
    taken = Round.objects.get(journey=journey, number=journey.round)
    lines = FeeLine.objects.filter(journey=journey, round=taken.number)
    for line in lines.exclude(entries__sort=FeeEntry.Sort.CANCELLED):
        line.journey = journey
        cancel_line(line, by=by, why=why)
    Milestone.objects.filter(journey=journey, done_on=None).delete()
    codes = list(taken.revisits.order_by("criterion__number").values_list("criterion__code", flat=True))
    was = {"taken_back": taken.number, "criteria": codes, "began_on": taken.began_on.isoformat(), "last_on": taken.last_on.isoformat()}
    taken.delete()
    return was
