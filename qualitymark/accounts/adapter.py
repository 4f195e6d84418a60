"""How allauth speaks for us: no open sign-up, and every letter is a row of outgoing mail."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from qualitymark.core.mail import send


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False  # people come by invitation

    def send_mail(self, template_prefix, email, context):
        """Write allauth's letter as ours: "account/email/login_code" becomes the notice "sign_in_code"."""
        notice = {"account/email/login_code": "sign_in_code", "account/email/password_reset_key": "password_reset"}.get(template_prefix)
        person = context.get("user")
        known = {key: context[key] for key in ("code", "password_reset_url") if key in context}
        send(notice or "account_changed", to=person, address=email, secret=bool(known), **known)


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user):
        return user.email

    def get_totp_issuer(self):
        return "Quality Mark"
