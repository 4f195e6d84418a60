"""One journey as its assessor sees it while the institution prepares: what was shared, the discussions, the dates."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import get_language

from qualitymark.assessors.models import Visit
from qualitymark.core.actor import Actor
from qualitymark.evidence.models import Sensitivity
from qualitymark.frameworks.queries import CriterionGuidance, Words, answered_with, area_titles, criterion_guidance, unit_titles
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey, Milestone
from qualitymark.journeys.queries import capacities_in
from qualitymark.journeys.states import PartyCapacity
from qualitymark.review.models import Clarification, View
from qualitymark.review.queries import view_beside, views_visible_to
from qualitymark.selfassessment.models import Citation, Response
from qualitymark.selfassessment.queries import evidence_revisions_visible_to, responses_visible_to
from qualitymark.support.models import Discussion, SupportNote
from qualitymark.support.queries import COACHING_STATES, discussions_included, discussions_visible_to, notes_visible_to

from .lists import NextThing, moved_in, next_thing, open_questions
from .reviewing import Evidence, evidence_line


@dataclass
class SharedLine:
    """A response that was shared for discussion, in the list of its journey."""

    code: str
    title: Words
    area_title: Words
    state_words: Any
    open_notes: int
    changed: bool


@dataclass
class JourneyPage:
    journey: Journey
    capacity: str
    next_thing: NextThing | None
    moved: list[str]
    coaching: bool
    assesses: bool
    people: list[Membership] = field(default_factory=list)
    shared: list[SharedLine] = field(default_factory=list)
    discussions: list[Discussion] = field(default_factory=list)
    left_to_plan: list[int] = field(default_factory=list)
    dates: list[Milestone] = field(default_factory=list)
    view: View | None = None
    beside: View | None = None  # the assessor's, which a second reader reads once their own is recorded
    questions: list[Clarification] = field(default_factory=list)


def journey_page(actor: Actor, journey: Journey, visit: Visit) -> JourneyPage:
    """What the assessor's or second reader's page of one journey shows. `visit` says since when "moved" is meant."""
    held = capacities_in(actor, journey)
    assesses = PartyCapacity.ASSESSOR in held
    capacity = PartyCapacity.ASSESSOR if assesses else PartyCapacity.SECOND_READER
    since = visit.before  # nothing on the first visit: then everything is new
    view = views_visible_to(actor).filter(submission__journey=journey, submission__round=journey.round, person=actor.person).first()
    coaching = journey.state in COACHING_STATES
    found = JourneyPage(
        journey=journey,
        capacity=capacity,
        next_thing=next_thing(journey, capacity, view),
        moved=moved_in(actor, [journey], {journey.pk: since} if since else {})[journey.pk],
        coaching=coaching,
        assesses=assesses,
        view=view,
        beside=view_beside(actor, view) if view else None,
    )
    if not assesses:
        return found
    found.questions = open_questions(journey)
    found.dates = list(Milestone.objects.filter(journey=journey))
    found.people = list(
        Membership.objects.filter(in_force(), institution=journey.institution, role__in=[Role.COORDINATOR, Role.SPONSOR]).select_related(
            "person"
        )
    )
    if coaching:
        found.shared = _shared(actor, journey, since)
        found.discussions = [row for row in discussions_visible_to(actor).filter(journey=journey) if row.round == journey.round]
        planned = {row.number for row in found.discussions}
        found.left_to_plan = [number for number in range(1, discussions_included(journey) + 1) if number not in planned]
    return found


def _shared(actor: Actor, journey: Journey, since: Any) -> list[SharedLine]:
    language = get_language()
    titles, areas = (
        unit_titles(journey.edition, by_group=journey.by_group, language=language),
        area_titles(journey.edition, language=language),
    )
    rows = responses_visible_to(actor).filter(journey=journey, shared_at__isnull=False).order_by("criterion__number")
    notes = dict(
        notes_visible_to(actor).filter(response__journey=journey).order_by()
        .values_list("response_id").annotate(open=Count("pk", filter=Q(done_at=None))).values_list("response_id", "open")
    )  # fmt: skip
    return [
        SharedLine(
            code=row.criterion.code,
            title=titles.get(row.criterion.code, Words()),
            area_title=areas.get(row.criterion.area.code, Words()),
            state_words=row.get_state_display(),
            open_notes=notes.get(row.pk, 0),
            changed=bool(since and row.changed_at and row.changed_at > since),
        )
        for row in rows
    ]


@dataclass
class CriterionForAssessor:
    """A shared response with its evidence and the notes on it."""

    response: Response
    title: str  # of the criterion, or of the group that is answered in one
    guidance: list[CriterionGuidance]  # of every criterion that the response answers
    evidence: list[Evidence]
    notes: list[SupportNote]
    previous: str
    following: str


def criterion_for_assessor(actor: Actor, response: Response) -> CriterionForAssessor:
    """One shared criterion. Evidence that its owner keeps for the working group alone is not even named."""
    journey, institution = response.journey, response.journey.institution
    answered = answered_with(response.criterion, kind=institution.kind, size=institution.size, by_group=journey.by_group)
    facts = {"nation": institution.nation, "kind": institution.kind, "size": institution.size, "language": get_language() or ""}
    guidance = [criterion_guidance(each, **facts) for each in answered]
    codes = list(
        responses_visible_to(actor).filter(journey=response.journey, shared_at__isnull=False).order_by("criterion__number")
        .values_list("criterion__code", flat=True)
    )  # fmt: skip
    place = codes.index(response.criterion.code)
    return CriterionForAssessor(
        response=response,
        title=(guidance[0].group_title if journey.by_group else guidance[0].title).text,
        guidance=guidance,
        evidence=_cited(actor, response),
        notes=list(notes_visible_to(actor).filter(response=response)),
        previous=codes[place - 1] if place else "",
        following=codes[place + 1] if place + 1 < len(codes) else "",
    )


def _cited(actor: Actor, response: Response) -> list[Evidence]:
    cited = Citation.objects.filter(response=response).exclude(item__sensitivity=Sensitivity.GROUP).select_related("item").order_by("pk")
    rows = evidence_revisions_visible_to(actor).filter(item__in=[one.item_id for one in cited]).order_by("number")
    newest = {row.item_id: row for row in rows.select_related("item", "file")}
    return [evidence_line(newest[one.item_id], one.item.title, one.place, one.why) for one in cited if one.item_id in newest]


def dates_agreed(journey: Journey) -> dict[str, Any]:
    """The dates as they stand, by the names of DatesForm's fields."""
    held = Milestone.objects.filter(journey=journey, done_on=None)
    found = {f"{each.what}_{each.number}" if each.number else str(each.what): each.due_on for each in held}
    return found | {"submit_by": journey.submit_by}
