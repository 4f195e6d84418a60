"""The board, and what a coordinator does from it: assign, share."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qualitymark.core.pages import attempt, done, page
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment import operations, rules
from qualitymark.selfassessment.queries import SENT_STATES, Gap, responses_visible_to
from qualitymark.workspace.forms import AssignForm
from qualitymark.workspace.queries import board_of, narrowed, title_key, titles_of
from qualitymark.workspace.queries.next_step import next_thing
from qualitymark.workspace.queries.people import writers_of

from .journey import prepared, working_group


@working_group
def board(request: Any, journey: Journey, show: str = "") -> HttpResponse:
    found = board_of(journey)
    if not found.lines:
        prepared(journey, request.actor)
        found = board_of(journey)
    chosen = {"area": request.GET.get("area", ""), "person": request.GET.get("person", ""), "show": show or request.GET.get("show", "")}
    lines = narrowed(found.lines, **chosen)
    writing = rules.can_coordinate(request.actor, journey)
    return page(
        request, "workspace/board.html", journey=journey, board=found, lines=lines, chosen=chosen, gaps=linked(found.gaps),
        coordinates=bool(writing), mine=request.actor.person.ref, shows=SHOWS, can_write=rules.can_write_now(journey),
        next_thing=next_thing(request.actor, journey, found), sent=journey.state in SENT_STATES,
    )  # fmt: skip


def linked(gaps: list[Gap]) -> list[dict[str, str]]:
    """Gaps with their addresses."""
    return [{"sentence": gap.sentence, "url": reverse(gap.url_name, kwargs=gap.kwargs)} for gap in gaps]


SHOWS = [
    ("overdue", gettext_lazy("Overdue")),
    ("empty", gettext_lazy("Not started")),
    ("drafted", gettext_lazy("Drafts")),
    ("bare", gettext_lazy("Without evidence")),
    ("ready", gettext_lazy("Ready")),
    ("shared", gettext_lazy("Shared with the assessor")),
]


def chosen_responses(request: Any, journey: Journey) -> list:
    """The responses whose codes were ticked, in order; codes that are not ours are nobody's."""
    data = request.POST if request.method == "POST" else request.GET
    rows = responses_visible_to(request.actor).filter(journey=journey, criterion__code__in=data.getlist("c")[:200])
    return list(rows.defer("text", "html").order_by("criterion__number"))


def titled(journey: Journey, responses: list) -> list[tuple[str, str]]:
    wording = titles_of(journey)
    return [(row.criterion.code, wording.words(title_key(journey, row.criterion.code, row.criterion.group.code)).text) for row in responses]


@working_group
def assign(request: Any, journey: Journey) -> HttpResponse:
    rules.can_coordinate(request.actor, journey).enforce()
    responses, form = (
        chosen_responses(request, journey),
        AssignForm(request.POST or None, members=writers_of(journey), initial=first_of(request, journey)),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: operations.assign_many(journey, responses, by=request.actor, memberships=given["people"], due_on=given["due_on"]),
        ):
            said = ngettext("%(n)s criterion is given out.", "%(n)s criteria are given out.", len(responses)) % {"n": len(responses)}
            return done(request, said, "workspace:board", journey.ref)
    return page(request, "workspace/assign.html", journey=journey, form=form, chosen=titled(journey, responses))


def first_of(request: Any, journey: Journey) -> dict:
    """Who has the criterion now, where one alone is chosen."""
    responses = chosen_responses(request, journey)
    if len(responses) != 1:
        return {}
    refs = list(responses[0].assignments.values_list("membership__ref", flat=True))
    return {"people": refs, "due_on": responses[0].due_on}


@working_group
def share(request: Any, journey: Journey) -> HttpResponse:
    rules.can_share(request.actor, journey).enforce()
    if request.method == "POST":
        return shared_as_ticked(request, journey)
    found = board_of(journey)
    ticked = set(request.GET.getlist("c")) | {line.code for line in found.lines if line.shared}
    return page(request, "workspace/share.html", journey=journey, board=found, ticked=ticked)


def shared_as_ticked(request: Any, journey: Journey) -> HttpResponse:
    """What is ticked is shared from now on, and nothing else is."""
    codes, rows = set(request.POST.getlist("c")), list(responses_visible_to(request.actor).filter(journey=journey))
    on = [row for row in rows if row.criterion.code in codes and row.shared_at is None]
    off = [row for row in rows if row.criterion.code not in codes and row.shared_at is not None]
    if on:
        operations.share(on, by=request.actor)
    if off:
        operations.unshare(off, by=request.actor)
    return done(request, _("The assessor now sees exactly the criteria that you ticked."), "workspace:board", journey.ref)
