"""May this person do this to a journey, now? Who, then when, then what must be complete."""

from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.move import can_move
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.institutions.models import Institution, Role
from qualitymark.institutions.queries import is_recused
from qualitymark.interest.models import Interest, Scope
from qualitymark.interest.rules import can_handle
from qualitymark.interest.states import InterestState

from .models import FeeEntry, Journey, PauseRequest
from .queries import balance, capacities_in, money
from .queries.joining import open_one
from .states import MOVES, OPEN_STATES, State

WHO_WORDS = {
    "coordinator": _("a coordinator of the institution"),
    "sponsor": _("the senior sponsor"),
    "office": _("the scheme's office"),
    "assessor": _("the journey's assessor"),
    "second_reader": _("the second reader"),
    "panel": _("the panel or named decider"),
}


def parts_of(actor: Actor, journey: Journey) -> frozenset[str]:
    """The words of the table of moves that describe an actor in one journey, today."""
    if actor.is_member:
        found = set()
        if actor.coordinates(journey.institution_id):
            found.add("coordinator")
        if actor.has_role(journey.institution_id, Role.SPONSOR, Role.DELEGATE):
            found.add("sponsor")
        return frozenset(found)
    if is_recused(actor, journey.institution):
        return frozenset()
    if actor.is_office:
        return frozenset({"office"})
    words = {"assessor": "assessor", "second_reader": "second_reader", "decider": "panel", "panel_chair": "panel"}
    # An assessor acts as first or second reader, the panel as the panel: never one in the other's place.
    own = {"assessor", "second_reader"} if actor.is_assessor else {"panel"}
    return frozenset(words[capacity] for capacity in capacities_in(actor, journey)) & own


def can_make_move(actor: Actor, journey: Journey, verb: str) -> Verdict:
    """Who and when, as the table of moves says; what must be complete is for the verb's own rule."""
    step = MOVES[verb]
    if not parts_of(actor, journey) & step.who:
        if actor.is_office and "office" in step.who:
            return can_handle(actor, journey.institution)
        return no(_only_words(step.who))
    return can_move(journey, verb)


def _only_words(who: frozenset[str]) -> str:
    words = [str(WHO_WORDS[each]) for each in sorted(who)]
    return str(_("This can be done only by %(who)s.")) % {"who": str(_(" or ")).join(words)}


def can_handle_journey(actor: Actor, journey: Journey) -> Verdict:
    """The office without a conflict of interest with the journey's institution."""
    return can_handle(actor, journey.institution)


def can_go_ahead(actor: Actor, interest: Interest) -> Verdict:
    """The office without a conflict of interest, until the interest is answered, once it is matched, and as `can_open` says. Of two
    people the second is told who was first, and when."""
    verdict = can_handle(actor, interest.institution)
    if verdict and interest.state == InterestState.GO_AHEAD and interest.answered_by and interest.answered_at:
        return not_now(
            _("This was done already: %(name)s answered “go ahead” on %(day)s at %(time)s. The journey is open, and the contact is told."),
            _("Go on with it on the institution's page."),
            name=interest.answered_by.name,
            **clock.told(interest.answered_at),
        )
    verdict = verdict and can_move(interest, "go_ahead")
    if not verdict:
        return verdict
    if interest.institution is None:
        return not_now(
            _("This interest is not matched to an institution yet."), _("Match it to one on the list, or add the institution first.")
        )
    return can_open(interest.institution, interest.scope)


def can_join(actor: Actor, interest: Interest) -> Verdict:
    """The office without a conflict of interest: a further interest, while the institution has something open that somebody leads there."""
    verdict = can_handle(actor, interest.institution) and can_move(interest, "join")
    if not verdict:
        return verdict
    found = open_one(interest)
    if found is None:
        return not_now(
            _("The institution has no open journey and no other interest that waits, so there is nothing to join this one to."),
            _("Answer it “go ahead” or “not yet”."),
        )
    if not found.leads and not found.own:
        return not_now(
            _("Nobody coordinates the open journey at the institution, so there is nobody to name to the sender."),
            _("Invite a coordinator on the institution’s page, then join it."),
        )
    return yes()


def can_open(institution: Institution, scope: str) -> Verdict:
    """One open journey of the whole institution at a time; named colleges or campuses may go side by side."""
    if scope == Scope.WHOLE and Journey.objects.filter(institution=institution, scope=Scope.WHOLE, state__in=OPEN_STATES).exists():
        return not_now(
            _("This institution has an open journey for the whole institution already."),
            _(
                "Did a colleague of theirs write? Join this interest to the open journey: the sender is told who leads it. Or put this interest aside: nobody is written to."
            ),
        )
    return yes()


def can_accept_terms(actor: Actor, journey: Journey) -> Verdict:
    """A coordinator, the sponsor or their delegate, in any open state."""
    if not actor.has_role(journey.institution_id, Role.COORDINATOR, Role.SPONSOR, Role.DELEGATE):
        return no(_("Only a coordinator, the senior sponsor or their named delegate can accept the terms for the institution."))
    if journey.state not in OPEN_STATES:
        return not_now(_("This journey is at its end, so there are no terms to accept."))
    return yes()


def can_set_billing(actor: Actor, journey: Journey) -> Verdict:
    """The office, or the institution's coordinator, sponsor, delegate or finance contact, unless the journey was withdrawn."""
    if actor.is_office:
        verdict = can_handle(actor, journey.institution)
        if not verdict:
            return verdict
    elif not actor.has_role(journey.institution_id, Role.COORDINATOR, Role.SPONSOR, Role.DELEGATE, Role.FINANCE):
        return no(_("Only a coordinator, the senior sponsor or the finance contact can say where the invoice goes."))
    return not_now(_("This journey was withdrawn, so no invoice will be sent.")) if journey.state == State.WITHDRAWN else yes()


def can_settle(actor: Actor, journey: Journey) -> Verdict:
    """Money can come in, or go back, in any state: also after a withdrawal."""
    return can_handle(actor, journey.institution)


def can_reverse(actor: Actor, entry: FeeEntry) -> Verdict:
    """The office without a conflict of interest, once for each entry, and never a reversal."""
    verdict = can_handle(actor, entry.line.journey.institution)
    if verdict and entry.sort == FeeEntry.Sort.REVERSED:
        return not_now(_("A reversal is not reversed itself."), _("Write a new entry instead."))
    if verdict and FeeEntry.objects.filter(reverses=entry).exists():
        return not_now(_("This entry was reversed already."))
    unpaid = entry.sort not in (FeeEntry.Sort.PAID, FeeEntry.Sort.REFUNDED)
    if verdict and unpaid and FeeEntry.objects.filter(line=entry.line, sort=FeeEntry.Sort.CANCELLED).exists():
        return not_now(_("The round of this fee was taken back, so nothing is owed for it any more."))
    return verdict


def ready_to_allocate(journey: Journey) -> Verdict:
    """The gate to allocation: terms accepted, nothing owed."""
    if journey.terms_accepted_at is None:
        return not_now(_("The institution has not accepted the terms yet."), _("Its coordinator or sponsor does so on their page."))
    owed = balance(journey)
    if owed > 0:
        return not_now(
            _("%(owed)s of the fee is not settled yet."),
            _("Enter the payment, the cohort's cover or a waiver on the fee page."),
            owed=money(owed),
        )
    return yes()


def ready_to_submit(journey: Journey) -> Verdict:
    """The gate of a later round: nothing owed. The first round's stands before allocation."""
    owed = balance(journey) if journey.round > 1 else 0
    if owed > 0:
        return not_now(
            _("%(owed)s of the fee of round %(round)s is not settled yet."),
            _(
                "A coordinator or the finance contact says on the fee page where the invoice goes. Once the office has entered the payment, submit."
            ),
            owed=money(owed),
            round=journey.round,
        )
    return yes()


def can_allocate(actor: Actor, journey: Journey) -> Verdict:
    """Offer or confirm an assessor: in the first stage, or later where the journey has lost its assessor."""
    verdict = can_handle(actor, journey.institution)
    if not verdict:
        return verdict
    if journey.state not in OPEN_STATES:
        return not_now(_("This journey is at its end."))
    return ready_to_allocate(journey)


def can_agree_dates(actor: Actor, journey: Journey) -> Verdict:
    """The assessor or the office, when first agreed and whenever they move while the institution still writes."""
    if not parts_of(actor, journey) & {"assessor", "office"}:
        return can_make_move(actor, journey, "agree_dates")
    if journey.state in (State.ALLOCATED, State.PREPARING, State.AWAITING_SIGNATURE):
        return yes()
    if journey.state == State.AGREED:
        return not_now(_("No assessor is allocated yet, so there are no dates to agree."))
    return not_now(_("It is submitted already, so the dates of the writing stand."))


def can_ask_pause(actor: Actor, journey: Journey) -> Verdict:
    """A coordinator, in an open journey that is not paused."""
    if not actor.coordinates(journey.institution_id):
        return no(_("Only a coordinator of the institution can ask for a pause."))
    if journey.state not in OPEN_STATES:
        return not_now(_("This journey is at its end, so there is nothing to pause."))
    return not_now(_("The journey is paused already.")) if journey.paused else yes()


def can_answer_pause(actor: Actor, request: PauseRequest) -> Verdict:
    """The office without a conflict of interest, once for each request, while the journey is open."""
    verdict = can_handle(actor, request.journey.institution)
    if verdict and request.answered_at is not None:
        return not_now(_("This request was answered already."))
    if verdict and request.journey.state not in OPEN_STATES:
        return not_now(_("This journey is at its end, so there is nothing to pause."))
    return verdict


def can_resume(actor: Actor, journey: Journey) -> Verdict:
    """A coordinator, or the office without a conflict of interest, while the journey is paused."""
    if not parts_of(actor, journey) & {"coordinator", "office"}:
        return can_handle(actor, journey.institution) if actor.is_office else no(_only_words(frozenset({"coordinator", "office"})))
    return yes() if journey.paused else not_now(_("The journey is not paused."))


def can_withdraw(actor: Actor, journey: Journey) -> Verdict:
    """Who and when, as the table of moves says."""
    return can_make_move(actor, journey, "withdraw")


def can_begin_next_round(actor: Actor, journey: Journey) -> Verdict:
    """Who and when, as the table of moves says."""
    return can_make_move(actor, journey, "begin_next_round")


def can_manage_cohorts(actor: Actor) -> Verdict:
    """The office alone."""
    return can_handle(actor, None)
