"""One row of a list of providers: added, brought up to date, or left as it is."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor
from qualitymark.core.verdict import not_now

from ..importfile import Row
from ..models import Institution
from ..postcodes import suggested_nation
from ..queries import Known, known_by_number, normalised
from ..rules import can_add_institution
from .records import add_institution, change_details, is_fictitious
from .titles import add_name, rename_institution

FILLED = ("town", "postcode", "website")


@dataclass(frozen=True)
class Judged:
    """What a row would do: "new", "renamed", "changed" or "unchanged", and what it brings."""

    what: str
    name: str
    nation: str
    more: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def judge_row(row: Row, held: Known | None) -> Judged:
    """What `import_institution` does with a row, beside what is known under its number; nothing is read or written.

    A new one waits for a person to confirm nation and kind. Of a known one the name is taken over (the old one stays as a dated former
    name), unless the file's name is one it had before; town, postcode and website only where we have none: what a person typed stands.
    A repeat is always "unchanged". Refused: numbers of the fictitious range, and a place in none of the four nations.
    """
    if is_fictitious(row.ukprn):
        not_now(_("UKPRN %(ukprn)s is in the range kept for made-up institutions."), ukprn=row.ukprn).enforce()
    if held is not None:
        more = tuple(name for name in row.also if normalised(name) not in held.names)
        facts = {name: getattr(row, name) for name in FILLED if getattr(row, name) and not getattr(held.institution, name)}
        renamed = normalised(row.name) not in held.names
        what = "renamed" if renamed else "changed" if facts or more else "unchanged"
        return Judged(what, row.name if renamed else held.institution.name, held.institution.nation, more, facts)
    nation = suggested_nation(row.postcode)
    if not nation.nation:
        not_now(
            _("UKPRN %(ukprn)s, %(name)s: the nation cannot be told (%(why)s)."),
            _("Add it on the office's pages."),
            ukprn=row.ukprn,
            name=row.name,
            why=nation.why,
        ).enforce()
    return Judged("new", row.name, nation.nation, row.also)


@transaction.atomic
def import_institution(row: Row, *, by: Actor, kind: str) -> tuple[Institution, str]:
    """The institution of this UKPRN, and what was done. See judge_row."""
    can_add_institution(by).enforce()
    held = known_by_number(row.ukprn).get(row.ukprn)
    judged = judge_row(row, held)
    if held is None:
        made = add_institution(
            by=by, name=row.name, name_cy=row.name_cy, nation=judged.nation, kind=kind, ukprn=row.ukprn, also=row.also, town=row.town,
            postcode=row.postcode, website=row.website,
        )  # fmt: skip
        return made, judged.what
    institution = held.institution
    if judged.what == "renamed":
        institution = rename_institution(institution, by=by, name=row.name, name_cy=row.name_cy or None)
    for name in judged.more:
        add_name(institution, by=by, text=name)
    if judged.facts:
        institution = change_details(institution, by=by, **judged.facts)
    return institution, judged.what
