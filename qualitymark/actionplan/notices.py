"""What we send about improvement actions."""

import datetime as dt

from django.conf import settings

from qualitymark.core import mail

from .models import Action


def link_sent(action: Action, token: str, expires_on: dt.date) -> None:
    """To the owner without an account: their own link to this one action."""
    page = f"{settings.SITE_URL}/action/{token}/"
    mail.send(
        "action_link", address=action.owner_email, language=action.journey.language if action.journey else "", thing=action, secret=True,
        name=action.owner_name, page=page, expires_on=expires_on,
    )  # fmt: skip
