"""Which views and clarifications may this actor see, what is there to judge, and what is still missing?"""

import hashlib
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from qualitymark.core.actor import Actor
from qualitymark.frameworks.models import Area, Criterion, Policy
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import contents_visible_to, in_force, institutions_visible_to
from qualitymark.journeys.models import Journey, Party, Revisit
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.states import PartyCapacity
from qualitymark.selfassessment.models import Submission, SubmissionPart

from .models import AreaJudgement, Clarification, Judgement, View
from .states import ClarificationState, Level, Outcome, Recommended, ViewState

DECIDING = (PartyCapacity.DECIDER, PartyCapacity.PANEL_CHAIR)


def _journeys(actor: Actor) -> QuerySet[Journey]:
    rows = journeys_visible_to(actor)
    return rows.filter(institution__in=contents_visible_to(actor)) if actor.is_office else rows


def views_visible_to(actor: Actor) -> QuerySet[View]:
    """A reader sees their own view; a second reader the first one too, once their own is recorded. Deciders and the office see recorded
    views. The institution and everybody else see none. Whoever has still to record a second view sees no other, in any capacity."""
    if actor.is_assessor:
        return _views(institutions_visible_to(actor)).filter(_own_or_after(actor))
    if not (actor.is_panel or actor.is_office):
        return View.objects.none()
    rows = _views(contents_visible_to(actor)).filter(state=ViewState.RECORDED)
    part = Party.objects.filter(in_force(), journey=OuterRef("submission__journey"), person_id=actor.person_id)
    second = View.objects.filter(_own_second(actor), submission=OuterRef("submission"))
    if actor.is_panel:
        rows = rows.filter(Exists(part.filter(capacity__in=DECIDING)))
    return rows.exclude(Exists(part.filter(capacity=PartyCapacity.SECOND_READER)) & ~Exists(second))


def _views(institutions: QuerySet[Institution]) -> QuerySet[View]:
    rows = View.objects.filter(ended_at=None, submission__journey__institution__in=institutions).select_related(
        "person", "submission__journey__institution", "submission__journey__policy", "submission__journey__edition"
    )
    return rows.defer("submission__content")  # the whole of a submission again, which no page of a view needs


def _own_second(actor: Actor) -> Q:
    return Q(ended_at=None, person_id=actor.person_id, capacity=PartyCapacity.SECOND_READER, state=ViewState.RECORDED)


def _own_or_after(actor: Actor) -> Q:
    """One's own views in journeys where one takes that part today; as second reader, once recorded, the first one too."""
    parts = Party.objects.filter(in_force(), person_id=actor.person_id)
    first = parts.filter(capacity=PartyCapacity.ASSESSOR).values("journey_id")
    second = parts.filter(capacity=PartyCapacity.SECOND_READER).values("journey_id")
    own = Q(person_id=actor.person_id, capacity=PartyCapacity.ASSESSOR, submission__journey__in=first)
    own |= Q(person_id=actor.person_id, capacity=PartyCapacity.SECOND_READER, submission__journey__in=second)
    recorded = View.objects.filter(_own_second(actor), submission__journey__in=second).values("submission_id")
    return own | Q(state=ViewState.RECORDED, submission__in=recorded)


def own_second_view(actor: Actor, journey: Journey) -> View | None:
    """This second reader's own view of the round that runs, recorded or not; None where there is none."""
    rows = views_visible_to(actor).filter(submission__journey=journey, submission__round=journey.round)
    return rows.filter(person_id=actor.person_id, capacity=PartyCapacity.SECOND_READER).first()


def returned_to(actor: Actor) -> set[int]:
    """The keys of the journeys whose recommendation was returned to this reader and is not recorded again."""
    rows = View.objects.filter(person_id=actor.person_id, ended_at=None, state=ViewState.OPEN).exclude(returned_why="")
    return set(rows.values_list("submission__journey_id", flat=True))


def view_beside(actor: Actor, view: View) -> View | None:
    """The assessor's recorded view of what this second reader's own view is about; None until that reader may see it."""
    if view.capacity != PartyCapacity.SECOND_READER or view.person_id != actor.person_id:
        return None
    rows = views_visible_to(actor).filter(submission=view.submission_id, capacity=PartyCapacity.ASSESSOR)
    return rows.filter(state=ViewState.RECORDED).first()


def clarifications_visible_to(actor: Actor) -> QuerySet[Clarification]:
    """Questions are part of the record: the institution, the parties of the journey and the office see them."""
    rows = Clarification.objects.filter(submission__journey__in=_journeys(actor))
    return rows.select_related("criterion", "submission__journey__institution", "addendum", "asked_by").order_by("asked_at", "pk")


def latest_submission(journey: Journey) -> Submission | None:
    """The submission of the journey's last round that has one; None before the first."""
    return Submission.objects.filter(journey=journey).order_by("-round").first()


def standing_view(submission: Submission, capacity: str) -> View | None:
    """The view that counts in this capacity: begun and not taken over by somebody else; None where there is none."""
    return View.objects.filter(submission=submission, capacity=capacity, ended_at=None).select_related("person").first()


def units_of(submission: Submission) -> list[Criterion]:
    """What is to be judged, in order: every response of the submission (a group by its first criterion), and in a further round
    only those that it opened again; the rest stand with their judgement."""
    keys = SubmissionPart.objects.filter(submission=submission, sort=SubmissionPart.Sort.RESPONSE).values("key")
    rows = Criterion.objects.filter(edition=submission.journey.edition_id, code__in=keys).select_related("area", "group").order_by("number")
    if submission.round > 1:
        again = Revisit.objects.filter(round__journey=submission.journey_id, round__number=submission.round)
        rows = rows.filter(pk__in=again.values("criterion_id"))
    return list(rows)


def areas_of(units: list[Criterion]) -> list[Area]:
    """The areas in which something is judged, in order."""
    return list({unit.area_id: unit.area for unit in units}.values())


def needed_units(view: View, units: list[Criterion]) -> list[Criterion]:
    """What this reader must judge. The second reader checks consistency: every area and the core criteria, and more where they wish."""
    if view.capacity != PartyCapacity.SECOND_READER:
        return units
    return [unit for unit in units if unit.core] or units


def judgements_of(view: View) -> dict[int, Judgement]:
    """The judgements of a view by criterion key."""
    return {row.criterion_id: row for row in Judgement.objects.filter(view=view)}


def area_judgements_of(view: View) -> dict[int, AreaJudgement]:
    """The judgements of a view by area key."""
    return {row.area_id: row for row in AreaJudgement.objects.filter(view=view)}


@dataclass(frozen=True)
class Missing:
    """What stands between a view and its recommendation."""

    criteria: list[Criterion] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    open_questions: list[Clarification] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.criteria or self.areas or self.open_questions)


def missing_in(view: View) -> Missing:
    """What a view still lacks before it can be recorded: criteria, areas and, for the assessor, answers to open questions."""
    units = units_of(view.submission)
    judged, levelled = judgements_of(view), area_judgements_of(view)
    questions = Clarification.objects.filter(submission=view.submission, state=ClarificationState.ASKED).select_related("criterion")
    return Missing(
        criteria=[unit for unit in needed_units(view, units) if unit.pk not in judged],
        areas=[area for area in areas_of(units) if area.pk not in levelled],
        open_questions=list(questions) if view.capacity == PartyCapacity.ASSESSOR else [],
    )


def second_reading_asked(view: View, recommends: str) -> bool:
    """Does the policy under which the journey began ask for a second reader? A sample is drawn by the submission's own reference, so that
    asking twice gives the same answer and nobody can choose."""
    policy = view.submission.journey.policy
    if policy.second_reading == Policy.SecondReading.SAMPLE:
        drawn = int(hashlib.sha256(view.submission.ref.encode()).hexdigest()[:8], 16) % 100
        return drawn < policy.sample_percent
    if policy.second_reading == Policy.SecondReading.NOTABLE:
        notable = AreaJudgement.objects.filter(view=view, level__in=[Level.EXCEPTIONAL, Level.NOT_YET]).exists()
        not_yet = recommends == Recommended.NOT_YET or Judgement.objects.filter(view=view, outcome=Outcome.NOT_YET).exists()
        return notable or not_yet
    return policy.second_reading == Policy.SecondReading.ALWAYS


@dataclass(frozen=True)
class Progress:
    """That a view exists, and whether it is recorded: what the office may know before its content."""

    capacity: str
    name: str
    recorded: bool


def progress_of(submission: Submission) -> list[Progress]:
    """Each standing view of a submission: in which capacity, by whom, and whether it is recorded; nothing of what it says."""
    rows = View.objects.filter(submission=submission, ended_at=None).select_related("person").order_by("begun_at")
    return [Progress(row.get_capacity_display(), row.person.name, row.state == ViewState.RECORDED) for row in rows]
