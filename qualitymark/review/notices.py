"""What we send about reviews: to whom, never what a reader thinks."""

from django.conf import settings

from qualitymark.core.mail import send
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import in_force, people_in
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import PartyCapacity

from .models import Clarification, View
from .queries import DECIDING


def _parties(journey: Journey, *capacities: str) -> list[Party]:
    return list(Party.objects.filter(in_force(), journey=journey, capacity__in=capacities).select_related("person"))


def clarification_asked(clarification: Clarification) -> None:
    journey = clarification.submission.journey
    for person in people_in(journey.institution, Role.COORDINATOR):
        send("clarification_asked", to=person, thing=clarification, journey=journey)


def clarification_withdrawn(clarification: Clarification) -> None:
    journey = clarification.submission.journey
    for person in people_in(journey.institution, Role.COORDINATOR):
        send("clarification_withdrawn", to=person, thing=clarification, journey=journey)


def clarification_answered(clarification: Clarification) -> None:
    journey = clarification.submission.journey
    for party in _parties(journey, PartyCapacity.ASSESSOR):
        send("clarification_answered", to=party.person, thing=clarification, journey=journey)


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


def returned(view: View) -> None:
    send("recommendation_returned", to=view.person, thing=view, journey=view.submission.journey)
