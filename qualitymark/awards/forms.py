"""Searching the register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qualitymark.institutions.models import Kind, Nation

SHOW = [("current", _("Awards that stand today")), ("past", _("Awards that have ended"))]


class RegisterForm(forms.Form):
    """What is not known, or not a choice, narrows nothing: an address that somebody kept never breaks."""

    q = forms.CharField(label=_("Name or UKPRN"), required=False, max_length=200, help_text=_("Former and Welsh names are found too."))
    nation = forms.ChoiceField(label=_("Nation"), required=False, choices=[("", _("All nations")), *Nation.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOW)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) or "" for name in ("nation", "kind", "show")}
        return asked | {"search": self.data.get("q", "")[:200].replace("\x00", "")}
