"""The whole of a self-assessment on one page: as it stands, as it is signed, and as it was sent."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qualitymark.actionplan.states import ActionState
from qualitymark.evidence.queries import hidden_item_ids
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Addendum, Submission, SubmissionPart
from qualitymark.selfassessment.queries import content_of, standing_addenda

from .board import titles_of
from .criterion import address_of, badge_of


@dataclass
class Exhibit:
    title: str
    badge: str
    url: str
    place: str
    why: str


@dataclass
class Chapter:
    """One response or action, ready to read."""

    code: str
    title: str
    html: str
    facts: dict[str, Any]
    evidence: list[Exhibit] = field(default_factory=list)
    addenda: list[Addendum] = field(default_factory=list)
    erased: bool = False

    @property
    def due(self) -> dt.date | None:
        return dt.date.fromisoformat(self.facts["due_on"]) if self.facts.get("due_on") else None

    @property
    def state(self) -> str:
        """What became of an action, in words."""
        return str(dict(ActionState.choices).get(self.facts.get("state", ""), ""))


@dataclass
class Section:
    code: str
    title: str
    chapters: list[Chapter] = field(default_factory=list)


@dataclass
class Whole:
    sections: list[Section]
    actions: list[Chapter]
    sha256: str
    addenda: list[Addendum] = field(default_factory=list)

    @property
    def chapters(self) -> list[Chapter]:
        return [each for section in self.sections for each in section.chapters]


def whole_of(actor: Any, journey: Journey) -> Whole:
    """As it stands now. While it waits for signature, `sha256` is what a signature is put under. About nine queries."""
    content = content_of(journey)
    hidden = _hidden(actor)
    pins: dict[str, list[Exhibit]] = {}
    for pin in content.pins:
        pins.setdefault(pin.criterion_code, []).append(_exhibit(pin, hidden))
    whole = _put_together(journey, content.parts, pins, content.sha256)
    _put_addenda(whole, standing_addenda(journey, journey.round))
    return whole


def sent_of(actor: Any, submission: Submission) -> Whole:
    """As it was sent, with the numbered addenda that came since."""
    hidden = _hidden(actor)
    pins: dict[str, list[Exhibit]] = {}
    for pin in submission.pins.select_related("revision__file", "revision__item").order_by("pk"):
        pins.setdefault(pin.criterion_code, []).append(_exhibit(pin, hidden))
    addenda = list(submission.addenda.select_related("attested_by", "revision__file", "revision__item"))
    whole = _put_together(submission.journey, submission.parts.all(), pins, submission.sha256)
    whole.addenda = addenda
    _put_addenda(whole, standing_addenda(submission.journey, submission.round))
    for chapter in whole.chapters:
        chapter.addenda += [each for each in addenda if each.criterion_code == chapter.code]
    return whole


def _put_addenda(whole: Whole, standing: dict[str, list[Addendum]]) -> None:
    """What was added in an earlier round stays beside what stands from it."""
    for chapter in whole.chapters:
        chapter.addenda = list(standing.get(chapter.code, []))


def _hidden(actor: Any) -> set[int]:
    return set(hidden_item_ids(actor).filter(institution_id=actor.institution_id).values_list("pk", flat=True))


def _exhibit(pin: Any, hidden: set[int]) -> Exhibit:
    revision = pin.revision
    url = "" if revision.item_id in hidden or revision.erased_at else address_of(revision)
    return Exhibit(pin.title, badge_of(revision.item, revision), url, pin.place, pin.why)


def _put_together(journey: Journey, parts: Iterable[Any], pins: dict[str, list[Exhibit]], sha256: str) -> Whole:
    wording, actions = titles_of(journey), []
    sections: dict[str, Section] = {}
    groups = dict(journey.edition.criteria.values_list("code", "group__code")) if journey.by_group else {}
    for part in parts:
        chapter = Chapter(part.key, "", part.html, part.facts, erased=bool(getattr(part, "erased_at", None)))
        if part.sort == SubmissionPart.Sort.ACTION:
            chapter.title = part.text
            actions.append(chapter)
            continue
        key = f"group.{groups[part.key]}.title" if journey.by_group else f"criterion.{part.key}.title"
        chapter.title, chapter.evidence = wording.words(key).text, pins.get(part.key, [])
        area = part.facts.get("area", "") or part.key.rstrip("0123456789")
        sections.setdefault(area, Section(area, wording.words(f"area.{area}.title").text)).chapters.append(chapter)
    return Whole(list(sections.values()), actions, sha256)
