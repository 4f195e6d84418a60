"""The review: the whole submission on one page, one response beside its evidence, areas, questions, the recommendation."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.evidence.notices import told_of_problem
from qualitymark.evidence.operations import report_problem
from qualitymark.institutions.models import Role
from qualitymark.institutions.notices import told
from qualitymark.institutions.queries import people_in
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.review import operations
from qualitymark.review.queries import clarifications_visible_to, latest_submission, view_beside, views_visible_to
from qualitymark.review.rules import can_ask, can_begin_review, can_begin_second, can_compare, can_judge, can_withdraw_question
from qualitymark.selfassessment.queries import items_reported_by

from ..forms import CannotOpenForm, QuestionForm, RecommendForm, sent
from ..judging import area_form, judgement_form, keep_area, keep_judgement, may_record, record_view
from ..queries import both_views_of, criterion_page, next_unjudged, review_page

GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def begin_review(request, ref):
    """What a review is and what changes with it, before it begins."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    can_begin_review(request.actor, row).enforce()
    if request.method == "POST":
        view = operations.begin_review(row, by=request.actor)
        return redirect("casework:review", view.ref)
    return page(request, "casework/begin_review.html", journey=row)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def second_reading(request, ref):
    """What a second reading is, before it begins: one's own view first, then sight of the assessor's."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    submission = latest_submission(row)
    if submission is None:
        raise Http404
    can_begin_second(request.actor, submission).enforce()
    if request.method == "POST":
        view = operations.begin_second_view(submission, by=request.actor)
        return redirect("casework:review", view.ref)
    return page(request, "casework/second_reading.html", journey=row)


def _view(request, ref):
    return one(views_visible_to(request.actor), ref=ref)


@require_safe
@only(Capacity.ASSESSOR)
def review(request, ref):
    """The whole submission as text, with its evidence and judgements; `?open=CODE` opens one form in its place."""
    view = _view(request, ref)
    here, may = review_page(request.actor, view), can_judge(request.actor, view)
    form = None
    if may and (code := request.GET.get("open")):
        here.opened = next((unit for unit in here.units if unit.code == code), None)
    if here.opened:
        form = judgement_form(None, here.labels["criterion"], here.opened.judgement)
    facts = {"here": here, "view": view, "first": next_unjudged(here), "beside": view_beside(request.actor, view)}
    return page(request, "casework/review.html", may_judge=may, form=form, journey=view.submission.journey, **facts)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def review_criterion(request, ref, code):
    """One response beside its evidence and the form of the judgement."""
    view = _view(request, ref)
    here, may = review_page(request.actor, view), can_judge(request.actor, view)
    unit = next((each for each in here.units if each.code == code), None)
    if unit is None:
        raise Http404
    form = judgement_form(sent(request), here.labels["criterion"], unit.judgement)
    if request.method == "POST" and keep_judgement(form, view, unit, by=request.actor):
        return _after(request, view, unit)
    around = criterion_page(request.actor, view, here, unit)
    facts = {"around": around, "unit": unit, "here": here, "view": view, "journey": view.submission.journey}
    return page(request, "casework/review_criterion.html", form=form, may_judge=may, may_ask=can_ask(request.actor, view), **facts)


def _after(request, view, unit):
    """Back to the whole where one came from there, else on to the next response that waits."""
    if request.POST.get("from") == "whole":
        return done(request, _("Saved."), f"{reverse('casework:review', args=[view.ref])}#{unit.code}")
    following = next_unjudged(review_page(request.actor, view), after=unit.code)
    if following is None:
        return done(request, _("Saved. Nothing is left to judge among the criteria."), "casework:review", view.ref)
    return done(request, _("%(code)s is saved.") % {"code": unit.code}, "casework:review_criterion", view.ref, following.code)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def ask(request, ref, code):
    """Ask the institution to clarify something; its answer will be an addendum."""
    view = _view(request, ref)
    unit = next((each for each in review_page(request.actor, view).units if each.code == code), None)
    if unit is None:
        raise Http404
    can_ask(request.actor, view).enforce()
    form = QuestionForm(sent(request), initial={"due_on": clock.add_months(clock.today(), 1)})
    if form.is_valid() and attempt(form, lambda: operations.ask_clarification(view, unit.criterion, by=request.actor, **form.cleaned_data)):
        return done(request, _("Your question is with the coordinators."), "casework:review_criterion", ref, code)
    return page(request, "casework/ask.html", form=form, view=view, unit=unit, journey=view.submission.journey)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def withdraw_question(request, ref):
    """Who is told, and what becomes of an answer that is being written, before the question is taken back."""
    question = one(clarifications_visible_to(request.actor), ref=ref)
    can_withdraw_question(request.actor, question).enforce()
    journey = question.submission.journey
    if request.method == "POST":
        operations.withdraw_clarification(question, by=request.actor)
        did = _("The question is withdrawn.")
        said = told(did, journey.institution, roles=(Role.COORDINATOR,), said=_("The coordinators have been told."))
        return done(request, said, "casework:journey", journey.ref)
    told_people = people_in(journey.institution, Role.COORDINATOR).exclude(email=None)
    return page(request, "casework/withdraw_question.html", question=question, journey=journey, told=told_people)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def review_area(request, ref, code):
    """What an area as a whole reaches, with one's judgements of its criteria in sight."""
    view = _view(request, ref)
    here, may = review_page(request.actor, view), can_judge(request.actor, view)
    line = next((each for each in here.areas if each.area.code == code), None)
    if line is None:
        raise Http404
    form = area_form(sent(request), here.labels["area"], line.judgement)
    if request.method == "POST" and keep_area(form, view, line.area, by=request.actor):
        return done(request, _("%(area)s is saved.") % {"area": line.title}, "casework:review", ref)
    own = [unit for unit in here.units if unit.criterion.area_id == line.area.pk]
    facts = {"line": line, "units": own, "view": view, "journey": view.submission.journey}
    return page(request, "casework/review_area.html", form=form, may_judge=may, **facts)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def recommend(request, ref):
    """The assessor's recommendation, or the second reader's own; what is missing is said first."""
    view = _view(request, ref)
    form = RecommendForm(sent(request), initial={"recommends": view.recommends, "reasons": view.reasons})
    if form.is_valid() and attempt(form, lambda: record_view(view, by=request.actor, **form.cleaned_data)):
        return done(request, _("Your view is recorded. Thank you."), "casework:journey", view.submission.journey.ref)
    here, verdict = review_page(request.actor, view), may_record(request.actor, view)
    not_yet = [unit for unit in here.units if unit.judgement and unit.judgement.outcome == "not_yet"]
    facts = {"here": here, "view": view, "not_yet": not_yet, "beside": view_beside(request.actor, view), "journey": view.submission.journey}
    return page(request, "casework/recommend.html", form=form, verdict=verdict, **facts)


@require_safe
@only(Capacity.ASSESSOR)
def both_views(request, ref):
    """The assessor's view beside the second reader's own, once that is recorded. Nothing is written here."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    can_compare(request.actor, row).enforce()
    return page(request, "casework/both_views.html", here=both_views_of(row), journey=row)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def cannot_open(request, ref, item):
    """ "I cannot open this": the owner is told, and may replace that item alone."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    thing = one(items_reported_by(request.actor).filter(institution=row.institution), ref=item)
    form = CannotOpenForm(sent(request))
    if form.is_valid() and attempt(form, lambda: report_problem(thing, by=request.actor, note=form.cleaned_data["note"])):
        return done(request, told_of_problem(thing), "casework:journey", ref)
    return page(request, "casework/cannot_open.html", form=form, item=thing, journey=row)
