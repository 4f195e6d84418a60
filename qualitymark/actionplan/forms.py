"""What the owner of an action says of it by link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .states import PROGRESS


class ProgressForm(forms.Form):
    """How an action is going: a move of its table, or none, and words."""

    verb = forms.ChoiceField(
        required=False,
        label=_("How is it going?"),
        widget=forms.RadioSelect,
        choices=[("", _("As before")), *PROGRESS],
    )
    text = forms.CharField(required=False, max_length=5000, label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("verb") == "stop" and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", _("Say why it stops, so that others can follow."))
        if not self.cleaned_data.get("verb") and not self.cleaned_data.get("text", "").strip() and not self.errors:
            self.add_error("text", _("Write what happened, or choose how it is going."))
        return self.cleaned_data
