"""Which capacities of the scheme itself does a person hold today?"""

from django.db.models import Q, QuerySet

from qualitymark.core import clock

from .models import Appointment, Person


def appointments_of(person: Person) -> list[str]:
    day = clock.today()
    rows = Appointment.objects.filter(Q(until_on=None) | Q(until_on__gte=day), person=person, from_on__lte=day)
    return list(rows.values_list("capacity", flat=True))


def is_appointed(person: Person, capacity: str) -> bool:
    day = clock.today()
    return Appointment.objects.filter(Q(until_on=None) | Q(until_on__gte=day), person=person, from_on__lte=day, capacity=capacity).exists()


def people_appointed(capacity: str) -> QuerySet[Person]:
    day = clock.today()
    return Person.objects.filter(
        pk__in=Appointment.objects.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day, capacity=capacity).values("person_id"),
        is_active=True,
    ).order_by("name")
