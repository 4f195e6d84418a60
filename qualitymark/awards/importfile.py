"""The file of `manage.py import_awards`: YAML or CSV, read into rows, with every problem told by line and field.

Fields of a row: institution, first_awarded (a day such as 2021-06-04, a month 2021-06 or a year 2021), origin (elsewhere or public_record);
elsewhere also starts and ends; public_record also source. May have: ukprn, nation, kind, town, also (other names, by semicolons),
first_awarded_words ("June 2021", when the day is not known), number, edition, scope (names, by semicolons), fictitious (yes).
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from qualitymark.core.tables import NOT_CLOSED, decoded, headed
from qualitymark.core.yamltree import InvalidFile, Node, read_tree
from qualitymark.institutions.models import Kind, Nation

ORIGINS = ("elsewhere", "public_record")
FIELDS = (
    "institution", "origin", "first_awarded", "first_awarded_words", "starts", "ends", "source", "ukprn", "nation", "kind", "town", "also",
    "number", "edition", "scope", "fictitious",
)  # fmt: skip
LONGEST_TERM, FIRST_YEAR = 10, 2010  # in years: what lies beyond is a slip of the keys
LISTS = ("also", "scope")
MOST_BYTES, MOST_ROWS = 5_000_000, 5_000
_LONGEST = {"institution": 200, "first_awarded_words": 60, "source": 500, "number": 20, "edition": 20, "town": 100}


@dataclass(frozen=True)
class Row:
    line: int
    institution: str
    origin: str
    first_awarded_on: dt.date
    first_awarded_words: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    source: str = ""
    ukprn: str = ""
    nation: str = ""
    kind: str = ""
    town: str = ""
    also: tuple[str, ...] = ()
    number: str = ""
    edition: str = ""
    scope_names: tuple[str, ...] = ()
    fictitious: bool = False


class BadFile(Exception):  # noqa: N818 - what it is called to the person who sees it
    """The file as a whole cannot be read; the message says why."""


def read(content: bytes, name: str) -> tuple[list[Row], list[str]]:
    """The rows that are in order, and a sentence for each problem of the others. A bad row loses nothing of the rest."""
    if len(content) > MOST_BYTES:
        raise BadFile("The file is larger than 5 MB.")
    rows, problems = list[Row](), list[str]()
    found = _from_csv(content, problems) if name.lower().endswith(".csv") else _from_yaml(content)
    if len(found) > MOST_ROWS:
        raise BadFile(f"The file has more than {MOST_ROWS} rows.")
    for line, fields in found:
        said: list[str] = []
        row = _row(line, fields, said)
        problems += [f"line {line}: {each}" for each in said]
        if row is not None and not said:
            rows.append(row)
    return rows, problems


def _from_csv(content: bytes, problems: list[str]) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a table; what cannot be read of it goes to `problems`."""
    first, lines = headed(decoded(content))
    columns = [name.strip() for name in first.cells]
    if "institution" not in columns:
        raise BadFile("The first line must name the columns, institution among them.")
    rows = []
    for record in lines:
        cells = dict(zip(columns, record.cells, strict=False))
        broken = next((name for name, cell in cells.items() if name not in LISTS and re.search(r"[\r\n]", cell.strip())), "")
        if record.problem or broken:
            problems.append(f"line {record.line}: {record.problem or f'{NOT_CLOSED}, so that {broken} goes on over the next line'}")
        else:
            rows.append((record.line, cells))
    return rows


def _from_yaml(content: bytes) -> list[tuple[int, dict[str, Any]]]:
    try:
        tree = read_tree(content.decode("utf-8-sig").encode())
    except UnicodeDecodeError:
        raise BadFile("The file is not UTF-8 text. Save it again as UTF-8.") from None
    except InvalidFile as problem:
        raise BadFile(str(problem)) from None
    awards = tree.fields.get("awards")
    if awards is None or awards.kind != "list":
        raise BadFile("The file must begin with “awards:” and hold a list.")
    return [(row.line, {name: _plain(value) for name, value in row.fields.items()}) for row in awards.items]


def _plain(node: Node) -> Any:
    """What a field says, as it is written: text, or a list of texts. Nothing where it says so (a tilde, null, no)."""
    if node.kind == "list":
        return [_plain(each) for each in node.items]
    if node.kind == "map":
        return ", ".join(f"{name}: {_plain(value)}" for name, value in node.fields.items())
    return "" if node.plain and node.text.lower() in ("~", "null", "no", "false", "off") else node.text


def _row(line: int, fields: dict[str, Any], said: list[str]) -> Row | None:
    for name in fields:
        if name not in FIELDS:
            said.append(f"“{str(name)[:40]}” is not a field; they are {', '.join(FIELDS)}.")
    text = {name: _text(fields.get(name)) for name in FIELDS}
    for name in ("institution", "origin", "first_awarded"):
        if not text[name]:
            said.append(f"{name} is missing.")
    for name, most in _LONGEST.items():
        if len(text[name]) > most:
            said.append(f"{name} is longer than {most} letters.")
    origin = text["origin"]
    if origin and origin not in ORIGINS:
        said.append(f"origin is elsewhere or public_record, not “{origin[:40]}”.")
    for name, choices in (("nation", Nation.values), ("kind", Kind.values)):
        if text[name] and text[name] not in choices:
            said.append(f"{name} is one of {', '.join(choices)}, not “{text[name][:40]}”.")
    if text["ukprn"] and not re.fullmatch(r"1\d{7}", text["ukprn"]):
        said.append("ukprn has eight digits and begins with 1.")
    if text["source"] and not re.match(r"https?://[^\s/]+", text["source"]):
        said.append("source is the address of a page, beginning http:// or https://.")
    first = _day("first_awarded", text["first_awarded"], said, partly=True)
    starts, ends = _day("starts", text["starts"], said), _day("ends", text["ends"], said)
    if origin == "public_record":
        if not text["source"]:
            said.append("source is missing: a public record says where it was found.")
        if starts or ends:
            said.append("a public record has no starts and ends: only a first-awarded date is known.")
    if origin == "elsewhere":
        if not (starts and ends):
            said.append("an award made elsewhere needs starts and ends.")
        elif ends <= starts:
            said.append("ends must come after starts.")
        elif (ends.year - LONGEST_TERM, ends.month, ends.day) >= (starts.year, starts.month, starts.day):
            said.append(
                f"from starts to ends is longer than {LONGEST_TERM} years, and no award is given for so long. Look at the two years."
            )
    for name, day in (("first_awarded", first), ("starts", starts)):
        if day and day.year < FIRST_YEAR:
            said.append(f"{name} is before {FIRST_YEAR}, and no award is as old. Look at the year.")
    if said or first is None:
        return None
    return Row(
        line=line, institution=text["institution"], origin=origin, first_awarded_on=first, first_awarded_words=_words(text), starts_on=starts,
        ends_on=ends, source=text["source"], ukprn=text["ukprn"], nation=text["nation"], kind=text["kind"], town=text["town"],
        also=_listed(text["also"]), number=text["number"].upper(), edition=text["edition"], scope_names=_listed(text["scope"]),
        fictitious=text["fictitious"].lower() in ("yes", "true", "1"),
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_text(each) for each in value)
    return " ".join(str(value or "").split())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _day(name: str, text: str, said: list[str], partly: bool = False) -> dt.date | None:
    """A day; with `partly`, also a month or a year, of which the first day is kept."""
    if not text:
        return None
    whole = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    some = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text) if partly else None
    try:
        if whole:
            return dt.date(*(int(part) for part in whole.groups()))
        if some:
            return dt.date(int(some.group(1)), int(some.group(2) or 1), 1)
    except ValueError:
        pass
    said.append(f"{name} is a day such as 2021-06-04, not “{text[:40]}”.")
    return None


def _words(text: dict[str, str]) -> str:
    """What the register says: the words given; a year alone as such; nothing where the day says it all."""
    if text["first_awarded_words"]:
        return text["first_awarded_words"]
    return text["first_awarded"] if re.fullmatch(r"\d{4}", text["first_awarded"]) else ""
