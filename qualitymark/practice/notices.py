"""Letters about practice examples: to those who speak for the institution, or to the office."""

from django.conf import settings

from qualitymark.core import mail
from qualitymark.decisions.models import Decision
from qualitymark.institutions.queries import people_in

from .models import Example
from .rules import SPEAKERS


def ask_for_consent(decision: Decision, examples: list[Example]) -> None:
    """One letter to each of them for all the examples of one decision."""
    for person in people_in(decision.submission.journey.institution, *SPEAKERS):
        mail.send("practice_flagged", to=person, thing=decision, period="flagged", examples=examples, journey=decision.submission.journey)


def say_published(example: Example) -> None:
    for person in people_in(example.institution, *SPEAKERS):
        mail.send("practice_published", to=person, thing=example, period=f"version {example.version}")


def say_withdrawn(example: Example, *, by_office: bool) -> None:
    """To the other side: the institution hears of the office's withdrawal, the office of the institution's."""
    if not by_office:
        mail.send("practice_withdrawn", address=settings.OFFICE_EMAIL, thing=example, by_office=False)
        return
    for person in people_in(example.institution, *SPEAKERS):
        mail.send("practice_withdrawn", to=person, thing=example, by_office=True)


def say_consented(example: Example) -> None:
    mail.send("practice_consented", address=settings.OFFICE_EMAIL, thing=example, period=f"version {example.version}")
