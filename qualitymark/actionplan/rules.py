"""Who may set, change, report on and remove improvement actions."""

from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.institutions.models import Institution, Role

from .models import Action

WRITERS = (Role.COORDINATOR, Role.CONTRIBUTOR)


def can_add_action(actor: Actor, institution: Institution) -> Verdict:
    """The institution's coordinators and contributors."""
    if actor.has_role(institution.pk, *WRITERS):
        return yes()
    return no(
        _("Improvement actions are set by the coordinators and contributors of an institution."),
        _("Tell a coordinator what you would set."),
    )


def can_change_action(actor: Actor, action: Action) -> Verdict:
    """A coordinator, the owner, and who set it."""
    if action.removed_at:
        return not_now(_("This action was taken out of the plan."), _("Set it again if it is needed after all."))
    if actor.has_role(action.institution_id, Role.COORDINATOR):
        return yes()
    if actor.has_role(action.institution_id, Role.CONTRIBUTOR) and actor.person_id in (action.owner_id, action.added_by_id):
        return yes()
    return no(_("This action is changed by its owner, by the person who set it, or by a coordinator."), _("Ask one of them."))


def can_report_progress(actor: Actor, action: Action) -> Verdict:
    """Those who may change it, and its owner by link."""
    if actor.capacity == Capacity.LINK and actor.link == f"actionplan.Action:{action.ref}" and not action.removed_at:
        return yes()
    return can_change_action(actor, action)


def can_remove_action(actor: Actor, action: Action) -> Verdict:
    """The institution's coordinators."""
    if actor.has_role(action.institution_id, Role.COORDINATOR):
        return yes()
    return no(_("Only a coordinator takes an action out of the plan."), _("You can say that it stopped, and why."))


def can_send_link(actor: Actor, action: Action) -> Verdict:
    """Whoever may change the action; it needs its owner's address."""
    verdict = can_change_action(actor, action)
    if verdict and not action.owner_email:
        return not_now(_("There is no e-mail address for this action's owner."), _("Add it to the action first."))
    return verdict


def can_import_actions(actor: Actor, institution: Institution) -> Verdict:
    """A coordinator, the office, and the system's own command."""
    if actor.is_office or actor.capacity == Capacity.SYSTEM or actor.has_role(institution.pk, Role.COORDINATOR):
        return yes()
    return no(_("A whole plan is brought in by a coordinator or by the scheme's office."))
