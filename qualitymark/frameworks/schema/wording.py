"""What a file of overlays may hold: translations and typographic corrections for a published edition. In: bytes. Out: a WordingFile."""

import re
from dataclasses import dataclass

from qualitymark.core.yamltree import read_tree

from .cursor import BRACES, At, Problems, no_repeats
from .reader import InvalidWording
from .rows import STORED

KEY = re.compile(r"[a-z]+(\.[A-Za-z0-9_-]+){0,4}")


@dataclass(frozen=True)
class Wording:
    key: str
    language: str
    text: str
    why: str
    line: int

    @property
    def terms(self) -> list[str]:
        return BRACES.findall(self.text)


@dataclass(frozen=True)
class WordingFile:
    edition: str
    texts: tuple[Wording, ...]


def read_wording(content: bytes) -> WordingFile:
    """The overlays in a file's bytes. Raises InvalidWording with every problem found. Whether the edition has such a text is the operation's to say."""
    problems = Problems()
    top = At(read_tree(content, InvalidWording), "", problems)
    places = top.fields(["edition", "texts"])
    items = places["texts"].items(5000, 1) if "texts" in places else []
    texts = tuple(_text(item) for item in items)
    no_repeats(items, [f"{wording.key} ({wording.language})" if wording.key else "" for wording in texts], "text")
    edition = places["edition"].text(20) if "edition" in places else ""
    problems.raise_any(InvalidWording)
    return WordingFile(edition, texts)


def _text(item: At) -> Wording:
    places = item.fields(["key", "language", "text", "why"])
    return Wording(
        key=places["key"].pattern(KEY, "a key, such as criterion.CL1.statement", 80) if "key" in places else "",
        language=STORED.get(places["language"].choice(STORED), "") if "language" in places else "",
        text=places["text"].words() if "text" in places else "",
        why=places["why"].text(200) if "why" in places else "",
        line=item.node.line,
    )
