"""The guidance of an edition as a page reads it: areas, groups, criteria, notes and duties, with their words ready. Three queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise

from qualitymark.frameworks.models import Criterion, Duty, DutyCriterion, Edition
from qualitymark.frameworks.schema.edition import Audience
from qualitymark.frameworks.schema.rows import read_audience
from qualitymark.frameworks.states import KIND_NAMES, NATION_NAMES, SIZE_NAMES

from .criteria import criteria_for
from .wording import Wording, Words, under, wording_of


@dataclass(frozen=True)
class NoteWords:
    """A note for some readers; `whom` heads it on a page that shows several ("Scotland: colleges, college groups")."""

    words: Words
    audience: Audience

    @property
    def whom(self) -> str:
        nations = ", ".join(str(NATION_NAMES[nation]) for nation in self.audience.nations)
        others = ", ".join(
            [str(KIND_NAMES[kind]) for kind in self.audience.kinds] + [str(SIZE_NAMES[size]) for size in self.audience.sizes]
        )
        said = ": ".join(part for part in (nations, others) if part)
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class DutyWords:
    """A national duty. `criteria` holds the codes of the criteria it is tied to."""

    code: str
    nation: str
    standing: str
    standing_name: str | Promise
    title: Words
    summary: Words
    source: str
    checked_on: dt.date
    criteria: tuple[str, ...] = ()

    @property
    def nation_name(self) -> str | Promise:
        return NATION_NAMES[self.nation]


@dataclass
class CriterionGuidance:
    """All there is to read beside one criterion. `pk` is for joins in code; addresses use the code."""

    pk: int
    code: str
    number: int
    core: bool
    group_code: str
    title: Words
    statement: Words
    good: Words
    prompts: list[Words]
    notes: list[NoteWords]
    duties: list[DutyWords] = field(default_factory=list)
    area_title: Words = Words()
    group_title: Words = Words()
    group_question: Words = Words()


@dataclass
class GroupGuidance:
    code: str
    title: Words
    question: Words
    criteria: list[CriterionGuidance] = field(default_factory=list)


@dataclass(frozen=True)
class Readiness:
    """One question of the readiness check, and the words for each answer: answers["yes"], ["partly"], ["not_yet"]."""

    question: Words
    answers: dict[str, Words]


@dataclass
class AreaGuidance:
    code: str
    number: int
    title: Words
    summary: Words
    introduction: Words
    readiness: Readiness
    groups: list[GroupGuidance] = field(default_factory=list)

    @property
    def criteria(self) -> list[CriterionGuidance]:
        return sorted((criterion for group in self.groups for criterion in group.criteria), key=lambda criterion: criterion.number)


@dataclass
class Guidance:
    edition: Edition
    title: Words
    note: Words
    introduction: Words
    areas: list[AreaGuidance]
    terms: dict[str, str]

    @property
    def criteria(self) -> list[CriterionGuidance]:
        return [criterion for area in self.areas for criterion in area.criteria]

    @property
    def has_fallback(self) -> bool:
        """Is some of it not in the reader's language? Then the page says so at its head."""
        return any(words.fallback for criterion in self.criteria for words in (criterion.title, criterion.statement, criterion.good))


def guidance_for(edition: Edition, *, nation: str = "", kind: str = "", size: str = "", language: str = settings.LANGUAGE_CODE) -> Guidance:
    """The edition for a reader of this nation, kind and size; what is not known is left empty and narrows nothing. Three queries."""
    wording = wording_of(edition, language=language, nation=nation, kind=kind, size=size)
    ties = DutyCriterion.objects.filter(duty__edition=edition)
    duties = _duties_by_criterion(ties.filter(duty__nation=nation) if nation else ties, wording)
    areas: dict[str, AreaGuidance] = {}
    groups: dict[str, GroupGuidance] = {}
    for row in criteria_for(edition, kind=kind, size=size):
        if row.area.code not in areas:
            areas[row.area.code] = _area(row.area.code, row.area.number, wording)
        if row.group.code not in groups:
            groups[row.group.code] = group = GroupGuidance(
                row.group.code, wording.words(f"group.{row.group.code}.title"), wording.words(f"group.{row.group.code}.question")
            )
            areas[row.area.code].groups.append(group)
        groups[row.group.code].criteria.append(_criterion(row, wording, duties.get(row.pk, [])))
    return Guidance(
        edition=edition,
        title=wording.words("edition.title"),
        note=wording.words("edition.note"),
        introduction=wording.words("edition.introduction"),
        areas=list(areas.values()),
        terms=wording.terms(),
    )


def criterion_guidance(
    criterion: Criterion, *, nation: str = "", kind: str = "", size: str = "", language: str = settings.LANGUAGE_CODE
) -> CriterionGuidance:
    """One criterion for one reader. Two queries, if the row came with its edition, area and group (`criteria_for` brings them)."""
    area, group = criterion.area.code, criterion.group.code
    wanted = under("term.", "duty.", f"criterion.{criterion.code}.", f"area.{area}.title", f"group.{group}.")
    wording = wording_of(criterion.edition, language=language, nation=nation, kind=kind, size=size, wanted=wanted)
    ties = DutyCriterion.objects.filter(criterion=criterion)
    duties = _duties_by_criterion(ties.filter(duty__nation=nation) if nation else ties, wording)
    return _criterion(criterion, wording, duties.get(criterion.pk, []))


def duty_words(duty: Duty, wording: Wording, criteria: Iterable[str] = ()) -> DutyWords:
    """A national duty in the words of an edition, with the codes of the criteria it is shown beside."""
    return DutyWords(
        code=duty.code,
        nation=duty.nation,
        standing=duty.standing,
        standing_name=Duty.Standing(duty.standing).label,
        title=wording.words(f"duty.{duty.code}.title"),
        summary=wording.words(f"duty.{duty.code}.summary"),
        source=duty.source,
        checked_on=duty.checked_on,
        criteria=tuple(criteria),
    )


def _duties_by_criterion(ties: QuerySet[DutyCriterion], wording: Wording) -> dict[int, list[DutyWords]]:
    found: dict[int, list[DutyWords]] = {}
    ready: dict[int, DutyWords | None] = {}
    for tie in ties.select_related("duty").order_by("duty__number"):
        if tie.duty_id not in ready:
            wanted = wording.is_for(read_audience(tie.duty.audience))
            ready[tie.duty_id] = duty_words(tie.duty, wording) if wanted else None
        if duty := ready[tie.duty_id]:
            found.setdefault(tie.criterion_id, []).append(duty)
    return found


def _area(code: str, number: int, wording: Wording) -> AreaGuidance:
    start = f"area.{code}"
    answers = {answer: wording.words(f"{start}.readiness.{answer}") for answer in ("yes", "partly", "not_yet")}
    return AreaGuidance(
        code=code,
        number=number,
        title=wording.words(f"{start}.title"),
        summary=wording.words(f"{start}.summary"),
        introduction=wording.words(f"{start}.introduction"),
        readiness=Readiness(wording.words(f"{start}.readiness.question"), answers),
    )


def _criterion(row: Criterion, wording: Wording, duties: list[DutyWords]) -> CriterionGuidance:
    start = f"criterion.{row.code}"
    return CriterionGuidance(
        pk=row.pk,
        code=row.code,
        number=row.number,
        core=row.core,
        group_code=row.group.code,
        title=wording.words(f"{start}.title"),
        statement=wording.words(f"{start}.statement"),
        good=wording.words(f"{start}.good"),
        prompts=[words for words, _audience in wording.numbered(f"{start}.prompt")],
        notes=[NoteWords(words, audience) for words, audience in wording.numbered(f"{start}.note") if wording.is_for(audience)],
        duties=duties,
        area_title=wording.words(f"area.{row.area.code}.title"),
        group_title=wording.words(f"group.{row.group.code}.title"),
        group_question=wording.words(f"group.{row.group.code}.question"),
    )
