"""What somebody does before a page opens that has no address of its own: a step of signing in, or a link from a letter."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from qualitymark.core.models import OutgoingMail

from .. import factories

PASSWORD = "four quiet green otters"


def _with_password(actor):
    cache.clear()  # attempts are counted by address
    actor.person.set_password(PASSWORD)
    actor.person.save()
    return actor.person


def _by_password(actor, second_step=False):
    """A client that gave the password, of a person who may have a second step too."""
    who, client = _with_password(actor), Client()
    if second_step:
        TOTP.activate(who, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(who)
    client.post(reverse("account_login_password"), {"login": who.email, "password": PASSWORD})
    return client


def _inside(actor, second_step):
    """The same, who gave the second step as well."""
    client = _by_password(actor, second_step)
    if second_step:
        code = RecoveryCodes(Authenticator.objects.get(user=actor.person, type="recovery_codes")).get_unused_codes()[0]
        client.post(reverse("mfa_authenticate"), {"code": code})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def _letter(notice):
    """The link in the newest letter of that notice, without the server."""
    return re.search(r"https?://[^/\s]+(/\S+)", OutgoingMail.objects.filter(notice=notice).latest("pk").body)[1]


def code_is_sent(actor):
    cache.clear()
    client = Client()
    client.post(reverse("account_login"), {"email": actor.person.email})
    return client, reverse("account_confirm_login_code")


def password_link(actor):
    who, client = _with_password(actor), Client()
    client.post(reverse("account_reset_password"), {"email": who.email})
    factories.answer_askers()
    return client, client.get(_letter("password_reset"))["Location"]


BEFORE = {
    "account_confirm_login_code": code_is_sent,
    "account_reset_password_from_key": password_link,
    "account_change_password": lambda actor: (_inside(actor, False), reverse("account_change_password")),
    "account_reauthenticate": lambda actor: (_inside(actor, False), reverse("account_reauthenticate")),
    "mfa_authenticate": lambda actor: (_by_password(actor, True), reverse("mfa_authenticate")),
    "mfa_reauthenticate": lambda actor: (_inside(actor, True), reverse("mfa_reauthenticate")),
    "mfa_deactivate_totp": lambda actor: (_inside(actor, True), reverse("mfa_deactivate_totp")),
    "mfa_view_recovery_codes": lambda actor: (_inside(actor, True), reverse("mfa_view_recovery_codes")),
    "mfa_generate_recovery_codes": lambda actor: (_inside(actor, True), reverse("mfa_generate_recovery_codes")),
    "institutions:invitation": lambda actor: (Client(), _letter("invitation")),
    "actionplan:by_link": lambda actor: (Client(), _letter("action_link")),
}
