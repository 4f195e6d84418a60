"""What somebody typed into a form of ours, each field under the name that its page gives it."""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BaseForm, Field, PasswordInput
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .days import PARTS
from .templatetags.parts import kind_of

# What a form carries for the platform and not for a reader.
UNSEEN = {"csrfmiddlewaretoken", "version", "base", "both", "writing", "once", "read", "ready", "seen", "content_sha256", "then", "step"}
A_LINE = 40  # characters: what is longer, or has a second line, costs time to type again


def typed_in(request: HttpRequest) -> str:
    """What would be lost if this form were gone: everything typed and chosen, in words, where a long text is among it; else nothing."""
    if request.method != "POST":
        return ""
    sent: QueryDict = request.POST
    known = known_fields(request.path, {plain(name) for name in sent})
    said = [(name, value, known.get(plain(name))) for name in sent for value in sent.getlist(name) if isinstance(value, str)]
    seen = [(name, value.strip(), field) for name, value, field in said if value.strip() and for_a_reader(name, field)]
    if not any(is_long(value, field) for _name, value, field in seen):
        return ""
    words = ((label_of(name, known), in_words(value, field)) for name, value, field in seen)
    return "\n\n".join(f"{label}\n{told}" for label, told in words if told)


def for_a_reader(name: str, field: Field | None) -> bool:
    secret = "password" in name.lower() or (field is not None and isinstance(field.widget, PasswordInput))
    return not secret and plain(name) not in UNSEEN and not name.endswith("_FORMS") and (field is None or kind_of(field.widget) != "hidden")


def is_long(value: str, field: Field | None) -> bool:
    if field is not None and hasattr(field, "choices"):
        return False
    return len(value) > A_LINE or "\n" in value or (field is not None and kind_of(field.widget) == "textarea")


def in_words(value: str, field: Field | None) -> str:
    """What was typed or chosen; nothing for a choice that has no words here, such as the mark of a row."""
    if field is None or not hasattr(field, "choices"):
        return said(value, field)
    return str(choices_in_words(field.choices).get(value, ""))


def said(value: str, field: Field | None) -> str:
    """What was typed or chosen, in words; a choice that has none as it was sent."""
    if field is not None and kind_of(field.widget) == "tick":
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
    forms: list[dict[str, Field]] = [getattr(each, "base_fields", {}) for each in _forms_near(view)]
    found = max(forms, key=lambda fields: len(names & fields.keys()), default={})
    return found if names & found.keys() else {}


def _forms_near(view: Any) -> Iterator[type[BaseForm]]:
    return (each for each in view.__globals__.values() if inspect.isclass(each) and issubclass(each, BaseForm))


def choices_in_words(choices: Iterable[Any]) -> dict[str, Any]:
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
