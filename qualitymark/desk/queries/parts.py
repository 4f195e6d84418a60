"""The parts of a home page."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language

Words = str | Promise
MOST = 50  # rows of one list on the home page; the rest stand on the list's own page


@dataclass(frozen=True)
class Row:
    """One thing of a list: what it is, where it is done, what is said of it. `yours`: it waits for the reader. `late`: its day has gone by."""

    title: Words
    url: str
    words: Words = ""
    due_on: dt.date | None = None
    yours: bool = False
    late: bool = False
    done: bool = False


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
    """A home page: the one next thing (None when nothing waits) and the lists below it."""

    next_thing: NextThing | None = None
    sections: list[Section] = field(default_factory=list)


def at(path: str) -> str:
    """An address in the reader's language: Welsh pages stand under /cy/."""
    return f"/cy{path}" if get_language() == "cy" else path


def first_of(rows: Iterable[Row], label: Words) -> NextThing | None:
    """The next thing is the first row that is the reader's."""
    row = next((row for row in rows if row.yours), None)
    if row is None:
        return None
    return NextThing(format_lazy("{title}: {words}", title=row.title, words=row.words) if row.words else row.title, row.url, label)
