"""What people are told about invitations and roles."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qualitymark.core import clock
from qualitymark.core.mail import send

from .models import Institution, Invitation, Membership, Role
from .queries import people_in


def told(did: str | Promise, *institutions: Institution, roles: tuple[str, ...], said: str | Promise, mailbox: bool = False) -> str:
    """What a page says after a letter to those who hold one of these roles in each institution (and to its role mailbox, where `mailbox`):
    what was done, then `said`; and where nobody is there to get the letter, who has to be told by hand."""
    untold = [place for place in institutions if not _reached(place, roles, mailbox)]
    words = [*([str(did)] if did else []), *([str(said)] if len(untold) < len(institutions) else [])]
    for place in untold:
        sentence = _("Nobody at %(institution)s is there to get the letter, so it has not been told. Please tell %(whom)s yourself.")
        words.append(sentence % {"institution": place.display_name, "whom": _by_hand(place)})
    return " ".join(words)


def _reached(institution: Institution, roles: tuple[str, ...], mailbox: bool) -> bool:
    return bool(mailbox and institution.role_mailbox) or people_in(institution, *roles).exclude(email=None).exists()


def _by_hand(institution: Institution) -> str:
    """Whoever of the institution is still there, the sponsor first; else its role mailbox; else whoever leads it."""
    for role in (Role.SPONSOR, Role.DELEGATE, Role.CONTRIBUTOR, Role.FINANCE):
        if person := people_in(institution, role).first():
            return person.name
    return institution.role_mailbox or _("whoever leads it")


def tell_invited(invitation: Invitation, token: str) -> None:
    """The link goes to the invited address alone; the letter's body is emptied once it is sent."""
    prefix = "/cy" if invitation.language == "cy" else ""
    send(
        "invitation",
        address=invitation.email,
        language=invitation.language,
        thing=invitation,
        secret=True,
        name=invitation.name,
        inviter=invitation.invited_by,
        institution=invitation.institution.display_name,
        role=invitation.get_role_display(),
        link=f"{settings.SITE_URL}{prefix}/invitation/{token}/",
        until=clock.date_of(invitation.expires_at),
    )


def tell_delegate_named(invitation: Invitation) -> None:
    """To the sponsors, for whom the delegate would sign; not to one who invited the delegate themselves."""
    for sponsor in people_in(invitation.institution, Role.SPONSOR):
        if sponsor != invitation.invited_by:
            send(
                "delegate_named", to=sponsor, thing=invitation, name=invitation.name, inviter=invitation.invited_by,
                institution=invitation.institution.display_name,
            )  # fmt: skip


def tell_accepted(invitation: Invitation) -> None:
    if invitation.invited_by is not None:
        institution, role = invitation.institution.display_name, invitation.get_role_display()
        send("invitation_accepted", to=invitation.invited_by, thing=invitation, name=invitation.name, institution=institution, role=role)


def tell_membership_ended(membership: Membership) -> None:
    institution, role = membership.institution.display_name, membership.get_role_display()
    send("membership_ended", to=membership.person, thing=membership, institution=institution, role=role)
