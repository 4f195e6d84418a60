"""An edition as plain facts, the same whether they come from a file or from the database: what its hash is of, and what a preview compares."""

import hashlib
import json
from dataclasses import dataclass, field

from qualitymark.frameworks.states import KINDS, SIZES

from .edition import ANSWERS, Audience, EditionFile, Texts

STORED = {"en": "en-gb", "cy": "cy"}  # a file's languages, as the site names them
MARKDOWN = ("note", "introduction", "statement", "good", "summary")


def audience_text(audience: Audience) -> str:
    """ "kinds:college,college_group nations:wales"; empty for everyone."""
    parts = {"kinds": audience.kinds, "nations": audience.nations, "sizes": audience.sizes}
    return " ".join(f"{name}:{','.join(values)}" for name, values in parts.items() if values)


def read_audience(text: str) -> Audience:
    parts = dict(part.split(":", 1) for part in text.split())
    return Audience(**{name: tuple(values.split(",")) for name, values in parts.items()})


def is_markdown(key: str) -> bool:
    """Is the text under this key written in Markdown, and so kept as HTML too?"""
    parts = key.split(".")
    return parts[-1] in MARKDOWN or (len(parts) == 4 and parts[2] == "note")


@dataclass
class EditionRows:
    """The facts of an edition; lists are in reading order."""

    code: str
    illustrative: bool
    follows: str
    areas: list[str] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)  # code, area
    criteria: dict[str, dict] = field(default_factory=dict)  # code: area, group, core, was, kinds, sizes
    duties: dict[str, dict] = field(default_factory=dict)  # code: nation, standing, source, checked, audience, criteria
    texts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # (key, language): text, audience

    @property
    def content_hash(self) -> str:
        """SHA-256 in one canonical form: the order of a file's fields, its comments and line breaks do not count."""
        texts = [[*name, *content] for name, content in sorted(self.texts.items())]
        content = [self.code, self.illustrative, self.follows, self.areas, self.groups, list(self.criteria.items())]
        content += [list(self.duties.items()), texts]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def rows_of_file(edition: EditionFile) -> EditionRows:
    rows = EditionRows(edition.code, edition.illustrative, edition.follows)
    _put(rows, "edition", {"title": edition.title, "note": edition.note, "introduction": edition.introduction})
    for term in edition.terms:
        _put(rows, f"term.{term.key}", {"0": term.text})
        for number, rule in enumerate(term.by, 1):
            _put(rows, f"term.{term.key}", {str(number): rule.text}, audience_text(rule.audience))
    ties: dict[str, list[str]] = {duty.code: [] for duty in edition.duties}
    for area in edition.areas:
        rows.areas.append(area.code)
        _put(rows, f"area.{area.code}", {"title": area.title, "summary": area.summary, "introduction": area.introduction})
        _put(rows, f"area.{area.code}.readiness", {name: area.readiness[name] for name in ("question", *ANSWERS)})
        for group in area.groups:
            rows.groups.append((group.code, area.code))
            _put(rows, f"group.{group.code}", {"title": group.title, "question": group.question})
        for criterion in area.criteria:
            rows.criteria[criterion.code] = {
                "area": area.code,
                "group": criterion.group,
                "core": criterion.core,
                "was": criterion.was,
                "kinds": list(criterion.kinds or KINDS),
                "sizes": list(criterion.sizes or SIZES),
            }
            start = f"criterion.{criterion.code}"
            _put(rows, start, {"title": criterion.title, "statement": criterion.statement, "good": criterion.good})
            for language, prompts in criterion.prompts.items():
                for number, prompt in enumerate(prompts, 1):
                    _put(rows, f"{start}.prompt", {str(number): {language: prompt}})
            for number, note in enumerate(criterion.notes, 1):
                _put(rows, f"{start}.note", {str(number): note.text}, audience_text(note.audience))
            for code in criterion.duties:
                ties[code].append(criterion.code)
    for duty in edition.duties:
        rows.duties[duty.code] = {
            "nation": duty.nation,
            "standing": duty.standing,
            "source": duty.source,
            "checked": duty.checked.isoformat(),
            "audience": audience_text(Audience(kinds=duty.kinds)),
            "criteria": ties[duty.code],
        }
        _put(rows, f"duty.{duty.code}", {"title": duty.title, "summary": duty.summary})
    return rows


def _put(rows: EditionRows, start: str, texts: dict[str, Texts], audience: str = "") -> None:
    for name, by_language in texts.items():
        for language, text in by_language.items():
            rows.texts[f"{start}.{name}", STORED[language]] = (text, audience)
