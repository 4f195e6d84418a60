"""What an institution answers: the criteria for its kind and size, one by one or in groups; and titles for lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from qualitymark.frameworks.models import Criterion, CriterionFor, Edition

from .wording import Words, under, wording_of


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
    what, asked = ("group", "question") if by_group else ("criterion", "statement")
    wanted = under("term.") | (under(f"{what}.") & Q(key__regex=rf"\.(title|{asked})$"))
    wording = wording_of(edition, language=language, nation=nation, kind=kind, size=size, wanted=wanted)
    units: dict[str, Unit] = {}
    for criterion in criteria_for(edition, kind=kind, size=size):
        code = criterion.group.code if by_group else criterion.code
        if code not in units:
            units[code] = Unit(code, wording.words(f"{what}.{code}.title"), wording.words(f"{what}.{code}.{asked}"))
        units[code].criteria.append(criterion)
    return list(units.values())


def criterion_titles(edition: Edition, *, language: str = settings.LANGUAGE_CODE) -> dict[str, Words]:
    """Titles by criterion code, for lists. One query."""
    return _titles(edition, language, "criterion")


def unit_titles(edition: Edition, *, by_group: bool, language: str = settings.LANGUAGE_CODE) -> dict[str, Words]:
    """Titles by criterion code of what is answered in one response: of the criterion, or where a provider answers by group, of its group. One
    query, or two."""
    if not by_group:
        return criterion_titles(edition, language=language)
    titles = group_titles(edition, language=language)
    codes = Criterion.objects.filter(edition=edition).values_list("code", "group__code")
    return {code: titles[group] for code, group in codes if group in titles}


def answered_with(first: Criterion, *, kind: str, size: str, by_group: bool) -> list[Criterion]:
    """What the response under this criterion answers: it alone, or (by group) every criterion of its group that is for this kind and size."""
    if not by_group:
        return [first]
    return list(criteria_for(first.edition, kind=kind, size=size).filter(group_id=first.group_id)) or [first]


def criterion_names(
    edition: Edition, criteria: Iterable[Criterion], *, by_group: bool = False, language: str = settings.LANGUAGE_CODE
) -> dict[str, str]:
    """By code, what a letter or a line calls a criterion of this edition: "CL1 A place to turn to"; where one answer serves a whole group, by
    the group's title; the code alone where there is no title. One query."""
    titles = (group_titles if by_group else criterion_titles)(edition, language=language)
    return {each.code: f"{each.code} {titles.get(each.group.code if by_group else each.code, '')}".strip() for each in criteria}


def area_titles(edition: Edition, *, language: str = settings.LANGUAGE_CODE) -> dict[str, Words]:
    """Titles by area code, for lists. One query."""
    return _titles(edition, language, "area")


def group_titles(edition: Edition, *, language: str = settings.LANGUAGE_CODE) -> dict[str, Words]:
    """Titles by group code, for lists. One query."""
    return _titles(edition, language, "group")


def _titles(edition: Edition, language: str, what: str) -> dict[str, Words]:
    wording = wording_of(edition, language=language, wanted=under(f"{what}.") & Q(key__endswith=".title"))
    return {key.split(".")[1]: wording.words(key) for key in wording.rows}
