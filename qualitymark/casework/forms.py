"""What assessors and second readers type."""

import datetime as dt

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.days import DayField, TimeField
from qualitymark.institutions.models import Kind, Nation, Recusal
from qualitymark.journeys.models import Milestone
from qualitymark.review.rules import LONGEST
from qualitymark.review.states import Level, Outcome, Recommended
from qualitymark.support.models import SupportNote

LONG = LONGEST
TOO_LONG = _("Use at most %(limit_value)d characters; you have %(show_value)d.")
NOT_BOTH = _("What is “not yet” cannot be worth sharing. Choose another judgement, or take this away.")
SUGGEST = _("Say what you suggest, or choose another judgement.")


def sent(request: HttpRequest) -> QueryDict | None:
    """What a POST brought, also when that is nothing: a form with nothing in it was sent all the same."""
    return request.POST if request.method == "POST" else None


def long_text(label, *, rows: int = 6, required: bool = True, hint="", asked=None) -> forms.CharField:
    errors = {"max_length": TOO_LONG} | ({"required": asked} if asked else {})
    field = forms.CharField(
        label=label, required=required, max_length=LONG, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}), error_messages=errors
    )
    return field


def choice(label, choices, *, hint="", asked=None) -> forms.ChoiceField:
    """Radios with nothing chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=list(choices), help_text=hint, widget=forms.RadioSelect, error_messages={"required": asked or _("Choose one.")}
    )


class DeclareForm(forms.Form):
    complete = forms.BooleanField(
        label=_("The list above is complete: I have no other tie with a provider that this could be"),
        error_messages={"required": _("Confirm that your list is complete, or add what is missing first.")},
    )


class TieForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the institution, or its UKPRN"), max_length=200, error_messages={"required": _("Give the institution's name.")}
    )
    why = choice(_("What is your tie with it?"), Recusal.Why.choices, asked=_("Choose what your tie with it is."))
    note = long_text(_("Anything the office should know"), rows=2, required=False)


class ConflictForm(forms.Form):
    why = choice(_("What is your tie with it?"), Recusal.Why.choices, asked=_("Choose what your tie with it is."))
    note = long_text(_("Anything the office should know"), rows=2, required=False)


class DeclineForm(forms.Form):
    why = forms.CharField(label=_("A word of why"), max_length=300, required=False, help_text=_("You need not say."))


class ProfileForm(forms.Form):
    most_journeys = forms.IntegerField(
        label=_("How many institutions can you take on at once?"), min_value=0, max_value=30, help_text=_("Nought when you need a rest.")
    )
    welsh = forms.BooleanField(label=_("I can assess in Welsh"), required=False)
    nations = forms.MultipleChoiceField(
        label=_("Nations you know well"), choices=Nation.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of provider you know well"), choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    about = long_text(_("About you"), rows=4, required=False, hint=_("For the office, when it looks for the right assessor."))

    def strengths(self) -> list[tuple[str, str]]:
        said = self.cleaned_data
        return [("nation", code) for code in said["nations"]] + [("kind", code) for code in said["kinds"]]


class DatesForm(forms.Form):
    """The day of submission, each discussion that the fee includes, drafts and signature."""

    submit_by = DayField(label=_("The institution submits by"), help_text=_("Two to four months from now suits most."))

    def __init__(self, *args, discussions: int, **options):
        super().__init__(*args, **options)
        for number in range(1, discussions + 1):
            label = _("Discussion %(number)s") % {"number": number}
            self.fields[f"discussion_{number}"] = DayField(label=label, required=False)
        self.fields["drafts"] = DayField(label=_("Drafts are shared by"), required=False)
        self.fields["signature"] = DayField(label=_("The sponsor signs by"), required=False)

    def dates(self) -> list[tuple[str, int, str, dt.date]]:
        """As journeys.operations.agree_dates takes them: what, number, label, day."""
        found = []
        for name, day in self.cleaned_data.items():
            what, _underscore, number = name.partition("_")
            if day and what in (Milestone.What.DISCUSSION, Milestone.What.DRAFTS, Milestone.What.SIGNATURE):
                found.append((what, int(number or 0), "", day))
        return found


class NoteForm(forms.Form):
    sort = choice(_("What kind of note is it?"), SupportNote.Sort.choices, asked=_("Choose what kind of note it is."))
    text = long_text(_("Your note"), rows=4, asked=_("Write your note."))


class ReplyForm(forms.Form):
    text = long_text(_("Your reply"), rows=3, asked=_("Write your reply."))


class PlanForm(forms.Form):
    """Day, time and agenda of a discussion; `version` is the one that the page showed."""

    day = DayField(label=_("Date"), required=False)
    time = TimeField(label=_("Time in London"), required=False, help_text=_("Such as 14:00."))
    agenda = long_text(_("Agenda"), rows=6, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)

    def clean(self):
        said = super().clean() or {}
        if bool(said.get("day")) != bool(said.get("time")) and not self.errors:
            missing = "time" if said.get("day") else "day"
            self.add_error(missing, _("Give both a day and a time, or neither while they are not set."))
        return said

    def at(self) -> dt.datetime | None:
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return clock.instant(day, time) if day else None


class MeetingForm(forms.Form):
    """One meeting that several institutions of a cohort attend, each as its own next discussion."""

    journeys = forms.MultipleChoiceField(
        label=_("Who attends"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one institution.")}
    )
    day = DayField(label=_("Date"))
    time = TimeField(label=_("Time in London"), help_text=_("Such as 14:00."))
    about = forms.CharField(label=_("What it is about"), max_length=200, required=False)

    def __init__(self, *args, choices: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.fields["journeys"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict:
        return {"at": clock.instant(self.cleaned_data["day"], self.cleaned_data["time"]), "about": self.cleaned_data["about"]}


class RecordForm(forms.Form):
    held_on = DayField(label=_("Held on"))
    notes = long_text(_("Notes"), rows=8, hint=_("The institution reads them; nobody who decides does."), asked=_("Write what was said."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class StepForm(forms.Form):
    what = forms.CharField(label=_("What"), max_length=300, required=False)
    who = forms.CharField(label=_("Who"), max_length=120, required=False)
    due_on = DayField(label=_("By when"), required=False)

    def clean(self):
        said = super().clean() or {}
        if said.get("what") and not said.get("who"):
            self.add_error("who", _("Say who does it."))
        if (said.get("who") or said.get("due_on")) and not said.get("what") and not self.errors:
            self.add_error("what", _("Say what is to be done."))
        return said


class StepsBase(BaseFormSet):
    def steps(self) -> list[tuple[str, str, dt.date | None]]:
        rows = [form.cleaned_data for form in self.forms]
        return [(row["what"], row["who"], row["due_on"]) for row in rows if row.get("what")]


Steps = formset_factory(StepForm, formset=StepsBase, extra=3, max_num=40, absolute_max=60)


class JudgementForm(forms.Form):
    """One judgement. The words of the outcomes are the policy's; nothing is chosen beforehand."""

    outcome = choice(_("Your judgement"), Outcome.choices, asked=_("Choose a judgement. What you wrote is still here."))
    reasons = long_text(_("Why, naming the evidence"), rows=6, asked=_("Say why, naming the evidence."))
    suggestion = long_text(_("An improvement action you would suggest"), rows=2, required=False)
    share_worthy = forms.BooleanField(label=_("Worth sharing with others"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)

    def __init__(self, *args, labels: dict[str, str], **options):
        super().__init__(*args, **options)
        self.fields["outcome"].choices = [(code, labels.get(code, label)) for code, label in Outcome.choices]  # type: ignore[attr-defined]

    def clean(self):
        said = super().clean() or {}
        if said.get("outcome") == Outcome.NOT_YET and said.get("share_worthy"):
            self.add_error("share_worthy", NOT_BOTH)
        if said.get("outcome") == Outcome.WITH_SUGGESTIONS and not said.get("suggestion") and "suggestion" not in self.errors:
            self.add_error("suggestion", SUGGEST)
        return said


class AreaForm(forms.Form):
    level = choice(_("What the area reaches"), Level.choices, asked=_("Choose a judgement. What you wrote is still here."))
    reasons = long_text(_("Why, naming the evidence"), rows=6, asked=_("Say why, naming the evidence."))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)

    def __init__(self, *args, labels: dict[str, str], **options):
        super().__init__(*args, **options)
        self.fields["level"].choices = [(code, labels.get(code, label)) for code, label in Level.choices]  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    question = long_text(
        _("Your question to the institution"), rows=4, asked=_("Write what you ask."), hint=_("It stands on the record with its answer.")
    )
    due_on = DayField(label=_("Please answer by"))

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("Give a day that is still to come."))
        if day > clock.add_months(clock.today(), 12):
            raise forms.ValidationError(_("That is more than a year away. Look at the year again."))
        return day


class RecommendForm(forms.Form):
    recommends = choice(_("You recommend"), Recommended.choices, asked=_("Choose what you recommend."))
    reasons = long_text(_("Your reasons"), rows=8, asked=_("Say why you recommend this."), hint=_("Those who decide read them first."))


class CannotOpenForm(forms.Form):
    note = long_text(_("What happens when you try?"), rows=3, required=False, hint=_("It helps the owner to put it right."))


class WhyForm(forms.Form):
    why = long_text(_("Why"), rows=4, asked=_("Say why."))
