"""Cohorts as the office sees them."""

from typing import Any

from qualitymark.core.actor import Actor
from qualitymark.core.rows import one
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import closed_to, in_force
from qualitymark.journeys.models import Cohort, CohortMember, Funder, Journey


def cohort_facts(actor: Actor, cohort: Cohort) -> dict[str, Any]:
    """Members by name with the state of their latest journey in the cohort, and present funders. Three queries."""
    members = CohortMember.objects.filter(cohort=cohort).select_related("institution").order_by("institution__name")
    latest = {row.institution_id: row for row in Journey.objects.filter(cohort=cohort).order_by("pk")}
    closed = set(Institution.objects.filter(closed_to(actor.person_id)).values_list("pk", flat=True))
    rows = [(member, latest.get(member.institution_id), member.institution_id in closed) for member in members]
    return {"members": rows, "funders": Funder.objects.filter(in_force(), cohort=cohort).select_related("person").order_by("person__name")}


def member_of(cohort: Cohort, ref: str) -> CohortMember:
    """The membership of the institution with this ref in a cohort, or a 404."""
    return one(CohortMember.objects.filter(cohort=cohort).select_related("cohort", "institution"), institution__ref=ref)


def funder_in(cohort: Cohort, ref: str) -> Funder:
    """The funder's row with this ref in a cohort, or a 404."""
    return one(Funder.objects.filter(cohort=cohort).select_related("cohort"), ref=ref)
