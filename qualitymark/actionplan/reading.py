"""A plan in a table, as somebody has it in a spreadsheet: one action a line. In: bytes or text. Out: rows, and a sentence for each line
that is not taken. A bad line loses nothing of the rest."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from qualitymark.core.tables import decoded, headed

from .models import Action

ROWS_MOST, BYTES_MOST = 300, 1_000_000
# What each column may be called, in lower case.
COLUMNS = {
    "what": ("what", "action", "what will you do", "improvement action"),
    "why": ("why", "reason", "finding"),
    "measure": ("measure", "how we will know", "success measure", "success criteria"),
    "criteria": ("criteria", "criterion", "codes"),
    "owner_name": ("owner", "who", "owner_name", "responsible"),
    "owner_email": ("email", "e-mail", "owner_email"),
    "department": ("department", "team"),
    "due_on": ("due", "due_on", "by when", "done by", "deadline"),
    "priority": ("priority",),
}
MOST = {"what": 300, "why": 5000, "measure": 5000, "owner_name": 120, "department": 100}


@dataclass(frozen=True)
class PlanRow:
    """One line of the table; `line` is its number there."""

    line: int
    what: str
    why: str = ""
    measure: str = ""
    criteria: tuple[str, ...] = ()
    owner_name: str = ""
    owner_email: str = ""
    department: str = ""
    due_on: dt.date | None = None
    priority: str = Action.Priority.NORMAL


@dataclass
class Plan:
    rows: list[PlanRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_plan(content: bytes | str) -> Plan:
    """The rows of a table with a heading line, columns in any order, with commas, semicolons or tabs between."""
    text = (decoded(content) if isinstance(content, bytes) else content).replace("\x00", "")
    if len(text) > BYTES_MOST:
        return Plan(problems=[_("That is longer than a plan may be. Bring in up to %(most)s actions at a time.") % {"most": ROWS_MOST}])
    plan = Plan()
    heading, records = headed(text)
    if heading.problem:
        return Plan(problems=[_line(heading.line, heading.problem)])
    if not heading.cells:
        return Plan(problems=[_("The table is empty.")])
    places = _places(heading.cells)
    if "what" not in places:
        return Plan(problems=[_("The first line has to name the columns, and one of them has to be “What”.")])
    for record in records:
        if record.blank:
            continue
        number, cells = record.line, record.cells
        if len(plan.rows) >= ROWS_MOST:
            plan.problems.append(
                _("Line %(line)s and those after it are not taken: bring in up to %(most)s at a time.")
                % {"line": number, "most": ROWS_MOST}
            )
            break
        if record.problem:
            plan.problems.append(_line(number, record.problem))
            continue
        _take(plan, number, {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()})
    return plan


def _line(number: int, problem: object) -> str:
    return _("Line %(line)s: %(problem)s") % {"line": number, "problem": problem}


def _places(heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(heading):
        said = re.sub(r"[^a-z_\- ]", "", cell.strip().lower()).strip()
        for name, names in COLUMNS.items():
            if said in names:
                found.setdefault(name, at)
    return found


def _take(plan: Plan, line: int, cells: dict[str, str]) -> None:
    problem, facts = _facts(cells)
    if problem:
        plan.problems.append(_line(line, problem))
    else:
        plan.rows.append(PlanRow(line, **facts))


def _facts(cells: dict[str, str]) -> tuple[str, dict]:
    """A sentence that says what is wrong, or the facts of the row."""
    facts: dict = {name: cells.get(name, "") for name in MOST}
    if not facts["what"]:
        return _("it does not say what will be done."), {}
    for name, most in MOST.items():
        if len(facts[name]) > most:
            return _("“%(start)s…” is longer than the %(most)s characters that fit.") % {"start": facts[name][:30], "most": most}, {}
    facts["criteria"] = tuple(dict.fromkeys(re.findall(r"[A-Z]{2}\d{1,2}", cells.get("criteria", "").upper())))
    email = cells.get("owner_email", "")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            return _("“%(email)s” is not an e-mail address.") % {"email": email[:60]}, {}
    facts["owner_email"] = email
    if cells.get("due_on"):
        facts["due_on"] = _day(cells["due_on"])
        if facts["due_on"] is None:
            return _("“%(day)s” is not a day; write it as 27/3/2027 or 2027-03-27.") % {"day": cells["due_on"][:30]}, {}
    said = cells.get("priority", "").lower()
    facts["priority"] = said if said in Action.Priority.values else str(Action.Priority.NORMAL)
    return "", facts


def _day(text: str) -> dt.date | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    numbers = [int(each) for each in found.groups()] if found else []
    if not found and (found := re.fullmatch(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", text)):
        numbers = [int(each) for each in reversed(found.groups())]
    try:
        return dt.date(*numbers) if numbers else None
    except ValueError:
        return None


def as_table(plan: Plan) -> str:
    """The rows as a table that `read_plan` reads again: what a page carries from the look to the button."""
    held = io.StringIO()
    writer = csv.writer(held)
    names = list(COLUMNS)
    writer.writerow(names)
    for row in plan.rows:
        cells = {name: getattr(row, name) for name in names}
        cells |= {"criteria": " ".join(row.criteria), "due_on": row.due_on.isoformat() if row.due_on else ""}
        writer.writerow([cells[name] for name in names])
    return held.getvalue()
