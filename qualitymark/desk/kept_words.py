"""A kept form as somebody can read it: each field under the name that its page gives it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qualitymark.core.templatetags.parts import kind_of
from qualitymark.core.typed import UNSEEN, known_fields, label_of, plain, said

# What a form carries for the platform goes along unseen, as does what was left empty.
UNSEEN_END = re.compile(r"(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$")
LONG = 60  # characters; more, or a second line, is shown in a box


@dataclass(frozen=True)
class KeptField:
    name: str
    value: str
    label: str
    words: str
    shown: bool
    long: bool


def fields_of(held: dict[str, Any]) -> Iterator[KeptField]:
    """Every kept field in the order in which it came; what is not for a reader is marked as not shown."""
    known = known_fields(held["path"], {plain(name) for name, _value in held["fields"]})
    for name, value in held["fields"]:
        field = known.get(plain(name))
        machine = plain(name) in UNSEEN or UNSEEN_END.search(name) or (field is not None and kind_of(field.widget) == "hidden")
        words = said(value, field)
        long = len(words) > LONG or "\n" in words
        yield KeptField(name, value, label_of(name, known), words, bool(value.strip()) and not machine, long)
