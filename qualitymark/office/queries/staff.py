"""People of the scheme: who is in the office, on the panel of assessors, on the deciding panel."""

from dataclasses import dataclass, field

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


def staff_rows(actor: Actor) -> list[StaffRow]:
    """Everybody with a capacity of the scheme today, by name. Four queries however many."""
    rows: dict[int, StaffRow] = {}
    for each in appointments_visible_to(actor).filter(holding()):
        rows.setdefault(each.person_id, StaffRow(each.person)).appointments.append(each)
    carried = loads()
    for profile in Profile.objects.filter(person__in=list(rows)):
        rows[profile.person_id].profile = profile
    for key, row in rows.items():
        row.load = carried[key]
    return list(rows.values())
