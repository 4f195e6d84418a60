"""Awards made before or beside the platform, brought in from a file: one row at a time, safe to repeat."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.awards.importfile import Row
from qualitymark.awards.models import Award
from qualitymark.awards.queries.matching import award_of_row, institution_of_row
from qualitymark.awards.rules import can_import_award
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import not_now
from qualitymark.institutions.models import Institution
from qualitymark.institutions.operations import add_institution

from .starting import next_number


@transaction.atomic
def import_award(row: Row, *, by: Actor) -> tuple[Award, str]:
    """Bring in one award: ("new", "changed" or "unchanged" beside it). The institution is found by UKPRN or by one of its names; one
    that is not known is added where the row says its nation and kind.

    A public record has a first-awarded date or words and a source, and no derived standing; an award made elsewhere has its dates.
    Refused: a row that fits several institutions, and one that would stand beside an award the platform decided.
    """
    can_import_award(by).enforce()
    institution = institution_of_row(row) or _added(row, by)
    institution = hold(institution)
    present = award_of_row(row, institution)
    facts = {
        "first_awarded_on": row.first_awarded_on, "first_awarded_words": row.first_awarded_words, "source": row.source,
        "edition_code": row.edition, "starts_on": row.starts_on, "ends_on": row.ends_on,
    }  # fmt: skip
    if present is None:
        prefix = "PR" if row.origin == Award.Origin.PUBLIC_RECORD else "QME"
        award = Award.objects.create(
            institution=institution, origin=row.origin, number=row.number or next_number(f"{prefix}-{row.first_awarded_on.year}"), made_at=clock.now(),
            scope="named" if row.scope_names else "whole", scope_names="\n".join(row.scope_names), **facts,
        )  # fmt: skip
        record("import", award, by=by, after=award.state, facts={"number": award.number, "origin": row.origin})
        return award, "new"
    if present.origin == Award.Origin.PLATFORM:
        not_now(_("The platform itself decided an award of %(name)s: a file does not change it."), name=institution.name).enforce()
    changed = {name: value for name, value in facts.items() if getattr(present, name) != value}
    if not changed:
        return present, "unchanged"
    Award.objects.filter(pk=present.pk).update(**changed)
    said = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in changed.items()}
    record("change_import", present, by=by, facts={"changed": sorted(said)}, detail=said)
    return hold(present), "changed"


def _added(row: Row, by: Actor) -> Institution:
    if not (row.nation and row.kind):
        not_now(
            _("No institution is known as %(name)s."),
            _("Give its nation and kind so that it can be added, or its UKPRN."),
            name=row.institution,
        ).enforce()
    return add_institution(
        by=by,
        name=row.institution,
        nation=row.nation,
        kind=row.kind,
        ukprn=row.ukprn,
        also=row.also,
        town=row.town,
        fictitious=row.fictitious,
    )
