"""Choosing whose guidance to read. What is not chosen, or not known, narrows nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qualitymark.institutions.models import Kind, Nation, Size


class ReaderForm(forms.Form):
    nation = forms.ChoiceField(label=_("Nation"), required=False, choices=[("", _("All nations")), *Nation.choices])
    kind = forms.ChoiceField(label=_("Kind of provider"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[("", _("All sizes")), *Size.choices])

    def reader(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
