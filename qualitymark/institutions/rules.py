"""Who may add and change institutions, invite and remove people, and declare conflicts?"""

from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.verdict import Verdict, no, not_now, yes

from .models import Institution, Invitation, Membership, Recusal, Role
from .queries import in_force, is_recused

OFFICE_ONLY = _("Only the scheme office does this.")
ASK_OFFICE = _("Ask the office: its address stands on the contact page.")
CONFLICT = _("You have a conflict of interest with this institution, so its content is closed to you.")
# Who signs is another person than who coordinates: two people look before anything is sent.
SIGNING = frozenset({Role.SPONSOR, Role.DELEGATE})


def _office(actor: Actor) -> Verdict:
    return yes() if actor.is_office or actor.capacity == Capacity.SYSTEM else no(OFFICE_ONLY, ASK_OFFICE)


def can_add_institution(actor: Actor) -> Verdict:
    """The office, and the system's own import."""
    return _office(actor)


def can_change_institution(actor: Actor, institution: Institution) -> Verdict:
    """Names, numbers, sites, nation and kind: the office, unless it has a conflict."""
    verdict = _office(actor)
    if verdict and is_recused(actor, institution):
        return no(CONFLICT, _("A colleague in the office does this."))
    return verdict


def can_change_people(actor: Actor, institution: Institution) -> Verdict:
    """Invite, give and end roles: a coordinator of the institution, or the office."""
    if actor.coordinates(institution.pk):
        return yes()
    if _office(actor):
        return can_change_institution(actor, institution)
    return no(_("Only a coordinator of the institution changes who takes part."), _("Ask one of your coordinators."))


def can_add_member(actor: Actor, institution: Institution, person: Person, role: str) -> Verdict:
    """As can_change_people, or through an accepted invitation; and the one who signs is not the one who coordinates."""
    verdict = yes() if actor.capacity == Capacity.LINK else can_change_people(actor, institution)
    return verdict and roles_agree(institution, person, role)


def roles_agree(institution: Institution, person: Person | None, role: str) -> Verdict:
    """Nobody both signs (sponsor, delegate) and coordinates: two people look before anything is sent. `person` is None for somebody not
    known yet."""
    held = (
        Membership.objects.filter(in_force(), institution=institution, person=person) if person is not None else Membership.objects.none()
    )
    roles = set(held.values_list("role", flat=True))
    clash = (role in SIGNING and Role.COORDINATOR in roles) or (role == Role.COORDINATOR and roles & SIGNING)
    if clash:
        return not_now(
            _("The person who signs cannot be the person who coordinates: two people look before anything is sent."),
            _("Choose another person for one of the two roles."),
        )
    return yes()


def can_end_membership(actor: Actor, membership: Membership, others: bool | None = None) -> Verdict:
    """As can_change_people; everybody may leave; but one coordinator must remain, unless the office says otherwise. `others`: is there
    another, where a list that holds them all has been read already."""
    institution = membership.institution
    leaving = actor.is_member and actor.institution_id == institution.pk and actor.person_id == membership.person_id
    verdict = yes() if leaving else can_change_people(actor, institution)
    if not verdict or membership.role != Role.COORDINATOR or membership.until_on is not None or not actor.is_member:
        return verdict
    if others is None:
        rows = Membership.objects.filter(in_force(), institution=institution, role=Role.COORDINATOR)
        others = rows.exclude(pk=membership.pk).exists()
    if others:
        return verdict
    return not_now(
        _("This is the institution's last coordinator: without one, nobody could change, submit or invite."),
        _("Invite another coordinator first. Once they have accepted, this part can end. Or ask the office."),
    )


def can_withdraw_invitation(actor: Actor, invitation: Invitation) -> Verdict:
    """Whoever may change the institution's people, until the invitation is accepted."""
    if invitation.accepted_at is not None:
        return not_now(_("This invitation was accepted already."), _("End the person's role instead."))
    return can_change_people(actor, invitation.institution)


def can_accept_invitation(invitation: Invitation) -> Verdict:
    """Whoever holds the link, while it is open. Each way in which it is not is told apart."""
    ask = _("Ask the person who invited you for a new invitation: it takes them a minute.")
    if invitation.accepted_at is not None:
        return not_now(_("This invitation was used already."), _("If it was you, sign in with the same e-mail address."))
    if invitation.withdrawn_at is not None:
        return not_now(
            _("This invitation was withdrawn, or a newer one was sent in its place."), _("Use the link of the latest letter you have.")
        )
    if invitation.expires_at < clock.now():
        return not_now(_("This invitation has run out."), ask)
    return yes()


def can_recuse(actor: Actor, person: Person, institution: Institution) -> Verdict:
    """Everybody declares their own conflicts; the office records one that it finds."""
    if person.pk and actor.person_id == person.pk:
        return yes()
    return _office(actor)


def can_end_recusal(actor: Actor, recusal: Recusal) -> Verdict:
    """The office, and never the person with the conflict."""
    if actor.person_id == recusal.person_id:
        return no(_("You cannot end a conflict of your own."), _("Ask a colleague in the office."))
    return _office(actor)


def can_log_contact(actor: Actor, institution: Institution) -> Verdict:
    """A person of the office without a conflict: the log says who noted it."""
    return can_change_institution(actor, institution) if actor.is_office else no(OFFICE_ONLY, ASK_OFFICE)
