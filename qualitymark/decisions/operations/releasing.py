"""Release: the moment from which a decision is known."""

from django.db import transaction

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, not_now
from qualitymark.decisions.models import Decision
from qualitymark.decisions.notices import tell_released
from qualitymark.decisions.rules import can_release
from qualitymark.decisions.states import Decided
from qualitymark.journeys import operations as journeys
from qualitymark.selfassessment import operations as selfassessment

from .reporting import ask_for_report


@transaction.atomic
def release(decision: Decision, *, by: Actor) -> Decision:
    """Make the decision known to the institution, ask the worker for the report, and, after a "not yet", open the next round with the
    criteria named. Refused until the check of facts is over and every comment answered. The award itself is the caller's
    (awards.operations.release_and_award): it stands above this room."""
    journey = hold(decision.submission.journey)
    decision = hold(decision)
    decision.submission.journey = journey
    can_release(by, decision).enforce()
    facts = {"released_at": clock.now(), "released_by": by.person}
    if not Decision.objects.filter(pk=decision.pk, released_at=None, withdrawn_at=None).update(**facts):
        not_now(SOMEBODY_ELSE_DID).enforce()
    decision = hold(decision)
    ask_for_report(decision)
    tell_released(decision)
    journey = journeys.advance(journey, "release", by=by)
    record("release", decision, by=by, after=decision.outcome)
    if decision.outcome == Decided.NOT_YET and decision.next_last_on is not None:
        criteria = [each.criterion for each in decision.criteria.filter(revisit=True).select_related("criterion")]
        journey = journeys.begin_next_round(
            journey,
            by=by,
            criteria=criteria,
            last_on=decision.next_last_on,
            discussions=decision.next_discussions or 0,
            fee_pence=decision.next_fee_pence or 0,
        )
        selfassessment.reopen_for_round(journey, criteria, by=by)
    decision.submission.journey = journey
    return decision
