"""Who takes part: roles, invitations, and forgetting somebody."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.accounts.operations import add_person, erase_person
from qualitymark.accounts.queries import person_with
from qualitymark.accounts.rules import can_erase_person
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.audit import label_of, record
from qualitymark.core.refs import new_ref, new_token, token_digest
from qualitymark.core.rows import hold
from qualitymark.core.verdict import not_now

from ..models import Institution, Invitation, Membership, Role
from ..notices import tell_accepted, tell_delegate_named, tell_invited, tell_membership_ended
from ..queries import in_force
from ..rules import (
    can_accept_invitation,
    can_add_member,
    can_change_people,
    can_end_membership,
    can_withdraw_invitation,
    roles_agree,
)

OPEN_DAYS = 14  # unless the caller knows the policy, whose row this is (`invitation_days`)
JUST_SENT = dt.timedelta(minutes=5)


@transaction.atomic
def add_member(institution: Institution, *, by: Actor, person: Person, role: str, department: str = "") -> Membership:
    """Give a person a role from today. Somebody who holds it keeps it: a repeat does nothing."""
    institution = hold(institution)
    can_add_member(by, institution, person, role).enforce()
    held = Membership.objects.filter(institution=institution, person=person, role=role, until_on=None).first()
    if held is not None:
        return held
    made = Membership.objects.create(
        institution=institution, person=person, role=Role(role), department=department.strip()[:100], from_on=clock.today()
    )
    record("add_member", made, by=by, facts={"role": role, "person": person.ref}, detail={"name": person.name})
    return made


@transaction.atomic
def change_department(membership: Membership, *, by: Actor, department: str) -> Membership:
    """Say in which department a member works (at most 100 characters; empty takes it away). The same words again change nothing."""
    membership = hold(membership)
    can_change_people(by, membership.institution).enforce()
    department = department.strip()[:100]
    if department != membership.department:
        membership.department = department
        membership.save(update_fields=["department"])
        record("change_department", membership, by=by, detail={"department": department})
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor) -> Membership:
    """End a role at once; what the person wrote stays under their name. One that has ended stays ended: a repeat does nothing.

    Refused: the last coordinator, unless the office ends it.
    """
    hold(membership.institution)  # two coordinators who leave at the same moment are counted one after the other
    membership = hold(membership)
    can_end_membership(by, membership).enforce()
    if membership.until_on is not None:
        return membership
    membership.until_on = max(clock.today(), membership.from_on)
    membership.save(update_fields=["until_on"])
    if by.person_id != membership.person_id:
        tell_membership_ended(membership)
    record("end_membership", membership, by=by, facts={"role": membership.role, "person": membership.person.ref})
    return membership


@transaction.atomic
def invite(
    institution: Institution, *, by: Actor, email: str, name: str, role: str, department: str = "", language: str = "en-gb", ref: str = "",
    open_days: int = OPEN_DAYS,
) -> Invitation:  # fmt: skip
    """Invite somebody to one role, by a letter with a link that works once and for `open_days`, which is the policy's `invitation_days`.

    An open invitation of the same address to the same role is replaced, so that only the latest link works. `ref` is the form's own mark:
    the same form sends one letter. Refused when that person has the role already, would both sign and coordinate, or was invited to it
    within the last minutes: a second letter would end the link of the first while it is being opened.
    """
    institution = hold(institution)
    can_change_people(by, institution).enforce()
    made = Invitation.objects.filter(institution=institution, ref=ref).first() if ref else None
    if made is not None:
        return made
    email, role = email.strip().lower(), Role(role)
    known = person_with(email)
    roles_agree(institution, known, role).enforce()
    if known and Membership.objects.filter(in_force(), institution=institution, person=known, role=role).exists():
        not_now(_("%(name)s takes part in this role already."), name=known.name).enforce()
    now, token = clock.now(), new_token()
    earlier = Invitation.objects.filter(institution=institution, email=email, role=role, accepted_at=None, withdrawn_at=None)
    if earlier.filter(invited_at__gt=now - JUST_SENT).exists():
        not_now(
            _("An invitation to this role was just sent to %(email)s, so no second letter was sent: it would end the link of the first."),
            _("If something in it was wrong, take it back and invite them anew. Otherwise you can send another in a few minutes."),
            email=email,
        ).enforce()
    replaced = earlier.update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        ref=ref or new_ref(), institution=institution, email=email, name=name.strip()[:120], role=role, department=department.strip()[:100], language=language,
        token_digest=token_digest(token), invited_by=by.person, invited_at=now, expires_at=now + dt.timedelta(days=open_days),
    )  # fmt: skip
    tell_invited(invitation, token)
    if role == Role.DELEGATE:
        tell_delegate_named(invitation)
    record("invite", invitation, by=by, facts={"role": role.value, "replaced": replaced}, detail={"name": name, "email": email})
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """Close an invitation that was not accepted; its link then says so. A repeat does nothing."""
    invitation = hold(invitation)
    can_withdraw_invitation(by, invitation).enforce()
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        record("withdraw_invitation", invitation, by=by)
    return invitation


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, open or not; None when nobody was ever sent it. Reads only: looking spends nothing."""
    return Invitation.objects.select_related("institution", "invited_by").filter(token_digest=token_digest(token)).first()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, token: str, language: str = "") -> Person:
    """Spend the link: the person (known by the address, or new) holds the role from now. Refused when used, withdrawn or run out.

    `language` is asked at first contact and kept for somebody new; a known person keeps their own.
    """
    hold(invitation.institution)  # before the invitation, in the order in which a newer invitation replaces it
    invitation = hold(invitation)
    if invitation.token_digest != token_digest(token):
        not_now(_("This link is not one of ours."), _("Open the link of the letter once more.")).enforce()
    can_accept_invitation(invitation).enforce()
    link = f"{label_of(invitation)}:{invitation.ref}"
    nobody = Actor(capacity=Capacity.LINK, through="link", link=link)
    person = add_person(by=nobody, name=invitation.name, email=invitation.email, language=language or invitation.language)
    by = Actor(person, Capacity.LINK, through="link", link=link)
    add_member(invitation.institution, by=by, person=person, role=invitation.role, department=invitation.department)
    invitation.accepted_at, invitation.accepted_by = clock.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    tell_accepted(invitation)
    record("accept_invitation", invitation, by=by, facts={"role": invitation.role, "person": person.ref})
    return person


@transaction.atomic
def forget_person(person: Person, *, by: Actor, why: str) -> Person:
    """Erase who somebody was, with their roles ended and their invitations emptied. See accounts.operations.erase_person."""
    can_erase_person(by, person).enforce()
    today, now = clock.today(), clock.now()
    roles = Membership.objects.filter(person=person)
    for each in roles.filter(until_on=None):
        Membership.objects.filter(pk=each.pk).update(until_on=max(today, each.from_on))
    mine = Q(accepted_by=person) | Q(email=person.email or "")
    sent = list(Invitation.objects.filter(mine).values_list("pk", "ref"))
    refs = [*roles.values_list("ref", flat=True), *(ref for _key, ref in sent)]
    rows = Invitation.objects.filter(pk__in=[key for key, _ref in sent])
    rows.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    rows.update(name="", email="erased@invalid.invalid", department="")
    return erase_person(person, by=by, why=why, other_refs=refs)
