"""Which improvement actions may this actor see, and which belong to a journey's plan?"""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.refs import token_digest
from qualitymark.evidence.queries import in_working_group
from qualitymark.institutions.queries import institutions_visible_to
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import State

from .models import Action, ActionLink
from .states import ActionState

UNFINISHED = (ActionState.PLANNED, ActionState.UNDER_WAY)


def actions_visible_to(actor: Actor) -> QuerySet[Action]:
    """The working group sees its institution's plan; the holder of a link that one action. Others read what was submitted, in its own room."""
    if actor.capacity == Capacity.LINK:
        sort, _colon, ref = actor.link.partition(":")
        return _whole(Action.objects.filter(ref=ref if sort == "actionplan.Action" else "", removed_at=None))
    rows = Action.objects.filter(institution__in=institutions_visible_to(actor), removed_at=None)
    return _whole(rows if in_working_group(actor) else rows.none())


def _whole(rows: QuerySet[Action]) -> QuerySet[Action]:
    return rows.select_related("institution", "journey", "owner")


def standing_once(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Without those that a renewal brought over into its own plan: there they go on, so that no list has one twice. A renewal that was
    withdrawn brings nothing over: its own go, and the ones they came from stand."""
    brought = Action.objects.filter(removed_at=None, carried_from__isnull=False)
    gone = brought.filter(journey__state=State.WITHDRAWN)
    kept = brought.exclude(journey__state=State.WITHDRAWN)
    return rows.exclude(pk__in=kept.values("carried_from_id")).exclude(pk__in=gone.values("pk"))


def journeys_back(journey: Journey) -> Iterator[int]:
    """The keys of this journey and of those it renews, the latest first."""
    step: Journey | None = journey
    while step is not None:
        yield step.pk
        step = step.previous if step.previous_id else None


def plan_of(journey: Journey) -> QuerySet[Action]:
    """The plan that goes with a journey: actions set in it or in those it renews, and those of the institution that stand under none.
    One that was set again in it stands once, under its newer row, which leads back to it; also when that one was taken out of the plan."""
    own = Q(journey_id__in=list(journeys_back(journey))) | Q(journey=None)
    of_plan = Action.objects.filter(own, institution_id=journey.institution_id)
    rows = of_plan.filter(removed_at=None).exclude(pk__in=of_plan.filter(carried_from__isnull=False).values("carried_from_id"))
    return rows.select_related("owner").prefetch_related("criteria", "notes").order_by("due_on", "pk")


def link_of(token: str) -> ActionLink | None:
    """The link that a token opens, if it is still good."""
    rows = ActionLink.objects.filter(
        token_digest=token_digest(token), withdrawn_at=None, expires_at__gt=clock.now(), action__removed_at=None
    )
    return rows.select_related("action__institution", "action__journey").first()
