"""Suspending an award, lifting that, and withdrawing it: a person of the office decides, giving a reason."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.awards.models import Award
from qualitymark.awards.notices import tell_award_changed
from qualitymark.awards.rules import can_lift, can_suspend, can_withdraw_award
from qualitymark.core.actor import Actor
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import not_now


def _said(why: str) -> None:
    if not why.strip():
        not_now(_("Give the reason: the institution reads it.")).enforce()


@transaction.atomic
def suspend(award: Award, *, by: Actor, why: str) -> Award:
    """The award does not stand until it is lifted; the register and the check page say so at once. The institution is told why."""
    award = hold(award)
    can_suspend(by, award).enforce()
    _said(why)
    move(award, "suspend", by=by, detail={"why": why}, state_why=why)
    tell_award_changed("award_suspended", award)
    return award


@transaction.atomic
def lift(award: Award, *, by: Actor) -> Award:
    """The award stands again, until the day it would have ended."""
    award = hold(award)
    can_lift(by, award).enforce()
    move(award, "lift", by=by, state_why="")
    tell_award_changed("award_lifted", award)
    return award


@transaction.atomic
def withdraw_award(award: Award, *, by: Actor, why: str) -> Award:
    """Take the award away for good, giving a reason. A new one comes of a new journey."""
    award = hold(award)
    can_withdraw_award(by, award).enforce()
    _said(why)
    move(award, "withdraw", by=by, detail={"why": why}, state_why=why, stays_current=False)
    tell_award_changed("award_withdrawn", award)
    return award
