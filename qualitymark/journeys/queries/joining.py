"""What an institution has open already, to which a further interest of it is joined."""

from dataclasses import dataclass

from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in
from qualitymark.interest.models import Interest
from qualitymark.interest.queries import WAITING

from ..models import Journey
from ..states import OPEN_STATES


@dataclass(frozen=True)
class OpenOne:
    """An open journey, or an interest that waits; who leads it at the institution, by name; whether that is the sender."""

    ref: str
    is_journey: bool
    leads: str
    own: bool


def open_one(interest: Interest) -> OpenOne | None:
    """The institution's newest open journey, else the first of its other interests that wait; None where there is neither."""
    if interest.institution is None:
        return None
    sender = interest.contact_email.lower()
    journey = Journey.objects.filter(institution=interest.institution, state__in=OPEN_STATES).order_by("-opened_at", "-pk").first()
    if journey is not None:
        people = list(people_in(interest.institution, Role.COORDINATOR))
        others = [each.name for each in people if (each.email or "").lower() != sender]
        return OpenOne(journey.ref, True, ", ".join(others), bool(people) and not others)
    rows = Interest.objects.filter(institution=interest.institution, state__in=WAITING).exclude(pk=interest.pk)
    other = rows.order_by("sent_at", "pk").first()
    if other is None:
        return None
    own = other.contact_email.lower() == sender
    return OpenOne(other.ref, False, "" if own else other.contact_name, own)
