"""A kept form as somebody can read it: each field under the name that its page gives it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qualitymark.core.typed import for_a_reader, known_fields, label_of, plain, said

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
        words = said(value, field)
        long = len(words) > LONG or "\n" in words
        yield KeptField(name, value, label_of(name, known), words, bool(value.strip()) and for_a_reader(name, field), long)
