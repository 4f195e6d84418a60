"""What the board shows: the seven areas as marks, every criterion with who and by when, what is in the way, what is coming up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from qualitymark.actionplan.models import Action
from qualitymark.actionplan.queries import plan_of
from qualitymark.core import clock
from qualitymark.frameworks.queries.wording import FALLBACK, under, wording_of
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey, Milestone
from qualitymark.selfassessment.models import Assignment, Citation, Response
from qualitymark.selfassessment.queries import Gap, Standing, everybodys, told_in_few_lines
from qualitymark.selfassessment.states import ResponseState

NONE, DRAFTED, EVIDENCED, READY = "none", "drafted", "evidenced", "ready"


@dataclass
class Line:
    """One criterion on the board. `mark` says what is written, never how good it is."""

    code: str
    title: str
    area: str
    url: str
    state: str
    mark: str
    words: str
    tone: str
    writers: list[tuple[str, str]]  # ref and name
    given: bool  # to them by name; else it is theirs because few write
    who: str
    due: str
    due_on: dt.date | None
    overdue: bool
    shared: bool
    settled: bool
    open: bool
    cited: bool
    not_applicable: bool


@dataclass
class AreaBar:
    code: str
    name: str
    url: str
    marks: list[str] = field(default_factory=list)
    words: str = ""
    overdue: str = ""


@dataclass
class Board:
    lines: list[Line]
    areas: list[AreaBar]
    gaps: list[Gap]
    coming: list[Milestone]
    members: list[Membership]
    plan: list[Action]


def titles_of(journey: Journey) -> Any:
    """The wording of the titles of areas, criteria and groups, for this institution, in the reader's language. One query."""
    institution = journey.institution
    wanted = under("term.") | (under("area.", "criterion.", "group.") & Q(key__endswith=".title"))
    return wording_of(
        journey.edition,
        language=get_language() or FALLBACK,
        nation=institution.nation,
        kind=institution.kind,
        size=institution.size,
        wanted=wanted,
    )


def title_key(journey: Journey, criterion_code: str, group_code: str) -> str:
    """What a response is called: its criterion, or its group where the journey answers by group."""
    return f"group.{group_code}.title" if journey.by_group else f"criterion.{criterion_code}.title"


def board_of(journey: Journey) -> Board:
    """Everything on the board, in seven queries, whatever the number of criteria."""
    day, members = clock.today(), _members(journey)
    wording, names = titles_of(journey), {member.pk: member for member in members}
    writers: dict[int, list[Membership]] = {}
    for response_id, membership_id in (
        Assignment.objects.filter(response__journey=journey).order_by("pk").values_list("response_id", "membership_id")
    ):
        if membership_id in names:
            writers.setdefault(response_id, []).append(names[membership_id])
    rows = (
        Response.objects.filter(journey=journey)
        .annotate(cited=Exists(Citation.objects.filter(response=OuterRef("pk"))))
        .select_related("criterion__area", "criterion__group")
        .defer("text", "html")
        .order_by("criterion__number")
    )
    words, both = _words(), everybodys(members)
    start = reverse("workspace:board", args=[journey.ref])
    lines = [_line(journey, row, writers.get(row.pk, []), both, wording, day, words, start) for row in rows]
    plan = list(plan_of(journey).prefetch_related(None))
    standings = [Standing(line.state, line.due_on, line.cited) for line in lines if line.open and not line.not_applicable]
    return Board(
        lines=lines,
        areas=_bars(lines, wording, start),
        gaps=told_in_few_lines(journey, standings, plan, _can_be_signed(members)),
        coming=list(Milestone.objects.filter(journey=journey, done_on=None, due_on__gte=day).order_by("due_on", "pk")[:5]),
        members=[member for member in members if member.role in (Role.COORDINATOR, Role.CONTRIBUTOR)],
        plan=plan,
    )


def _members(journey: Journey) -> list[Membership]:
    rows = Membership.objects.filter(in_force(), institution_id=journey.institution_id).select_related("person")
    return list(rows.order_by("person__name", "pk"))


def _can_be_signed(members: Iterable[Membership]) -> bool:
    members = list(members)
    coordinators = {member.person_id for member in members if member.role == Role.COORDINATOR}
    return any(member.role in (Role.SPONSOR, Role.DELEGATE) and member.person_id not in coordinators for member in members)


def _words() -> dict[str, str]:
    """The words of the marks, put into the reader's language once and not for each line."""
    return {
        NONE: gettext("Not started"),
        DRAFTED: gettext("Drafted"),
        EVIDENCED: gettext("With evidence"),
        READY: gettext("Ready"),
        "agreed": gettext("Agreed"),
        "not_applicable": gettext("Does not apply"),
        "standing": gettext("Stands from last round"),
        "due": gettext("by %(day)s"),
        "nobody": gettext("nobody yet"),
    }


def mark_of(state: str, cited: bool, settled: bool) -> str:
    """The mark of a response on the board: empty, drafted, with evidence, or ready."""
    if settled:
        return READY
    if state == ResponseState.EMPTY:
        return NONE
    return EVIDENCED if cited else DRAFTED


def short_day(day: dt.date) -> str:
    """A day as the board shows it: without the year when that is this year's."""
    return date_format(day, "j F") if day.year == clock.today().year else date_format(day, "j F Y")


def _line(
    journey: Journey,
    row: Any,
    given: list[Membership],
    both: list[Membership],
    wording: Any,
    day: dt.date,
    words: dict[str, str],
    start: str,
) -> Line:
    writers = given or both
    criterion, settled = row.criterion, row.settled
    mark = mark_of(row.state, row.cited, settled)
    said = words[mark]
    if row.not_applicable:
        said = words["not_applicable"]
    elif not row.open:
        said = words["standing"]
    elif row.state == ResponseState.AGREED:
        said = words["agreed"]
    return Line(
        code=criterion.code,
        title=wording.words(title_key(journey, criterion.code, criterion.group.code)).text,
        area=criterion.area.code,
        url=f"{start}criterion/{criterion.code}/",
        state=row.state,
        mark=mark,
        words=said,
        tone={READY: "done", DRAFTED: "plum", EVIDENCED: "plum"}.get(mark, ""),
        writers=[(each.person.ref, each.person.name) for each in writers],
        given=bool(given),
        who=", ".join(each.person.name for each in writers) or words["nobody"],
        due=words["due"] % {"day": short_day(row.due_on)} if row.due_on else "",
        due_on=row.due_on,
        overdue=row.due_on is not None and row.due_on < day and not settled,
        shared=row.shared_at is not None,
        settled=settled,
        open=row.open,
        cited=row.cited,
        not_applicable=row.not_applicable,
    )


def _bars(lines: list[Line], wording: Any, start: str) -> list[AreaBar]:
    bars: dict[str, AreaBar] = {}
    for line in lines:
        if line.area not in bars:
            bars[line.area] = AreaBar(line.area, wording.words(f"area.{line.area}.title").text, f"{start}?area={line.area}#criteria")
        bars[line.area].marks.append(line.mark)
    for code, bar in bars.items():
        late = sum(line.overdue for line in lines if line.area == code)
        bar.overdue = ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late} if late else ""
        bar.words = _in_words(bar.marks)
    return list(bars.values())


def _in_words(marks: list[str]) -> str:
    """What the marks of one area say, for those who do not see them."""
    ready, none = marks.count(READY), marks.count(NONE)
    under_way = len(marks) - ready - none
    if ready == len(marks):
        return gettext("all ready")
    said = [
        ngettext("%(n)s ready", "%(n)s ready", ready) % {"n": ready} if ready else "",
        ngettext("%(n)s under way", "%(n)s under way", under_way) % {"n": under_way} if under_way else "",
        ngettext("%(n)s not started", "%(n)s not started", none) % {"n": none} if none else "",
    ]
    return ", ".join(part for part in said if part)


def narrowed(lines: list[Line], *, area: str = "", person: str = "", show: str = "") -> list[Line]:
    """The lines of one area, of one person ("nobody" for those without anyone), in one condition."""
    tests = {
        "overdue": lambda line: line.overdue,
        "empty": lambda line: line.state == ResponseState.EMPTY and not line.settled,
        "drafted": lambda line: line.state == ResponseState.DRAFTED and not line.settled,
        "bare": lambda line: not line.cited and line.state != ResponseState.EMPTY and line.open and not line.not_applicable,
        "ready": lambda line: line.settled,
        "shared": lambda line: line.shared,
    }
    found = [line for line in lines if not area or line.area == area]
    if person:
        found = [line for line in found if (not line.writers if person == "nobody" else any(ref == person for ref, _name in line.writers))]
    return [line for line in found if tests[show](line)] if show in tests else found
