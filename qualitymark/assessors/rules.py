"""Who may offer a journey to whom, and who answers? Who first, then when, then what is missing."""

from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.accounts.queries import is_appointed
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.move import can_move
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.institutions.queries import is_recused
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.queries import balance
from qualitymark.journeys.states import OPEN_STATES, PartyCapacity, State

from .models import Allocation
from .queries import cautions_for, live_allocation, load_of, profile_of, ties_found, took_another_part
from .states import AllocationState

OFFERED_CAPACITIES = (PartyCapacity.ASSESSOR, PartyCapacity.SECOND_READER)
# An assessor who drops out is replaced until the recommendation is made.
ASSESSOR_STATES = frozenset(OPEN_STATES) - {State.AGREED, State.SECOND_READING, State.WITH_PANEL, State.DECIDED, State.FACTUAL_CHECK}
_SECOND_READER_STATES = frozenset(OPEN_STATES) - {State.AGREED, State.WITH_PANEL, State.DECIDED, State.FACTUAL_CHECK}


def _office_for(actor: Actor, journey: Journey) -> Verdict:
    if not actor.is_office:
        return no(_("Only the scheme's office allocates assessors and second readers."), _("Ask the office."))
    if is_recused(actor, journey.institution):
        return no(
            _("You declared a conflict of interest with this institution, so somebody else of the office does this."),
            _("Ask a colleague of the office."),
        )
    return yes()


def can_open_offer(actor: Actor, journey: Journey, capacity: str) -> Verdict:
    """May the office offer this capacity in this journey to anybody, now?"""
    who = _office_for(actor, journey)
    if not who:
        return who
    if capacity not in OFFERED_CAPACITIES:
        return not_now(_("An assessor and a second reader are offered a journey; the panel is put together on its own page."))
    if capacity == PartyCapacity.ASSESSOR and journey.state == State.AGREED:
        if journey.terms_accepted_at is None:
            return not_now(_("The terms are not accepted yet."), _("The institution accepts them on its own page."))
        if balance(journey) > 0:
            return not_now(_("The fee is not settled yet."), _("Record what was paid, covered or waived first."))
    elif journey.state not in (ASSESSOR_STATES if capacity == PartyCapacity.ASSESSOR else _SECOND_READER_STATES):
        return not_now(_("At “%(state)s” nobody is offered this part."), state=journey.get_state_display())
    if live := live_allocation(journey, capacity):
        return not_now(
            _("It stands offered to %(name)s, or is accepted."), _("End that one first, giving a reason."), name=live.person.name
        )
    if Party.objects.filter(journey=journey, capacity=capacity, until_on=None).exists():
        return not_now(_("Somebody already takes this part in the journey."), _("End their part first."))
    return yes()


def can_offer(actor: Actor, journey: Journey, person: Person, capacity: str, why: str = "") -> Verdict:
    """May the office offer it to this person? A load that is full or training that ran out needs a reason, which is recorded."""
    verdict = can_open_offer(actor, journey, capacity)
    if not verdict:
        return verdict
    if not is_appointed(person, Capacity.ASSESSOR):
        return not_now(_("%(name)s is not on the panel of assessors today."), _("Choose somebody who is."), name=person.name)
    if tie := ties_found(journey.institution).get(person.pk):
        return not_now(_("%(name)s cannot be asked: %(tie)s"), _("Choose somebody else."), name=person.name, tie=tie)
    if person.pk in took_another_part(journey, capacity):
        return not_now(
            _("%(name)s takes or took another part in this journey."),
            _("Nobody reads one submission twice: choose somebody else."),
            name=person.name,
        )
    cautions = cautions_for(journey, profile_of(person), load_of(person), clock.today())
    if cautions and not why.strip():
        words = " ".join(str(each) for each in cautions)
        return not_now(_("Say why %(name)s is asked nevertheless. %(cautions)s"), name=person.name, cautions=words)
    return yes()


def _own(actor: Actor, allocation: Allocation) -> Verdict:
    if not actor.is_assessor or actor.person_id != allocation.person_id:
        return no(_("Only the person it was offered to answers an offer."))
    return yes()


def can_declare(actor: Actor, allocation: Allocation, conflict: bool) -> Verdict:
    """The person asked, while the offer's state allows that answer."""
    who = _own(actor, allocation)
    return who if not who else can_move(allocation, "declare_conflict" if conflict else "declare_none")


def can_accept(actor: Actor, allocation: Allocation) -> Verdict:
    """After declaring no conflict; an assessor's part also needs the terms and the fee, which may have changed since the offer."""
    who = _own(actor, allocation)
    if not who:
        return who
    if allocation.state == AllocationState.OFFERED:
        return not_now(_("Say first whether you have a conflict of interest."), _("It takes one answer on this page."))
    if allocation.journey.state not in OPEN_STATES:
        return not_now(_("This journey has ended meanwhile."), _("Nothing is left for you to do."))
    return can_move(allocation, "accept")


def can_decline(actor: Actor, allocation: Allocation) -> Verdict:
    """The person asked, while the offer's state allows it."""
    who = _own(actor, allocation)
    return who if not who else can_move(allocation, "decline")


def can_end(actor: Actor, allocation: Allocation) -> Verdict:
    """The office without a conflict of interest, while there is an offer or a part to end; the system, where the person is erased."""
    who = yes() if actor.capacity == Capacity.SYSTEM else _office_for(actor, allocation.journey)
    return who if not who else can_move(allocation, "end")


def can_keep_profile(actor: Actor, person: Person) -> Verdict:
    """One's own, or the office's for anybody."""
    if actor.is_office or (actor.is_assessor and actor.person_id == person.pk):
        return yes()
    return no(_("A profile is kept by the assessor it describes, or by the office."))


def can_record_training(actor: Actor) -> Verdict:
    """The office alone."""
    return yes() if actor.is_office else no(_("The office records who is trained, and until when."))
