"""How allauth speaks for us: no open sign-up, our own words, and every letter is a row of outgoing mail."""

import base64
import io
import json
import logging
import secrets

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as in_request
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qualitymark.core.mail import send
from qualitymark.core.queue import ask_worker
from qualitymark.core.sealed import opened, seal

from .asking import WAIT
from .queries import STAFF, appointments_of, person_with

log = logging.getLogger(__name__)
# What somebody asks for with an address alone; the last is what allauth would write to an address that is nobody's, and we do not.
ASKED = {
    "account/email/login_code": "sign_in_code",
    "account/email/password_reset_key": "password_reset",
    "account/email/unknown_account": "",
}
SAID = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "account/messages/logged_out.txt": _("You are signed out."),
    "mfa/messages/totp_activated.txt": _("The second step is set up."),
    "mfa/messages/totp_deactivated.txt": _("The second step is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("Here are your new recovery codes. The old ones no longer work."),
}


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This sign-in is closed. Ask the office if that surprises you."),
        "email_password_mismatch": _("This address and password do not belong together. Check both, or have a code sent instead."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code we sent last. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link was used already or is too old. Ask for a new one."),
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
    }

    def is_open_for_signup(self, request):
        return False  # people come by invitation

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Our words for what allauth says; what we have no words for is not said."""
        words = message or SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words))

    def send_mail(self, template_prefix, email, context):
        """Allauth's letters as ours. What is asked for with an address is written by the worker, and asked of it in the same way where the
        address is nobody's: how long the answer takes tells nobody who is known here."""
        if template_prefix in ASKED:
            told = {key: context[key] for key in ("code", "password_reset_url") if key in context}
            asked = {"notice": ASKED[template_prefix], "address": email, **told}
            ask_worker("qualitymark.accounts.tasks.answer", seal(json.dumps(asked)))
            return
        with transaction.atomic():
            send("account_changed", to=context.get("user") or person_with(email), address=email)

    def get_reset_password_from_key_url(self, key):
        """On our own address, whatever the request called us."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def reauthenticate(self, user, password):
        found = self.authenticate(in_request.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_login_redirect_url(self, request):
        """The home page in the person's own language."""
        with override(request.user.language):
            return reverse("desk:home")

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:me")


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Wait for the app to show the next one, and type that."),
        "cannot_delete_authenticator": _("Your part in the scheme needs the second step, so it cannot be removed. You can set up another phone after asking the office."),
    }  # fmt: skip

    def encrypt(self, text):
        """The secret of a phone's app, or the seed of recovery codes, as it is stored: readable with QM_SECOND_STEP_KEY alone."""
        return seal(text)

    def decrypt(self, encrypted_text):
        """The secret again. One that was sealed under another key opens for no code: the person is told that the code is not right."""
        secret = opened(encrypted_text)
        if secret is None:
            log.error("The secret of a second step cannot be read. Is QM_SECOND_STEP_KEY the one that it was stored under?")
            # Never a fixed text here: its codes could be worked out by anybody.
            return base64.b32encode(secrets.token_bytes(20)).decode()
        return secret

    def get_totp_label(self, user):
        return user.email

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def build_totp_svg(self, url):
        """A QR code that a screen reader can name; the same secret stands beside it as text."""
        out = io.BytesIO()
        segno.make(url, error="m").save(
            out, kind="svg", xmldecl=False, scale=5, border=2, title=str(_("QR code for the app on your phone"))
        )
        return out.getvalue().decode()

    def can_delete_authenticator(self, authenticator):
        return STAFF.isdisjoint(appointments_of(authenticator.user))
