"""The parts of a home page."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qualitymark.journeys.models import Journey

Words = str | Promise
MOST = 50  # rows of one list on the home page; the rest stand on the list's own page


@dataclass(frozen=True)
class Row:
    """One thing of a list: what it is, where it is done, what is said of it. `yours`: it waits for the reader. `late`: its day has gone by.
    `ask` and `label` are the sentence and the button when it is the one next thing; `marked`: it is marked as the reader's where it is not that."""

    title: Words
    url: str
    words: Words = ""
    due_on: dt.date | None = None
    yours: bool = False
    late: bool = False
    done: bool = False
    ask: Words = ""
    label: Words = ""
    marked: bool = False
    received: bool = False  # the day is when it came, not when it is due


@dataclass(frozen=True)
class Section:
    """A list with its title; `empty` says what belongs there while there is nothing."""

    title: Words
    rows: list[Row]
    empty: Words = ""
    more_url: str = ""
    more_label: Words = ""


@dataclass(frozen=True)
class NextThing:
    text: Words
    url: str = ""
    label: Words = ""


@dataclass(frozen=True)
class Home:
    """A home page: the one next thing (None when nothing waits), the lists below it, and the one open journey, if it is one.
    `turn_is_yours` is False where the next thing is only an offer to look, and waits for nobody."""

    next_thing: NextThing | None = None
    sections: list[Section] = field(default_factory=list)
    journey: Journey | None = None
    turn_is_yours: bool | None = None


def at(path: str) -> str:
    """An address in the reader's language: Welsh pages stand under /cy/."""
    return f"/cy{path}" if get_language() == "cy" else path


def first_of(rows: Iterable[Row]) -> NextThing | None:
    """The next thing is the first row that is the reader's."""
    row = next((row for row in rows if row.yours), None)
    if row is None:
        return None
    text = row.ask or (format_lazy("{title}: {words}", title=row.title, words=row.words) if row.words else row.title)
    return NextThing(text, row.url, row.label or _("See what to do"))
