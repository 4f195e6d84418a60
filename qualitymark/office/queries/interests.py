"""Interests as the office reads them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from qualitymark.core.actor import Actor
from qualitymark.frameworks.queries import policy_in_force
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import closed_to
from qualitymark.interest.models import Interest
from qualitymark.interest.queries import interests_visible_to, others_of, readiness_words, waiting_interests
from qualitymark.journeys.models import Cohort, Journey
from qualitymark.journeys.queries import journeys_visible_to, money
from qualitymark.journeys.queries.joining import open_one


@dataclass(frozen=True)
class Waiting:
    """An interest that waits, and whether others of the same institution are known."""

    interest: Interest
    again: bool
    has_journey: bool


def waiting_rows(actor: Actor) -> list[Waiting]:
    """Interests to answer, oldest first, each with whether the institution sent another or has a journey. Three queries."""
    rows = list(waiting_interests(actor))
    every = list(interests_visible_to(actor).values_list("pk", "institution_id", "contact_email"))
    open_ones = set(Journey.objects.filter(institution__in=[row.institution_id for row in rows]).values_list("institution_id", flat=True))
    return [
        Waiting(
            row,
            any(
                pk != row.pk and ((of == row.institution_id and of is not None) or email.lower() == row.contact_email.lower())
                for pk, of, email in every
            ),
            row.institution_id in open_ones,
        )
        for row in rows
    ]


def answered_interests(actor: Actor) -> QuerySet[Interest]:
    """What waits for nobody in the office any more, the latest first."""
    waiting = waiting_interests(actor).values("pk")
    return interests_visible_to(actor).exclude(pk__in=waiting)


def interests_closed_to(actor: Actor) -> QuerySet[Interest]:
    """Name and state alone of interests whose institution is closed to this person by a conflict: a colleague answers them."""
    closed = Institution.objects.filter(closed_to(actor.person_id))
    return Interest.objects.filter(institution__in=closed).select_related("institution").only("state", "institution").order_by("-sent_at")


def interest_facts(actor: Actor, interest: Interest) -> dict[str, Any]:
    """What stands beside an interest: conversations, readiness answers in words, journeys of the institution, what it could be joined to, the fee it would be."""
    said = dict(interest.readiness.values_list("area_code", "said"))
    policy, institution = policy_in_force(), interest.institution
    member = institution.scheme_member if institution else interest.says_member
    return {
        "conversations": interest.conversations.select_related("by").order_by("on", "pk"),
        "answers": readiness_words(said, "en-gb"),
        "journeys": journeys_visible_to(actor).filter(institution=institution) if institution else [],
        "fee": money(policy.member_fee_pence if member else policy.fee_pence) if policy else "",
        "open_one": open_one(interest),
        "others_count": others_of(interest, actor).count(),
    }


def cohort_called(name: str) -> str:
    """The ref of the cohort that a sender named, where the name is just its name; else empty."""
    found = Cohort.objects.filter(name__iexact=name.strip()).values_list("ref", flat=True).first() if name.strip() else None
    return found or ""
