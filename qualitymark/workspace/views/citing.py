"""Evidence for one criterion: cite from the library, or add something new and cite it at once."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.evidence import operations as evidence
from qualitymark.evidence.models import Item
from qualitymark.evidence.queries import items_visible_to
from qualitymark.institutions.models import Institution
from qualitymark.selfassessment import operations, rules
from qualitymark.workspace.forms import ITEM_FORMS, CiteForm, ItemForm, PlaceForm
from qualitymark.workspace.queries.library import library_of, shelves
from qualitymark.workspace.queries.people import colleagues

from .criterion import response_of


def item_form(request: Any, institution: Institution, sort: str) -> ItemForm:
    """The form for a file, a link or words; any other sort is not there."""
    if sort not in ITEM_FORMS:
        raise Http404
    return ITEM_FORMS[sort](request.POST or None, request.FILES or None, people=colleagues(institution))


def make_item(institution: Institution, by: Any, sort: str, form: ItemForm) -> Item:
    """The item that a valid form describes: a file, a link or words."""
    given, facts = form.cleaned_data, form.facts() | {"ref": form.ref}
    if sort == "file":
        return evidence.add_file(institution, by=by, upload=given["upload"], **facts)
    if sort == "link":
        return evidence.add_link(institution, by=by, url=given["url"], **facts)
    return evidence.add_text(institution, by=by, text=given["text"], sort=given["sort"], **facts)


@only(Capacity.MEMBER)
def cite_new(request: Any, ref: str, code: str, sort: str) -> HttpResponse:
    """Add a file, a link or words, and cite them here."""
    response = response_of(request, ref, code)
    rules.can_write(request.actor, response).enforce()
    form = item_form(request, response.journey.institution, sort)
    place = PlaceForm(request.POST or None)
    if (
        request.method == "POST"
        and all([form.is_valid(), place.is_valid()])
        and attempt(form, lambda: cited_new(request, response, sort, form, place))
    ):
        return done(request, _("Added to the library, and cited here."), "workspace:criterion", ref, code)
    return page(request, "workspace/cite_new.html", journey=response.journey, response=response, form=form, place=place, sort=sort)


def cited_new(request: Any, response: Any, sort: str, form: ItemForm, place: PlaceForm) -> None:
    item = make_item(response.journey.institution, request.actor, sort, form)
    operations.cite(response, by=request.actor, item=item, **place.cleaned_data)


@only(Capacity.MEMBER)
def cite(request: Any, ref: str, code: str) -> HttpResponse:
    """Cite something that is in the library already."""
    response = response_of(request, ref, code)
    rules.can_write(request.actor, response).enforce()
    form, text = CiteForm(request.POST or None), request.GET.get("q", "")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"item": one(items_visible_to(request.actor), ref=form.cleaned_data["item"])}
        if attempt(form, lambda: operations.cite(response, by=request.actor, **said)):
            return done(request, _("Cited here."), "workspace:criterion", ref, code)
    rows = Paginator(library_of(request.actor, text=text), 30).get_page(request.GET.get("page"))
    return page(
        request, "workspace/cite.html", journey=response.journey, response=response, form=form, rows=rows, q=text,
        shelves=shelves(list(rows), response.journey), picked=request.POST.get("item", ""),
    )  # fmt: skip


@only(Capacity.MEMBER)
def citation(request: Any, ref: str, code: str, citation: str) -> HttpResponse:
    """Change where and why an item is cited, or take the citation away."""
    response = response_of(request, ref, code)
    held = one(
        response.citations.select_related("item__institution", "response__criterion", "response__journey__institution"),
        ref=citation,
    )
    rules.can_write(request.actor, response).enforce()
    form = PlaceForm(request.POST or None, initial={"place": held.place, "why": held.why})
    if request.method == "POST" and request.POST.get("then") == "remove":
        operations.uncite(held, by=request.actor)
        return done(request, _("No longer cited here. It is still in the library."), "workspace:criterion", ref, code)
    if form.is_valid() and attempt(form, lambda: operations.cite(response, by=request.actor, item=held.item, **form.cleaned_data)):
        return done(request, _("Saved."), "workspace:criterion", ref, code)
    return page(request, "workspace/citation.html", journey=response.journey, response=response, citation=held, form=form)
