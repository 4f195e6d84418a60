"""No withheld figure can be computed: not from sums, not from other tables."""

import itertools
from collections import Counter

import pytest
from django.db import models
from hypothesis import assume, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from qualitymark.insights.queries import LEVELS, Judged, area_figures, row_of, suggestions_of
from qualitymark.insights.suppression import withheld_in_row, withheld_in_table

pytestmark = [pytest.mark.once, pytest.mark.properties]


def rows_with_sum(length, total):
    """Every row of that many counts with that sum."""
    if length == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in rows_with_sum(length - 1, total - first):
            yield (first, *rest)


def published_row(row, minimum):
    hidden = withheld_in_row(list(row), minimum)
    return tuple(None if place in hidden else count for place, count in enumerate(row))


@pytest.mark.parametrize("minimum, length, most", [(2, 4, 12), (3, 3, 20), (3, 4, 14), (5, 2, 24), (5, 3, 24), (5, 4, 18)])
def test_even_who_knows_the_method_cannot_tell_a_withheld_count_of_a_row(minimum, length, most):
    """Every row there can be is suppressed; those that look alike when published must differ in each withheld place."""
    alike = {}
    for total in range(minimum, most + 1):
        for row in rows_with_sum(length, total):
            alike.setdefault((total, published_row(row, minimum)), []).append(row)
    for (_total, shown), rows in alike.items():
        for place, count in enumerate(shown):
            assert count is not None or len({row[place] for row in rows}) > 1, (shown, rows)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=7), st.integers(1, 10))
def test_no_small_count_of_a_row_is_shown_and_the_withheld_ones_are_many_enough_together(row, minimum):
    hidden = withheld_in_row(row, minimum)
    assert all(count >= minimum for place, count in enumerate(row) if place not in hidden)
    together = [row[place] for place in hidden]
    assert not hidden or (len(hidden) > 1 and sum(together) >= minimum) or len(hidden) == len(row)
    assert hidden or all(count >= minimum for count in row)


tables = st.integers(2, 3).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 5), min_size=columns, max_size=columns), min_size=2, max_size=3)
)


def alternatives(table, hidden):
    """Every table with the same sums and the same shown cells."""
    height, width = len(table), len(table[0])
    sums = [sum(row) for row in table]
    for rows in itertools.product(*(list(rows_with_sum(width, total)) for total in sums)):
        if any(sum(rows[i][j] for i in range(height)) != sum(table[i][j] for i in range(height)) for j in range(width)):
            continue
        if all(rows[i][j] == table[i][j] for i in range(height) for j in range(width) if (i, j) not in hidden):
            yield rows


@bounded(max_examples=60)
@given(tables, st.integers(2, 4))
def test_each_withheld_cell_of_a_table_could_be_another_number(table, minimum):
    assume(all(sum(row) >= minimum for row in table) and all(sum(column) >= minimum for column in zip(*table, strict=True)))
    hidden = withheld_in_table(table, minimum)
    assert all(table[i][j] >= minimum for i in range(len(table)) for j in range(len(table[0])) if (i, j) not in hidden)
    possible = list(alternatives(table, hidden))
    for i, j in hidden:
        assert len({rows[i][j] for rows in possible}) > 1


@given(tables, st.integers(2, 4))
def test_what_a_line_of_a_table_withholds_is_large_enough_together(table, minimum):
    assume(all(sum(row) >= minimum for row in table) and all(sum(column) >= minimum for column in zip(*table, strict=True)))
    hidden = withheld_in_table(table, minimum)
    for axis in (0, 1):
        for line in {cell[axis] for cell in hidden}:
            held = [table[i][j] for i, j in hidden if (i, j)[axis] == line]
            assert len(held) > 1 and sum(held) >= minimum


# All that the page publishes, taken together

AREAS = ["AA", "BB"]
LABELS = {level.value: str(level.label) for level in LEVELS}
GROUPINGS = {
    "nation": models.TextChoices("Nations", "england scotland wales"),
    "kind": models.TextChoices("Kinds", "college university sixth_form"),
}
EVERY_SORT = [
    Judged(nation, kind, {"AA": first, "BB": second}, frozenset())
    for nation, kind, first, second in itertools.product(
        GROUPINGS["nation"].values, GROUPINGS["kind"].values, *([[each.value for each in LEVELS]] * 2)
    )
]
PRIME = 2**61 - 1


def everything(found, minimum):
    """(what is counted, the figure) of each cell that any page shows: by nation and by kind, in both areas; and of each withheld one."""
    cells = [(lambda each: True, len(found))]
    for name, choices in [(name, each.choices) for name, each in GROUPINGS.items()]:
        for figure in row_of(Counter(getattr(each, name) for each in found), choices, minimum):
            cells.append((_is(name, figure.code), figure.count))
            for code in AREAS:
                area = area_figures(found, code, code, LABELS, minimum, name)
                for level in area.levels:
                    cells.append((_level(code, level.code), level.count))
                for group in area.groups:
                    value = next(value for value, label in choices if label == group.label)
                    cells += [(_both(name, value, code, level.code), level.count) for level in group.levels]
    return cells


def _is(name, value):
    return lambda each: getattr(each, name) == value


def _level(code, level):
    return lambda each: each.levels[code] == level


def _both(name, value, code, level):
    return lambda each: getattr(each, name) == value and each.levels[code] == level


def echelon(vectors):
    """The vectors as a basis, each led by a place of its own (in arithmetic modulo a large prime: whole numbers, no rounding)."""
    basis = {}
    for each in vectors:
        rest, lead = reduced(each, basis)
        if lead is not None:
            inverse = pow(rest[lead], -1, PRIME)
            basis[lead] = [value * inverse % PRIME for value in rest]
    return basis


def reduced(vector, basis):
    """What is left of a vector over the basis, and its first place; None for the place if nothing is left."""
    rest, first = list(vector), None
    for place in range(len(rest)):
        if not rest[place]:
            continue
        if place not in basis:
            first = place if first is None else first
            continue
        factor = rest[place]
        rest = [(value - factor * known) % PRIME for value, known in zip(rest, basis[place], strict=True)]
    return rest, first


def vector(counts):
    return [int(counts(sort)) for sort in EVERY_SORT]


several = st.lists(st.tuples(st.sampled_from(EVERY_SORT), st.integers(1, 9)), min_size=4, max_size=25)


@bounded(max_examples=40)
@given(several.map(lambda each: [sort for sort, times in each for _time in range(times)]), st.integers(2, 5))
def test_no_withheld_figure_follows_from_all_the_shown_ones_of_every_page(monkeypatch, found, minimum):
    """Each figure is a sum over the sorts of institution there can be: a withheld one must not be a combination of shown ones."""
    monkeypatch.setattr("qualitymark.insights.queries.GROUPINGS", GROUPINGS)
    assume(len(found) >= minimum)
    cells = everything(found, minimum)
    assert all(count is None or count >= minimum for _counts, count in cells)
    basis = echelon(vector(counts) for counts, count in cells if count is not None)
    assert [count for counts, count in cells if count is None and reduced(vector(counts), basis)[1] is None] == []


@given(st.lists(st.frozensets(st.sampled_from(["AA1", "AA2"])), min_size=5, max_size=40), st.integers(2, 6))
def test_suggestions_tell_neither_of_a_few_nor_of_all_but_a_few(sets, minimum):
    found = [Judged("england", "college", {}, each) for each in sets]
    for figure in suggestions_of(found, {"AA1": "One", "AA2": "Two"}, minimum):
        true = sum(figure.code in each for each in sets)
        assert minimum <= figure.count <= len(sets) - minimum
        assert figure.count == true or (figure.at_least and true > figure.count)
