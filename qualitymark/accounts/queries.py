"""Who is known, and which capacities of the scheme itself does somebody hold today?"""

import datetime as dt

from django.db.models import Q, QuerySet

from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity

from .models import Appointment, Person

# Capacities that see the work of many institutions: they sign in with a password and a second factor.
STAFF = frozenset({Capacity.OFFICE, Capacity.ASSESSOR, Capacity.PANEL})


def holding(today: dt.date | None = None) -> Q:
    """Rows with from_on and until_on that hold on a day (today). `until_on` is the first day on which a row no longer holds."""
    day = today or clock.today()
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))


def appointments_of(person: Person) -> list[str]:
    """The capacities that a person holds today, the first given first."""
    rows = Appointment.objects.filter(holding(), person=person).order_by("from_on", "pk")
    return list(rows.values_list("capacity", flat=True))


def is_appointed(person: Person, capacity: str) -> bool:
    """Does the person hold this capacity of the scheme today?"""
    return Appointment.objects.filter(holding(), person=person, capacity=capacity).exists()


def people_appointed(capacity: str) -> QuerySet[Person]:
    """Everybody who holds a capacity of the scheme today, by name."""
    held = Appointment.objects.filter(holding(), capacity=capacity).values("person_id")
    return Person.objects.filter(pk__in=held, is_active=True).order_by("name", "pk")


def person_with(email: str) -> Person | None:
    """The person with this address, whatever the case of its letters; None for an unknown or empty one."""
    return Person.objects.filter(email=email.strip().lower()).first() if email.strip() else None


def somebody() -> Person | None:
    """Anybody at all: read where finding a person and finding none must take the same time, and shown to nobody."""
    return Person.objects.filter(pk__gte=0).first()


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """The office sees everybody, others themselves; colleagues are found through their memberships, in institutions."""
    if actor.is_office:
        return Person.objects.filter(erased_at=None).order_by("name", "pk")
    return Person.objects.filter(pk=actor.person_id)


def appointments_visible_to(actor: Actor) -> QuerySet[Appointment]:
    """The appointments, past ones too, of everybody whom the actor may see, by name."""
    return Appointment.objects.filter(person__in=people_visible_to(actor)).select_related("person").order_by("person__name", "pk")
