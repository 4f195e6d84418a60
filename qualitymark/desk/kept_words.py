"""A kept form as somebody can read it: each field under the name that its page gives it."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, Field
from django.urls import Resolver404, resolve
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qualitymark.core.days import PARTS
from qualitymark.core.templatetags.parts import kind_of

# What a form carries for the platform and not for a reader. It goes along unseen, as does what was left empty.
UNSEEN = {"version", "base", "both", "once", "read", "ready", "content_sha256", "then", "step"}
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
        kind = kind_of(field.widget) if field else ""
        machine = plain(name) in UNSEEN or UNSEEN_END.search(name) or kind == "hidden"
        words = said(value, field, kind)
        long = len(words) > LONG or "\n" in words
        yield KeptField(name, value, label_of(name, known), words, bool(value.strip()) and not machine, long)


def said(value: str, field: Field | None, kind: str) -> str:
    """What was typed or chosen, in words."""
    if kind == "tick":
        return _("Yes")
    choices = getattr(field, "choices", None)
    return str(choices_in_words(choices).get(value, value)) if choices else value


def plain(name: str) -> str:
    """The field's own name, where it is one of several rows: steps-0-what is what."""
    return name.rpartition("-")[2]


def known_fields(path: str, names: set[str]) -> dict[str, Field]:
    """The fields of the form that was filled in: of those that its page knows, the one which shares most names with what came."""
    try:
        view = inspect.unwrap(resolve(path.partition("?")[0]).func)
    except Resolver404:
        return {}
    near = (each for each in view.__globals__.values() if inspect.isclass(each) and issubclass(each, BaseForm))
    forms: list[dict[str, Field]] = [getattr(each, "base_fields", {}) for each in near]
    found = max(forms, key=lambda fields: len(names & fields.keys()), default={})
    return found if names & found.keys() else {}


def choices_in_words(choices: Any) -> dict[str, Any]:
    """Each choice's value and its words; those of a group stand beside the others."""
    flat: dict[str, Any] = {}
    for value, words in choices:
        if isinstance(words, list | tuple):
            flat |= {str(inner): told for inner, told in words}
        else:
            flat[str(value)] = words
    return flat


def label_of(name: str, known: dict[str, Field]) -> str:
    """What its page calls the field; else its own name as words."""
    name = plain(name)
    if name in known and known[name].label:
        return str(known[name].label)
    whole, _stroke, part = name.rpartition("_")
    of_day = {code: label for code, label, _width in PARTS}.get(part)
    if whole and of_day:
        return _("%(field)s: %(part)s") % {"field": label_of(whole, known), "part": of_day}
    return capfirst(name.replace("_", " "))
