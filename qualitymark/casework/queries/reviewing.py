"""The submission as a reader judges it: each response with its evidence, what was added since, and the reader's own judgement beside it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qualitymark.core.actor import Actor
from qualitymark.decisions.models import DecidedCriterion
from qualitymark.decisions.queries import answered_criteria, standing_in
from qualitymark.evidence.models import Revision, Sensitivity
from qualitymark.evidence.queries import hidden_item_ids
from qualitymark.frameworks.models import Area, Criterion
from qualitymark.frameworks.queries import CriterionGuidance, answered_with, criterion_guidance, labels_for, wording_of
from qualitymark.frameworks.queries.wording import Wording
from qualitymark.journeys.states import PartyCapacity
from qualitymark.review.models import AreaJudgement, Clarification, Judgement, View
from qualitymark.review.queries import area_judgements_of, areas_of, judgements_of, needed_units, units_of
from qualitymark.selfassessment.models import Addendum, PinnedEvidence, SubmissionPart
from qualitymark.selfassessment.queries import standing_addenda

Labels = dict[str, dict[str, str]]
PICTURES = {"png", "jpg", "jpeg"}


@dataclass(frozen=True)
class Evidence:
    """One item as cited. `text` is shown on the page; `url` opens it; `picture` says that `url` may stand in an img."""

    item_ref: str
    kind: str
    title: str
    place: str
    why: str
    text: str = ""
    url: str = ""
    picture: bool = False
    outside: bool = False
    gone: bool = False  # erased for cause: its place and digest remain


def evidence_line(revision: Revision, title: str, place: str = "", why: str = "") -> Evidence:
    """An evidence revision as a line on a page. Its item (and file, if any) were loaded with it."""
    name = revision.file.name if revision.file else ""
    content = (revision.ref, name, revision.url, revision.text, revision.erased_at is not None)
    return _line(revision.item.ref, title, place, why, *content, opens=_file_address())


def _file_address() -> str:
    """Where a file opens, its ref still to be put in: worked out once, not for each of a hundred lines."""
    return reverse("selfassessment:evidence_file", args=["REF"])


def _line(item_ref: str, title: str, place: str, why: str, ref: str, name: str, url: str, text: str, gone: bool, *, opens: str) -> Evidence:
    if gone:
        return Evidence(item_ref, _("ERASED"), title, place, why, gone=True)
    if name:
        ending = name.rpartition(".")[2].lower()
        return Evidence(item_ref, ending.upper()[:5], title, place, why, url=opens.replace("REF", ref), picture=ending in PICTURES)
    if url:
        return Evidence(item_ref, _("LINK"), title, place, why, url=url, outside=True)
    return Evidence(item_ref, _("TEXT"), title, place, why, text=text)


@dataclass
class Added:
    """An addendum beside the response it belongs to."""

    number: int
    words: Any
    html: str
    evidence: Evidence | None
    on: dt.datetime


@dataclass
class Unit:
    """One response to judge. All words are ready, so that fifty of them cost no more than their text."""

    criterion: Criterion
    code: str
    title: str
    area_title: str
    core: bool
    html: str
    not_applicable_why: str
    gone: bool
    evidence: list[Evidence] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    questions: list[Clarification] = field(default_factory=list)
    judgement: Judgement | None = None
    outcome: str = ""
    tone: str = ""
    needed: bool = True
    url: str = ""
    stands: bool = False  # from the round before, with its judgement (`outcome`, `said`): nobody judges it in this round
    said: str = ""


def row_of(unit: Unit) -> dict[str, Any]:
    """A unit for a loop of a template: a dictionary, because a template asks for its keys before it asks for attributes."""
    mine = unit.judgement
    return vars(unit) | {
        "evidence": [vars(each) for each in unit.evidence],
        "share_worthy": bool(mine and mine.share_worthy),
        "reasons": mine.reasons if mine else unit.said,
        "suggestion": mine.suggestion if mine else "",
    }


@dataclass
class AreaLine:
    area: Area
    title: str
    judgement: AreaJudgement | None
    level: str
    url: str
    standing: list[Unit] = field(default_factory=list)
    unjudged: int = 0  # criteria of the area that this reader has still to judge


@dataclass
class ReviewPage:
    """`units` are what is judged; `standing` what is only read, because it stands from the round before."""

    view: View
    units: list[Unit]
    areas: list[AreaLine]
    labels: Labels
    opened: Unit | None = None
    standing: list[Unit] = field(default_factory=list)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [row_of(unit) for unit in sorted(self.units + self.standing, key=lambda unit: unit.criterion.number)]

    @property
    def still_to_do(self) -> list[Unit]:
        return [unit for unit in self.units if unit.needed and unit.judgement is None]

    @property
    def areas_to_do(self) -> list[AreaLine]:
        return [line for line in self.areas if line.judgement is None]


TONES = {"met": "done", "with_suggestions": "done", "not_yet": "care", "not_applicable": ""}


def review_page(actor: Actor, view: View) -> ReviewPage:
    """Everything of one view on one page. Ten queries, whatever the number of responses; in a further round a few more for what stands."""
    submission = view.submission
    criteria = units_of(submission)
    judged, levelled = judgements_of(view), area_judgements_of(view)
    language = get_language() or ""
    labels = labels_for(submission.journey.policy, language=language)
    wording = wording_of(submission.journey.edition, language=language, wanted=Q(key__endswith=".title"))
    kept = standing_in(submission)
    stood = [each for each in answered_criteria(submission) if kept.stands(each)] if kept.criteria else []
    units = _units(actor, view, criteria + stood, judged, labels, wording)
    units, standing = units[: len(criteria)], units[len(criteria) :]
    for unit in standing:
        _let_stand(unit, view, kept.criteria[unit.criterion.pk], labels)
    lines = [_area(view, area, wording, levelled.get(area.pk), labels) for area in areas_of(criteria)]
    for line in lines:
        line.standing = [unit for unit in standing if unit.criterion.area_id == line.area.pk]
        line.unjudged = sum(unit.criterion.area_id == line.area.pk and unit.needed and unit.judgement is None for unit in units)
    return ReviewPage(view, units, lines, labels, standing=standing)


def _let_stand(unit: Unit, view: View, decided: DecidedCriterion, labels: Labels) -> None:
    unit.stands, unit.needed, unit.said = True, False, decided.feedback
    unit.outcome, unit.tone = labels["criterion"].get(decided.outcome, decided.get_outcome_display()), TONES.get(decided.outcome, "")
    unit.url = f"{reverse('casework:review', args=[view.ref])}#{unit.code}"


def _units(
    actor: Actor,
    view: View,
    criteria: list[Criterion],
    judged: dict[int, Judgement],
    labels: Labels,
    wording: Wording,
) -> list[Unit]:
    submission = view.submission
    parts = {part.key: part for part in SubmissionPart.objects.filter(submission=submission, sort=SubmissionPart.Sort.RESPONSE)}
    evidence, added, questions = _evidence(actor, view), _added(actor, view), defaultdict[int, list[Clarification]](list)
    for question in Clarification.objects.filter(submission=submission).order_by("asked_at", "pk"):
        questions[question.criterion_id].append(question)
    needed = {criterion.pk for criterion in needed_units(view, criteria)}
    found, address = [], reverse("casework:review_criterion", args=[view.ref, "CODE"])
    for criterion in criteria:
        part, mine = parts[criterion.code], judged.get(criterion.pk)
        facts = part.facts
        found.append(
            Unit(
                criterion=criterion,
                code=criterion.code,
                title=_unit_title(wording, criterion, submission.journey.by_group),
                area_title=_title(wording, "area", criterion.area.code),
                core=criterion.core,
                html=part.html,
                not_applicable_why=(facts.get("not_applicable_why") or _("no reason given")) if facts.get("not_applicable") else "",
                gone=part.erased_at is not None,
                evidence=evidence[criterion.code],
                added=added[criterion.code],
                questions=questions[criterion.pk],
                judgement=mine,
                outcome=labels["criterion"].get(mine.outcome, mine.get_outcome_display()) if mine else "",
                tone=TONES.get(mine.outcome, "") if mine else "",
                needed=criterion.pk in needed,
                url=address.replace("CODE", criterion.code),
            )
        )
    return found


def _unit_title(wording: Wording, criterion: Criterion, by_group: bool) -> str:
    """A response of a small provider answers the whole group of its criterion, and is called after it."""
    return _title(wording, "group", criterion.group.code) if by_group else _title(wording, "criterion", criterion.code)


def _title(wording: Wording, what: str, code: str) -> str:
    return str(wording.words(f"{what}.{code}.title")) or code


def _evidence(actor: Actor, view: View) -> defaultdict[str, list[Evidence]]:
    """By criterion code. An item for named people is shown to them alone, wherever it is cited."""
    found, opens = defaultdict[str, list[Evidence]](list), _file_address()
    pins = PinnedEvidence.objects.filter(submission=view.submission).exclude(revision__item__in=hidden_item_ids(actor)).order_by("pk")
    rows = pins.values_list(
        "criterion_code", "revision__item__ref", "title", "place", "why", "revision__ref", "revision__file__name", "revision__url",
        "revision__text", "revision__erased_at",
    )  # fmt: skip
    for code, item_ref, title, place, why, ref, name, url, text, erased_at in rows:
        found[code].append(_line(item_ref, title, place, why, ref, name or "", url, text, erased_at is not None, opens=opens))
    return found


def _added(actor: Actor, view: View) -> defaultdict[str, list[Added]]:
    """Addenda by criterion code; what one of them adds for named people alone is shown to them alone."""
    found = defaultdict[str, list[Added]](list)
    rows = [row for each in standing_addenda(view.submission.journey, view.submission.round).values() for row in each]
    rows += Addendum.objects.filter(submission=view.submission).select_related("revision__item", "revision__file")
    named = any(row.revision and row.revision.item.sensitivity == Sensitivity.NAMED for row in rows)
    hidden = set(hidden_item_ids(actor).values_list("pk", flat=True)) if named else set()
    for row in rows:
        shown = row.revision is not None and row.revision.item_id not in hidden
        evidence = evidence_line(row.revision, row.revision.item.title) if shown and row.revision else None
        words: Any = row.get_sort_display()
        if row.submission_id != view.submission_id:
            words = _("%(what)s, round %(number)d") % {"what": words, "number": row.submission.round}
        found[row.criterion_code].append(Added(row.number, words, row.html, evidence, row.attested_at))
    return found


def _area(view: View, area: Area, wording: Wording, mine: AreaJudgement | None, labels: Labels) -> AreaLine:
    return AreaLine(
        area=area,
        title=_title(wording, "area", area.code),
        judgement=mine,
        level=labels["area"].get(mine.level, mine.get_level_display()) if mine else "",
        url=reverse("casework:review_area", args=[view.ref, area.code]),
    )


def next_unjudged(found: ReviewPage, after: str = "") -> Unit | None:
    """The next response without a judgement, from the one after `after` round to the beginning."""
    codes = [unit.code for unit in found.units]
    place = codes.index(after) + 1 if after in codes else 0
    turned = found.units[place:] + found.units[:place]
    return next((unit for unit in turned if unit.judgement is None and unit.needed), None)


@dataclass
class CriterionPage:
    """One response beside its evidence and the judgement form."""

    page: ReviewPage
    unit: Unit
    guidance: list[CriterionGuidance]  # of every criterion that the response answers
    actions: list[dict[str, Any]]
    last_time: Judgement | None
    last_words: str | Promise
    previous: Unit | None
    following: Unit | None


def criterion_page(actor: Actor, view: View, found: ReviewPage, unit: Unit) -> CriterionPage:
    """What stands around one response: guidance as it was then, the actions tied to it, the judgement of an earlier round."""
    institution, place = view.submission.journey.institution, found.units.index(unit)
    facts = {"nation": institution.nation, "kind": institution.kind, "size": institution.size, "language": get_language() or ""}
    answered = _answered(view, unit.criterion)
    last = _last_time(view, unit.criterion)
    return CriterionPage(
        page=found,
        unit=unit,
        guidance=[criterion_guidance(_with_edition(each, view), **facts) for each in answered],
        actions=_actions(view, {each.code for each in answered}),
        last_time=last,
        last_words=found.labels["criterion"].get(last.outcome, last.get_outcome_display()) if last else "",
        previous=found.units[place - 1] if place else None,
        following=found.units[place + 1] if place + 1 < len(found.units) else None,
    )


def _answered(view: View, first: Criterion) -> list[Criterion]:
    """What one response answers: its criterion, or (by group) every criterion of the group that is for this institution."""
    journey = view.submission.journey
    first.edition = journey.edition
    return answered_with(first, kind=journey.institution.kind, size=journey.institution.size, by_group=journey.by_group)


def _with_edition(criterion: Criterion, view: View) -> Criterion:
    criterion.edition = view.submission.journey.edition
    return criterion


def _actions(view: View, codes: set[str]) -> list[dict[str, Any]]:
    rows = SubmissionPart.objects.filter(submission=view.submission, sort=SubmissionPart.Sort.ACTION, erased_at=None)
    return [
        {"what": row.text, **row.facts, "due_on": _day(row.facts.get("due_on"))}
        for row in rows
        if codes & set(row.facts.get("criteria", []))
    ]


def _day(told: str | None) -> dt.date | None:
    """A submission holds its days as ISO text."""
    return dt.date.fromisoformat(told) if told else None


def _last_time(view: View, criterion: Criterion) -> Judgement | None:
    """The assessor's own judgement in an earlier round of this journey. A second reader reads afresh."""
    submission = view.submission
    if submission.round == 1 or view.capacity != PartyCapacity.ASSESSOR:
        return None
    rows = Judgement.objects.filter(
        view__submission__journey=submission.journey_id, view__submission__round__lt=submission.round, criterion=criterion,
        view__capacity=PartyCapacity.ASSESSOR, view__ended_at=None,
    )  # fmt: skip
    return rows.order_by("-view__submission__round").first()
