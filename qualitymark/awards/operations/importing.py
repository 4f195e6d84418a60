"""Awards made before or beside the platform, brought in from a file: one row at a time, safe to repeat."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.awards.importfile import Row
from qualitymark.awards.models import Award
from qualitymark.awards.queries import current_award_of
from qualitymark.awards.queries.matching import award_beside, award_of_row, institution_of_row, refuse_to_change
from qualitymark.awards.rules import can_import_award
from qualitymark.awards.states import AwardState
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import not_now
from qualitymark.institutions.models import Institution
from qualitymark.institutions.operations import add_institution

from .starting import next_number


@transaction.atomic
def import_award(row: Row, *, by: Actor) -> tuple[Award, str]:
    """Bring in one award: ("new", "changed" or "unchanged" beside it). The institution is found by UKPRN or by one of its names; one
    that is not known is added where the row says its nation and kind.

    A public record has a first-awarded date or words and a source, and no derived standing; an award made elsewhere has its dates. An
    award that follows one of the same scope supersedes it; one from before it is past from the outset. Refused: a row that fits several
    institutions, one that begins after today, one that overlaps another award, one that would change what the platform decided.
    """
    can_import_award(by).enforce()
    _begun(row)
    institution = institution_of_row(row) or _added(row, by)
    institution = hold(institution)
    present = award_of_row(row, institution)
    facts = {
        "first_awarded_on": row.first_awarded_on, "first_awarded_words": row.first_awarded_words, "source": row.source,
        "edition_code": row.edition, "starts_on": row.starts_on, "ends_on": row.ends_on,
        "scope": "named" if row.scope_names else "whole", "scope_names": "\n".join(row.scope_names),
    }  # fmt: skip
    if present is None:
        return _brought_in(row, institution, facts, by), "new"
    if present.origin == Award.Origin.PLATFORM:
        refuse_to_change(institution)
    if present.origin != row.origin:
        not_now(_("The award %(number)s is not of that origin."), _("Give the row another number."), number=present.number).enforce()
    if row.number:
        facts["number"] = row.number
    changed = {name: value for name, value in facts.items() if getattr(present, name) != value}
    if not changed:
        return present, "unchanged"
    _no_other_stands(present, facts)
    Award.objects.filter(pk=present.pk).update(**changed)
    said = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in changed.items()}
    record("change_import", present, by=by, facts={"changed": sorted(said)}, detail=said)
    return hold(present), "changed"


def _begun(row: Row) -> None:
    if max(row.first_awarded_on, row.starts_on or row.first_awarded_on) > clock.today():
        not_now(_("An award that begins after today is not brought in."), _("Bring it in once it has begun.")).enforce()


def _no_other_stands(award: Award, facts: dict[str, Any]) -> None:
    """A corrected scope must not be that of another award that stands: one stands for each scope."""
    other = current_award_of(award.institution, facts["scope"], facts["scope_names"])
    if other is not None and other.pk != award.pk and award.state in (AwardState.IN_FORCE, AwardState.SUSPENDED):
        not_now(
            _("The award %(number)s stands for that scope already."), _("Correct the scope of one of the two."), number=other.number
        ).enforce()


def _brought_in(row: Row, institution: Institution, facts: dict[str, Any], by: Actor) -> Award:
    prefix = "PR" if row.origin == Award.Origin.PUBLIC_RECORD else "QME"
    beside = award_beside(row, institution)
    later = beside is not None and beside.starts_on is not None and row.starts_on is not None and beside.starts_on > row.starts_on
    if beside is not None and not later:
        move(beside, "supersede", by=by, audit={"import": row.line}, stays_current=False)
    award = Award.objects.create(
        institution=institution, origin=row.origin, number=row.number or next_number(f"{prefix}-{row.first_awarded_on.year}"), made_at=clock.now(),
        state=AwardState.SUPERSEDED if later else AwardState.IN_FORCE, follows=None if later else beside, **facts,
    )  # fmt: skip
    record("import", award, by=by, after=award.state, facts={"number": award.number, "origin": row.origin})
    return award


def _added(row: Row, by: Actor) -> Institution:
    if not (row.nation and row.kind):
        not_now(
            _("No institution is known as %(name)s."),
            _("Give its nation and kind so that it can be added, or its UKPRN. One of a demonstration needs “fictitious: yes”."),
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
