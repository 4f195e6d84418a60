"""Which journeys may this actor see, in which capacity, and what is still owed?"""

from django.db.models import QuerySet

from qualitymark.core.actor import Actor
from qualitymark.institutions.queries import in_force, institutions_visible_to

from .models import FeeEntry, FeeLine, Funder, Journey, Party


def journeys_visible_to(actor: Actor) -> QuerySet[Journey]:
    """A member sees the journeys of their institution, the office all, an assessor or panel member those they are a party of (never one
    of an institution they are recused from). Funders see none: they get counts (queries.stage_counts)."""
    rows = Journey.objects.filter(institution__in=institutions_visible_to(actor))
    if actor.is_assessor or actor.is_panel:
        rows = rows.filter(pk__in=Party.objects.filter(in_force(), person_id=actor.person_id).values("journey_id"))
    return rows.select_related("institution", "edition", "policy", "cohort")


def capacities_in(actor: Actor, journey: Journey) -> frozenset[str]:
    """The capacities of the scheme (assessor, second reader, decider, panel chair) in which the actor takes part in a journey today."""
    if not (actor.is_assessor or actor.is_panel or actor.is_office):
        return frozenset()
    rows = Party.objects.filter(in_force(), journey=journey, person_id=actor.person_id)
    return frozenset(rows.values_list("capacity", flat=True))


def balance(journey: Journey) -> int:
    """What is still owed, in pence: lines less what settles them. The gate to allocation is a balance of nothing."""
    owed = sum(FeeLine.objects.filter(journey=journey).values_list("pence", flat=True))
    for sort, pence, reversed_sort in FeeEntry.objects.filter(line__journey=journey).values_list("sort", "pence", "reverses__sort"):
        owed += _effect(sort, reversed_sort) * pence
    return owed


def _effect(sort: str, reversed_sort: str | None) -> int:
    if sort == FeeEntry.Sort.REVERSED:
        return -_effect(reversed_sort or "", None)
    return 1 if sort == FeeEntry.Sort.REFUNDED else -1


def funder_of(actor: Actor) -> QuerySet[Funder]:
    return Funder.objects.filter(in_force(), person_id=actor.person_id) if actor.is_funder else Funder.objects.none()
