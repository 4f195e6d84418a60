"""Who may add, change, take away or complain about evidence, and when."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.institutions.models import Institution, Role
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import State

from .models import AccessProblem, Item

WRITERS = (Role.COORDINATOR, Role.CONTRIBUTOR)


def nothing_waits_for_signature(journeys: Iterable[Journey]) -> Verdict:
    """What is being signed stands still: evidence and actions of the institution too."""
    if any(journey.state == State.AWAITING_SIGNATURE for journey in journeys):
        return not_now(
            _("Your submission is waiting for signature, so what belongs to it stands still."),
            _("Wait until it is signed and submitted, or ask a coordinator to take back the request for signature."),
        )
    return yes()


def can_add_item(actor: Actor, institution: Institution) -> Verdict:
    """The institution's coordinators and contributors."""
    if actor.has_role(institution.pk, *WRITERS):
        return yes()
    return no(
        _("Evidence is added by the coordinators and contributors of an institution."), _("Ask a coordinator to add it, or to invite you.")
    )


def can_change_item(actor: Actor, item: Item) -> Verdict:
    """Its coordinator, its owner, and who added it."""
    if actor.has_role(item.institution_id, Role.COORDINATOR):
        return yes()
    mine = actor.person_id and actor.person_id in (item.owner_id, item.added_by_id)
    if mine and actor.has_role(item.institution_id, *WRITERS):
        return yes()
    return no(_("This item is changed by its owner, by the person who added it, or by a coordinator."), _("Ask one of them."))


def can_report_problem(actor: Actor, item: Item) -> Verdict:
    """Anybody who was let in to read it; the page that showed it has asked which rows those are."""
    if actor.person is None:
        return no(_("Sign in first, so that the owner knows who could not open it."))
    if item.removed_at:
        return not_now(_("This item was taken out of the library."))
    return yes()


def can_resolve_problem(actor: Actor, problem: AccessProblem) -> Verdict:
    """Whoever may change the item that could not be opened."""
    return can_change_item(actor, problem.item)


def can_erase_revision(actor: Actor) -> Verdict:
    """The office alone, for cause."""
    if actor.is_office:
        return yes()
    return no(_("Only the scheme's office erases a version for cause, and leaves a mark where it was."), _("Write to the office."))
