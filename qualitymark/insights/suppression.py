"""Which cells of a table of counts must be withheld, so that no small one is shown and none can be computed from the rest.

A cell is small below `minimum`, nothing included: "none" tells as much as "one". Totals are always shown, so a withheld cell needs company:
in each row and column at least two are withheld, they hold at least `minimum` together, and each could be another number without
any shown figure being another. Pure arithmetic on lists; what the counts are of is the caller's.
"""

Cell = tuple[int, int]


def withheld_in_row(counts: list[int], minimum: int) -> set[int]:
    """The places of a row, whose sum is shown, that are withheld: small ones, then the smallest others until they are safe together."""
    hidden = {place for place, count in enumerate(counts) if count < minimum}
    while hidden and not _safe_together([counts[place] for place in hidden], minimum) and len(hidden) < len(counts):
        least = min(count for place, count in enumerate(counts) if place not in hidden)
        hidden |= {place for place, count in enumerate(counts) if count == least}  # all of that size: which one was taken would tell
    return hidden


def withheld_in_table(table: list[list[int]], minimum: int) -> set[Cell]:
    """The cells of a table, whose row and column sums are shown, that are withheld. Every sum must itself be `minimum` or more."""
    cells = [(row, column) for row in range(len(table)) for column in range(len(table[0]) if table else 0)]
    hidden = {cell for cell in cells if table[cell[0]][cell[1]] < minimum}
    while hidden and len(hidden) < len(cells):
        wanting = _line_that_wants(table, hidden, minimum) or _cell_that_is_known(table, hidden)
        if wanting is None:
            break
        shown = [cell for cell in cells if cell not in hidden]
        beside = [cell for cell in shown if _in_line(cell, wanting)] or shown
        least = min(table[row][column] for row, column in beside)
        hidden |= {(row, column) for row, column in beside if table[row][column] == least}
    return hidden


def _safe_together(counts: list[int], minimum: int) -> bool:
    """Withheld counts keep each other's secret: several, enough institutions, and not all as large as a small count can be."""
    return len(counts) > 1 and sum(counts) >= minimum and any(count != minimum - 1 for count in counts)


def _in_line(cell: Cell, wanting: tuple[int | None, int | None]) -> bool:
    return cell[0] == wanting[0] or cell[1] == wanting[1]


def _line_that_wants(table: list[list[int]], hidden: set[Cell], minimum: int) -> tuple[int | None, int | None] | None:
    """A row or a column whose withheld cells are too few or hold too little; None where there is none."""
    for axis in (0, 1):
        for line in sorted({cell[axis] for cell in hidden}):
            held = [table[row][column] for row, column in hidden if (row, column)[axis] == line]
            whole = len(table[0]) if axis == 0 else len(table)
            if not _safe_together(held, minimum) and len(held) < whole:
                return (line, None) if axis == 0 else (None, line)
    return None


def _cell_that_is_known(table: list[list[int]], hidden: set[Cell]) -> Cell | None:
    """A withheld cell that could be no other number, given everything shown; None where there is none."""
    return next(
        (cell for cell in sorted(hidden) if not (can_change(table, hidden, cell, up=True) or can_change(table, hidden, cell, up=False))),
        None,
    )


def can_change(table: list[list[int]], hidden: set[Cell], cell: Cell, *, up: bool) -> bool:
    """Could this withheld cell be one more (or one less) while every sum stays and no count falls below nothing?

    One more here must be made up by one less in its column, that by one more in its row, and so on until the row of `cell` is whole again:
    a way through the withheld cells, looked for breadth first.
    """

    def lowers(place: Cell) -> bool:
        return table[place[0]][place[1]] > 0

    if not up and not lowers(cell):
        return False
    columns, seen_rows, seen_columns = [cell[1]], set(), {cell[1]}
    while columns:
        column = columns.pop()
        rows = [row for row, other in hidden if other == column and (row, other) != cell and row not in seen_rows]
        for row in rows:
            if up and not lowers((row, column)):
                continue
            if row == cell[0]:
                return True
            seen_rows.add(row)
            for other_row, other in hidden:
                if other_row == row and other not in seen_columns and (up or lowers((row, other))):
                    seen_columns.add(other)
                    columns.append(other)
    return False
