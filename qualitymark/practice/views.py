"""The repository of effective practice, for anybody to search and read."""

from django.core.paginator import Paginator
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from qualitymark.core.pages import page
from qualitymark.core.rows import one

from . import queries
from .forms import SearchForm

EACH_PAGE = 20


@require_safe
def search(request):
    areas = queries.areas_for(get_language())
    form = SearchForm(request.GET, areas)
    wanted = form.wanted()
    found = queries.search(request.actor, **wanted)
    keys = Paginator(found.keys, EACH_PAGE).get_page(request.GET.get("page"))
    examples = queries.shown_examples(request.actor, list(keys), found.asked, areas)
    return page(
        request, "practice/search.html", form=form, wanted=wanted, found=found, keys=keys, examples=examples, narrowed=form.narrowed(),
        nothing_at_all=not found.keys and not any(wanted.values()) and not form.errors,
    )  # fmt: skip


@require_safe
def example(request, slug):
    if queries.was_published(slug):
        return page(request, "practice/withdrawn.html", status=410)
    row = one(queries.published_examples(request.actor), slug=slug)
    return page(request, "practice/example.html", example=queries.shown_example(row, get_language()))
