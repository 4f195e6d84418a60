"""The discussions with the assessor as the institution sees them, and its replies to support notes. Nobody who decides reads either."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core import clock
from qualitymark.core.days import DayField, TimeField
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.journeys.models import Journey
from qualitymark.support import operations, rules
from qualitymark.support.models import Discussion
from qualitymark.support.queries import (
    discussions_included,
    discussions_visible_to,
    drafted_agenda,
    has_assessor,
    next_steps_visible_to,
    notes_visible_to,
    points_to_discuss,
)

from .views.journey import working_group


class PlanForm(forms.Form):
    """Day, time and agenda of a discussion; `version` is the one that the page showed."""

    day = DayField(label=gettext_lazy("Day"), required=False)
    time = TimeField(label=gettext_lazy("Time in London"), required=False, help_text=gettext_lazy("Such as 14:00."))
    agenda = forms.CharField(label=gettext_lazy("Agenda"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=1_000_000)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("day")) != bool(said.get("time")) and not self.errors:
            self.add_error("time" if said.get("day") else "day", _("Give both a day and a time, or neither while they are not set."))
        return said


class ReplyForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Our reply"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))


@working_group
@require_safe
def discussions(request: Any, journey: Journey) -> HttpResponse:
    """All of them: held with notes and next steps, planned, and still to plan."""
    rows = list(discussions_visible_to(request.actor).filter(journey=journey))
    planned = {row.number for row in rows if row.round == journey.round}
    may_plan = rules.can_plan(request.actor, journey)
    left = [number for number in range(1, discussions_included(journey) + 1) if number not in planned]
    facts = {"rows": rows, "left": left, "may_plan": may_plan, "may_finish": request.actor.has_role(journey.institution_id, *rules.WRITERS)}
    return page(request, "workspace/discussions.html", journey=journey, **facts)


@working_group
@require_http_methods(["GET", "HEAD", "POST"])
def plan_discussion(request: Any, journey: Journey, number: int) -> HttpResponse:
    """A coordinator sets day, time and agenda; the agenda begins with what the self-assessment itself shows."""
    standing = discussions_visible_to(request.actor).filter(journey=journey, round=journey.round, number=number).first()
    (rules.can_plan(request.actor, journey) if standing else rules.can_add_discussion(request.actor, journey, number)).enforce()
    form = PlanForm(request.POST if request.method == "POST" else None, initial=beginning(request.actor, journey, standing))
    if form.is_valid() and kept(form, request.actor, journey, number):
        said = said_of(journey, standing.at if standing else None, instant_of(form))
        return done(request, said, "workspace:discussions", journey.ref)
    return page(request, "workspace/plan_discussion.html", journey=journey, form=form, number=number, assessor=has_assessor(journey))


def said_of(journey: Journey, before: Any, at: Any) -> str:
    """What is true after saving: the assessor hears of a new day alone, and of nothing before there is an assessor."""
    there = has_assessor(journey)
    if at is None and there:
        return _(
            "The agenda is kept, and your assessor can read it. The discussion is not planned yet: set a day and time when you have one."
        )
    if at is None:
        return _("The agenda is kept. The discussion is not planned yet, and no assessor is allocated: they see it once they are.")
    if not there:
        return _("The day and the agenda are kept. No assessor is allocated yet: they see both once they are.")
    return _("It is kept, and your assessor can read it.") if at == before else _("It is planned, and your assessor is told.")


def beginning(actor: Any, journey: Journey, standing: Discussion | None) -> dict[str, Any]:
    """What stands, or an agenda drafted from what is empty, thin, without evidence or questioned."""
    agenda = standing.agenda if standing and standing.agenda else drafted_agenda(points_to_discuss(actor, journey))
    at = standing.at.astimezone(clock.LONDON) if standing and standing.at else None
    moment = {"day": at.date(), "time": at.strftime("%H:%M")} if at else {}
    return {"agenda": agenda, "version": standing.version if standing else 0, **moment}


def instant_of(form: PlanForm) -> dt.datetime | None:
    """Day and time as one instant; None while they are not set."""
    said = form.cleaned_data
    return clock.instant(said["day"], said["time"]) if said["day"] else None


def kept(form: PlanForm, actor: Any, journey: Journey, number: int) -> bool:
    """Keep the plan; where the assessor was faster, show their words beside what was typed, and let the next sending count."""
    said = form.cleaned_data
    facts = {"number": number, "at": instant_of(form), "agenda": said["agenda"], "version": said["version"]}
    return attempt(form, lambda: operations.plan_discussion(journey, by=actor, **facts))


@working_group
@require_http_methods(["POST"])
def step_done(request: Any, journey: Journey, step: str) -> HttpResponse:
    row = one(next_steps_visible_to(request.actor).filter(discussion__journey=journey), ref=step)
    operations.finish_step(row, by=request.actor, done=request.POST.get("done") != "no")
    return redirect("workspace:discussions", journey.ref)


@working_group
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Any, journey: Journey, note: str) -> HttpResponse:
    """One note of the assessor, and our reply."""
    row = one(notes_visible_to(request.actor).filter(response__journey=journey), ref=note)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"text": row.reply})
    if form.is_valid() and attempt(form, lambda: operations.reply(row, by=request.actor, text=form.cleaned_data["text"])):
        return done(request, _("Your assessor sees your reply."), "workspace:criterion", journey.ref, row.response.criterion.code)
    verdicts: dict[str, Any] = {"may_reply": rules.can_reply(request.actor, row), "may_finish": rules.can_finish_note(request.actor, row)}
    return page(request, "workspace/note.html", journey=journey, note=row, form=form, **verdicts)


@working_group
@require_http_methods(["POST"])
def note_done(request: Any, journey: Journey, note: str) -> HttpResponse:
    row = one(notes_visible_to(request.actor).filter(response__journey=journey), ref=note)
    operations.mark_done(row, by=request.actor, done=request.POST.get("done") != "no")
    return redirect("workspace:criterion", journey.ref, row.response.criterion.code)
