"""The institution's feedback: the draft to check, what was released, the report, reconsideration."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.decisions import operations, rules
from qualitymark.decisions.queries import (
    decided_after,
    decisions_visible_to,
    fact_comments_visible_to,
    last_day_to_ask,
    reconsiderations_visible_to,
    reports_visible_to,
    set_aside_before,
)
from qualitymark.decisions.wording import feedback_of
from qualitymark.files.serving import answer_with
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.practice.queries import examples_visible_to

from .awards import award_of_journey


class CommentForm(forms.Form):
    where = forms.CharField(label=_("Where in the draft?"), max_length=120, help_text=_("Such as “Admissions, second paragraph” or “AD3”."))
    text = forms.CharField(
        label=_("What is wrong, and what is right?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Facts alone: names, dates, numbers, what you do and do not do. What you think of a judgement can wait for the decision."),
    )  # fmt: skip


class GroundsForm(forms.Form):
    grounds = forms.CharField(
        label=_("On what grounds should it be looked at again?"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("For example, something you sent was not read, or the rules of the scheme were not followed."),
    )  # fmt: skip


def found(request, ref, round=None):
    """The journey, and its latest decision (of a round, where one is named) as far as this institution may see it; None before there is
    one to see."""
    journey = one(journeys_visible_to(request.actor), ref=ref)
    rows = decisions_visible_to(request.actor).filter(submission__journey=journey)
    rows = rows if round is None else rows.filter(submission__round=round)
    return journey, rows.order_by("-submission__round", "-decided_at").first()


def rounds_of(request, journey):
    """The rounds with feedback that this institution may read, in order."""
    rows = decisions_visible_to(request.actor).filter(submission__journey=journey)
    return sorted(set(rows.values_list("submission__round", flat=True)))


@only(Capacity.MEMBER)
@require_safe
def feedback(request, ref, round=None):
    """The latest feedback, or that of the round named; the same words for every round of this journey of which there is none
    to see, and no page for a round that it has not come to."""
    journey, decision = found(request, ref, round)
    if decision is None and round is not None and not 1 <= round <= journey.round:
        raise Http404
    if decision is None:
        return page(request, "workspace/no_feedback.html", journey=journey)
    words = feedback_of(decision, request.LANGUAGE_CODE)
    return (draft if decision.released_at is None else released)(request, journey, decision, words)


@only(Capacity.MEMBER)
@require_safe
def earlier_feedback(request, ref, decision):
    """A decision that was set aside, as it was released: with its report, the grounds and the answer."""
    journey = one(journeys_visible_to(request.actor), ref=ref)
    rows = decisions_visible_to(request.actor).filter(submission__journey=journey, released_at__isnull=False)
    row = one(rows, ref=decision)
    return released(request, journey, row, feedback_of(row, request.LANGUAGE_CODE))


def released(request, journey, decision, words):
    rounds = rounds_of(request, journey)
    latest = decision.submission.round == rounds[-1] and not decision.withdrawn_at
    return page(
        request, "workspace/feedback.html", journey=journey, decision=decision, feedback=words, rounds=rounds,
        award=award_of_journey(request.actor, journey) if latest else None,
        before=set_aside_before(request.actor, decision), after=decided_after(request.actor, decision),
        report=reports_visible_to(request.actor).filter(decision=decision).order_by("-asked_at").first(),
        asked=reconsiderations_visible_to(request.actor).filter(decision=decision).first(),
        examples=examples_visible_to(request.actor).filter(decision=decision).exists(),
        can_ask=rules.can_ask_reconsideration(request.actor, decision), ask_by=last_day_to_ask(decision),
    )  # fmt: skip


def draft(request, journey, decision, words, form=None):
    comments = fact_comments_visible_to(request.actor).filter(decision=decision).order_by("at")
    verdict = rules.can_comment_on_facts(request.actor, decision)
    return page(
        request, "workspace/draft_feedback.html", journey=journey, decision=decision, feedback=words, comments=comments, verdict=verdict,
        form=form or CommentForm(), rounds=rounds_of(request, journey), before=set_aside_before(request.actor, decision),
        status=422 if form is not None else 200,
    )  # fmt: skip


@only(Capacity.MEMBER)
@require_POST
def fact_comment(request, ref):
    _journey, decision = found(request, ref)
    if decision is None:
        raise Http404
    form = CommentForm(request.POST)
    rules.can_comment_on_facts(request.actor, decision).enforce()
    if form.is_valid() and attempt(form, lambda: operations.comment_on_facts(decision, by=request.actor, **form.cleaned_data)):
        return done(request, _("Sent to the office, which answers it before the decision is released."), "workspace:feedback", ref=ref)
    return draft(request, _journey, decision, feedback_of(decision, request.LANGUAGE_CODE), form)


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def facts_checked(request, ref):
    """Asked once more before the check of facts ends for good."""
    journey, decision = found(request, ref)
    if decision is None:
        raise Http404
    rules.can_finish_fact_check(request.actor, decision).enforce()
    if request.method == "POST":
        operations.finish_fact_check(decision, by=request.actor)
        return done(request, _("Thank you. The office has been told that you have read the draft."), "workspace:feedback", ref=ref)
    waiting = fact_comments_visible_to(request.actor).filter(decision=decision, answered_at=None).count()
    return page(request, "workspace/facts_checked.html", journey=journey, decision=decision, waiting=waiting)


@only(Capacity.MEMBER)
@require_safe
def report(request, ref, report):
    journey, _decision = found(request, ref)
    row = one(reports_visible_to(request.actor).filter(decision__submission__journey=journey, file__isnull=False), ref=report)
    return answer_with(request, row.file)


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def reconsideration(request, ref):
    journey, decision = found(request, ref)
    if decision is None:
        raise Http404
    rules.can_ask_reconsideration(request.actor, decision).enforce()
    form = GroundsForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: operations.ask_reconsideration(decision, by=request.actor, **form.cleaned_data)):
        return done(
            request,
            _("Sent. Somebody who did not take the decision looks at it again, and you will have an answer."),
            "workspace:feedback",
            ref=ref,
        )
    ask_by = last_day_to_ask(decision)
    return page(request, "workspace/reconsideration.html", journey=journey, decision=decision, form=form, ask_by=ask_by)
