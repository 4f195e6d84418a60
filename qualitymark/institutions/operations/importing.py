"""One row of a list of providers: added, brought up to date, or left as it is."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor
from qualitymark.core.verdict import not_now

from ..importfile import Row
from ..models import Identifier, Institution, Name
from ..postcodes import suggested_nation
from ..queries import normalised
from ..rules import can_add_institution
from .records import add_institution, change_details, is_fictitious
from .titles import add_name, rename_institution


@transaction.atomic
def import_institution(row: Row, *, by: Actor, kind: str) -> tuple[Institution, str]:
    """The institution of this UKPRN, and what was done: "new", "renamed", "changed" or "unchanged".

    A new one waits for a person to confirm nation and kind. Of a known one the name is taken over (the old one stays as a dated former
    name), unless the file's name is one it had before; town, postcode and website only where we have none: what a person typed stands.
    A repeat is always "unchanged". Refused: numbers of the fictitious range, and a place in none of the four nations.
    """
    can_add_institution(by).enforce()
    if is_fictitious(row.ukprn):
        not_now(_("UKPRN %(ukprn)s is in the range kept for made-up institutions."), ukprn=row.ukprn).enforce()
    held = Identifier.objects.filter(scheme=Identifier.Scheme.UKPRN, value=row.ukprn).select_related("institution").first()
    if held is not None:
        return _brought_up_to_date(held.institution, row, by)
    nation = suggested_nation(row.postcode)
    if not nation.nation:
        not_now(
            _("UKPRN %(ukprn)s, %(name)s: the nation cannot be told (%(why)s)."),
            _("Add it on the office's pages."),
            ukprn=row.ukprn,
            name=row.name,
            why=nation.why,
        ).enforce()
    made = add_institution(
        by=by, name=row.name, name_cy=row.name_cy, nation=nation.nation, kind=kind, ukprn=row.ukprn, also=row.also, town=row.town,
        postcode=row.postcode, website=row.website,
    )  # fmt: skip
    return made, "new"


def _brought_up_to_date(institution: Institution, row: Row, by: Actor) -> tuple[Institution, str]:
    known = set(Name.objects.filter(institution=institution).values_list("normalised", flat=True))
    renamed = normalised(row.name) not in known
    if renamed:
        institution = rename_institution(institution, by=by, name=row.name, name_cy=row.name_cy or None)
    more = [name for name in row.also if normalised(name) not in known]
    for name in more:
        add_name(institution, by=by, text=name)
    facts = {
        field: getattr(row, field) for field in ("town", "postcode", "website") if getattr(row, field) and not getattr(institution, field)
    }
    institution = change_details(institution, by=by, **facts)
    return institution, "renamed" if renamed else "changed" if facts or more else "unchanged"
