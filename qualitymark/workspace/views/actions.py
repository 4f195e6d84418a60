"""The action plan and one action of it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualitymark.actionplan import operations, rules
from qualitymark.actionplan.models import Action
from qualitymark.actionplan.queries import UNFINISHED, actions_visible_to, plan_of
from qualitymark.actionplan.reading import Plan, as_table
from qualitymark.core import clock
from qualitymark.core.once import OnceForm
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.journeys.models import Journey
from qualitymark.workspace.forms import ActionForm, PlanForm, ProgressForm
from qualitymark.workspace.queries.people import colleagues, criteria_named

from .journey import working_group


@working_group
def actions(request: Any, journey: Journey) -> HttpResponse:
    rows = list(plan_of(journey))
    open_now, closed = [row for row in rows if row.state in UNFINISHED], [row for row in rows if row.state not in UNFINISHED]
    return page(
        request, "workspace/actions.html", journey=journey, open=open_now,
        closed=[row for row in closed if not from_before(journey, row)], before=[row for row in closed if from_before(journey, row)], today=clock.today(), can_add=rules.can_add_action(request.actor, journey.institution), can_import=rules.can_import_actions(request.actor, journey.institution),
    )  # fmt: skip


def from_before(journey: Journey, action: Action) -> bool:
    """Was it set in a journey that this one renews?"""
    return action.journey_id is not None and action.journey_id != journey.pk


def form_for(request: Any, journey: Journey, initial: dict[str, Any]) -> ActionForm:
    return ActionForm(request.POST or None, people=colleagues(journey.institution), criteria=criteria_named(journey), initial=initial)


@working_group
def action_add(request: Any, journey: Journey) -> HttpResponse:
    rules.can_add_action(request.actor, journey.institution).enforce()
    form = form_for(request, journey, {"criteria": request.GET.getlist("c")})
    if form.is_valid() and attempt(
        form, lambda: operations.add_action(journey.institution, by=request.actor, journey=journey, ref=form.ref, **form.facts())
    ):
        return done(request, _("The action is in your plan."), "workspace:actions", journey.ref)
    return page(request, "workspace/action_add.html", journey=journey, form=form)


def action_of(request: Any, action: str) -> Action:
    return one(actions_visible_to(request.actor), ref=action)


@working_group
def action(request: Any, journey: Journey, action: str) -> HttpResponse:
    """One action with what was said of it, and the form to say more."""
    held = action_of(request, action)
    form, can = ProgressForm(request.POST or None), rules.can_report_progress(request.actor, held)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: noted(request, held, form)):
        return done(request, _("Noted."), "workspace:action", journey.ref, held.ref)
    return page(
        request, "workspace/action.html", journey=journey, action=held, form=form, can_report=can, notes=held.notes.select_related("by").order_by("-pk"),
        codes=list(held.criteria.values_list("code", flat=True)), can_change=rules.can_change_action(request.actor, held),
        can_remove=rules.can_remove_action(request.actor, held), can_send=rules.can_send_link(request.actor, held), today=clock.today(),
    )  # fmt: skip


def noted(request: Any, action: Action, form: ProgressForm) -> None:
    operations.report_progress(action, by=request.actor, **form.cleaned_data)


@working_group
def action_change(request: Any, journey: Journey, action: str) -> HttpResponse:
    held = action_of(request, action)
    rules.can_change_action(request.actor, held).enforce()
    names = ["what", "why", "measure", "owner_name", "owner_email", "department", "priority", "start_on", "due_on", "version"]
    initial = {name: getattr(held, name) for name in names}
    initial |= {"criteria": list(held.criteria.values_list("code", flat=True)), "owner": held.owner.ref if held.owner else ""}
    form = form_for(request, journey, initial)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        if attempt(form, lambda: operations.change_action(held, by=request.actor, version=version, **form.facts())):
            return done(request, _("Saved."), "workspace:action", journey.ref, held.ref)
    return page(request, "workspace/action_change.html", journey=journey, action=held, form=form)


@working_group
def action_remove(request: Any, journey: Journey, action: str) -> HttpResponse:
    held = action_of(request, action)
    rules.can_remove_action(request.actor, held).enforce()
    if request.method == "POST":
        operations.remove_action(held, by=request.actor)
        return done(request, _("Taken out of the plan."), "workspace:actions", journey.ref)
    return page(request, "workspace/action_remove.html", journey=journey, action=held)


@working_group
def action_link(request: Any, journey: Journey, action: str) -> HttpResponse:
    """Send the owner without an account a link to this action alone."""
    held = action_of(request, action)
    rules.can_send_link(request.actor, held).enforce()
    form = OnceForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: operations.send_link(held, by=request.actor, ref=form.ref)):
        return done(
            request, _("The link is on its way to %(email)s.") % {"email": held.owner_email}, "workspace:action", journey.ref, held.ref
        )
    return page(request, "workspace/action_link.html", journey=journey, action=held, form=form)


@working_group
def action_import(request: Any, journey: Journey) -> HttpResponse:
    """Bring in a whole plan: first what was understood, line by line, then the button that adds it."""
    rules.can_import_actions(request.actor, journey.institution).enforce()
    form = PlanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        plan = form.cleaned_data["plan"]
        if request.POST.get("then") == "add" and attempt(form, lambda: brought_in(request, journey, plan)):
            return done(request, _("The plan is in. What stood there already was left as it is."), "workspace:actions", journey.ref)
        return page(request, "workspace/action_import.html", journey=journey, form=form, plan=plan, text=as_table(plan))
    return page(request, "workspace/action_import.html", journey=journey, form=form)


def brought_in(request: Any, journey: Journey, plan: Plan) -> None:
    operations.import_actions(journey.institution, by=request.actor, rows=plan.rows, journey=journey)
