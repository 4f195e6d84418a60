"""Which journeys may this actor see, in which capacity, and what is still owed?"""

from django.db.models import QuerySet

from qualitymark.core.actor import Actor
from qualitymark.institutions.queries import in_force, institutions_visible_to

from ..models import Cohort, Funder, Journey, Party
from .counts import StageCount, stage_counts
from .fee import amount, balance, balance_of_line, balances, money, owed_words
from .terms import accepted_terms, terms_in_use
from .turns import FOR_WRITING, PAUSED, Now, next_dates, timetable, turn_of

__all__ = [
    "Now", "PAUSED", "StageCount", "accepted_terms", "amount", "balance", "balance_of_line", "balances", "capacities_in", "cohorts_visible_to", "funder_of", "journeys_visible_to", "money",
    "FOR_WRITING", "next_dates", "owed_words", "stage_counts", "terms_in_use", "timetable", "turn_of",
]  # fmt: skip


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


def funder_of(actor: Actor) -> QuerySet[Funder]:
    """The rows by which somebody acting for a funding body sees cohorts today; none for anybody else."""
    return Funder.objects.filter(in_force(), person_id=actor.person_id) if actor.is_funder else Funder.objects.none()


def cohorts_visible_to(actor: Actor) -> QuerySet[Cohort]:
    """The office sees every cohort, a funder their own: its name and counts by stage, never its members."""
    if actor.is_office:
        return Cohort.objects.order_by("name")
    return Cohort.objects.filter(pk__in=funder_of(actor).values("cohort_id")).order_by("name")
