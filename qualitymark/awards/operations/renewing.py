"""Renewal: a new journey that brings the responses of the last one and the actions with what became of them."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.actionplan.models import Action
from qualitymark.actionplan.operations import make_action
from qualitymark.actionplan.states import ActionState
from qualitymark.awards.models import Award
from qualitymark.awards.notices import tell_award_ends
from qualitymark.awards.queries import renewal_journey_of
from qualitymark.awards.rules import can_open_renewal, policy_of
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.frameworks.queries import edition_in_force, policy_in_force
from qualitymark.journeys import operations as journeys
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import State
from qualitymark.selfassessment import operations as selfassessment


@transaction.atomic
def open_renewal(award: Award, *, by: Actor) -> Journey:
    """Open the journey that renews an award, under today's edition and policy. Responses come over as drafts, with every status reset;
    open actions come over as planned ones that name the old action, so that what became of it stands beside. A repeat gives the journey.
    """
    award = hold(award)
    made = renewal_journey_of(award)
    if made is not None:
        return made
    can_open_renewal(by, award).enforce()
    edition, policy = edition_in_force(), policy_in_force()
    if edition is None or policy is None:
        raise Refused(not_now(_("No edition of the framework, or no policy, is in force yet, so no renewal can begin.")))
    previous = award.decision.submission.journey if award.decision else None
    journey = journeys.open_renewal(
        institution=award.institution, by=by, previous=previous, award_ref=award.ref, scope=award.scope, scope_names=award.scope_names,
        edition=edition, policy=policy, language=previous.language if previous else "en-gb",
    )  # fmt: skip
    if previous is not None:
        selfassessment.carry_over(journey, previous, by=by)
    _carry_actions(award, journey, by=by)
    record("open_renewal", award, by=by, facts={"journey": journey.ref})
    return journey


def _carry_actions(award: Award, journey: Journey, *, by: Actor) -> None:
    """Each action not yet done or stopped is set again in the new journey; the old one keeps its notes and its state. A day that is still
    to come stays; one that has gone by does not, so that the plan asks for another."""
    unfinished = [ActionState.PLANNED, ActionState.UNDER_WAY, ActionState.CHANGED]
    rows = Action.objects.filter(institution=award.institution, removed_at=None, state__in=unfinished).exclude(journey=journey)
    today = clock.today()
    for old in rows.prefetch_related("criteria"):
        due_on = old.due_on if old.due_on and old.due_on >= today else None
        make_action(
            award.institution, by=by, journey=journey, what=old.what, why=old.why, measure=old.measure,
            criteria=[tie.code for tie in old.criteria.all()], owner=old.owner, owner_name=old.owner_name, owner_email=old.owner_email,
            department=old.department, priority=old.priority, due_on=due_on, start_on=old.start_on if due_on else None, carried_from=old,
        )  # fmt: skip


@transaction.atomic
def remind(award: Award, *, months: int) -> int:
    """Remind coordinators, sponsor and the role mailbox that the award ends in so many months; how many letters. Once for each, and none
    once the renewal has been submitted."""
    journey = renewal_journey_of(award)
    if journey is not None and journey.state not in (State.AGREED, State.ALLOCATED, State.PREPARING, State.AWAITING_SIGNATURE):
        return 0
    return tell_award_ends(award, months, journey, policy_of(award))
