"""What people type to sign in and to say how they wish to be reached."""

from allauth.account import forms as account
from allauth.core import context as in_request
from allauth.mfa import app_settings as steps
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from .asking import refused
from .models import Language, MailChoice

TWELVE = _("At least 12 characters. Three or four unrelated words are easy to remember and hard to guess.")
SHOWN = _("The six figures that the app on your phone shows now, or one of your recovery codes.")


class Plain:
    """allauth's form with our labels and hints, and no words inside the boxes."""

    words: dict = {}
    fields: dict

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, ""))


class Asked(Plain):
    """A form that sends a letter to whoever has the address: not more often than they wish for."""

    asks_for = ""

    def clean_email(self):
        email = super().clean_email()  # type: ignore[misc]  # the form of allauth that this stands before
        refusal = refused(in_request.request, self.asks_for, email)
        if refusal:
            raise forms.ValidationError(refusal, code="too_often")
        return email


class AddressForm(Asked, account.RequestLoginCodeForm):
    asks_for = "code"
    words = {"email": (_("Your e-mail address"), _("The one to which your invitation came."))}


class CodeForm(Plain, account.ConfirmLoginCodeForm):
    words = {"code": (_("The code from the letter"), _("Capitals and dashes do not matter."))}


class PasswordSignInForm(Plain, account.LoginForm):
    words = {"login": (_("Your e-mail address"), ""), "password": (_("Your password"), "")}


class ForgottenForm(Asked, account.ResetPasswordForm):
    asks_for = "password"
    words = {"email": (_("Your e-mail address"), "")}


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), TWELVE), "password2": (_("New password, once more"), "")}


class FirstPasswordForm(Plain, account.SetPasswordForm):
    words = {"password1": (_("Password"), TWELVE), "password2": (_("Password, once more"), "")}


class OtherPasswordForm(Plain, account.ChangePasswordForm):
    words = {"oldpassword": (_("Present password"), "")} | NewPasswordForm.words


class PasswordAgainForm(Plain, account.ReauthenticateForm):
    words = {"password": (_("Your password"), "")}


def count_once(person, code):
    """Take a code from the phone once, for as long as it would be right, wherever it is typed; allauth forgets it after one period of three."""
    known_for = steps.TOTP_PERIOD * (2 * steps.TOTP_TOLERANCE + 1)
    if not cache.add(f"second-step-taken:{person.pk}:{''.join(filter(str.isdigit, code))}", "y", timeout=known_for):
        raise get_adapter().validation_error("incorrect_code")


class CountsOnce(Plain, second.BaseAuthenticateForm):
    def clean_code(self):
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            count_once(self.user, code)
        return code


class SecondStepForm(CountsOnce, second.AuthenticateForm):
    words = {"code": (_("Code"), SHOWN)}


class SecondStepAgainForm(CountsOnce, second.ReauthenticateForm):
    words = {"code": (_("Code"), SHOWN)}


class PhoneForm(Plain, totp.ActivateTOTPForm):
    words = {"code": (_("Code from the app"), _("Six figures; the app shows new ones every half minute."))}

    def clean_code(self):
        code = super().clean_code()
        count_once(self.user, code)
        return code


class PreferencesForm(forms.Form):
    """Name, language and letters of a person."""

    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("As colleagues know you. What you wrote shows this name."))
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=forms.RadioSelect, help_text=_("For pages and letters.")
    )
    mail_choice = forms.ChoiceField(
        label=_("Letters from us"),
        choices=MailChoice.choices,
        widget=forms.RadioSelect,
        help_text=_("What you must know (a code, a question to you, a decision) always comes at once."),
    )

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())
