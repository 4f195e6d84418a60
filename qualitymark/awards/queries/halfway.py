"""The improvement actions that a half-way review is about."""

from dataclasses import dataclass

from qualitymark.actionplan.models import Action
from qualitymark.actionplan.queries import actions_visible_to, standing_once
from qualitymark.actionplan.states import ActionState
from qualitymark.awards.models import Halfway
from qualitymark.awards.states import HalfwayState
from qualitymark.core import clock
from qualitymark.core.actor import Actor

from .awards import halfways_visible_to


@dataclass(frozen=True)
class Reviewed:
    """An action as it is now, and in words how it stood when the review opened: nothing for one that was set since."""

    action: Action
    then: str


def actions_of_halfway(actor: Actor, halfway: Halfway) -> list[Reviewed]:
    """For the institution its actions as they are. For others those it had when the review opened; what it set since goes with its update,
    and nothing after the note of the conversation. One that a renewal brought over stands once, as it is in the renewal, with how the one
    it came from stood. Nothing for who does not see the review."""
    if not halfways_visible_to(actor).filter(pk=halfway.pk).exists():
        return []
    then = {each.action_id: ActionState(each.state_then).label for each in halfway.actions.all()}
    rows = actions_visible_to(actor) if actor.is_member else Action.objects.filter(removed_at=None).select_related("owner")
    rows = standing_once(rows.filter(institution=halfway.award.institution_id)).order_by("due_on", "pk")
    found = [Reviewed(each, str(then.get(each.pk) or then.get(each.carried_from_id or 0) or "")) for each in rows]
    if actor.is_member:
        return found
    over = halfway.noted_at if halfway.state == HalfwayState.CLOSED else clock.now()
    sent = halfway.update_at is not None and halfway.state in (HalfwayState.UPDATED, HalfwayState.CLOSED)
    return [each for each in found if each.then or (sent and over is not None and each.action.added_at <= over)]
