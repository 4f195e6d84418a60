"""An amount of money as people type it: £1,250.50, with or without the sign, commas and spaces; kept in pence."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_PENCE = 100_000_00
# A comma stands between thousands alone: 12,50 is asked again, for it might be meant as 12.50.
_AMOUNT = re.compile(r"([0-9]{1,7}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{2}))?")


class PoundsField(forms.CharField):
    """Typed in pounds. Its value is in pence, or None where nothing was typed."""

    default_error_messages = {
        "invalid": _("Write the amount in pounds, such as 750 or 749.50."),
        "too_much": _("Write an amount of no more than £100,000."),
    }

    def __init__(self, **options: Any):
        options.setdefault("help_text", _("Such as 750 or 749.50."))
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value: Any) -> Any:
        typed = re.sub(r"[£\s]", "", super().clean(value) or "")
        if not typed and not self.required:
            return None
        match = _AMOUNT.fullmatch(typed)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        pence = int(match[1].replace(",", "")) * 100 + int(match[2] or 0)
        if pence > MOST_PENCE:
            raise ValidationError(self.error_messages["too_much"], code="too_much")
        return pence
