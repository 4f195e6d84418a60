"""Which institution and which award a row of an import file means."""

from django.utils.translation import gettext_lazy as _

from qualitymark.awards.importfile import Row
from qualitymark.awards.models import Award
from qualitymark.awards.queries import current_award_of
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
    """The award that the row tells of, if it is known: by its number; the one public record; or by the day on which it started.

    Refused: a number that another institution's award has; and a start on which an award of overlapping scope began, where neither the
    number nor the scope says which of the two is meant.
    """
    if row.number:
        held = Award.objects.filter(number=row.number).first()
        if held is not None and held.institution_id != institution.pk:
            not_now(
                _("The number %(number)s belongs to an award of another institution."), _("Correct one of the two."), number=row.number
            ).enforce()
        if held is not None:
            return held
    rows = Award.objects.filter(institution=institution)
    if row.origin == Award.Origin.PUBLIC_RECORD:
        return rows.filter(origin=Award.Origin.PUBLIC_RECORD).first()
    begun = list(rows.exclude(origin=Award.Origin.PUBLIC_RECORD).filter(starts_on=row.starts_on))
    for award in begun:
        if tuple(award.scope_names.splitlines()) == row.scope_names:
            return award
    for award in begun:
        names = set(award.scope_names.splitlines())
        if not names or not row.scope_names or names & set(row.scope_names):
            not_now(
                _("%(name)s has an award from that day already, %(number)s, with another scope."),
                _("If it is the same one, give that number in the row; then its scope is corrected."), name=institution.name, number=award.number,
            ).enforce()  # fmt: skip
    return None


def refuse_to_change(institution: Institution) -> None:
    """Always a refusal: what was decided on the platform is not changed by a file."""
    not_now(_("The platform itself decided an award of %(name)s: a file does not change it."), name=institution.name).enforce()


def award_beside(row: Row, institution: Institution) -> Award | None:
    """The award that stands for the scope of a new row, over before the row's or begun after it. Refused: one whose term overlaps."""
    held = current_award_of(institution, "named" if row.scope_names else "whole", "\n".join(row.scope_names))
    if held is None or row.starts_on is None or row.ends_on is None or held.starts_on is None or held.ends_on is None:
        return None
    if held.origin == Award.Origin.PLATFORM and held.starts_on <= row.ends_on:
        refuse_to_change(institution)
    if held.starts_on <= row.ends_on and row.starts_on <= held.ends_on:
        not_now(
            _("%(name)s has an award of that scope from %(start)s to %(end)s already, %(number)s."),
            _("If it is the same one, give that number in the row; then its dates are corrected."),
            name=institution.name, number=held.number, start=held.starts_on.isoformat(), end=held.ends_on.isoformat(),
        ).enforce()  # fmt: skip
    return held
