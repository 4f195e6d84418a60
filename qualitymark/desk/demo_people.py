"""The people of the demo, by what they take part as, for the page that signs anyone in as anyone."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Appointment, Person
from qualitymark.accounts.queries import holding
from qualitymark.institutions.models import Membership
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Funder, Journey
from qualitymark.journeys.states import STAGES


@dataclass(frozen=True)
class Face:
    person: Person
    words: Any


@dataclass(frozen=True)
class Group:
    title: Any
    stage: Any  # of an institution, where it has a journey
    faces: list[Face]


def people_by_capacity() -> list[Group]:
    """The scheme's own people first, then institution by institution; four queries."""
    titles = dict(Appointment.As.choices)
    groups: dict[Any, list[Face]] = {label: [] for label in titles.values()}
    for row in Appointment.objects.filter(holding(), person__is_active=True).select_related("person").order_by("person__name"):
        groups[titles[row.capacity]].append(Face(row.person, ""))
    for funder in Funder.objects.filter(in_force()).select_related("person", "cohort").order_by("person__name"):
        groups.setdefault(_("Funder of a cohort"), []).append(Face(funder.person, funder.cohort.name))
    members = Membership.objects.filter(in_force(), person__is_active=True, person__email__isnull=False)
    for member in members.select_related("person", "institution").order_by("institution__name", "role", "person__name"):
        words = f"{member.get_role_display()}, {member.department}" if member.department else member.get_role_display()
        groups.setdefault(member.institution.display_name, []).append(Face(member.person, words))
    stages = _stages()
    return [Group(title, stages.get(title, ""), faces) for title, faces in groups.items() if faces]


def _stages() -> dict[Any, Any]:
    """Institution's name to where its latest journey stands, in the words of the staff."""
    rows = Journey.objects.select_related("institution").order_by("opened_at")
    return {row.institution.display_name: STAGES[row.state].staff_see for row in rows}


def person_of(ref: str) -> Person | None:
    return Person.objects.filter(ref=ref, is_active=True, erased_at=None).first()
