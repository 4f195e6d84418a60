"""Choosing whose guidance to read. What is not chosen, or not known, narrows nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualitymark.institutions.models import Kind, Nation, Size


def choice(label: Any, everything: Any, choices: Any) -> forms.ChoiceField:
    unknown = _("Choose one from the list. Until then nothing is left out.")
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices], error_messages={"invalid_choice": unknown})


class ReaderForm(forms.Form):
    nation = choice(_("Nation"), _("All nations"), Nation.choices)
    kind = choice(_("Kind of provider"), _("All kinds"), Kind.choices)
    size = choice(_("Size"), _("All sizes"), Size.choices)

    def reader(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
