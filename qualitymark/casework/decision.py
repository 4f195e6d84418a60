"""The panel's or named decider's page of one journey, and reading a decision once it is there."""

from dataclasses import replace

from django.http import Http404
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page, refusal_page
from qualitymark.core.rows import one
from qualitymark.decisions import operations, rules
from qualitymark.decisions.queries import (
    decisions_visible_to,
    draft_of,
    journeys_decided_by,
    latest_submission,
    reconsiderations_visible_to,
    set_aside_of,
)
from qualitymark.decisions.states import ReconsiderationState
from qualitymark.decisions.wording import feedback_of
from qualitymark.institutions.models import Role
from qualitymark.institutions.notices import told
from qualitymark.interest.rules import can_handle
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.states import State
from qualitymark.review.operations import return_to_assessor
from qualitymark.review.rules import can_return

from .decision_forms import DecisionForm, ReconsiderationForm, WhyForm
from .decision_page import decision_page

KEPT = _("What you typed is kept for you, with each level and tick: should this come back to you, the page is filled with it.")
CASE = (Capacity.ASSESSOR, Capacity.PANEL, Capacity.OFFICE)


@only(Capacity.PANEL)
@require_safe
def decisions(request):
    """What a member of the panel decides or has decided on: what waits for them first."""
    rows = journeys_decided_by(request.actor).order_by("institution__name", "pk")
    waiting = [row for row in rows if row.state == State.WITH_PANEL]
    others = [row for row in rows if row.state != State.WITH_PANEL]
    asked = reconsiderations_visible_to(request.actor).filter(state=ReconsiderationState.ASKED).order_by("asked_at")
    return page(request, "casework/decisions.html", waiting=waiting, others=others, asked=asked)


@only(*CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request, ref):
    """Deciding, for whose it is now; otherwise the decision as far as this reader may see it."""
    journey = one(journeys_visible_to(request.actor), ref=ref)
    if request.actor.is_office:
        can_handle(request.actor, journey.institution).enforce()
    submission, verdict = latest_submission(journey), rules.can_decide(request.actor, journey)
    if request.method == "POST" and verdict.status == 409 and not verdict and submission is not None:
        return too_late(request, journey, submission, verdict)
    if request.method == "POST" or (verdict and submission is not None):
        verdict.enforce()
        return deciding(request, journey, submission)
    return reading(request, journey, verdict)


def reading(request, journey, verdict):
    found = standing_decision(request.actor, journey)
    if found is None:
        return page(request, "casework/no_decision.html", journey=journey, verdict=verdict)
    return page(
        request, "casework/decided.html", journey=journey, decision=found, feedback=feedback_of(found, request.LANGUAGE_CODE),
        can_withdraw=rules.can_withdraw_decision(request.actor, found),
    )  # fmt: skip


def standing_decision(actor, journey):
    """The decision of the last round that has one, as far as the actor may see it."""
    return decisions_visible_to(actor).filter(submission__journey=journey, withdrawn_at=None).order_by("-submission__round").first()


def too_late(request, journey, submission, verdict):
    """Somebody was faster, or it went on: what was typed is on the page and kept, with the way to what stands."""
    form = DecisionForm(decision_page(request.actor, submission, request.LANGUAGE_CODE))
    here = reverse("casework:decision", args=[journey.ref])
    if rules.can_keep_draft(request.actor, journey):
        operations.keep_draft(submission, by=request.actor, typed=form.kept_of(request.POST))
        verdict = replace(verdict, next_step=format_lazy("{} {}", verdict.next_step, KEPT))
    return refusal_page(request, verdict, way_on=(here, _("Read the decision")), typed=form.in_words(request.POST))


def deciding(request, journey, submission):
    here = decision_page(request.actor, submission, request.LANGUAGE_CODE)
    draft = draft_of(submission, request.actor)
    form = DecisionForm(here, request.POST or None, draft.typed if draft else None)
    if request.method == "POST" and "keep" in request.POST:
        operations.keep_draft(submission, by=request.actor, typed=form.kept_of(request.POST))
        return done(request, _("Kept. Only you see it, and nothing is decided yet."), "casework:decision", ref=journey.ref)
    if form.is_valid() and attempt(form, lambda: operations.decide(submission, by=request.actor, **form.facts())):
        said = _("Decided. The office shows the institution the draft feedback next; until release nobody else sees what you decided.")
        return done(request, said, "casework:decision", ref=journey.ref)
    returning = can_return(request.actor, submission)
    again = set_aside_of(submission)
    return page(request, "casework/decision.html", journey=journey, here=here, form=form, draft=draft, can_return=returning, again=again)


@only(Capacity.PANEL, Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_decision(request, ref):
    journey = one(journeys_visible_to(request.actor), ref=ref)
    found = decisions_visible_to(request.actor).filter(submission=latest_submission(journey), withdrawn_at=None).first()
    if found is None:
        raise Http404
    rules.can_withdraw_decision(request.actor, found).enforce()
    form = WhyForm(request.POST or None, _("Why is it withdrawn?"), _("Kept with the decision, which stays on record."))
    if form.is_valid() and attempt(form, lambda: operations.withdraw_decision(found, by=request.actor, why=form.cleaned_data["why"])):
        return done(request, _("Withdrawn. You can decide again."), "casework:decision", ref=ref)
    return page(request, "casework/withdraw_decision.html", journey=journey, form=form)


@only(Capacity.PANEL, Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def return_recommendation(request, ref):
    journey = one(journeys_visible_to(request.actor), ref=ref)
    submission = latest_submission(journey)
    if submission is None:
        raise Http404
    can_return(request.actor, submission).enforce()
    form = WhyForm(request.POST or None, _("What should the assessor look at again?"), _("The assessor reads this."))
    if form.is_valid() and attempt(form, lambda: return_to_assessor(submission, by=request.actor, why=form.cleaned_data["why"])):
        return done(request, _("Returned to the assessor, who has been told."), "casework:decision", ref=ref)
    return page(request, "casework/return_recommendation.html", journey=journey, form=form)


@only(Capacity.PANEL, Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def reconsideration(request, ref):
    asked = one(reconsiderations_visible_to(request.actor), ref=ref)
    verdict, journey = rules.can_answer_reconsideration(request.actor, asked), asked.decision.submission.journey
    form = ReconsiderationForm(request.POST or None)
    if request.method == "POST":
        verdict.enforce()
    if form.is_valid():
        stands, answer = form.cleaned_data["stands"] == "yes", form.cleaned_data["answer"]
        if attempt(form, lambda: operations.answer_reconsideration(asked, by=request.actor, stands=stands, answer=answer)):
            return reconsidered(request, asked, stands)
    return page(
        request, "casework/reconsideration.html", journey=journey, asked=asked, form=form, verdict=verdict, office=request.actor.is_office
    )  # fmt: skip


def reconsidered(request, asked, stands):
    """After the answer: the office sees at once who decides again."""
    journey = asked.decision.submission.journey
    leads = not stands and request.actor.is_office
    done_so = _("Answered. Look now at who decides again.") if leads else _("Answered.")
    said = told(done_so, journey.institution, roles=(Role.COORDINATOR, Role.SPONSOR), said=_("The institution has been told."))
    return (
        done(request, said, "office:deciders", ref=journey.ref) if leads else done(request, said, "casework:reconsideration", ref=asked.ref)
    )
