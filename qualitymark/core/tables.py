"""A table in a file, as a spreadsheet saves it (CSV): bytes in, records out, one by one. Never raises for what stands in the file.

What cannot be read is one record with a problem, told by its line, and loses nothing of the rest: a quotation mark that is opened and
not closed costs its own line and not those after it; bytes that are not UTF-8 cost the line they stand on and not the language of all.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_LINES = 200  # that one record may go over: no cell of a table has as many
SEPARATORS = ",;\t"
UNDECODED = re.compile("[\udc80-\udcff]")
BEYOND_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")
NOT_CLOSED = _("a quotation mark is opened and not closed")
NOT_UTF8 = _("holds bytes that are not UTF-8 text, so that its letters cannot be known. Save the table again as UTF-8.")
NOT_READ = _("cannot be read")


@dataclass(frozen=True)
class Record:
    """One row: the number of its first line in the file, and its cells; or why it cannot be used."""

    line: int
    cells: list[str] = field(default_factory=list)
    problem: str | Promise = ""

    @property
    def blank(self) -> bool:
        return not self.problem and not any(cell.strip() for cell in self.cells)


def decoded(content: bytes) -> str:
    """UTF-8, with or without its mark. A byte of another encoding stays a mark that `records` refuses with its line. A file in which no
    letter at all is UTF-8 is read in the encoding of older spreadsheets."""
    text = content.decode("utf-8-sig", errors="surrogateescape")
    if UNDECODED.search(text) and not BEYOND_ASCII.search(text) and not content.startswith(b"\xef\xbb\xbf"):
        return content.decode("cp1252", errors="surrogateescape")
    return text


def separator_of(text: str) -> str:
    """What stands between the cells: the commonest of comma, semicolon and tab in the first line; a comma where none stands."""
    return max(SEPARATORS, key=re.split(r"[\r\n]", text, maxsplit=1)[0].count)


def headed(text: str) -> tuple[Record, Iterator[Record]]:
    """The heading line, and the records after it."""
    found = records(text, separator_of(text))
    return next(found, Record(1)), found


def records(text: str, separator: str) -> Iterator[Record]:
    """Each record, without empty lines. The first is taken for the heading: how many cells it has tells a row that was swallowed."""
    lines, at, width = list(io.StringIO(text, newline="")), 0, 0
    while at < len(lines):
        found, took = _one(lines, at, separator, width)
        if found.problem or found.cells:
            width = width or len(found.cells)
            yield found
        at += took


def _one(lines: list[str], at: int, separator: str, width: int) -> tuple[Record, int]:
    """The record that begins on this line, and how many lines it took."""
    reader = csv.reader((lines[place] for place in range(at, min(at + MOST_LINES, len(lines)))), delimiter=separator, strict=True)
    try:
        cells = next(reader, [])
    except csv.Error:
        return _untidy(lines[at], at, separator), 1
    took = max(reader.line_num, 1)
    within = [line for line in lines[at + 1 : at + took - 1] if line.strip()]
    if width > 2 and within and all(_cells(line, separator) == width for line in within):
        return Record(at + 1, problem=NOT_CLOSED), 1
    if UNDECODED.search("".join(cells)):
        return Record(at + 1, problem=NOT_UTF8), took
    return Record(at + 1, cells), took


def _untidy(line: str, at: int, separator: str) -> Record:
    """A line that no spreadsheet writes: quotation marks inside a cell are taken as they stand, one that stays open is told."""
    reader = csv.reader([line, "\n"], delimiter=separator)
    try:
        cells = next(reader, [])
    except csv.Error as problem:
        return Record(at + 1, problem=f"{NOT_READ} ({problem})")
    if reader.line_num > 1:
        return Record(at + 1, problem=NOT_CLOSED)
    return Record(at + 1, problem=NOT_UTF8) if UNDECODED.search(line) else Record(at + 1, cells)


def _cells(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0
