"""What we send about reviews: to whom, never what a reader thinks."""

from django.conf import settings

from qualitymark.accounts.models import Person
from qualitymark.core.mail import send
from qualitymark.frameworks.queries import criterion_names
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import in_force, people_in
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import PartyCapacity

from .models import Clarification, View
from .queries import DECIDING


def _parties(journey: Journey, *capacities: str) -> list[Party]:
    return list(Party.objects.filter(in_force(), journey=journey, capacity__in=capacities).select_related("person"))


def _of_question(notice: str, clarification: Clarification, to: Person) -> None:
    """A letter about one question, which names its criterion by code and title in the reader's language."""
    journey = clarification.submission.journey
    named = criterion_names(journey.edition, [clarification.criterion], by_group=journey.by_group, language=to.language)
    send(notice, to=to, thing=clarification, journey=journey, named=named[clarification.criterion.code])


def clarification_asked(clarification: Clarification) -> None:
    for person in people_in(clarification.submission.journey.institution, Role.COORDINATOR):
        _of_question("clarification_asked", clarification, person)


def clarification_withdrawn(clarification: Clarification) -> None:
    for person in people_in(clarification.submission.journey.institution, Role.COORDINATOR):
        _of_question("clarification_withdrawn", clarification, person)


def clarification_answered(clarification: Clarification) -> None:
    for party in _parties(clarification.submission.journey, PartyCapacity.ASSESSOR):
        _of_question("clarification_answered", clarification, party.person)


def second_reading_asked(view: View) -> None:
    """To the second reader; where there is none yet, to the office, which offers it to somebody."""
    journey = view.submission.journey
    readers = _parties(journey, PartyCapacity.SECOND_READER)
    for party in readers:
        send("second_reading_asked", to=party.person, thing=view.submission, journey=journey)
    if not readers:
        send("second_reader_needed", address=settings.OFFICE_EMAIL, thing=view.submission, journey=journey)


def to_be_decided(view: View) -> None:
    """To the office and to those who decide: everything is in."""
    journey = view.submission.journey
    send("to_be_decided", address=settings.OFFICE_EMAIL, thing=view.submission, journey=journey)
    for party in _parties(journey, *DECIDING):
        send("to_be_decided", to=party.person, thing=view.submission, journey=journey)


def yours_to_decide(journey: Journey, party: Party) -> None:
    """To somebody named to decide once everything is in: those who were named before have their letter."""
    send("to_be_decided", to=party.person, thing=journey, journey=journey, period=party.ref)


def returned(view: View) -> None:
    send("recommendation_returned", to=view.person, thing=view, journey=view.submission.journey)
