"""What people are told about invitations and roles."""

from django.conf import settings

from qualitymark.core import clock
from qualitymark.core.mail import send

from .models import Invitation, Membership, Role
from .queries import people_in


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
