"""Forms of discussions meet their operations: `attempt` shows both what two people typed at once, and nothing is lost."""

import datetime as dt
from typing import Any

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.pages import attempt
from qualitymark.journeys.models import Journey
from qualitymark.support.models import Discussion
from qualitymark.support.operations import plan_discussion, record_discussion

from .forms import PlanForm, RecordForm, Steps, StepsBase


def plan_form(data: Any, standing: Discussion | None, agenda: str) -> PlanForm:
    start: dict[str, Any] = {"agenda": agenda, "version": 0}
    if standing is not None:
        local = standing.at.astimezone(clock.LONDON) if standing.at else None
        start = {"agenda": standing.agenda or agenda, "version": standing.version}
        start |= {"day": local.date(), "time": local.strftime("%H:%M")} if local else {}
    return PlanForm(data, initial=start)


def keep_plan(form: PlanForm, journey: Journey, number: int, *, by: Actor) -> bool:
    said = {"at": form.at(), "agenda": form.cleaned_data["agenda"], "version": form.cleaned_data["version"]}
    return attempt(form, lambda: plan_discussion(journey, by=by, number=number, **said))


def record_forms(data: Any, discussion: Discussion, today: dt.date) -> tuple[RecordForm, StepsBase]:
    """The form of the notes, and one line for each next step with three to spare."""
    held = clock.date_of(discussion.held_at) if discussion.held_at else None
    planned = clock.date_of(discussion.at) if discussion.at else None
    start = {
        "held_on": held or (planned if planned and planned <= today else today),
        "notes": discussion.notes,
        "version": discussion.version,
    }
    steps = [{"what": step.what, "who": step.who, "due_on": step.due_on} for step in discussion.next_steps.all()]
    return RecordForm(data, initial=start), Steps(data, initial=steps, prefix="steps")  # type: ignore[return-value]


def keep_record(form: RecordForm, steps: StepsBase, discussion: Discussion, *, by: Actor) -> bool:
    if not (form.is_valid() and steps.is_valid()):
        return False
    return attempt(form, lambda: record_discussion(discussion, by=by, next_steps=steps.steps(), **form.cleaned_data))
