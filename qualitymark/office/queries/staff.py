"""People of the scheme: who is in the office, on the panel of assessors, on the deciding panel."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from qualitymark.accounts.models import Appointment, Person
from qualitymark.accounts.queries import appointments_visible_to, holding
from qualitymark.assessors.models import Profile
from qualitymark.assessors.queries import loads
from qualitymark.core.actor import Actor, Capacity


@dataclass
class StaffRow:
    """One person, what they are appointed as, and for an assessor how much they have and until when they are trained."""

    person: Person
    appointments: list[Appointment] = field(default_factory=list)
    profile: Profile | None = None
    load: int = 0

    @property
    def assesses(self) -> bool:
        return any(each.capacity == Capacity.ASSESSOR for each in self.appointments)


def staff_visible_to(actor: Actor) -> QuerySet[Person]:
    """Everybody with a capacity of the scheme today, by name."""
    held = appointments_visible_to(actor).filter(holding()).order_by()
    return Person.objects.filter(pk__in=held.values("person")).order_by("name", "pk")


def staff_rows(actor: Actor, people: Iterable[Person]) -> list[StaffRow]:
    """What a page of them hold, in their order. Four queries however many."""
    rows = {person.pk: StaffRow(person) for person in people}
    for each in appointments_visible_to(actor).filter(holding(), person__in=list(rows)):
        rows[each.person_id].appointments.append(each)
    carried = loads()
    for profile in Profile.objects.filter(person__in=list(rows)):
        rows[profile.person_id].profile = profile
    for key, row in rows.items():
        row.load = carried[key]
    return list(rows.values())
