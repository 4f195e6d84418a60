"""Discussions and support notes: the institution's and its assessor's alone. No second reader, no panel, no office, in any capacity."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qualitymark.core.actor import Actor
from qualitymark.frameworks.queries import unit_titles
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey, Party, Round
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.states import PartyCapacity, State
from qualitymark.selfassessment.models import Citation, Response
from qualitymark.selfassessment.states import ResponseState

from .models import Discussion, NextStep, SupportNote

# While the institution prepares, the assessor is its coach; from submission on, its judge.
COACHING_STATES = frozenset({State.AGREED, State.ALLOCATED, State.PREPARING, State.AWAITING_SIGNATURE})
# Fewer words than this say that something is done, rarely how or with what effect: worth a look together, and no more than that.
THIN_WORDS = 60
MOST_NAMED = 5  # criteria under one head of an agenda: an hour has room for no more


def _coached(actor: Actor, coaching: bool) -> QuerySet[Journey]:
    """Journeys whose coach's room is open to the actor: members, and the assessor in the part of assessor."""
    rows = journeys_visible_to(actor)
    if actor.is_member:
        return rows
    if not actor.is_assessor:
        return rows.none()
    parts = Party.objects.filter(in_force(), person_id=actor.person_id, capacity=PartyCapacity.ASSESSOR)
    rows = rows.filter(pk__in=parts.values("journey_id"))
    return rows.filter(state__in=COACHING_STATES) if coaching else rows.exclude(state__in=COACHING_STATES)


def discussions_visible_to(actor: Actor) -> QuerySet[Discussion]:
    """A member's own institution's; an assessor's own, while they coach (from submission on see `own_discussions_in_review`)."""
    return _discussions(_coached(actor, coaching=True))


def notes_visible_to(actor: Actor) -> QuerySet[SupportNote]:
    """A member's own institution's; an assessor's own, while they coach (from submission on see `own_notes_in_review`)."""
    return _notes(_coached(actor, coaching=True))


def own_discussions_in_review(actor: Actor) -> QuerySet[Discussion]:
    """What the assessor's separate page shows once they judge; opening it is recorded (operations.open_own_notes)."""
    return _discussions(_coached(actor, coaching=False)) if actor.is_assessor else Discussion.objects.none()


def own_notes_in_review(actor: Actor) -> QuerySet[SupportNote]:
    """The assessor's own notes once they judge, for the separate page whose opening is recorded."""
    return _notes(_coached(actor, coaching=False)) if actor.is_assessor else SupportNote.objects.none()


def _discussions(journeys: QuerySet[Journey]) -> QuerySet[Discussion]:
    rows = Discussion.objects.filter(journey__in=journeys.values("pk")).select_related(
        "journey__institution", "recorded_by", "meeting__cohort"
    )
    return rows.prefetch_related("next_steps__done_by").order_by("journey_id", "round", "number")


def _notes(journeys: QuerySet[Journey]) -> QuerySet[SupportNote]:
    rows = SupportNote.objects.filter(response__journey__in=journeys.values("pk"))
    return rows.select_related("response__criterion", "response__journey__institution", "by", "replied_by", "done_by").order_by("at", "pk")


def next_steps_visible_to(actor: Actor) -> QuerySet[NextStep]:
    """The next steps of each discussion that the actor may see."""
    rows = NextStep.objects.filter(discussion__in=discussions_visible_to(actor).values("pk"))
    return rows.select_related("discussion__journey__institution", "done_by")


def discussions_included(journey: Journey) -> int:
    """How many discussions this round includes: the policy's number, or what a further round was begun with."""
    further = Round.objects.filter(journey=journey, number=journey.round).values_list("discussions", flat=True).first()
    return journey.policy.discussions if further is None else further


def has_assessor(journey: Journey) -> bool:
    """Is an assessor allocated today, who reads what is planned?"""
    return Party.objects.filter(in_force(), journey=journey, capacity=PartyCapacity.ASSESSOR).exists()


def next_discussion(journey: Journey) -> Discussion | None:
    """The next one that is planned and not held."""
    return Discussion.objects.filter(journey=journey, round=journey.round, held_at=None).order_by("number").first()


@dataclass(frozen=True)
class Points:
    """What a discussion might be about, by criterion code, as far as the asker sees the responses."""

    empty: list[str] = field(default_factory=list)
    thin: list[str] = field(default_factory=list)
    without_evidence: list[str] = field(default_factory=list)
    questioned: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)  # of criteria, by code

    def __bool__(self) -> bool:
        return bool(self.empty or self.thin or self.without_evidence or self.questioned)


def points_to_discuss(actor: Actor, journey: Journey) -> Points:
    """From the responses the actor may see: a coordinator's from all, an assessor's from what was shared. Five queries."""
    rows = Response.objects.filter(journey=journey, open=True, not_applicable=False)
    if actor.is_assessor:
        rows = rows.filter(journey__in=_coached(actor, coaching=True).values("pk"), shared_at__isnull=False)
    elif not actor.has_role(journey.institution_id, *actor.roles):
        return Points()
    asked = SupportNote.objects.filter(response__journey=journey, done_at=None).exclude(sort=SupportNote.Sort.STRONG)
    questioned = set(asked.values_list("response_id", flat=True))
    cited = set(Citation.objects.filter(response__journey=journey).values_list("response_id", flat=True))
    titles = unit_titles(journey.edition, by_group=journey.by_group, language=get_language() or settings.LANGUAGE_CODE)
    points = Points(titles={code: str(title) for code, title in titles.items()})
    for pk, code, state, text in rows.order_by("criterion__number").values_list("pk", "criterion__code", "state", "text"):
        if pk in questioned:
            points.questioned.append(code)
        if state == ResponseState.EMPTY:
            points.empty.append(code)
        elif len(text.split()) < THIN_WORDS:
            points.thin.append(code)
        elif pk not in cited:
            points.without_evidence.append(code)
    return points


def drafted_agenda(points: Points) -> str:
    """A beginning for an agenda, in lines that the writer changes as they like; empty when there is nothing to say."""
    heads = [
        (_("Questions still open:"), points.questioned),
        (_("Not started:"), points.empty),
        (_("Only a few words so far:"), points.thin),
        (_("No evidence yet:"), points.without_evidence),
    ]
    return "\n\n".join("\n".join([head, *_named(codes, points.titles)]) for head, codes in heads if codes)


def _named(codes: list[str], titles: dict[str, str]) -> list[str]:
    """A line for each criterion, by code and title; of a long list the first ones, and how many more there are."""
    lines = [f"- {code} {titles.get(code, '')}".rstrip() for code in codes[:MOST_NAMED]]
    more = len(codes) - MOST_NAMED
    if more > 0:
        lines.append("- " + ngettext("and %(number)d more", "and %(number)d more", more) % {"number": more})
    return lines
