"""What the demo's institutions share: their practice, with their agreement and the office's publication, and words on the register."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qualitymark.awards.operations import set_register_words
from qualitymark.awards.queries import awards_visible_to
from qualitymark.practice import operations as practice
from qualitymark.practice.queries import examples_visible_to

from .walk import Walk

# What a holder's own page of the register says beyond the award: whom to ask for, where the support is, what stands out.
REGISTER = {
    "aldermoor": ("Beth Rowan, student support", "https://www.aldermoor.example/support/care-experienced/",
                  "A named adviser from the first letter to graduation, and a room for all twelve months."),
    "quillford": ("Zadie Cole, registry", "https://www.quillford.example/support/", ""),
}  # fmt: skip


@cache
def told() -> dict[str, dict[str, dict[str, Any]]]:
    """What practice.yaml tells, by institution and criterion."""
    return yaml.safe_load((Path(__file__).parent / "practice.yaml").read_text(encoding="utf-8"))


def say_on_register(walk: Walk, key: str) -> None:
    """A holder agrees to words on its own page of the register."""
    award = awards_visible_to(walk.coordinator).filter(decision=walk.decision.pk).first() if walk.decision and key in REGISTER else None
    if award is not None:
        contact, url, highlights = REGISTER[key]
        set_register_words(award, by=walk.coordinator, contact_name=contact, support_url=url, highlights=highlights, agrees=True)


def share(walk: Walk, key: str) -> None:
    """Bring each drafted example of a released walk as far as the file says."""
    words = told().get(key, {})
    for example in examples_visible_to(walk.coordinator).order_by("pk") if walk.decision and words else []:
        said = words.get(example.criterion_code, {})
        if "text" not in said:
            continue
        practice.write_words(
            example, by=walk.coordinator, title=said["title"], text=said["text"], name_institution=said.get("named", True)
        )  # fmt: skip
        practice.consent(example, by=walk.people["sponsor"])
        if said.get("until", "published") == "published":
            practice.publish(example, by=walk.scheme.office)
