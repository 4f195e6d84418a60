"""Who of the scheme takes part in a journey."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, Verdict, no, not_now, yes
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import closed_to

from ..models import Journey, Party
from ..notices import tell_coordinators
from ..rules import can_handle_journey, ready_to_allocate
from ..states import OPEN_STATES, PartyCapacity, State


def may_take_part(person: Person, institution: Institution) -> Verdict:
    """Nobody judges an institution that is closed to them: by a conflict of interest, or because they work or worked there."""
    if Institution.objects.filter(closed_to(person.pk), pk=institution.pk).exists():
        return no(_("This person belongs to the institution, or has a conflict of interest with it."), _("Choose somebody else."))
    return yes()


@transaction.atomic
def confirm_allocation(journey: Journey, *, by: Actor, person: Person) -> Journey:
    """Make somebody the journey's assessor: called when they have accepted the office's offer (`by` is then the assessor).

    Refused before the terms are accepted and the fee is settled. In the first stage the journey moves on; where a later stage has lost its
    assessor, the new one takes over and the stage stands.
    """
    journey = hold(journey)
    if not (by.is_assessor and by.person_id == person.pk):
        can_handle_journey(by, journey).enforce()
    may_take_part(person, journey.institution).enforce()
    if _open(journey, PartyCapacity.ASSESSOR, person):
        return journey
    if journey.state not in OPEN_STATES:
        raise Refused(not_now(_("This journey is at its end.")))
    if Party.objects.filter(journey=journey, capacity=PartyCapacity.ASSESSOR, until_on=None).exists():
        raise Refused(not_now(_("This journey has an assessor already."), _("End that allocation first.")))
    _check_capacities(journey, person, PartyCapacity.ASSESSOR)
    ready_to_allocate(journey).enforce()
    party = Party.objects.create(journey=journey, person=person, capacity=PartyCapacity.ASSESSOR, from_on=clock.today())
    tell_coordinators("assessor_allocated", journey, assessor=person.name, period=party.ref)
    if journey.state == State.AGREED:
        move(journey, "allocate", by=by, audit={"party": party.ref, "person": person.ref}, state_since=clock.now())
    else:
        record("take_over", journey, by=by, facts={"party": party.ref, "person": person.ref})
    return journey


@transaction.atomic
def add_party(journey: Journey, *, by: Actor, person: Person, capacity: str) -> Party:
    """Make somebody second reader, decider or panel chair of a journey. A second reader may do it themselves, having accepted the
    office's offer. Refused: an assessor of the journey as anything else, somebody of the institution, somebody with a conflict."""
    journey = hold(journey)
    if not (by.is_assessor and by.person_id == person.pk and capacity == PartyCapacity.SECOND_READER):
        can_handle_journey(by, journey).enforce()
    may_take_part(person, journey.institution).enforce()
    if journey.state not in OPEN_STATES:
        raise Refused(not_now(_("This journey is at its end.")))
    made = _open(journey, capacity, person)
    if made is not None:
        return made
    _check_capacities(journey, person, capacity)
    party = Party.objects.create(journey=journey, person=person, capacity=capacity, from_on=clock.today())
    record("add_party", journey, by=by, facts={"party": party.ref, "person": person.ref, "capacity": capacity})
    return party


def _check_capacities(journey: Journey, person: Person, capacity: str) -> None:
    """Assessor, second reader and those who decide are different people."""
    judges = {PartyCapacity.ASSESSOR, PartyCapacity.SECOND_READER}
    others = Party.objects.filter(journey=journey, until_on=None)
    held = set(others.filter(person=person).values_list("capacity", flat=True))
    if held and (capacity in judges or held & judges):
        raise Refused(not_now(_("This person takes part in the journey in another capacity already."), _("Choose somebody else.")))
    if capacity != PartyCapacity.DECIDER and others.filter(capacity=capacity).exists():
        raise Refused(not_now(_("Somebody else holds this part already."), _("End theirs first.")))


@transaction.atomic
def end_party(journey: Journey, *, by: Actor, person: Person, capacity: str) -> Journey:
    """Somebody's part ends today. Without its assessor, a journey whose dates are not agreed goes back to be allocated. The assessor and
    the second reader may end their own (a conflict found later); the system ends those of a person who is erased."""
    journey = hold(journey)
    if by.capacity != Capacity.SYSTEM and not (by.is_assessor and by.person_id == person.pk):
        can_handle_journey(by, journey).enforce()
    party = _open(journey, capacity, person)
    if party is None:
        return journey
    Party.objects.filter(pk=party.pk).update(until_on=clock.today())
    if capacity == PartyCapacity.ASSESSOR and journey.state == State.ALLOCATED:
        move(journey, "unallocate", by=by, audit={"party": party.ref, "person": person.ref}, state_since=clock.now())
    else:
        record("end_party", journey, by=by, facts={"party": party.ref, "person": person.ref, "capacity": capacity})
    return journey


def _open(journey: Journey, capacity: str, person: Person) -> Party | None:
    return Party.objects.filter(journey=journey, capacity=capacity, person=person, until_on=None).first()
