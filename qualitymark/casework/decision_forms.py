"""The form by which a submission is decided: one long page, filled with what the readers agree on, and kept when something is missing."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.days import DayField
from qualitymark.core.money import PoundsField
from qualitymark.decisions.rules import opens_core_again
from qualitymark.decisions.states import CurrentAward, Decided
from qualitymark.review.rules import LONGEST
from qualitymark.review.states import Level, Outcome

from .decision_page import DecisionPage
from .forms import NOT_BOTH, SUGGEST, TOO_LONG

CONDITIONS = 5
LONG, SHORT = LONGEST, 2_000
_FURTHER = {
    CurrentAward.RUNS: _("It runs to its end"),
    CurrentAward.EXTENDED: _("It stays current until the next round is decided"),
    CurrentAward.ENDS: _("It ends now"),
}


def _text(label: Any, rows: int, *, required: bool = False, hint: Any = "", most: int = LONG) -> forms.CharField:
    widget, errors = forms.Textarea(attrs={"rows": rows}), {"max_length": TOO_LONG}
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget, error_messages=errors)


def _said(field: forms.Field, value: Any) -> str:
    """What a field was given, in words; nothing for one left empty or not ticked."""
    if isinstance(field, forms.BooleanField):
        return str(_("Ticked")) if value else ""
    words = str(value or "").strip()
    if isinstance(field, forms.ChoiceField):
        labels: Any = field.choices
        return str(dict(labels).get(words, words)) if words else ""
    return words


class DecisionForm(forms.Form):
    """Fields are named by the codes of areas and criteria; what stands from the round before has none. What depends on the outcome is asked
    only where it applies."""

    outcome = forms.ChoiceField(label=_("What is decided"), choices=Decided.choices, widget=forms.RadioSelect)
    reasons = _text(_("Reasons"), 6, required=True, hint=_("The institution reads these with the decision."))
    summary = _text(
        _("Opening words of the feedback"),
        4,
        hint=_("Read by the institution in the draft, before the decision is known: say nothing of it here."),
    )
    next_steps = _text(_("Next steps"), 4, hint=_("Read in the draft too."))
    next_fee = PoundsField(label=_("Fee of the next round, in pounds"), required=False)
    next_discussions = forms.IntegerField(label=_("Discussions in the next round"), required=False, min_value=0, max_value=20)
    next_last_on = DayField(label=_("Last day to submit the next round"), required=False)

    def __init__(self, page: DecisionPage, data: Any = None, kept: dict[str, list[str]] | None = None):
        super().__init__(data)
        self.page_before = page
        levels, outcomes = [("", _("Choose"))] + page.levels, [("", _("Choose"))] + page.outcomes
        for area in self._areas():
            self._area(area, levels)
        for line in self._lines():
            self._criterion(line, outcomes)
        for number in range(1, CONDITIONS + 1):
            self.fields[f"condition-{number}"] = _text(_("Condition %(number)d") % {"number": number}, 2, most=SHORT)
            self.fields[f"condition-{number}-on"] = DayField(label=_("To be met by"), required=False)
        if page.award is not None:
            self.fields["current_award"] = forms.ChoiceField(
                label=_("What becomes of the award it holds now"), choices=list(_FURTHER.items()), widget=forms.RadioSelect, required=False
            )
        if kept:
            self._take_up(kept)

    def _area(self, area: Any, levels: list[Any]) -> None:
        code, before = area.before.area.code, area.before
        self.fields[f"level-{code}"] = forms.ChoiceField(
            label=_("%(title)s: level") % {"title": before.title}, choices=levels, initial=before.level
        )
        self.fields[f"feedback-{code}"] = _text(_("%(title)s: feedback on the area") % {"title": before.title}, 4, required=True)
        self.fields[f"feedback-{code}"].initial = before.feedback
        area.bound = {"level": self[f"level-{code}"], "feedback": self[f"feedback-{code}"]}

    def _criterion(self, line: Any, outcomes: list[Any]) -> None:
        code, before = line.before.criterion.code, line.before
        self.fields[f"outcome-{code}"] = forms.ChoiceField(
            label=_("%(code)s: judgement") % {"code": code}, choices=outcomes, initial=before.outcome
        )
        self.fields[f"words-{code}"] = _text(_("%(code)s: feedback") % {"code": code}, 3)
        self.fields[f"words-{code}"].initial = before.feedback
        self.fields[f"suggestion-{code}"] = _text(_("%(code)s: suggestion") % {"code": code}, 2)
        self.fields[f"suggestion-{code}"].initial = before.suggestion
        self.fields[f"share-{code}"] = forms.BooleanField(
            label=_("%(code)s is worth sharing") % {"code": code}, required=False, initial=before.share_worthy
        )
        self.fields[f"revisit-{code}"] = forms.BooleanField(
            label=_("Revisit %(code)s in the next round") % {"code": code}, required=False, initial=before.outcome == Outcome.NOT_YET
        )
        names = ("outcome", "words", "suggestion", "share", "revisit")
        line.bound = {name: self[f"{name}-{code}"] for name in names}

    def _take_up(self, kept: dict[str, list[str]]) -> None:
        """What was kept for later is what the page shows, unchecked."""
        typed = QueryDict(mutable=True)
        for name, values in kept.items():
            typed.setlist(name, values)
        for name, each in self.fields.items():
            self.initial[name] = each.widget.value_from_datadict(typed, {}, name)

    def kept_of(self, typed: QueryDict) -> dict[str, list[str]]:
        """What was typed into fields of this form, to be kept for later; of a day, its parts."""
        return {name: values for name, values in typed.lists() if name in self.fields or name.rpartition("_")[0] in self.fields}

    def in_words(self, typed: QueryDict) -> str:
        """What was typed, chosen and ticked, each under its label, for a page on which it can only be copied."""
        said = [(each.label, _said(each, each.widget.value_from_datadict(typed, {}, name))) for name, each in self.fields.items()]
        return "\n\n".join(f"{label}\n{words}" for label, words in said if words)

    @property
    def conditions(self) -> list[tuple[Any, Any]]:
        return [(self[f"condition-{number}"], self[f"condition-{number}-on"]) for number in range(1, CONDITIONS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        for line in self._lines():
            self._clean_criterion(cleaned, line.before.criterion.code)
        for number in range(1, CONDITIONS + 1):
            self._clean_condition(cleaned, number, outcome)
        if outcome == Decided.AWARDED_CONDITIONS and not any(cleaned.get(f"condition-{number}") for number in range(1, CONDITIONS + 1)):
            self.add_error("condition-1", _("Name at least one condition, or choose another outcome."))
        if outcome == Decided.NOT_YET:
            self._clean_next_round(cleaned)
        if outcome == Decided.AWARDED:
            self._clean_award(cleaned)
        return cleaned

    def _clean_criterion(self, cleaned: dict[str, Any], code: str) -> None:
        found = cleaned.get(f"outcome-{code}")
        if found == Outcome.NOT_YET and cleaned.get(f"share-{code}"):
            self.add_error(f"share-{code}", NOT_BOTH)
        if found == Outcome.WITH_SUGGESTIONS and not cleaned.get(f"suggestion-{code}") and f"suggestion-{code}" not in self.errors:
            self.add_error(f"suggestion-{code}", SUGGEST)

    def _clean_condition(self, cleaned: dict[str, Any], number: int, outcome: Any) -> None:
        text, on = cleaned.get(f"condition-{number}"), cleaned.get(f"condition-{number}-on")
        if outcome and outcome != Decided.AWARDED_CONDITIONS and (text or on):
            self.add_error(f"condition-{number}", _("Only an award with conditions has conditions. Choose that outcome, or empty this."))
        if text and not on and f"condition-{number}-on" not in self.errors:
            self.add_error(f"condition-{number}-on", _("Say by when it is to be met."))
        if on and not text:
            self.add_error(f"condition-{number}", _("Say what is to be met by this day."))
        if on and on <= clock.today():
            self.add_error(f"condition-{number}-on", _("Give a day that is still to come."))

    def _clean_next_round(self, cleaned: dict[str, Any]) -> None:
        for name, words in (
            ("next_fee", _("Say what the next round costs; 0 is an answer.")),
            ("next_discussions", _("Say how many discussions it holds; 0 is an answer.")),
            ("next_last_on", _("Give the last day to submit the next round.")),
        ):
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, words)
        last: dt.date | None = cleaned.get("next_last_on")
        if last is not None and last <= clock.today():
            self.add_error("next_last_on", _("Give a day that is still to come."))
        if not any(cleaned.get(f"revisit-{line.before.criterion.code}") for line in self._lines()):
            self.add_error(None, _("Tick the criteria that the institution revisits: only these open again."))
        self._clean_core(cleaned)
        if self.page_before.award is not None and not cleaned.get("current_award"):
            self.add_error("current_award", _("Say what becomes of the award that the institution holds now."))

    def _clean_core(self, cleaned: dict[str, Any]) -> None:
        """A core criterion at “not yet” that was left out of what opens again: it is named, and ticked for the next attempt."""
        core = [line.before.criterion.code for line in self._lines() if line.before.criterion.core]
        left = [code for code in core if cleaned.get(f"outcome-{code}") == Outcome.NOT_YET and not cleaned.get(f"revisit-{code}")]
        verdict = opens_core_again(left)
        if verdict:
            return
        self.add_error(None, [verdict.reason, _("It is ticked now. Look at it once more, then send the decision again.")])
        sent: Any = self.data
        typed = sent.copy()  # what a request sends cannot be changed
        for code in left:
            self.add_error(f"revisit-{code}", _("It is ticked now: a core criterion at “not yet” opens again."))
            typed[f"revisit-{code}"] = "on"
        self.data = typed

    def _clean_award(self, cleaned: dict[str, Any]) -> None:
        for area in self._areas():
            if cleaned.get(f"level-{area.before.area.code}") == Level.NOT_YET:
                self.add_error(
                    f"level-{area.before.area.code}", _("With an area at “not yet” the mark is awarded with conditions, or not yet.")
                )
        for line in self._lines():
            criterion = line.before.criterion
            if criterion.core and cleaned.get(f"outcome-{criterion.code}") == Outcome.NOT_YET:
                self.add_error(
                    f"outcome-{criterion.code}", _("With a core criterion at “not yet” the mark is awarded with conditions, or not yet.")
                )

    def _areas(self) -> list[Any]:
        """The areas judged in this round."""
        return [area for area in self.page_before.areas if area.before.is_open]

    def _lines(self) -> list[Any]:
        """The criteria judged in this round."""
        return [line for area in self.page_before.areas for line in area.criteria if line.before.is_open]

    def facts(self) -> dict[str, Any]:
        """What `decisions.operations.decide` takes."""
        said = self.cleaned_data
        codes = [(line.before.criterion.pk, line.before.criterion.code) for line in self._lines()]
        pairs = [(said.get(f"condition-{number}"), said.get(f"condition-{number}-on")) for number in range(1, CONDITIONS + 1)]
        not_yet = said["outcome"] == Decided.NOT_YET
        return {
            "outcome": said["outcome"],
            "reasons": said["reasons"],
            "summary": said["summary"],
            "next_steps": said["next_steps"],
            "areas": {
                area.before.area.pk: (said[f"level-{area.before.area.code}"], said[f"feedback-{area.before.area.code}"])
                for area in self._areas()
            },
            "criteria": {
                key: (
                    said[f"outcome-{code}"],
                    said[f"words-{code}"],
                    said[f"suggestion-{code}"],
                    said[f"share-{code}"],
                    said[f"revisit-{code}"],
                )
                for key, code in codes
            },
            "conditions": [(text, on) for text, on in pairs if text and on],
            "next_fee_pence": said["next_fee"] if not_yet else None,
            "next_discussions": said["next_discussions"] if not_yet else None,
            "next_last_on": said["next_last_on"] if not_yet else None,
            "current_award": said.get("current_award") or CurrentAward.NONE,
        }


class WhyForm(forms.Form):
    """A reason, in words."""

    why = _text(_("Why?"), 4, required=True, most=SHORT)

    def __init__(self, data: Any = None, label: Any = "", hint: Any = ""):
        super().__init__(data)
        self.fields["why"].label = label or self.fields["why"].label
        self.fields["why"].help_text = hint


class ReconsiderationForm(forms.Form):
    stands = forms.ChoiceField(
        label=_("What you find"),
        choices=[("yes", _("The decision stands")), ("no", _("It is to be decided again"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the decision stands.")},
    )
    answer = _text(_("Your answer to the institution"), 6, required=True, most=LONG)
