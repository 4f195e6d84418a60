"""What those who decide read on one page: each response as submitted, its evidence, both views, and where these part."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from qualitymark.awards.models import Award
from qualitymark.awards.queries import current_award_of
from qualitymark.core.actor import Actor
from qualitymark.decisions.queries import AreaBefore, Before, CriterionBefore, before_deciders
from qualitymark.evidence.models import Revision
from qualitymark.frameworks.queries import labels_for
from qualitymark.journeys.models import Journey
from qualitymark.review.states import Level, Outcome
from qualitymark.selfassessment.models import Addendum, PinnedEvidence, Submission, SubmissionPart
from qualitymark.selfassessment.queries import evidence_revisions_visible_to, standing_addenda


@dataclass(frozen=True)
class Shown:
    """An evidence item as cited in the submission; `url` opens it, and is empty where the reader may not."""

    title: str
    place: str
    url: str


@dataclass
class CriterionLine:
    before: CriterionBefore
    html: str
    not_applicable_why: str
    evidence: list[Shown]
    added: list[Addendum]
    first: str  # the first reader's judgement in words
    second: str
    stands: str
    bound: dict[str, Any] = field(default_factory=dict)  # the form's fields, put beside by the view; none where a judgement stands

    @property
    def has_errors(self) -> bool:
        return any(each.errors for each in self.bound.values())


@dataclass
class AreaLine:
    before: AreaBefore
    first: str
    second: str
    stands: str
    criteria: list[CriterionLine]
    bound: dict[str, Any] = field(default_factory=dict)


@dataclass
class DecisionPage:
    submission: Submission
    before: Before
    areas: list[AreaLine]
    added: list[Addendum]
    award: Award | None  # the award that a "not yet" must say something about
    outcomes: list[tuple[str, Any]]
    levels: list[tuple[str, Any]]


def award_at_stake(journey: Journey) -> Award | None:
    """The standing award that this journey's decision touches: the one it renews, or the one of the same scope."""
    if journey.renews_award_ref:
        return Award.objects.filter(ref=journey.renews_award_ref, institution=journey.institution, state="in_force").first()
    found = current_award_of(journey.institution, journey.scope, journey.scope_names)
    return found if found is not None and found.state == "in_force" else None


def decision_page(actor: Actor, submission: Submission, language: str) -> DecisionPage:
    """Everything before the deciders of one submission, with its words ready. Seventeen queries, whatever its length."""
    journey = submission.journey
    before = before_deciders(submission, language)
    labels = labels_for(journey.policy, language=language)
    parts = {part.key: part for part in submission.parts.filter(sort=SubmissionPart.Sort.RESPONSE)}
    evidence, added = _evidence(actor, submission), defaultdict[str, list[Addendum]](list)
    addenda = list(submission.addenda.select_related("revision__item", "attested_by"))
    for code, earlier in standing_addenda(journey, submission.round).items():
        added[code] += earlier
    for each in addenda:
        added[each.criterion_code].append(each)

    def line(each: CriterionBefore) -> CriterionLine:
        code, said = each.criterion.code, labels["criterion"]
        part = parts.get(code)
        return CriterionLine(
            each, part.html if part else "", str((part.facts if part else {}).get("not_applicable_why", "")), evidence[code], added[code],
            said.get(getattr(each.first, "outcome", ""), ""), said.get(getattr(each.second, "outcome", ""), ""),
            said.get(getattr(each.stands, "outcome", ""), ""),
        )  # fmt: skip

    said = labels["area"]
    areas = [
        AreaLine(
            area,
            said.get(getattr(area.first, "level", ""), ""),
            said.get(getattr(area.second, "level", ""), ""),
            said.get(getattr(area.stands, "level", ""), ""),
            [line(each) for each in area.criteria],
        )
        for area in before.areas
    ]
    outcomes = [(code, labels["criterion"].get(code, Outcome(code).label)) for code in Outcome.values]
    levels = [(code, said.get(code, Level(code).label)) for code in Level.values]
    return DecisionPage(submission, before, areas, addenda, award_at_stake(journey), outcomes, levels)


def _evidence(actor: Actor, submission: Submission) -> defaultdict[str, list[Shown]]:
    pins = list(PinnedEvidence.objects.filter(submission=submission).select_related("revision").order_by("pk"))
    may = set(evidence_revisions_visible_to(actor).filter(pk__in=[pin.revision_id for pin in pins]).values_list("pk", flat=True))
    found: defaultdict[str, list[Shown]] = defaultdict(list)
    for pin in pins:
        revision: Revision = pin.revision
        url = ""
        if revision.pk in may and revision.erased_at is None:
            url = revision.url or (f"/evidence/file/{revision.ref}/" if revision.file_id else "")
        title = pin.title if pin.revision.erased_at is None else _("Erased for cause")
        found[pin.criterion_code].append(Shown(title, pin.place or _shortened(revision.text), url))
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"
