"""What is typed on the demo's own page."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from qualitymark.core.days import DayField

from .demo_clock import can_move_clock


class ClockForm(forms.Form):
    day = DayField(label=_("Move to"))

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        verdict = can_move_clock(day)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return day
