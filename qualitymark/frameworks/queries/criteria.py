"""What an institution answers: the criteria for its kind and size, one by one or in groups; and titles for lists."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from qualitymark.frameworks.models import Criterion, CriterionFor, Edition

from .wording import Wording, Words, wording_of


def criteria_for(edition: Edition, *, kind: str = "", size: str = "") -> QuerySet[Criterion]:
    """The criteria for a kind and size of provider, in order, with edition, area and group at hand; empty narrows nothing."""
    rows = Criterion.objects.filter(edition=edition).select_related("edition", "area", "group").order_by("number")
    if kind or size:
        fors = CriterionFor.objects.filter(criterion=OuterRef("pk"))
        fors = fors.filter(kind=kind) if kind else fors
        rows = rows.filter(Exists(fors.filter(size=size) if size else fors))
    return rows


@dataclass
class Unit:
    """What is answered in one response: one criterion, or a group of them. `first` is the criterion that the response stands under."""

    code: str
    title: Words
    question: Words
    criteria: list[Criterion] = field(default_factory=list)

    @property
    def first(self) -> Criterion:
        return self.criteria[0]


def units_for(
    edition: Edition, *, kind: str, size: str, by_group: bool, nation: str = "", language: str = settings.LANGUAGE_CODE
) -> list[Unit]:
    """What a provider of this kind and size answers, in order: each criterion, or (`by_group`) each group that has one for it. Two queries."""
    starts = ["term.", "group.", "criterion."]
    wording = wording_of(edition, language=language, nation=nation, kind=kind, size=size, starts=starts)
    units: dict[str, Unit] = {}
    for criterion in criteria_for(edition, kind=kind, size=size):
        code = criterion.group.code if by_group else criterion.code
        if code not in units:
            start = f"group.{code}" if by_group else f"criterion.{code}"
            units[code] = Unit(code, wording.words(f"{start}.title"), wording.words(f"{start}.{'question' if by_group else 'statement'}"))
        units[code].criteria.append(criterion)
    return list(units.values())


def criterion_titles(edition: Edition, *, language: str = settings.LANGUAGE_CODE) -> dict[str, Words]:
    """Titles by criterion code, for lists. One query."""
    return _titles(wording_of(edition, language=language, starts=["criterion."]), "criterion")


def area_titles(edition: Edition, *, language: str = settings.LANGUAGE_CODE) -> dict[str, Words]:
    """Titles by area code, for lists. One query."""
    return _titles(wording_of(edition, language=language, starts=["area."]), "area")


def _titles(wording: Wording, what: str) -> dict[str, Words]:
    parts = [key.split(".") for key in wording.rows]
    codes = [part[1] for part in parts if part[0] == what and part[2:] == ["title"]]
    return {code: wording.words(f"{what}.{code}.title") for code in codes}
