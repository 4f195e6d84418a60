"""Figures across the sector, already suppressed: never of one institution, never a ranking.

They rest on released decisions, one an institution (its latest). They appear once the policy's minimum of decisions is reached and then move
on in steps of the smallest cell allowed, so that nobody learns one institution's judgements by comparing the page before and after its release.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from qualitymark.core import clock
from qualitymark.decisions.models import DecidedArea, DecidedCriterion, Decision
from qualitymark.frameworks.models import Edition, Policy
from qualitymark.frameworks.queries.criteria import area_titles, criterion_titles
from qualitymark.frameworks.queries.editions import edition_in_force
from qualitymark.frameworks.queries.policies import labels_for, policy_in_force
from qualitymark.frameworks.queries.wording import Words
from qualitymark.institutions.models import Kind, Nation
from qualitymark.review.states import Level, Outcome

from .suppression import withheld_in_row, withheld_in_table

LEVELS = (Level.NOT_YET, Level.MEETS, Level.ENHANCED, Level.EXCEPTIONAL)
GROUPINGS = {"nation": Nation, "kind": Kind}


@dataclass(frozen=True)
class Figure:
    """How many institutions; None is withheld. `at_least` means this many or more."""

    code: str
    label: object
    count: int | None
    at_least: bool = False


@dataclass(frozen=True)
class Group:
    """Institutions of one nation or kind in one area, by level."""

    label: object
    institutions: int
    levels: list[Figure]


@dataclass(frozen=True)
class AreaFigures:
    """One area: how many institutions stand at each level. `withheld` is how many stand at the levels not shown, together."""

    code: str
    title: Words | str
    levels: list[Figure]
    withheld: int
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class SectorFigures:
    institutions: int
    decisions: int
    until: dt.date  # the release of the last decision counted
    cell_minimum: int
    nations: list[Figure]
    kinds: list[Figure]
    areas: list[AreaFigures]
    suggestions: list[Figure]


@dataclass(frozen=True)
class Judged:
    """The latest decision of one institution, as far as figures go."""

    nation: str
    kind: str
    levels: dict[str, str]  # area code -> level
    with_suggestions: frozenset[str]  # criterion codes


def decisions_awaited() -> int | None:
    """How many released decisions the figures wait for, as the policy in force says; never how many there are."""
    policy = policy_in_force()
    return policy.decisions_minimum if policy else None


def sector_figures(*, language: str, by: str = "") -> SectorFigures | None:
    """The figures, each area also by nation or kind where `by` says so; None before the policy's minimum is reached. Ten queries."""
    policy, edition = policy_in_force(), edition_in_force()
    if policy is None or edition is None:
        return None
    released = Decision.objects.filter(released_at__isnull=False, withdrawn_at=None).order_by("released_at", "pk")
    place = "submission__journey__institution"
    rows = list(released.values_list("pk", "released_at", place, f"{place}__nation", f"{place}__kind"))
    counted = rows[: decisions_counted(len(rows), policy)]
    areas = list(edition.areas.values_list("code", flat=True))
    judged = _judged(counted, areas)
    if not counted or len(judged) < policy.cell_minimum:
        return None
    return _figures(judged, counted[-1][1], len(counted), areas, policy, edition, language, by)


def decisions_counted(released: int, policy: Policy) -> int:
    """How many of the released decisions count: none before the minimum, then steps of the smallest cell."""
    if released < policy.decisions_minimum:
        return 0
    step = max(policy.cell_minimum, 1)
    return policy.decisions_minimum + (released - policy.decisions_minimum) // step * step


def _judged(rows: list[tuple], areas: list[str]) -> list[Judged]:
    """One for each institution with a level in every area of the edition in force."""
    latest = {institution: (pk, nation, kind) for pk, _at, institution, nation, kind in rows}
    keys = [pk for pk, _nation, _kind in latest.values()]
    levels: dict[int, dict[str, str]] = {}
    for pk, code, level in DecidedArea.objects.filter(decision_id__in=keys).values_list("decision_id", "area__code", "level"):
        levels.setdefault(pk, {})[code] = level
    suggested: dict[int, set[str]] = {}
    found = DecidedCriterion.objects.filter(decision_id__in=keys, outcome=Outcome.WITH_SUGGESTIONS)
    for pk, code in found.values_list("decision_id", "criterion__code"):
        suggested.setdefault(pk, set()).add(code)
    return [
        Judged(nation, kind, levels[pk], frozenset(suggested.get(pk, ())))
        for pk, nation, kind in latest.values()
        if set(areas) <= set(levels.get(pk, ()))
    ]


def _figures(
    judged: list[Judged], last: dt.datetime, decisions: int, areas: list[str], policy: Policy, edition: Edition, language: str, by: str
) -> SectorFigures:
    labels = labels_for(policy, language=language)["area"]
    titles, minimum = area_titles(edition, language=language), policy.cell_minimum
    return SectorFigures(
        institutions=len(judged),
        decisions=decisions,
        until=clock.date_of(last),
        cell_minimum=minimum,
        nations=row_of(Counter(each.nation for each in judged), Nation.choices, minimum),
        kinds=row_of(Counter(each.kind for each in judged), Kind.choices, minimum),
        areas=[area_figures(judged, code, titles.get(code, code), labels, minimum, by) for code in areas],
        suggestions=suggestions_of(judged, _criteria(edition, language), minimum),
    )


def _criteria(edition: Edition, language: str) -> dict[str, Words]:
    """Titles by criterion code, in the framework's order."""
    titles = criterion_titles(edition, language=language)
    return {code: titles[code] for code in edition.criteria.values_list("code", flat=True) if code in titles}


def row_of(counts: Counter[str], choices: Iterable[tuple[str, object]], minimum: int) -> list[Figure]:
    """A row of figures whose sum is known, suppressed."""
    known = list(choices)
    hidden = withheld_in_row([counts[code] for code, _label in known], minimum)
    return [Figure(code, label, None if place in hidden else counts[code]) for place, (code, label) in enumerate(known)]


def area_figures(judged: list[Judged], code: str, title: Words | str, labels: dict[str, str], minimum: int, by: str = "") -> AreaFigures:
    """One area across the sector and, where `by` names a grouping, for each group that is itself large enough to be shown."""
    choices = [(level.value, labels.get(level, level.label)) for level in LEVELS]
    levels = row_of(Counter(each.levels[code] for each in judged), choices, minimum)
    withheld = len(judged) - sum(figure.count or 0 for figure in levels)
    groups = _groups(judged, code, levels, minimum, by) if by in GROUPINGS else []
    return AreaFigures(code, title, levels, withheld, groups)


def _groups(judged: list[Judged], code: str, levels: list[Figure], minimum: int, by: str) -> list[Group]:
    """Groups by levels. What is withheld in either margin counts as one group and one level, so that every sum of the table is known."""
    sizes = row_of(Counter(getattr(each, by) for each in judged), GROUPINGS[by].choices, minimum)
    rows = [figure.code for figure in sizes if figure.count is not None]
    columns = [figure.code for figure in levels if figure.count is not None]
    counts = Counter(
        (group if (group := getattr(each, by)) in rows else "", level if (level := each.levels[code]) in columns else "") for each in judged
    )
    all_rows = [*rows, *([""] if len(rows) < len(sizes) and any(row == "" for row, _column in counts) else [])]
    all_columns = [*columns, *([""] if any(column == "" for _row, column in counts) else [])]
    if len(all_rows) < 2 or len(all_columns) < 2:
        return []  # one group or one level says nothing that the whole does not
    hidden = withheld_in_table([[counts[row, column] for column in all_columns] for row in all_rows], minimum)
    seen = {(row, column) for i, row in enumerate(all_rows) for j, column in enumerate(all_columns) if (i, j) not in hidden}
    by_code = {figure.code: figure for figure in sizes}
    return [
        Group(
            by_code[row].label,
            by_code[row].count or 0,
            [Figure(level.code, level.label, counts[row, level.code] if (row, level.code) in seen else None) for level in levels],
        )
        for row in rows
    ]


def suggestions_of(judged: list[Judged], titles: dict[str, Words], minimum: int) -> list[Figure]:
    """Criteria that were often met with suggestions, in the framework's order. Where all but a few had them, only "at least" is said."""
    counts = Counter(code for each in judged for code in each.with_suggestions)
    most = len(judged) - minimum
    found = []
    for code, title in titles.items():
        count = min(counts[code], most)
        if count >= minimum:
            found.append(Figure(code, title, count, at_least=counts[code] > most))
    return found
