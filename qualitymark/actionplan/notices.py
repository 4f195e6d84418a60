"""What we send about improvement actions."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from qualitymark.core import mail

from .models import Action


def link_sent(action: Action, token: str, expires_on: dt.date) -> None:
    """To the owner without an account: their own link to this one action."""
    address = settings.SITE_URL + reverse("actionplan:by_link", args=[token])
    mail.send(
        "action_link", address=action.owner_email, language=action.journey.language if action.journey else "", thing=action, secret=True,
        name=action.owner_name, address_of_page=address, expires_on=expires_on,
    )  # fmt: skip
