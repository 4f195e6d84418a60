"""Which institution and which award a row of an import file means."""

from django.utils.translation import gettext_lazy as _

from qualitymark.awards.importfile import Row
from qualitymark.awards.models import Award
from qualitymark.awards.states import AwardState
from qualitymark.core.verdict import not_now
from qualitymark.institutions.models import Identifier, Institution, Name
from qualitymark.institutions.queries import normalised


def institution_of_row(row: Row) -> Institution | None:
    """By UKPRN; else by one of its names, exactly as names are compared. None when nobody has either; refused when several have the name."""
    if row.ukprn:
        held = Identifier.objects.filter(scheme=Identifier.Scheme.UKPRN, value=row.ukprn).select_related("institution").first()
        if held is not None:
            return held.institution
    names = Name.objects.filter(normalised=normalised(row.institution)).values("institution_id")
    found = list(Institution.objects.filter(pk__in=names, fictitious=row.fictitious)[:2])
    if len(found) > 1:
        not_now(
            _("Several institutions are called %(name)s."), _("Give the UKPRN so that it is clear which is meant."), name=row.institution
        ).enforce()
    if found and row.ukprn and Identifier.objects.filter(institution=found[0], scheme=Identifier.Scheme.UKPRN).exists():
        return None  # the same name with another number is another institution
    return found[0] if found else None


def award_of_row(row: Row, institution: Institution) -> Award | None:
    """The award that the row tells of, if it is known: by its number; the one public record; or the standing one of that scope."""
    rows = Award.objects.filter(institution=institution)
    if row.number:
        return rows.filter(number=row.number).first()
    if row.origin == Award.Origin.PUBLIC_RECORD:
        return rows.filter(origin=Award.Origin.PUBLIC_RECORD).first()
    scope = "named" if row.scope_names else "whole"
    held = rows.filter(scope=scope, scope_names="\n".join(row.scope_names)).exclude(origin=Award.Origin.PUBLIC_RECORD)
    return (
        held.filter(starts_on=row.starts_on).first() or held.exclude(state=AwardState.SUPERSEDED).filter(state=AwardState.IN_FORCE).first()
    )
