"""The office's part in a decision: showing the draft, answering comments, correcting words, releasing, conditions."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.days import DayField
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page, refusal_page
from qualitymark.core.rows import one
from qualitymark.decisions import operations, rules
from qualitymark.decisions.queries import (
    conditions_visible_to,
    decided_after,
    decisions_visible_to,
    fact_comments_visible_to,
    reconsiderations_visible_to,
    reports_visible_to,
    set_aside_before,
    set_aside_of,
)
from qualitymark.decisions.wording import feedback_of
from qualitymark.files.serving import answer_with
from qualitymark.institutions.models import Role
from qualitymark.institutions.notices import told
from qualitymark.journeys.queries import owed_words

from .operations import release_whole

EACH_PAGE = 50
LONG = 20_000


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you corrected, or why the words stay. The institution reads it."),
    )  # fmt: skip


class WordsForm(forms.Form):
    """The words of the feedback, named by the codes of areas and criteria. Levels, outcomes and reasons are not here."""

    def __init__(self, decision, words, data=None):
        super().__init__(data)
        self.words = words
        self._add("summary", _("Opening words"), decision.summary, 4)
        self._add("next_steps", _("Next steps"), decision.next_steps, 4)
        for area in words["areas"]:
            self._add(f"area-{area['code']}", f"{area['code']} {area['title']}", area["feedback"], 4, required=True)
        for each in words["criteria"]:
            self._add(f"words-{each['code']}", _("%(code)s: feedback") % {"code": each["code"]}, each["feedback"], 3)
            self._add(f"suggestion-{each['code']}", _("%(code)s: suggestion") % {"code": each["code"]}, each["suggestion"], 2)

    def _add(self, name, label, text, rows, required=False):
        widget = forms.Textarea(attrs={"rows": rows})
        self.fields[name] = forms.CharField(label=label, initial=text, required=required, max_length=LONG, widget=widget)

    def by_area(self):
        """Each area with its field and those of its criteria, for the page."""
        for area in self.words["areas"]:
            codes = [each["code"] for each in area["criteria"]]
            yield {
                "title": area["title"], "field": self[f"area-{area['code']}"],
                "criteria": [{"code": code, "words": self[f"words-{code}"], "suggestion": self[f"suggestion-{code}"]} for code in codes],
            }  # fmt: skip

    def facts(self, decision):
        said = self.cleaned_data
        areas = {each.area_id: said[f"area-{each.area.code}"] for each in decision.areas.select_related("area")}
        codes = [(each.criterion_id, each.criterion.code) for each in decision.criteria.select_related("criterion")]
        criteria = {key: (said[f"words-{code}"], said[f"suggestion-{code}"]) for key, code in codes}
        return {"summary": said["summary"], "next_steps": said["next_steps"], "areas": areas, "criteria": criteria}


class MetForm(forms.Form):
    note = forms.CharField(label=_("What showed it"), required=False, max_length=1000, help_text=_("For the record."))


class NotMetForm(forms.Form):
    why = forms.CharField(
        label=_("Why is it not met yet?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The institution reads it: say what is still missing, and what would show it."),
        error_messages={"required": _("Say why it is not met yet: the institution reads it.")},
    )  # fmt: skip
    due_on = DayField(label=_("A new day to meet it by"), required=False, help_text=_("Leave it empty to keep the day that there is."))

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on is not None and due_on <= clock.today():
            raise forms.ValidationError(_("Give a day that is still to come, or leave it empty."))
        return due_on


@only(Capacity.OFFICE)
@require_safe
def decisions(request):
    """Decisions not yet released, the oldest first; then requests for reconsideration; then what was released."""
    rows = decisions_visible_to(request.actor)
    waiting = rows.filter(released_at=None, withdrawn_at=None).order_by("decided_at")
    released = Paginator(rows.filter(released_at__isnull=False).order_by("-released_at"), EACH_PAGE).get_page(request.GET.get("page"))
    asked = reconsiderations_visible_to(request.actor).filter(state="asked").order_by("asked_at")
    return page(request, "office/decisions.html", waiting=waiting, released=released, asked=asked)


@only(Capacity.OFFICE)
@require_safe
def journey_decision(request, ref):
    """The latest decision of a journey."""
    rows = decisions_visible_to(request.actor).filter(submission__journey__ref=ref)
    latest = rows.order_by("-submission__round", "-decided_at").first()
    if latest is None:
        raise Http404
    return redirect("office:decision", latest.ref)


@only(Capacity.OFFICE)
@require_safe
def decision(request, ref):
    return decision_page(request, one(decisions_visible_to(request.actor), ref=ref))


def decision_page(request, row, answer_form=None, answering=""):
    """All there is of a decision; with `answer_form` and the ref of a comment, the answer as it was typed and what is wrong with it."""
    names = ("show_draft", "withdraw_draft", "correct_words", "release")
    verdicts = {name: getattr(rules, f"can_{name}")(request.actor, row) for name in names}
    return page(
        request, "office/decision.html", journey=row.submission.journey, decision=row, feedback=feedback_of(row, request.LANGUAGE_CODE),
        verdicts=verdicts, comments=fact_comments_visible_to(request.actor).filter(decision=row).order_by("at"),
        answer_form=answer_form or AnswerForm(), answering=answering, met_form=MetForm(),
        before=set_aside_before(request.actor, row), after=decided_after(request.actor, row), again=set_aside_of(row.submission),
        asked=reconsiderations_visible_to(request.actor).filter(decision=row).first(),
        report=reports_visible_to(request.actor).filter(decision=row).order_by("-asked_at").first(),
        has_errors=answer_form is not None, status=422 if answer_form is not None else 200,
    )  # fmt: skip


def _told(did, row):
    """What was done, and whether the institution has been told."""
    said = _("The institution has been told.")
    return told(did, row.submission.journey.institution, roles=(Role.COORDINATOR, Role.SPONSOR), said=said)


@only(Capacity.OFFICE)
@require_POST
def show_draft(request, ref):
    row = one(decisions_visible_to(request.actor), ref=ref)
    operations.show_draft(row, by=request.actor)
    return done(request, _told(_("The institution can read the draft feedback now."), row), "office:decision", ref=ref)


@only(Capacity.OFFICE)
@require_POST
def withdraw_draft(request, ref):
    operations.withdraw_draft(one(decisions_visible_to(request.actor), ref=ref), by=request.actor)
    return done(request, _("The draft is back with you. Show it again when it is ready."), "office:decision", ref=ref)


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request, ref):
    row = one(decisions_visible_to(request.actor), ref=ref)
    rules.can_release(request.actor, row).enforce()
    if request.method == "POST":
        award = release_whole(row, by=request.actor)
        said = _("Released. The award has begun and is on the register.") if award else _("Released. The next round is open.")
        return done(request, said, "office:decision", ref=ref)
    journey, feedback = row.submission.journey, feedback_of(row, request.LANGUAGE_CODE)
    return page(request, "office/release.html", journey=journey, decision=row, feedback=feedback, owed=owed_words(journey))


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_words(request, ref):
    row = one(decisions_visible_to(request.actor), ref=ref)
    rules.can_correct_words(request.actor, row).enforce()
    form = WordsForm(row, feedback_of(row, request.LANGUAGE_CODE), request.POST or None)
    if form.is_valid() and attempt(form, lambda: operations.correct_words(row, by=request.actor, **form.facts(row))):
        return done(request, _("Saved. The institution reads these words from now on."), "office:decision", ref=ref)
    return page(request, "office/correct_words.html", journey=row.submission.journey, decision=row, form=form)


@only(Capacity.OFFICE)
@require_POST
def answer_comment(request, ref):
    comment, form = one(fact_comments_visible_to(request.actor), ref=ref), AnswerForm(request.POST)
    rules.can_answer_fact_comment(request.actor, comment).enforce()
    if form.is_valid() and attempt(form, lambda: operations.answer_fact_comment(comment, by=request.actor, **form.cleaned_data)):
        return done(request, _("Answered. Who wrote the comment has been told."), "office:decision", ref=comment.decision.ref)
    return decision_page(request, comment.decision, form, comment.ref)


@only(Capacity.OFFICE)
@require_POST
def condition_met(request, ref):
    condition, form = one(conditions_visible_to(request.actor), ref=ref), MetForm(request.POST)
    if not form.is_valid():
        raise Http404
    operations.meet_condition(condition, by=request.actor, **form.cleaned_data)
    return done(request, _told(_("Recorded as met."), condition.decision), "office:decision", ref=condition.decision.ref)


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def condition_not_met(request, ref):
    condition, form = one(conditions_visible_to(request.actor), ref=ref), NotMetForm(request.POST or None)
    verdict = rules.can_answer_not_met(request.actor, condition)
    back = reverse("office:decision", args=[condition.decision.ref])
    if not verdict and verdict.status == 409:  # somebody else answered, or the page was open for long: what was typed is not lost
        return refusal_page(request, verdict, way_on=(back, _("Open the decision")))
    verdict.enforce()
    said = {"by": request.actor, "seen": request.POST.get("seen", "")}
    if form.is_valid() and attempt(form, lambda: operations.answer_not_met(condition, **said, **form.cleaned_data)):
        return done(request, _("Answered. The institution has been told, and the condition is open again."), back)
    condition.refresh_from_db()
    return page(request, "office/condition_not_met.html", condition=condition, form=form, journey=condition.decision.submission.journey)


@only(Capacity.OFFICE)
@require_safe
def report(request, ref):
    return answer_with(request, one(reports_visible_to(request.actor).filter(file__isnull=False), ref=ref).file)
