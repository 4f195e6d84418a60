"""Searching the repository. Everything is optional and stands in the address, so that a search can be shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualitymark.institutions.models import Kind, Nation

NOT_LISTED = {"invalid_choice": _("This is not in the list. Choose from it, or leave it open.")}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("What are you looking for?"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": _("Please use fewer words: at most 200 characters.")},
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), required=False, error_messages=NOT_LISTED)
    nation = forms.ChoiceField(
        label=_("Nation"), required=False, choices=[("", _("All nations")), *Nation.choices], error_messages=NOT_LISTED
    )
    kind = forms.ChoiceField(
        label=_("Kind of provider"), required=False, choices=[("", _("All kinds")), *Kind.choices], error_messages=NOT_LISTED
    )

    def __init__(self, data: Any, areas: dict[str, Any]):
        super().__init__(data)
        self.fields["area"].choices = [("", _("All areas")), *((code, str(title)) for code, title in areas.items())]  # type: ignore[attr-defined]
        for each in self.fields.values():
            each.widget.attrs["autocomplete"] = "off"

    def wanted(self) -> dict[str, str]:
        """What is asked for, by the names that queries.search takes; what is not understood narrows nothing and is said at its field."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("area", "nation", "kind")}
        return {"text": self.cleaned_data.get("q", ""), **found}

    def narrowed(self) -> list[str]:
        """The filters in words, for the heading of the results (and for paper, where the form is not printed)."""
        wanted = self.wanted()
        return [str(dict(self.fields[name].choices)[wanted[name]]) for name in ("area", "nation", "kind") if wanted[name]]  # type: ignore[attr-defined]
