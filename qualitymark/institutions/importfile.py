"""Reading a list of learning providers: bytes in, rows and refused lines out. Never raises for what stands in the file.

The layout is that of the learning providers list once published at learning-provider.data.ac.uk: a CSV with a header, of which UKPRN and
a name are needed and town, postcode, website, alias and the second name are used where they are.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from qualitymark.core.tables import NOT_CLOSED, Record, decoded, headed

from .queries import SMALL, normalised

MOST_BYTES = 20 * 1024 * 1024
NEEDED = ("UKPRN",)
NAMES = ("PROVIDER_NAME", "VIEW_NAME")
OTHERS = ("ALIAS", "TOWN", "POSTCODE", "WEBSITE_URL")
UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # control, bidirectional and zero-width characters, and the separators of lines and paragraphs
LOWER = {"of", "and", "the", "for", "in", "at", "upon", "on", "y", "yr", "a", "an", "le", "with"}
UPPER = {"UK", "LSE", "BIMM", "SOAS", "SRUC", "ICR", "LIPA", "UHI", "UCL", "UCFB", "BPP", "SAE", "UCA", "ACM", "DN", "LTE", "NCG"}
WELSH = re.compile(r"\b(prifysgol|coleg|cymru|grŵp|ysgol)\b", re.I)


@dataclass(frozen=True)
class Row:
    """One provider of the file. `also` are other names under which it is found."""

    line: int
    ukprn: str
    name: str
    name_cy: str = ""
    also: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    website: str = ""


@dataclass
class Read:
    """What a file holds: rows that can be used, and a sentence for each line that cannot."""

    rows: list[Row] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    problem: str = ""  # why the file as a whole cannot be used


def read(content: bytes) -> Read:
    if len(content) > MOST_BYTES:
        return Read(problem=f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Read(problem="The file is written in UTF-16. Save it as CSV in UTF-8 and bring it in again.")
    text = decoded(content)
    if not text.strip():
        return Read(problem="The file is empty.")
    first, lines = headed(text)
    if first.problem:
        return Read(problem=f"The first line, which names the columns, {_said(first)}.")
    header = [column.strip().upper() for column in first.cells]
    missing = [column for column in NEEDED if column not in header] + (
        ["PROVIDER_NAME or VIEW_NAME"] if not set(NAMES) & set(header) else []
    )
    if missing:
        return Read(problem=f"The first line must name the columns; there is no {', no '.join(missing)}.")
    return _rows(lines, header)


def _said(record: Record) -> str:
    problem = str(record.problem).rstrip(".")
    return f"has a fault: {problem}" if record.problem == NOT_CLOSED else problem


def _rows(lines: Iterator[Record], header: list[str]) -> Read:
    found, seen = Read(), dict[str, int]()
    for record in lines:
        if record.blank:
            continue
        line, raw = record.line, dict(zip(header, record.cells, strict=False))
        wrong = str(record.problem) or _unfit(raw)
        row = wrong or _row(line, {name: " ".join(cell.split()) for name, cell in raw.items()})
        if isinstance(row, str):
            found.refused.append(f"line {line}: {row}")
        elif row.ukprn in seen:
            found.refused.append(f"line {line}: UKPRN {row.ukprn} stands on line {seen[row.ukprn]} already")
        else:
            seen[row.ukprn] = line
            found.rows.append(row)
    return found


def _unfit(cells: dict[str, str]) -> str:
    """Why these cells are no names and numbers: a line break in one, where a quotation mark went on, or a letter that nobody can see."""
    for name in (*NEEDED, *NAMES, *OTHERS):
        cell = cells.get(name, "").strip()
        if "\n" in cell or "\r" in cell:
            return f"{NOT_CLOSED}, so that {name} goes on over the next line"
        if "\x00" in cell:
            return "holds a character that cannot be stored (NUL)"
        if unseen := next((letter for letter in cell if letter != "\t" and unicodedata.category(letter) in UNSEEN), ""):
            return f"{name} holds a character that cannot be seen, {unicodedata.name(unseen, 'control character')} (U+{ord(unseen):04X})"
    return ""


def _row(line: int, cells: dict[str, str]) -> Row | str:
    """The row, or why it cannot be used."""
    ukprn = cells.get("UKPRN", "").replace(" ", "")
    if not re.fullmatch(r"1[0-9]{7}", ukprn):
        return f"{ukprn[:20]!r} is not a UKPRN (eight digits that begin with 1)"
    official, shown = cells.get("PROVIDER_NAME", ""), cells.get("VIEW_NAME", "")
    if not normalised(official or shown):
        return f"UKPRN {ukprn} has no name"
    if len(official) > 200 or len(shown) > 200:
        return f"UKPRN {ukprn} has a name longer than 200 characters"
    name, others = chosen(the_first(official), the_first(shown))
    name, name_cy = split_languages(name)
    also = tuple(dict.fromkeys(each for each in [*others, cells.get("ALIAS", "")] if each and each != name and len(each) <= 200))
    website = cells.get("WEBSITE_URL", "")
    return Row(
        line=line,
        ukprn=ukprn,
        name=name,
        name_cy=name_cy,
        also=also,
        town=sentence_case(cells.get("TOWN", ""))[:100],
        postcode=cells.get("POSTCODE", "").upper()[:10],
        website=website if re.fullmatch(r"https?://[^\s<>\"]{3,290}", website) else "",
    )


def chosen(official: str, shown: str) -> tuple[str, list[str]]:
    """The name to use and the others. The list writes the official name in capitals; where the second says the same, it knows the case."""
    if not official or not shown:
        return sentence_case(official or shown), []
    if _core(official) == _core(shown):
        return (sentence_case(official) if shown.isupper() or official in UPPER else shown), []
    return sentence_case(official), [shown]


def the_first(name: str) -> str:
    """ "University of Bath (The)" is The University of Bath."""
    found = re.fullmatch(r"(.+?)(?:\s*\(the\)|,\s*the)", name, re.I)
    return f"{'THE' if name.isupper() else 'The'} {found[1]}" if found else name


def _core(name: str) -> list[str]:
    return sorted(word for word in normalised(name).split() if word not in SMALL)


def sentence_case(text: str) -> str:
    """A name in capitals as people write it; any other stays as it is."""
    if not text.isupper():
        return text
    words = re.split(r"(\s|/|-|\()", text)
    return "".join(_cased(word, number == 0) for number, word in enumerate(words))


def _cased(word: str, first: bool) -> str:
    if word in UPPER:
        return word
    lower = word.lower()
    if lower in LOWER and not first:
        return lower
    return lower[:1].upper() + lower[1:]


def split_languages(name: str) -> tuple[str, str]:
    """ "University of South Wales/Prifysgol De Cymru" is an English name and a Welsh one."""
    parts = [part.strip() for part in name.split("/")]
    if len(parts) == 2 and all(parts) and bool(WELSH.search(parts[0])) != bool(WELSH.search(parts[1])):
        return (parts[1], parts[0]) if WELSH.search(parts[0]) else (parts[0], parts[1])
    return name, ""
