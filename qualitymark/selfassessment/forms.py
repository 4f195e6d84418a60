"""What the pages about evidence take in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProblemForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=2000,
        label=_("What happens when you try?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: it asks for a password, the page is not there, the file is empty."),
    )
