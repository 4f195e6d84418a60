"""Long lists at the speed of text.

The markup of a row stands in a template, as `{{ row.name }}`. It is rendered once for each shape of row (which of its fields are empty)
and not once a row, and every field is escaped as the template would. So a row's template may ask whether a field is empty, and nothing else.
"""

import html
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

# Letters of the private-use area: they stand in no language, and are taken out of what is shown.
OPEN, CLOSE, BETWEEN = "\ue000", "\ue001", "\ue002"
TAKEN = {ord(letter): None for letter in (OPEN, CLOSE, BETWEEN)}
MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")


def rows_html(template: str, rows: Sequence[Any], **context: Any) -> SafeString:
    """The rows (named tuples of text, all of one kind) through `template`, one after another."""
    if not rows:
        return mark_safe("")
    width, patterns, made = len(rows[0]), dict[tuple[bool, ...], tuple[str, Any]](), []
    escaped = _escaped(rows, width)
    for start, row in enumerate(rows):
        shape = tuple(map(bool, row))
        if shape not in patterns:
            patterns[shape] = _pattern(template, row, context)
        literal, chosen = patterns[shape]
        made.append(literal % chosen(escaped[start * width : (start + 1) * width]))
    return mark_safe("".join(made))


def _escaped(rows: Sequence[Any], width: int) -> list[str]:
    """Every field of every row, escaped in one go."""
    found = html.escape(BETWEEN.join([field for row in rows for field in row])).split(BETWEEN)
    if len(found) != len(rows) * width:
        found = [html.escape(field.translate(TAKEN)) for row in rows for field in row]
    return found


def _pattern(template: str, row: Any, context: dict[str, Any]) -> tuple[str, Any]:
    """The template's text for this shape with %s for each field that it shows, and what picks those fields."""
    marks = {name: f"{OPEN}{place}{CLOSE}" if value else "" for place, (name, value) in enumerate(row._asdict().items())}
    parts = MARK.split(get_template(template).render({"row": marks, **context}))
    places = [int(place) for place in parts[1::2]]
    literal = "%s".join(part.replace("%", "%%") for part in parts[::2])
    if len(places) < 2:  # itemgetter gives no tuple of one or none
        return literal, lambda fields: tuple(fields[place] for place in places)
    return literal, itemgetter(*places)
