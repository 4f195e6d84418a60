"""The office's list, on the page and as a file."""

import csv as writer

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.longlist import rows_html
from qualitymark.core.pages import page
from qualitymark.institutions.models import Kind, Nation
from qualitymark.journeys.queries import cohorts_visible_to
from qualitymark.journeys.states import State, Turn

from ..queries import Filters, Row, every_row, journey_rows, what_waits

HEADS = [
    _("Institution"), _("Nation"), _("Kind"), _("Scope"), _("Stage"), _("Whose turn"), _("What waits"), _("Next date"), _("Overdue"),
    _("Submission"), _("Assessor"), _("Cohort"),
]  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


@require_safe
@only(Capacity.OFFICE)
def home(request):
    """Every institution with a journey; narrowed by words, stage, nation, kind, cohort, whose turn."""
    wanted = Filters.read(request.GET)
    rows, more = journey_rows(request.actor, wanted)
    choices: dict = {"states": State.choices, "nations": Nation.choices, "kinds": Kind.choices, "turns": Turn.choices}
    choices["cohorts"] = cohorts_visible_to(request.actor).values_list("ref", "name")
    lines = rows_html("office/_row.html", rows, base=reverse("office:home"))
    beside: dict = {"waits": what_waits(request.actor), "address": rest_of(request), "wanted": wanted}
    return page(request, "office/home.html", rows=rows, lines=lines, more=more, **beside, **choices)


def rest_of(request) -> str:
    """The filters as an address, without the page: for the links to other pages and to the file."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@require_safe
@only(Capacity.OFFICE)
def csv(request):
    """The same list as a file for a spreadsheet. What could be taken for a formula is marked as text."""
    name = f"institutions-{clock.today().isoformat()}.csv"
    response = HttpResponse(
        "\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    out = writer.writer(response)
    out.writerow(str(head) for head in HEADS)
    out.writerows([plain(cell) for cell in cells_of(row)] for row in every_row(request.actor, Filters.read(request.GET)))
    return response


def cells_of(row: Row) -> list[str]:
    asked = [row.name, row.nation, row.kind, row.scope, row.state, row.turn, row.waits, row.next_on, row.late]
    return [*asked, row.submit_by, row.assessor, row.cohort]


def plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
