"""What the demo's institutions share of their practice: their own words, their agreement, the office's publication."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qualitymark.practice import operations as practice
from qualitymark.practice.queries import examples_visible_to

from .walk import Walk


@cache
def told() -> dict[str, dict[str, dict[str, Any]]]:
    """What practice.yaml tells, by institution and criterion."""
    return yaml.safe_load((Path(__file__).parent / "practice.yaml").read_text(encoding="utf-8"))


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
