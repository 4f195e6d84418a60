"""Reminders. Nobody who asked for only what they must know gets one, and none is sent while a journey is paused."""

from qualitymark.accounts.models import MailChoice, Person
from qualitymark.assessors.models import Allocation
from qualitymark.core.mail import send
from qualitymark.frameworks.queries import criterion_names
from qualitymark.journeys.models import Journey, Milestone


def wants_reminders(person: Person) -> bool:
    return person.is_active and person.mail_choice != MailChoice.NEEDED


def remind_writer(person: Person, journey: Journey, rows: list, period: str) -> bool:
    """One letter a week for all the criteria of one person that are due within seven days, or late."""
    if not wants_reminders(person):
        return False
    criteria = [row.criterion for row in rows]
    names = criterion_names(journey.edition, criteria, by_group=journey.by_group, language=person.language)
    told = [{"code": row.criterion.code, "named": names[row.criterion.code], "due_on": row.due_on} for row in rows]
    return (
        send("criteria_due", to=person, thing=journey, period=period, rows=told, institution=journey.institution.display_name) is not None
    )


def remind_coordinator(person: Person, milestone: Milestone) -> bool:
    label = milestone.label or milestone.get_what_display()
    journey, period = milestone.journey, str(milestone.due_on)
    sent = wants_reminders(person) and send("date_near", to=person, thing=milestone, period=period, label=label, journey=journey)
    return bool(sent)


def remind_of_offer(allocation: Allocation) -> bool:
    return send("offer_waits", to=allocation.person, thing=allocation, period=str(allocation.answer_by)) is not None
