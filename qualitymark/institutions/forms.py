"""What somebody says when they accept an invitation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Language


class AcceptForm(forms.Form):
    language = forms.ChoiceField(
        label=_("In which language shall we speak to you?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=_("For pages and letters. You can change it at any time."),
    )
