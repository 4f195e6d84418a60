"""One journey with its assessor: what was shared, discussions, dates, notes. And their own notes again, once they judge."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.assessors.operations import note_visit
from qualitymark.assessors.queries import allocations_visible_to
from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.institutions.models import Role
from qualitymark.institutions.notices import told
from qualitymark.journeys.operations import agree_dates
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.rules import can_agree_dates
from qualitymark.selfassessment.queries import responses_visible_to
from qualitymark.support import operations
from qualitymark.support.queries import (
    discussions_included,
    discussions_visible_to,
    drafted_agenda,
    next_steps_visible_to,
    notes_visible_to,
    own_discussions_in_review,
    own_notes_in_review,
    points_to_discuss,
)
from qualitymark.support.rules import can_add_discussion, can_note, can_open_own_notes, can_plan, can_record

from ..discussing import keep_plan, keep_record, plan_form, record_forms
from ..forms import DatesForm, MeetingForm, NoteForm, sent
from ..queries import cohorts_of, criterion_for_assessor, dates_agreed, journey_page

GET_POST = ["GET", "HEAD", "POST"]


def _told(did, *journeys):
    """What was done, and whether the coordinators have been told."""
    said = _("The coordinators have been told.")
    return told(did, *(row.institution for row in journeys), roles=(Role.COORDINATOR,), said=said)


@require_safe
@only(Capacity.ASSESSOR)
def journey(request, ref):
    """The page of one institution for its assessor or second reader."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    visit = note_visit(row, by=request.actor)
    mine = allocations_visible_to(request.actor).filter(journey=row, state="accepted").first()
    here = journey_page(request.actor, row, visit)
    return page(request, "casework/journey.html", journey=row, here=here, allocation=mine, next_thing=here.next_thing)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def dates(request, ref):
    """Write down the dates that were agreed with the institution; the coordinators are told."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    can_agree_dates(request.actor, row).enforce()
    form = DatesForm(sent(request), initial=dates_agreed(row), discussions=discussions_included(row))
    if form.is_valid():
        said = {"submit_by": form.cleaned_data["submit_by"], "dates": form.dates()}
        if attempt(form, lambda: agree_dates(row, by=request.actor, **said)):
            return done(request, _told(_("The dates are written down."), row), "casework:journey", ref)
    return page(request, "casework/dates.html", form=form, journey=row)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def shared_criterion(request, ref, code):
    """A response that was shared for discussion, its evidence, and support notes."""
    rows = responses_visible_to(request.actor).filter(shared_at__isnull=False)
    response = one(rows, journey__ref=ref, criterion__code=code)
    if not can_note(request.actor, response):
        return redirect("casework:journey", ref)
    form = NoteForm(sent(request))
    if form.is_valid() and attempt(form, lambda: operations.add_note(response, by=request.actor, **form.cleaned_data)):
        return done(request, _("Your note is with the institution."), "casework:shared_criterion", ref, code)
    here = criterion_for_assessor(request.actor, response)
    return page(request, "casework/shared_criterion.html", form=form, here=here, journey=response.journey)


@require_http_methods(["POST"])
@only(Capacity.ASSESSOR)
def note_done(request, ref):
    note = one(notes_visible_to(request.actor), ref=ref)
    operations.mark_done(note, by=request.actor, done=request.POST.get("done") != "no")
    return redirect("casework:shared_criterion", note.response.journey.ref, note.response.criterion.code)


@require_http_methods(["POST"])
@only(Capacity.ASSESSOR)
def step_done(request, ref):
    step = one(next_steps_visible_to(request.actor), ref=ref)
    operations.finish_step(step, by=request.actor, done=request.POST.get("done") != "no")
    return redirect("casework:discussion", step.discussion.ref)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def plan(request, ref, number):
    """Set or move the day, time and agenda of a discussion. A new one begins with an agenda drafted from what was shared."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    standing = discussions_visible_to(request.actor).filter(journey=row, round=row.round, number=number).first()
    (can_plan(request.actor, row) if standing else can_add_discussion(request.actor, row, number)).enforce()
    points = points_to_discuss(request.actor, row)
    form = plan_form(sent(request), standing, drafted_agenda(points))
    if form.is_valid() and keep_plan(form, row, number, by=request.actor):
        moved = form.at() is not None and form.at() != (standing and standing.at)  # else nobody is written to
        said = _told(_("The discussion is planned."), row) if moved else _("It is kept, and the coordinators can read it.")
        return done(request, said, "casework:journey", ref)
    return page(request, "casework/plan.html", form=form, journey=row, number=number, standing=standing)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def discussion(request, ref):
    """One discussion: its agenda, the notes, what was agreed."""
    row = one(discussions_visible_to(request.actor), ref=ref)
    form, steps = record_forms(sent(request), row, clock.today())
    if request.method == "POST" and keep_record(form, steps, row, by=request.actor):
        return done(request, _("The notes are kept, and the institution sees them."), "casework:discussion", ref)
    may = can_record(request.actor, row)
    return page(request, "casework/discussion.html", form=form, steps=steps, discussion=row, journey=row.journey, may_record=may)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def meeting(request, ref):
    """Call a meeting that several of one's institutions of a cohort attend; agenda, notes and next steps stay apart."""
    cohort, journeys = next(((each, rows) for each, rows in cohorts_of(request.actor).items() if each.ref == ref), (None, []))
    if cohort is None:
        raise Http404
    form = MeetingForm(sent(request), choices=[(row.ref, row.institution.display_name) for row in journeys])
    if form.is_valid():
        chosen = [row for row in journeys if row.ref in form.cleaned_data["journeys"]]
        if attempt(form, lambda: operations.call_meeting(cohort, by=request.actor, journeys=chosen, **form.said())):
            return done(request, _told(_("The meeting is planned."), *chosen), "casework:institutions")
    return page(request, "casework/meeting.html", form=form, cohort=cohort)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def own_notes(request, ref):
    """The assessor's own notes from before the submission. A POST opens them, and that is recorded."""
    row = one(journeys_visible_to(request.actor), ref=ref)
    can_open_own_notes(request.actor, row).enforce()
    notes, discussions = [], []
    if request.method == "POST":
        operations.open_own_notes(row, by=request.actor)
        notes = list(own_notes_in_review(request.actor).filter(response__journey=row))
        discussions = list(own_discussions_in_review(request.actor).filter(journey=row))
    return page(request, "casework/own_notes.html", journey=row, opened=request.method == "POST", notes=notes, discussions=discussions)
