"""Searching the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from qualitymark.institutions.models import Kind, Nation

# Drawn as plain markup: a form of the framework would take as long as the rest of the page.
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "nation": [("", _("All nations")), *Nation.choices],
    "kind": [("", _("All kinds")), *Kind.choices],
    "show": [("current", _("Awards that stand today")), ("past", _("Awards that have ended"))],
}


def asked_of_register(data: Any) -> dict[str, str]:
    """What an address asks for. What is not a choice narrows nothing: an address that somebody kept never breaks."""
    asked = {name: data.get(name, "") if data.get(name, "") in dict(choices) else "" for name, choices in CHOICES.items()}
    return asked | {"search": data.get("q", "")[:200].replace("\x00", "")}
