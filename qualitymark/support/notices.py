"""What we send about discussions and support notes: to the institution and its assessor, nobody else."""

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.mail import send
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import in_force, people_in
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import PartyCapacity

from .models import Discussion, SupportNote


def _coordinators_and_assessor(journey: Journey) -> list[Person]:
    parties = Party.objects.filter(in_force(), journey=journey, capacity=PartyCapacity.ASSESSOR).select_related("person")
    return [*people_in(journey.institution, Role.COORDINATOR), *(party.person for party in parties)]


def discussion_planned(discussion: Discussion, by: Person) -> None:
    """Day and time are set or moved: to everybody it concerns but the one who set it. A coordinator is not sent to the coordinator."""
    journey = discussion.journey
    for person in _coordinators_and_assessor(journey):
        if person != by:
            address = _page_for(person, discussion)
            coordinates = address.startswith("/our/")
            send("discussion_planned", to=person, thing=discussion, journey=journey, address_of=address, coordinates=coordinates)


def discussion_recorded(discussion: Discussion) -> None:
    for person in people_in(discussion.journey.institution, Role.COORDINATOR):
        send("discussion_recorded", to=person, thing=discussion, journey=discussion.journey)


def notes_added(note: SupportNote) -> None:
    """One letter a day however many notes there are."""
    journey = note.response.journey
    for person in people_in(journey.institution, Role.COORDINATOR):
        send("support_notes", to=person, thing=journey, period=clock.today().isoformat(), journey=journey, assessor=note.by)


def _page_for(person: Person, discussion: Discussion) -> str:
    """The path at which this reader finds the discussion."""
    ref = discussion.journey.ref
    assessor = Party.objects.filter(in_force(), journey=discussion.journey, person=person, capacity=PartyCapacity.ASSESSOR).exists()
    return f"/casework/discussion/{discussion.ref}/" if assessor else f"/our/{ref}/discussions/"
