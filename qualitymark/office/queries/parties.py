"""Who could take part in a journey's decision, and what its dates begin with."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from qualitymark.accounts.models import Person
from qualitymark.accounts.queries import people_appointed
from qualitymark.assessors.queries import Suggestion, live_allocation, suggestions
from qualitymark.assessors.rules import can_open_offer
from qualitymark.core.actor import Actor, Capacity
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import closed_to, in_force
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.queries import timetable

DECIDERS = ("decider", "panel_chair")


def deciders_for(journey: Journey) -> list[Person]:
    """As the pinned policy says: the panel's members, or people of the office; without those who read it or have a conflict."""
    capacity = Capacity.PANEL if journey.policy.decider == Policy.Decider.PANEL else Capacity.OFFICE
    readers = _readers(journey)
    free = [person for person in people_appointed(capacity) if person.pk not in readers]
    return [person for person in free if not Institution.objects.filter(closed_to(person.pk), pk=journey.institution_id).exists()]


def _readers(journey: Journey) -> set[int]:
    return set(Party.objects.filter(journey=journey).exclude(capacity__in=DECIDERS).values_list("person_id", flat=True))


def parties_in(journey: Journey) -> QuerySet[Party]:
    """Who decides this journey today."""
    return Party.objects.filter(in_force(), journey=journey, capacity__in=DECIDERS).select_related("person").order_by("from_on", "pk")


def offer_facts(actor: Actor, journey: Journey, capacity: str) -> dict[str, Any]:
    """May this part be offered now, to whom, and to whom it stands offered?"""
    verdict = can_open_offer(actor, journey, capacity)
    return {
        "verdict": verdict,
        "people": suggestions(journey, capacity) if verdict else [],
        "live": live_allocation(journey, capacity),
        "capacity": capacity,
    }


def names_of(people: Iterable[Suggestion]) -> list[tuple[str, str]]:
    """(ref, name) of each person suggested, for a form's choices."""
    return [(each.person.ref, each.person.name) for each in people]


def person_on(people: Iterable[Suggestion], ref: str) -> Person:
    """The person with this ref among those suggested; the form has checked that there is one."""
    return next(each.person for each in people if each.person.ref == ref)


def start_dates(journey: Journey) -> dict[str, Any]:
    """The dates as they stand, for the form that changes them."""
    found: dict[str, Any] = {"submit_by": journey.submit_by}
    for date in timetable(journey):
        if date.what == "discussion":
            found[f"discussion_{date.number}"] = date.due_on
        elif date.what == "drafts":
            found["drafts"] = date.due_on
    return found
