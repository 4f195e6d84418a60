"""What an edition's file may hold. In: bytes. Out: an EditionFile, complete and consistent, or InvalidEdition naming lines and fields.

docs/framework-files.md tells the same to the person who writes one.
"""

from dataclasses import dataclass
from datetime import date

from qualitymark.core import clock
from qualitymark.core.yamltree import read_tree
from qualitymark.frameworks.models import Duty
from qualitymark.frameworks.states import KINDS, NATIONS, SIZES

from .cursor import At, Problems, check_terms, no_repeats
from .reader import InvalidEdition

FORMAT = 1
SHIPPED_ON = date(2026, 11, 24)  # when the duties of the edition that comes with the platform were checked
Texts = dict[str, str]
ANSWERS = ("yes", "partly", "not_yet")


@dataclass(frozen=True)
class Audience:
    """For whom a text or a duty is; an empty part means everyone."""

    kinds: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForSome:
    """A text for some readers: a note on a criterion, or a term's other form."""

    audience: Audience
    text: Texts


@dataclass(frozen=True)
class Term:
    key: str
    text: Texts
    by: tuple[ForSome, ...]


@dataclass(frozen=True)
class DutyFile:
    code: str
    nation: str
    standing: str
    title: Texts
    summary: Texts
    source: str
    checked: date
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class CriterionFile:
    code: str
    title: Texts
    statement: Texts
    good: Texts
    prompts: dict[str, list[str]]
    kinds: tuple[str, ...]
    sizes: tuple[str, ...]
    core: bool
    group: str
    duties: tuple[str, ...]
    notes: tuple[ForSome, ...]
    was: str


@dataclass(frozen=True)
class GroupFile:
    code: str
    title: Texts
    question: Texts


@dataclass(frozen=True)
class AreaFile:
    code: str
    title: Texts
    summary: Texts
    introduction: Texts
    readiness: dict[str, Texts]
    groups: tuple[GroupFile, ...]
    criteria: tuple[CriterionFile, ...]


@dataclass(frozen=True)
class EditionFile:
    code: str
    illustrative: bool
    follows: str
    title: Texts
    note: Texts
    introduction: Texts
    terms: tuple[Term, ...]
    duties: tuple[DutyFile, ...]
    areas: tuple[AreaFile, ...]

    @property
    def criteria(self) -> list[CriterionFile]:
        return [criterion for area in self.areas for criterion in area.criteria]


def read_edition(content: bytes) -> EditionFile:
    """The edition in a file's bytes. Raises InvalidEdition with every problem found (at most fifty)."""
    problems = Problems()
    top = At(read_tree(content, InvalidEdition), "", problems)
    places = top.fields(["format", "code", "illustrative", "title", "introduction", "terms", "duties", "areas"], ["note", "follows"])
    if "format" in places and places["format"].whole(0, 10_000) != FORMAT:
        places["format"].problem(f"This version of the platform reads format {FORMAT}.")
    illustrative = places["illustrative"].flag() if "illustrative" in places else False
    if illustrative and "note" not in places:
        top.problem("An illustrative edition carries a “note” that says so to its readers.")
    terms = _terms(places["terms"]) if "terms" in places else ()
    duties = _duties(places["duties"]) if "duties" in places else ()
    areas = _areas(places["areas"], {duty.code for duty in duties}) if "areas" in places else ()
    edition = EditionFile(
        code=places["code"].edition_code() if "code" in places else "",
        illustrative=illustrative,
        follows=places["follows"].edition_code() if "follows" in places else "",
        title=places["title"].titles() if "title" in places else {},
        note=places["note"].texts() if "note" in places else {},
        introduction=places["introduction"].texts() if "introduction" in places else {},
        terms=terms,
        duties=duties,
        areas=areas,
    )
    check_terms(problems, {term.key for term in terms})
    _check_was(edition, top)
    problems.raise_any(InvalidEdition)
    return edition


def _check_was(edition: EditionFile, top: At) -> None:
    """`was` maps criteria to the edition before: only where there is one, and each earlier criterion once."""
    earlier = [criterion.was for criterion in edition.criteria if criterion.was]
    if earlier and not edition.follows:
        top.problem("Criteria say what they were before (“was”), so the edition must say which edition it follows (“follows”).")
    for code in sorted({code for code in earlier if earlier.count(code) > 1}):
        top.problem(f"More than one criterion says that it was {code}.")


def _audience(places: dict[str, At]) -> Audience:
    return Audience(
        kinds=places["kinds"].choices(KINDS) if "kinds" in places else (),
        nations=places["nations"].choices(NATIONS) if "nations" in places else (),
        sizes=places["sizes"].choices(SIZES) if "sizes" in places else (),
    )


def _terms(place: At) -> tuple[Term, ...]:
    items = place.items(100)
    terms = []
    for item in items:
        places = item.fields(["key", "en"], ["cy", "by"])
        rules = []
        for rule in places["by"].items(30, 1) if "by" in places else []:
            parts = rule.fields(["en"], ["cy", "kinds", "nations"])
            if parts and not {"kinds", "nations"} & set(parts):
                rule.problem("Say for which kinds or nations this form of the term is.")
            rules.append(ForSome(_audience(parts), _term_texts(parts)))
        _refuse_overlap(item, rules)
        terms.append(Term(places["key"].key() if "key" in places else "", _term_texts(places), tuple(rules)))
    no_repeats(items, [term.key for term in terms], "term")
    return tuple(terms)


def _term_texts(places: dict[str, At]) -> Texts:
    return {language: places[language].plain_words(120) for language in ("en", "cy") if language in places}


def _refuse_overlap(item: At, rules: list[ForSome]) -> None:
    """Two forms of one term, equally specific, for the same reader would leave it to chance which shows."""
    for number, one in enumerate(rules):
        for other in rules[:number]:
            alike = bool(one.audience.kinds) == bool(other.audience.kinds) and bool(one.audience.nations) == bool(other.audience.nations)
            if alike and _meet(one.audience.kinds, other.audience.kinds) and _meet(one.audience.nations, other.audience.nations):
                item.problem("Two forms of this term are for the same kinds and nations. Keep one, or make one more specific.")
                return


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(set(one) & set(other)) or (not one and not other)


def _day_checked(place: At) -> date:
    """Not a day to come. A computer whose clock is behind still takes the shipped edition."""
    day = place.date()
    if day > max(clock.real_today(), SHIPPED_ON):
        place.problem(f"{day.isoformat()} is still to come: write the day on which somebody last looked at the source.")
    return day


def _duties(place: At) -> tuple[DutyFile, ...]:
    items = place.items(300)
    duties = []
    for item in items:
        places = item.fields(["code", "nation", "standing", "title", "summary", "source", "checked"], ["kinds"])
        missing = {"code", "nation", "standing", "title", "summary", "source", "checked"} - set(places)
        if not missing:
            duties.append(
                DutyFile(
                    code=places["code"].code(),
                    nation=places["nation"].choice(NATIONS),
                    standing=places["standing"].choice(Duty.Standing.values),
                    title=places["title"].titles(),
                    summary=places["summary"].texts(1000),
                    source=places["source"].address(),
                    checked=_day_checked(places["checked"]),
                    kinds=places["kinds"].choices(KINDS) if "kinds" in places else (),
                )
            )
    _unique_codes(items, 20, "duty")
    return tuple(duties)


def _unique_codes(items: list[At], most: int, what: str) -> None:
    codes = [item.node.fields["code"].text.strip() if "code" in item.node.fields else "" for item in items]
    no_repeats(items, codes, what)
    for item, code in zip(items, codes, strict=True):
        if len(code) > most:
            item.problem(f"A code of this sort has at most {most} characters.")


def _areas(place: At, duty_codes: set[str]) -> tuple[AreaFile, ...]:
    items = place.items(20, 1)
    _unique_codes(items, 10, "area")
    read = [_area(item, duty_codes) for item in items]
    groups = [group for _area_file, groups, _criteria in read for group in groups]
    criteria = [criterion for _area_file, _groups, criteria in read for criterion in criteria]
    _unique_codes(groups, 20, "group")
    _unique_codes(criteria, 10, "criterion")
    return tuple(area for area, _groups, _criteria in read)


def _area(item: At, duty_codes: set[str]) -> tuple[AreaFile, list[At], list[At]]:
    places = item.fields(["code", "title", "summary", "introduction", "readiness", "groups", "criteria"])
    group_items = places["groups"].items(10, 1) if "groups" in places else []
    criterion_items = places["criteria"].items(60, 1) if "criteria" in places else []
    groups = tuple(_group(group) for group in group_items)
    codes = {group.code for group in groups}
    criteria = tuple(_criterion(criterion, codes, duty_codes) for criterion in criterion_items)
    for code in sorted(codes - {criterion.group for criterion in criteria} - {""}):
        item.problem(f"No criterion belongs to the group {code}.")
    area = AreaFile(
        code=places["code"].code() if "code" in places else "",
        title=places["title"].titles() if "title" in places else {},
        summary=places["summary"].texts(400) if "summary" in places else {},
        introduction=places["introduction"].texts() if "introduction" in places else {},
        readiness=_readiness(places["readiness"]) if "readiness" in places else {},
        groups=groups,
        criteria=criteria,
    )
    return area, group_items, criterion_items


def _readiness(place: At) -> dict[str, Texts]:
    places = place.fields(["question", *ANSWERS])
    return {name: part.texts(600) for name, part in places.items()}


def _group(item: At) -> GroupFile:
    places = item.fields(["code", "title", "question"])
    return GroupFile(
        code=places["code"].code() if "code" in places else "",
        title=places["title"].titles() if "title" in places else {},
        question=places["question"].texts(600) if "question" in places else {},
    )


def _criterion(item: At, group_codes: set[str], duty_codes: set[str]) -> CriterionFile:
    required = ["code", "title", "statement", "good", "prompts", "core", "group"]
    places = item.fields(required, ["kinds", "sizes", "duties", "notes", "was"])
    return CriterionFile(
        code=places["code"].code() if "code" in places else "",
        title=places["title"].titles() if "title" in places else {},
        statement=places["statement"].texts(1000) if "statement" in places else {},
        good=places["good"].texts() if "good" in places else {},
        prompts=places["prompts"].lists(8) if "prompts" in places else {},
        kinds=places["kinds"].choices(KINDS) if "kinds" in places else (),
        sizes=places["sizes"].choices(SIZES) if "sizes" in places else (),
        core=places["core"].flag() if "core" in places else False,
        group=places["group"].choice(sorted(group_codes)) if "group" in places else "",
        duties=places["duties"].choices(sorted(duty_codes)) if "duties" in places else (),
        notes=_notes(places["notes"]) if "notes" in places else (),
        was=places["was"].code() if "was" in places else "",
    )


def _notes(place: At) -> tuple[ForSome, ...]:
    notes = []
    for item in place.items(20, 1):
        places = item.fields(["text"], ["kinds", "nations", "sizes"])
        if places and not {"kinds", "nations", "sizes"} & set(places):
            item.problem("Say for which kinds, nations or sizes this note is; what is for everyone belongs in the text of the criterion.")
        notes.append(ForSome(_audience(places), places["text"].texts(1000) if "text" in places else {}))
    return tuple(notes)
