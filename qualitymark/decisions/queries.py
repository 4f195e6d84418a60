"""Which decisions may this actor see; what stands before the deciders; what the released words are."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from qualitymark.assessors.models import Allocation
from qualitymark.assessors.queries import LIVE
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.audit import canonical, digest
from qualitymark.frameworks.models import Area, Criterion
from qualitymark.frameworks.queries import area_titles, unit_titles
from qualitymark.institutions.queries import contents_visible_to, in_force
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.queries import Now, balance, journeys_visible_to, turn_of
from qualitymark.journeys.states import PartyCapacity, State
from qualitymark.review.models import AreaJudgement, Judgement, View
from qualitymark.review.queries import units_of
from qualitymark.review.states import Outcome, ViewState
from qualitymark.selfassessment.models import SignOff, Submission, SubmissionPart

from .models import Condition, ConditionAnswer, DecidedArea, DecidedCriterion, Decision, Draft, FactComment, Reconsideration, Report

_DECIDERS = (PartyCapacity.DECIDER, PartyCapacity.PANEL_CHAIR)
_READING = (PartyCapacity.ASSESSOR, PartyCapacity.SECOND_READER)
# A finance contact has no part in the content.
_READERS = frozenset({"coordinator", "contributor", "sponsor", "delegate"})
_CHECKERS = frozenset({"coordinator", "sponsor", "delegate"})


def decisions_visible_to(actor: Actor) -> QuerySet[Decision]:
    """The office all but those of institutions it is recused from; those who decide on a journey its own; its readers what is released;
    an institution the draft while it checks it, and what is released. Nobody else anything."""
    rows = Decision.objects.filter(submission__journey__institution__in=contents_visible_to(actor)).select_related(
        "submission__journey__institution", "submission__journey__edition", "submission__journey__policy"
    )
    if actor.is_office or actor.capacity == Capacity.SYSTEM:
        return rows
    if actor.is_member:
        if actor.roles.isdisjoint(_READERS):
            return rows.none()
        shown = Q(released_at__isnull=False)
        if not actor.roles.isdisjoint(_CHECKERS):
            shown |= Q(draft_shown_at__isnull=False, withdrawn_at=None, submission__journey__state=State.FACTUAL_CHECK)
        return rows.filter(shown)
    if actor.is_assessor or actor.is_panel:
        parties = Party.objects.filter(in_force(), person_id=actor.person_id)
        read = Party.objects.filter(person_id=actor.person_id, capacity__in=_READING).values("journey_id")  # who read it never decides it
        deciding = parties.filter(capacity__in=_DECIDERS).exclude(journey__in=read).values("journey_id")
        return rows.filter(
            Q(submission__journey__in=deciding) | Q(submission__journey__in=parties.values("journey_id"), released_at__isnull=False)
        )
    return rows.none()


def conditions_visible_to(actor: Actor) -> QuerySet[Condition]:
    """Conditions of decisions that the actor may see; for an institution only once released. Each knows whether it was ever answered as
    not met (`answered`)."""
    rows = Condition.objects.filter(decision__in=decisions_visible_to(actor)).select_related("decision__submission__journey__institution")
    rows = rows.annotate(answered=Exists(ConditionAnswer.objects.filter(condition=OuterRef("pk"))))
    return rows.filter(decision__released_at__isnull=False) if actor.is_member else rows


def fact_comments_visible_to(actor: Actor) -> QuerySet[FactComment]:
    """Comments on the draft feedback of each decision that the actor may see."""
    return FactComment.objects.filter(decision__in=decisions_visible_to(actor)).select_related(
        "decision__submission__journey__institution", "by"
    )


def reports_visible_to(actor: Actor) -> QuerySet[Report]:
    """Reports of released decisions alone."""
    return Report.objects.filter(decision__in=decisions_visible_to(actor), decision__released_at__isnull=False).select_related("file")


def reconsiderations_visible_to(actor: Actor) -> QuerySet[Reconsideration]:
    """What was asked about each decision that the actor may see."""
    return Reconsideration.objects.filter(decision__in=decisions_visible_to(actor)).select_related(
        "decision__submission__journey__institution", "decision__submission__journey__policy", "asked_by", "answered_by"
    )


def journeys_decided_by(actor: Actor) -> QuerySet[Journey]:
    """The journeys on which the actor is named to decide today."""
    named = Party.objects.filter(in_force(), person_id=actor.person_id, capacity__in=_DECIDERS).values("journey_id")
    return journeys_visible_to(actor).filter(pk__in=named)


def passed_on() -> ExpressionWrapper:
    """For rows of journeys: has the turn gone to another within the state? An assessor was asked; the content that waits is signed; nobody
    is there to read second, or to decide; the institution has read the draft, or its days for that are over. What it says is told by
    journeys.queries.turn_of."""
    today = clock.today()
    asked = Allocation.objects.filter(journey=OuterRef("pk"), state__in=LIVE)
    there = Party.objects.filter(in_force(today), journey=OuterRef("pk"))
    reader = Exists(there.filter(capacity=PartyCapacity.SECOND_READER)) | Exists(asked.filter(capacity=PartyCapacity.SECOND_READER))
    signed = SignOff.objects.filter(journey=OuterRef("pk"), round=OuterRef("round"), signed_at__gte=OuterRef("state_since"))
    over = Q(facts_done_at__isnull=False) | Q(facts_by__lt=today)
    read = Decision.objects.filter(over, submission__journey=OuterRef("pk"), released_at=None, withdrawn_at=None)
    found = (
        (Q(state=State.AGREED) & Exists(asked.filter(capacity=PartyCapacity.ASSESSOR)))
        | (Q(state=State.AWAITING_SIGNATURE) & Exists(signed))
        | (Q(state=State.SECOND_READING) & ~reader)
        | (Q(state=State.WITH_PANEL) & ~Exists(there.filter(capacity__in=_DECIDERS)))
        | (Q(state=State.FACTUAL_CHECK) & Exists(read))
    )
    return ExpressionWrapper(found, output_field=BooleanField())


def is_passed_on(journey: Journey) -> bool:
    """The same for one journey; no query in a state that knows no such thing."""
    known = (State.AGREED, State.AWAITING_SIGNATURE, State.SECOND_READING, State.WITH_PANEL, State.FACTUAL_CHECK)
    return journey.state in known and Journey.objects.filter(passed_on(), pk=journey.pk).exists()


def whose_turn(journey: Journey) -> Now:
    """Whose turn it is on one journey, and the words for what waits. Two queries at most."""
    owed = balance(journey) if journey.state == State.AGREED else 0
    return turn_of(journey.state, journey.terms_accepted_at is not None, owed, journey.paused, is_passed_on(journey))


def standing_decision(journey: Journey) -> Decision | None:
    """The decision that stands on the journey's latest submission, released or not; None where there is none."""
    rows = Decision.objects.filter(submission=latest_submission(journey), withdrawn_at=None)
    return rows.select_related("submission__journey__institution", "decided_by").first()


def last_day_to_ask(decision: Decision) -> dt.date | None:
    """Until the end of which day the institution may ask for reconsideration, as its journey's policy says; None before release."""
    if decision.released_at is None:
        return None
    return clock.date_of(decision.released_at) + dt.timedelta(days=decision.submission.journey.policy.reconsideration_days)


def set_aside_before(actor: Actor, decision: Decision) -> QuerySet[Decision]:
    """The decisions on the same submission that were released and then set aside before this one was made, the earliest first."""
    rows = decisions_visible_to(actor).filter(submission=decision.submission_id, released_at__isnull=False, withdrawn_at__isnull=False)
    return rows.filter(decided_at__lt=decision.decided_at).order_by("decided_at")


def decided_after(actor: Actor, decision: Decision) -> Decision | None:
    """The decision that took the place of one that was set aside, once this actor may read it as released (the office: once it is made)."""
    if not decision.set_aside:
        return None
    rows = decisions_visible_to(actor).filter(submission=decision.submission_id, decided_at__gt=decision.decided_at)
    rows = rows if actor.is_office else rows.filter(released_at__isnull=False)
    return rows.order_by("decided_at").first()


@dataclass(frozen=True)
class SetAside:
    """A submission decided before: the decision set aside last, what was asked and answered, and who of those named now had decided it."""

    decision: Decision
    reconsideration: Reconsideration | None
    names: list[str]


def set_aside_of(submission: Submission | None) -> SetAside | None:
    """What those who decide again, and who names them, are to know; None where nothing was set aside. Three queries at most."""
    rows = Decision.objects.filter(submission=submission, released_at__isnull=False, withdrawn_at__isnull=False)
    found = list(rows.select_related("decided_by").order_by("-decided_at"))
    if not found:
        return None
    named = Party.objects.filter(in_force(), journey=found[0].submission.journey_id, capacity__in=_DECIDERS)
    took_part = named.filter(person__in=[each.decided_by_id for each in found]).order_by("person__name")
    asked = Reconsideration.objects.filter(decision=found[0]).first()
    return SetAside(found[0], asked, list(dict.fromkeys(took_part.values_list("person__name", flat=True))))


def latest_submission(journey: Journey) -> Submission | None:
    """The submission of the journey's last round that has one; None before the first."""
    return (
        Submission.objects.filter(journey=journey)
        .select_related("journey__institution", "journey__policy", "journey__edition")
        .order_by("-round")
        .first()
    )


def addenda_sha256(submission: Submission) -> str:
    """The hash that binds a decision to the addenda there were, by their numbers and hashes."""
    return digest(canonical([list(pair) for pair in submission.addenda.values_list("number", "sha256")]))


def draft_of(submission: Submission, actor: Actor) -> Draft | None:
    """What this decider kept for later, if anything."""
    return Draft.objects.filter(submission=submission, person_id=actor.person_id).first()


@dataclass(frozen=True)
class Standing:
    """What the released decision of the round before says of a submission: of the criteria that opened again as of those that did not."""

    criteria: dict[int, DecidedCriterion] = field(default_factory=dict)
    areas: dict[int, DecidedArea] = field(default_factory=dict)
    opened: frozenset[int] = frozenset()

    def stands(self, criterion: Criterion) -> bool:
        """Does it stand with its judgement? Then nobody judges or decides it in this round."""
        return criterion.pk in self.criteria and criterion.pk not in self.opened


def standing_in(submission: Submission) -> Standing:
    """What stands from the round before; nothing in a first round. Four queries in a further round, none in a first."""
    if submission.round == 1:
        return Standing()
    rows = Decision.objects.filter(submission__journey=submission.journey_id, released_at__isnull=False, withdrawn_at=None)
    earlier = rows.filter(submission__round__lt=submission.round).order_by("-submission__round").first()
    if earlier is None:
        return Standing()
    # An earlier round is of the same edition: the same criteria and areas by key.
    return Standing(
        {each.criterion_id: each for each in earlier.criteria.select_related("criterion")},
        {each.area_id: each for each in earlier.areas.all()},
        frozenset(unit.pk for unit in units_of(submission)),
    )


@dataclass
class CriterionBefore:
    """A criterion as it stands before the deciders: both readers' judgements, and the one of the round before, which stands unless the
    criterion is open."""

    criterion: Criterion
    title: str
    first: Any = None
    second: Any = None
    stands: Any = None
    is_open: bool = True

    @property
    def differs(self) -> bool:
        return bool(self.first and self.second and self.first.outcome != self.second.outcome)

    @property
    def outcome(self) -> str:
        """What is proposed: nothing where the readers differ, so that somebody decides."""
        return "" if self.differs else getattr(self.first or self.second, "outcome", "")

    @property
    def feedback(self) -> str:
        return getattr(self.first or self.second, "reasons", "")

    @property
    def suggestion(self) -> str:
        return getattr(self.first or self.second, "suggestion", "")

    @property
    def share_worthy(self) -> bool:
        return bool(getattr(self.first, "share_worthy", False)) and self.outcome != Outcome.NOT_YET


@dataclass
class AreaBefore:
    area: Area
    title: str
    first: Any = None
    second: Any = None
    stands: Any = None
    criteria: list[CriterionBefore] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return bool(self.first and self.second and self.first.level != self.second.level)

    @property
    def is_open(self) -> bool:
        """Is it judged anew, because one of its criteria is?"""
        return self.stands is None or any(each.is_open for each in self.criteria)

    @property
    def level(self) -> str:
        return "" if self.differs else getattr(self.first or self.second, "level", "")

    @property
    def feedback(self) -> str:
        return getattr(self.first or self.second, "reasons", "")


@dataclass
class Before:
    """All there is before the deciders of one submission. Views that are still being written are not among it."""

    submission: Submission
    areas: list[AreaBefore]
    first: View | None
    second: View | None

    @property
    def criteria(self) -> list[CriterionBefore]:
        return [each for area in self.areas for each in area.criteria]

    @property
    def differing(self) -> list[AreaBefore | CriterionBefore]:
        found: list[AreaBefore | CriterionBefore] = []
        for area in self.areas:
            found += [area] if area.differs else []
            found += [each for each in area.criteria if each.differs]
        return found


def answered_criteria(submission: Submission) -> QuerySet[Criterion]:
    """The criteria that the submission answers (of a group, the first), each of which a decision covers."""
    codes = submission.parts.filter(sort=SubmissionPart.Sort.RESPONSE).values("key")
    return Criterion.objects.filter(edition_id=submission.journey.edition_id, code__in=codes).select_related("area").order_by("number")


def before_deciders(submission: Submission, language: str = settings.LANGUAGE_CODE) -> Before:
    """Both recorded views side by side, area by area, and what stands from the round before. Nine queries, ten where answers are by group."""
    journey = submission.journey
    views = {
        view.capacity: view
        for view in View.objects.filter(submission=submission, ended_at=None, state=ViewState.RECORDED).select_related("person")
    }
    judged = {(each.view_id, each.criterion_id): each for each in Judgement.objects.filter(view__in=views.values())}
    levels = {(each.view_id, each.area_id): each for each in AreaJudgement.objects.filter(view__in=views.values())}
    first, second = views.get(PartyCapacity.ASSESSOR), views.get(PartyCapacity.SECOND_READER)
    standing = standing_in(submission)
    titles, names = (
        unit_titles(journey.edition, by_group=journey.by_group, language=language),
        area_titles(journey.edition, language=language),
    )
    areas: dict[int, AreaBefore] = {}
    for criterion in answered_criteria(submission):
        area = criterion.area
        if area.pk not in areas:
            areas[area.pk] = AreaBefore(
                area,
                str(names.get(area.code, area.code)),
                levels.get((first.pk, area.pk)) if first else None,
                levels.get((second.pk, area.pk)) if second else None,
                standing.areas.get(area.pk),
            )
        areas[area.pk].criteria.append(
            CriterionBefore(
                criterion,
                str(titles.get(criterion.code, criterion.code)),
                judged.get((first.pk, criterion.pk)) if first else None,
                judged.get((second.pk, criterion.pk)) if second else None,
                standing.criteria.get(criterion.pk),
                not standing.stands(criterion),
            )
        )
    return Before(submission, list(areas.values()), first, second)


def differences(submission: Submission) -> list[AreaBefore | CriterionBefore]:
    """Where the first and the second recorded view differ, in reading order."""
    return before_deciders(submission).differing
