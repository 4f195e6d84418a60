"""A date typed as day, month and year in three boxes: the pattern that people mistype least.

`when = DayField(label=...)` in a form, `{% field form.when %}` in a template. Sent as when_day, when_month and
when_year; a single `when=2027-03-27` is taken too. What was typed is shown again, whatever it was.
"""

import datetime

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

PARTS = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))


class DayParts(forms.Widget):
    """Three labelled boxes. Its value is ISO text where the boxes could be a date, else what was typed, joined."""

    use_fieldset = True
    error = False

    def id_for_label(self, id_, index=None):
        return f"{id_}_day" if id_ else id_

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data.get(name)
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip() for part, *_rest in PARTS)
        if not (day or month or year):
            return None
        # Padded only where plausible, so that a year of two figures is refused and not taken for the first century.
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}" if len(year) == 4 else f"{year}-{month}-{day}"

    def value_omitted_from_data(self, data, files, name):
        return name not in data and not any(f"{name}_{part}" in data for part, *_rest in PARTS)

    def get_context(self, name, value, attrs):
        return {"name": name, "value": value, "attrs": self.build_attrs(self.attrs, attrs)}

    def typed(self, value) -> dict:
        if isinstance(value, datetime.date):
            return {"day": value.day, "month": value.month, "year": value.year}
        year, _dash, rest = str(value or "").partition("-")
        month, _dash, day = rest.partition("-")
        return {"day": day.lstrip("0") or day, "month": month.lstrip("0") or month, "year": year}

    def render(self, name, value, attrs=None, renderer=None):
        attrs = self.build_attrs(self.attrs, attrs)
        ident, typed = attrs.get("id", f"id_{name}"), self.typed(value)
        bad = " govuk-input--error" if attrs.get("aria-invalid") else ""
        boxes = (
            (
                ident,
                part,
                label,
                width,
                bad,
                name,
                typed[part],
                mark_safe(' aria-invalid="true"') if bad else "",
                mark_safe(" disabled") if attrs.get("disabled") else "",
            )
            for part, label, width in PARTS
        )
        return format_html(
            '<div class="govuk-date-input">{}</div>',
            format_html_join(
                "\n",
                (
                    '<div class="govuk-date-input__item"><label class="govuk-label govuk-date-input__label" for="{0}_{1}">{2}</label>'
                    '<input class="govuk-input govuk-date-input__input govuk-input--width-{3}{4}" id="{0}_{1}" name="{5}_{1}" '
                    'type="text" inputmode="numeric" value="{6}"{7}{8}></div>'
                ),
                boxes,
            ),
        )


class DayField(forms.DateField):
    """A day of the calendar. Refuses what is not one, with an example of what is."""

    widget = DayParts
    default_error_messages = {
        "required": _("Give a day, a month and a year, such as 27 3 2027."),
        "invalid": _("That is not a day of the calendar. Give a day, a month and a year, such as 27 3 2027."),
    }

    def __init__(self, **options):
        options.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(**options)


class TimeField(forms.TimeField):
    """A time of day typed as 14:00, 14.00 or 9:30."""

    default_error_messages = {"invalid": _("Give a time of day such as 14:00."), "required": _("Give a time of day such as 14:00.")}

    def __init__(self, **options):
        options.setdefault("input_formats", ["%H:%M", "%H.%M", "%H%M", "%H:%M:%S"])
        super().__init__(**options)
