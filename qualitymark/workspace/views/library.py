"""The evidence library, and one item of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.evidence import operations as evidence
from qualitymark.evidence import rules
from qualitymark.evidence.models import Sort
from qualitymark.evidence.queries import items_visible_to, problems_visible_to
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment import operations
from qualitymark.workspace.forms import ItemForm, VersionForm
from qualitymark.workspace.queries.library import item_page, library_of, shelves
from qualitymark.workspace.queries.people import colleagues

from .citing import item_form, make_item
from .journey import working_group


@working_group
def library(request: Any, journey: Journey) -> HttpResponse:
    text, sort = request.GET.get("q", ""), request.GET.get("sort", "")
    rows = Paginator(library_of(request.actor, text=text, sort=sort if sort in Sort.values else ""), 50).get_page(request.GET.get("page"))
    return page(
        request, "workspace/library.html", journey=journey, rows=rows, shelves=shelves(list(rows), journey), q=text, sort=sort, sorts=Sort.choices,
        can_add=rules.can_add_item(request.actor, journey.institution),
    )  # fmt: skip


@working_group
def item_add(request: Any, journey: Journey, sort: str) -> HttpResponse:
    rules.can_add_item(request.actor, journey.institution).enforce()
    form = item_form(request, journey.institution, sort)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: make_item(journey.institution, request.actor, sort, form)):
        return done(request, _("Added to the library."), "workspace:library", journey.ref)
    return page(request, "workspace/item_add.html", journey=journey, form=form, sort=sort)


def item_of(request: Any, item: str):
    return one(items_visible_to(request.actor).select_related("institution", "owner", "added_by"), ref=item)


@working_group
def item(request: Any, journey: Journey, item: str) -> HttpResponse:
    held = item_of(request, item)
    can_change = rules.can_change_item(request.actor, held)
    return page(request, "workspace/item.html", journey=journey, found=item_page(held, journey), item=held, can_change=can_change)


@working_group
def item_change(request: Any, journey: Journey, item: str) -> HttpResponse:
    held = item_of(request, item)
    rules.can_change_item(request.actor, held).enforce()
    names = ["title", "shows", "owner_name", "department", "dated_on", "valid_until", "sensitivity"]
    initial = {name: getattr(held, name) for name in names} | {"readers": list(held.readers.values_list("person__ref", flat=True))}
    form = ItemForm(request.POST or None, people=colleagues(journey.institution), initial=initial)
    form.fields["title"].required = True
    if form.is_valid() and attempt(form, lambda: evidence.change_item(held, by=request.actor, **form.facts())):
        return done(request, _("Saved."), "workspace:item", journey.ref, held.ref)
    return page(request, "workspace/item_change.html", journey=journey, item=held, form=form)


@working_group
def item_revise(request: Any, journey: Journey, item: str) -> HttpResponse:
    """A new version; where somebody could not open the item, it answers them, and joins what was submitted as an addendum."""
    held = item_of(request, item)
    rules.can_change_item(request.actor, held).enforce()
    form, problem = VersionForm(request.POST or None, request.FILES or None), held.problems.filter(resolved_at=None).order_by("pk").first()
    if request.method == "POST" and form.is_valid():
        given = form.made_of()
        work = operations.replace_evidence if problem else evidence.revise
        if attempt(form, lambda: work(problem or held, by=request.actor, **given)):
            return done(request, _("The new version is there."), "workspace:item", journey.ref, held.ref)
    return page(request, "workspace/item_revise.html", journey=journey, item=held, form=form, problem=problem)


@working_group
def item_remove(request: Any, journey: Journey, item: str) -> HttpResponse:
    held = item_of(request, item)
    rules.can_change_item(request.actor, held).enforce()
    if request.method == "POST":
        evidence.remove_item(held, by=request.actor)
        return done(request, _("Taken out of the library. What was submitted keeps it."), "workspace:library", journey.ref)
    return page(request, "workspace/item_remove.html", journey=journey, item=held, found=item_page(held, journey))


@working_group
def problem_done(request: Any, journey: Journey, problem: str) -> HttpResponse:
    """The reader was helped to open it, so no new version is needed."""
    held = one(problems_visible_to(request.actor), ref=problem)
    if request.method == "POST":
        evidence.resolve_problem(held, by=request.actor)
        return done(request, _("Noted: it can be opened."), "workspace:item", journey.ref, held.item.ref)
    return page(request, "workspace/problem_done.html", journey=journey, problem=held)
