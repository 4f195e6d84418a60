"""Every part of the look in every condition, on one page, for those who build pages and for the accessibility tests.

All its content is made up here; it asks the database nothing and saves nothing.
"""

import datetime

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from qualitymark.core.days import DayField
from qualitymark.core.verdict import not_now

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Further-and-Higher-Education-Partnership"
NATIONS = [("england", _("England")), ("scotland", _("Scotland")), ("wales", _("Wales")), ("northern_ireland", _("Northern Ireland"))]


class Sample(forms.Form):
    """One field of every kind that a page uses."""

    name = forms.CharField(label=_("Name of the university or college"), help_text=_("As it stands on letters."), max_length=200)
    role = forms.CharField(label=_("Your role"), required=False)
    year = forms.IntegerField(label=_("Year the college opened"))
    nation = forms.ChoiceField(label=_("Nation"), choices=NATIONS, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label=_("What would you like to talk about?"), choices=NATIONS[:3], widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind of provider"), choices=[("", _("Choose one")), ("college", _("College")), ("university", _("University"))]
    )
    due = DayField(label=_("When is it due?"), help_text=_("For example, 27 3 2027."))
    response = forms.CharField(
        label=_("Your response"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_("Most colleges write 150 to 300 words.")
    )
    document = forms.FileField(label=_("A document"), help_text=_("PDF, Word, a spreadsheet or a picture, up to 50 MB."))
    agree = forms.BooleanField(label=_("I have read this and it is right"))


FILLED = {
    "name": "Northmoor College (fictitious)",
    "role": "Widening participation lead",
    "year": "1971",
    "nation": "wales",
    "topics": ["england", "wales"],
    "kind": "college",
    "due_day": "11",
    "due_month": "12",
    "due_year": "2026",
    "response": "We have no halls. Since 2024 we hold an agreement with two local providers.",
    "agree": "on",
}
REFUSED = FILLED | {
    "name": "",
    "year": "long ago",
    "nation": "",
    "due_day": "31",
    "due_month": "2",
    "kind": "",
    "response": LONG * 3,
    "agree": "",
}
STEPS = ["Agreed", "Assessor and dates", "Preparing", "Signature", "Submitted", "Review", "Feedback", "Award"]
AREAS = [
    ("Culture and leadership", "ready ready evidenced evidenced drafted none none none", "2 ready, 3 not started", ""),
    ("Continuous improvement", "evidenced evidenced drafted drafted none none", "figures due 4 December", ""),
    ("Pre-entry activity", "ready ready ready ready ready evidenced", "5 ready", ""),
    ("Admissions", "ready ready evidenced drafted none none", "", "2 overdue"),
    ("Partnership working and " + LONG, "drafted none none none none none none none none none none none", "starts in January", ""),
]


def steps(current: int) -> list:
    names = ("done", "current", "coming")
    return [{"label": label, "state": names[(place >= current) + (place > current)]} for place, label in enumerate(STEPS)]


def samples() -> dict:
    """The page's content: forms in three conditions, the journey in three, and one of everything else."""
    disabled = Sample(initial={"name": "Northmoor College (fictitious)"}, prefix="closed")
    for field in disabled.fields.values():
        field.disabled = True
    pages = Paginator(range(240), 20)
    return {
        "empty_form": Sample(prefix="empty"),
        "filled_form": Sample({f"filled-{name}": value for name, value in FILLED.items()}, prefix="filled"),
        "refused_form": Sample({f"refused-{name}": value for name, value in REFUSED.items()}, prefix="refused"),
        "disabled_form": disabled,
        "steps_first": steps(0),
        "steps_middle": steps(2),
        "steps_last": steps(7),
        "turn_yours": {
            "turn_words": _("Your turn"),
            "turn_is_yours": True,
            "next_thing": {
                "text": _("Four criteria are overdue and nobody is writing them."),
                "url": "#turn",
                "label": _("Give them to somebody"),
            },
        },
        "turn_theirs": {
            "turn_words": _("The assessor's turn"),
            "turn_is_yours": False,
            "next_thing": {"text": _("Your assessor is reading. You will have a message by 12 February 2027."), "url": "", "label": ""},
        },
        "areas": [
            {"name": name, "url": "#areas", "marks": marks.split(), "words": words, "overdue": late} for name, marks, words, late in AREAS
        ],
        "states": ["not_started", "drafted", "evidenced", "ready", "overdue", "not_yet", "awarded", "in_renewal", "withdrawn", "paused"],
        "evidence": [
            {"kind": "PDF", "name": "Housing agreement 2024-27", "url": "#evidence", "where": "page 3, clause 7; also supports AD5"},
            {"kind": "link", "name": "Offer letter wording", "url": "#evidence", "where": "anyone can open it; checked today"},
            {"kind": "docx", "name": LONG, "url": "", "where": "not yet checked for viruses"},
        ],
        "verdict": not_now(
            _("Your coordinator has asked for the signature, so the text is frozen."), _("The coordinator can take the request back.")
        ),
        "trail": [
            {"label": "My criteria", "url": "#"},
            {"label": "Student wellbeing", "url": "#"},
            {"label": "A home all year round", "url": ""},
        ],
        "first_page": pages.page(1),
        "middle_page": pages.page(6),
        "last_page": pages.page(12),
        "a_day": datetime.date(2027, 3, 3),
        "long": LONG,
        "numbers": range(6),
    }


def gallery(request):
    return render(request, "gallery.html", samples())
