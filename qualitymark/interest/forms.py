"""What visitors type, and what the office types about it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Language
from qualitymark.core.once import OnceForm
from qualitymark.institutions.models import Kind, Nation

from .models import ReadinessAnswer, Scope

LONG = 5000
PHONE = RegexValidator(r"^[0-9+() \-.extEXT]{5,40}$", _("Write the number with figures and spaces, such as 029 2018 0000."))
SAID = dict(ReadinessAnswer.Said.choices)


def text(label: Any, most: int, required: Any = "", **options: Any) -> forms.CharField:
    """One line of text, at most `most` characters; `required` is the sentence shown when it is empty."""
    errors = {"required": required, "max_length": _("Use at most %(limit_value)d characters; you have %(show_value)d.")}
    return forms.CharField(label=label, max_length=most, required=bool(required), error_messages=errors, **options)


def long_text(label: Any, required: Any = "", rows: int = 6, most: int = LONG, **options: Any) -> forms.CharField:
    return text(label, most, required, widget=forms.Textarea(attrs={"rows": rows}), **options)


def address(label: Any, required: Any, **options: Any) -> forms.EmailField:
    errors = {"required": required, "invalid": _("Write an e-mail address, such as name@college.ac.uk.")}
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    return forms.EmailField(label=label, max_length=254, error_messages=errors, widget=widget, **options)


class OpenForm(OnceForm):
    """For anybody, signed in or not: carries a box that people do not see and machines fill in."""

    homepage = forms.CharField(
        required=False, label=_("Leave this box empty"), widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def clean_homepage(self):
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("The box that must stay empty was filled in. Empty it, and send the form again."))
        return ""


class EnquiryForm(OpenForm):
    name = text(_("Your name"), 120, _("Write your name."), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = address(_("Your e-mail address"), _("Write your e-mail address, so that we can answer."))
    language = forms.ChoiceField(label=_("In which language shall we answer?"), choices=Language.choices, widget=forms.RadioSelect)
    question = long_text(_("Your question"), _("Write your question."), help_text=_("Please leave out anything private about a student."))


class InterestForm(OpenForm):
    """An expression of interest. Name, nation and kind are asked only where the institution is not on the list."""

    typed_name = text(_("Name of the institution"), 200, _("Write the name of the institution."))
    typed_nation = forms.ChoiceField(
        label=_("Nation"), choices=Nation.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose the nation.")}
    )
    typed_kind = forms.ChoiceField(
        label=_("Kind of provider"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of provider.")},
    )
    scope = forms.ChoiceField(
        label=_("What would the mark cover?"), choices=Scope.choices, widget=forms.RadioSelect, initial=Scope.WHOLE,
        error_messages={"required": _("Choose what the mark would cover.")},
    )  # fmt: skip
    scope_names = long_text(
        _("Which colleges or campuses?"), rows=3, most=1000, help_text=_("Only if it is not the whole institution. One on each line.")
    )
    contact_name = text(_("Your name"), 120, _("Write your name."), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_role = text(_("Your role"), 120, _("Write your role, such as Widening participation manager."))
    contact_email = address(_("Your e-mail address"), _("Write your e-mail address: we confirm there that this has arrived."))
    contact_phone = text(
        _("Your telephone number"), 40, validators=[PHONE], widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )
    senior_name = text(
        _("Name of the senior person"), 120, _("Write the name of a senior person who knows that you are asking."),
        help_text=_("Somebody who answers for this work, such as a vice-chancellor, a principal or a deputy. They sign what is submitted later."),
    )  # fmt: skip
    senior_role = text(_("Their role"), 120, _("Write their role."))
    senior_email = address(
        _("Their e-mail address"), _("Write their e-mail address."), help_text=_("We write to them only after we have spoken with you.")
    )
    says_member = forms.BooleanField(
        label=_("We are a member of the network that runs the mark"),
        required=False,
        help_text=_("Members pay a lower fee. The office checks this."),
    )
    cohort_name = text(
        _("Are you part of a cohort that goes through the mark together?"), 200, help_text=_("If so, write its name or who runs it.")
    )
    language = forms.ChoiceField(label=_("In which language shall we write to you?"), choices=Language.choices, widget=forms.RadioSelect)
    message = long_text(_("Anything else we should know"), help_text=_("Please leave out anything private about a student."))
    send_readiness = forms.BooleanField(label=_("Send my answers from the readiness check along"), required=False, initial=True)

    def __init__(self, *args, listed: bool, readiness: dict[str, str], **options):
        super().__init__(*args, **options)
        if listed:
            for name in ("typed_name", "typed_nation", "typed_kind"):
                del self.fields[name]
        if not readiness:
            del self.fields["send_readiness"]

    def clean(self):
        data: dict[str, Any] = super().clean() or {}
        if data.get("scope") == Scope.NAMED and not data.get("scope_names"):
            self.add_error("scope_names", _("Name the colleges or campuses, or choose the whole institution."))
        if data.get("scope") == Scope.WHOLE:
            data["scope_names"] = ""
        if data.get("contact_email") and data["contact_email"].lower() == data.get("senior_email", "").lower():
            self.add_error("senior_email", _("The senior person is another person than you, with an address of their own."))
        return data

    def told(self) -> dict[str, Any]:
        """What was typed, as `send_interest` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("once", "homepage", "send_readiness")}


class ReadinessForm(forms.Form):
    """The readiness check: one question an area, as the edition asks it. Nothing of it is stored."""

    def __init__(self, *args, areas: Iterable, **options):
        super().__init__(*args, **options)
        for area in areas:
            self.fields[area.code] = forms.ChoiceField(
                label=f"{area.title}: {area.readiness.question}", choices=ReadinessAnswer.Said.choices, widget=forms.RadioSelect,
                error_messages={"required": _("Choose the answer that fits best."), "invalid_choice": _("Choose one of the three answers.")},
            )  # fmt: skip


def read_readiness(packed: str) -> dict[str, str]:
    """ "CL:yes,CI:partly" as answers by area code; anything else in it is left out."""
    found = {}
    for part in packed[:400].split(","):
        code, _colon, said = part.partition(":")
        if said in SAID and code.isalnum() and len(code) <= 10:
            found[code] = said
    return dict(list(found.items())[:20])


def pack_readiness(answers: dict[str, str]) -> str:
    return ",".join(f"{code}:{said}" for code, said in answers.items())
