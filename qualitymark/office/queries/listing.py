"""The office's list: every institution with a journey, where it stands, whose turn it is, and when something is next due."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.decisions.queries import passed_on
from qualitymark.institutions.models import Identifier, Institution, Kind, Name, Nation
from qualitymark.institutions.queries import closed_to, normalised
from qualitymark.interest.queries import waiting_enquiries, waiting_interests
from qualitymark.journeys.models import Journey, PauseRequest
from qualitymark.journeys.queries import balances, journeys_visible_to, next_dates, turn_of
from qualitymark.journeys.states import DATED_STATES, State, Turn

MOST = 1000  # rows on one page
# States in which the office can be the one to act: the rest need not be looked at for "waiting for the office".
OFFICE_STATES = [State.AGREED, State.SECOND_READING, State.WITH_PANEL, State.DECIDED, State.FACTUAL_CHECK]


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; anything unknown narrows nothing."""

    words: str = ""
    state: str = ""
    nation: str = ""
    kind: str = ""
    cohort: str = ""
    turn: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filters":
        number = given.get("page", "1")
        known = {"state": State.values, "nation": Nation.values, "kind": Kind.values, "turn": Turn.values}
        chosen = {name: given.get(name, "") for name in known}
        return cls(
            words=given.get("q", "").strip()[:200],
            cohort=given.get("cohort", "")[:12],
            page=min(int(number), 10_000) if number.isascii() and number.isdigit() and len(number) < 6 and int(number) else 1,
            **{name: value if value in known[name] else "" for name, value in chosen.items()},
        )

    @property
    def any(self) -> bool:
        return any((self.words, self.state, self.nation, self.kind, self.cohort, self.turn))


class Row(NamedTuple):
    """One line of the list, every word ready. `ref` is empty where this person's conflict of interest closes the content."""

    ref: str
    journey: str
    name: str
    nation: str
    kind: str
    scope: str
    state: str
    turn: str
    waits: str
    tone: str
    next_on: str
    late: str
    assessor: str
    cohort: str
    submit_by: str


COLUMNS = (
    "pk", "ref", "institution_id", "institution__ref", "institution__name", "institution__fictitious", "institution__nation",
    "institution__kind", "scope_names", "state", "accepted", "pausing", "submit_by", "round", "leads__person__name", "cohort__name", "closed",
    "pause_asked", "passed",
)  # fmt: skip


def journey_rows(actor: Actor, wanted: Filters) -> tuple[list[Row], bool]:
    """One page of the list, by name, and whether another follows. Four queries however many rows."""
    rows = _narrowed(journeys_visible_to(actor), wanted).select_related(None)
    rows = rows.annotate(
        leads=FilteredRelation("parties", condition=Q(parties__capacity="assessor", parties__until_on=None)),
        accepted=_is(terms_accepted_at__isnull=False),
        pausing=_is(paused_from__isnull=False, paused_until__isnull=True),
        closed=Exists(Institution.objects.filter(closed_to(actor.person_id), pk=OuterRef("institution_id"))),
        pause_asked=Exists(PauseRequest.objects.filter(journey=OuterRef("pk"), answered_at=None)),
        passed=passed_on(),
    ).order_by(F("institution__name"), "pk")
    start, columns = (wanted.page - 1) * MOST, rows.values_list(*COLUMNS)
    # Whose turn it is follows from what is owed and asked, so a list narrowed to one is made whole before it is cut into pages.
    found = list(columns) if wanted.turn else list(columns[start : start + MOST + 1])
    owed, dates = balances(Journey.objects.filter(state=State.AGREED)), next_dates(Journey.objects.all())
    words = _Words()
    made = [words.row(each, owed.get(each[0], 0), dates.get(each[0])) for each in found]
    if wanted.turn:
        label = str(Turn(wanted.turn).label)
        made = [row for row in made if row.turn == label][start : start + MOST + 1]
    return made[:MOST], len(made) > MOST


def every_row(actor: Actor, wanted: Filters) -> Iterator[Row]:
    """The whole list, however many pages it has on the screen: for the file."""
    number, more = 1, True
    while more:
        rows, more = journey_rows(actor, replace(wanted, page=number))
        yield from rows
        number += 1


def _is(**facts: bool) -> ExpressionWrapper:
    return ExpressionWrapper(Q(**facts), output_field=BooleanField())


def _narrowed(rows: QuerySet[Journey], wanted: Filters) -> QuerySet[Journey]:
    """Narrowed to what is asked for. A journey that another has followed, or that was withdrawn, shows only when its state is asked for."""
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    else:
        rows = rows.exclude(state=State.WITHDRAWN).exclude(Exists(Journey.objects.filter(previous=OuterRef("pk"))))
    if wanted.nation:
        rows = rows.filter(institution__nation=wanted.nation)
    if wanted.kind:
        rows = rows.filter(institution__kind=wanted.kind)
    if wanted.cohort:
        rows = rows.filter(cohort__ref=wanted.cohort)
    if wanted.words:
        rows = rows.filter(institution__in=called(wanted.words))
    if wanted.turn == Turn.OFFICE:
        rows = rows.filter(Q(state__in=OFFICE_STATES) | Exists(PauseRequest.objects.filter(journey=OuterRef("pk"), answered_at=None)))
    return rows


def called(words: str) -> QuerySet:
    """Keys of institutions one of whose names holds all these words, or whose number it is."""
    named = Name.objects.all()
    for word in normalised(words).split()[:8] or ["\u2014"]:
        named = named.filter(normalised__contains=word)
    numbered = Identifier.objects.filter(value=words.replace(" ", "")[:20])
    return Institution.objects.filter(Q(pk__in=named.values("institution_id")) | Q(pk__in=numbered.values("institution_id"))).values("pk")


class _Words:
    """Labels put into the reader's language once, not once a row."""

    def __init__(self) -> None:
        self.nations = {value: str(label) for value, label in Nation.choices}
        self.kinds = {value: str(label) for value, label in Kind.choices}
        self.states = {value: str(label) for value, label in State.choices}
        self.turns = {value: str(label) for value, label in Turn.choices}
        self.months = {number: str(name) for number, name in MONTHS.items()}
        self.fictitious, self.whole, self.recused = _("fictitious"), _("Whole institution"), _("Closed to you: a conflict of interest")
        self.paused, self.asked, self.round = _("Paused"), _("Answer the request for a pause"), _("round %(number)d")
        self.late, self.today = _("overdue"), clock.today()
        self.kept: dict[tuple, tuple[str, str, str]] = {}

    def day(self, day: dt.date | None) -> str:
        return f"{day.day} {self.months[day.month]} {day.year}" if day else ""

    def turn(self, state: str, accepted: bool, owed: bool, paused: bool, asked: bool, passed: bool) -> tuple[str, str, str]:
        """Whose turn, what waits, and the tone of the mark: coral where it is the office's."""
        key = (state, accepted, owed, paused, asked, passed)
        if key not in self.kept:
            turn, waits = (Turn.OFFICE, self.asked) if asked else turn_of(state, accepted, owed, paused, passed)[:2]
            self.kept[key] = (self.turns[turn], str(waits), " qm-pill--turn" if turn == Turn.OFFICE else "")
        return self.kept[key]

    def row(self, each: tuple, owed: int, next_on: dt.date | None) -> Row:
        (
            _pk, ref, _of, of_ref, name, fictitious, nation, kind, names, state, accepted, paused, submit_by, number, assessor,
            cohort, closed, asked, passed,
        ) = each  # fmt: skip
        shown = f"{name} ({self.fictitious})" if fictitious else name
        stage = self.states[state] if number == 1 else f"{self.states[state]}, {self.round % {'number': number}}"
        if closed:
            return Row("", "", shown, "", "", "", stage, "", self.recused, "", "", "", "", "", "")
        turn, waits, tone = self.turn(state, accepted, bool(owed), paused, asked, passed)
        due = next_on if state in DATED_STATES and not paused else None
        late = self.late if due and due < self.today else ""
        return Row(
            of_ref, ref, shown, self.nations[nation], self.kinds[kind], names or self.whole, stage, turn, waits, tone,
            self.day(due), late, assessor or "", cohort or "", self.day(submit_by),
        )  # fmt: skip


def what_waits(actor: Actor) -> dict[str, int]:
    """How many interests and questions wait for the office's answer."""
    return {"interests": waiting_interests(actor).count(), "enquiries": waiting_enquiries(actor).count()}
