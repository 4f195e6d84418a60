"""What waits for somebody of an institution besides writing: half-way reviews, items that a reader could not open, consent, own actions."""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import Truncator, format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qualitymark.actionplan.queries import UNFINISHED, actions_visible_to, standing_once
from qualitymark.awards.models import Halfway
from qualitymark.awards.queries import halfways_visible_to, open_conditions_visible_to
from qualitymark.awards.states import HalfwayState
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.decisions.states import ConditionStanding
from qualitymark.evidence.queries import problems_visible_to
from qualitymark.frameworks.queries import criterion_names
from qualitymark.institutions.models import Role
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import OPEN_STATES, State
from qualitymark.practice.queries import examples_visible_to
from qualitymark.practice.states import ExampleState
from qualitymark.review.queries import clarifications_visible_to
from qualitymark.review.states import ClarificationState

from .parts import MOST, Row, Words, at

LEADING = frozenset({Role.COORDINATOR, Role.SPONSOR})


def waiting_for(actor: Actor, journeys: list[Journey], holds: bool) -> list[Row]:
    """Questions for the coordinators, half-way reviews and consent for those who lead, reported items for their owner and the coordinators.
    `holds`: there is an award, which may have a half-way review and conditions."""
    rows = [*_questions(actor, journeys), *_problems(actor, journeys)]
    if actor.roles & LEADING:
        rows += [*(_conditions(actor) if holds else []), *_examples(actor)]
    return (_halfways(actor) if holds else []) + rows


def _halfways(actor: Actor) -> list[Row]:
    mine = Q() if Role.COORDINATOR in actor.roles else Q(owner_id=actor.person_id)
    rows = halfways_visible_to(actor).filter(mine, state=HalfwayState.OPEN).order_by("reply_by")[:MOST]
    today = clock.today()
    return [
        Row(_("Half-way review"), at(f"/our-award/half-way/{row.ref}/"), _("say what became of each action"), row.reply_by, True, row.reply_by < today)
        for row in rows
    ]  # fmt: skip


def _problems(actor: Actor, journeys: list[Journey]) -> list[Row]:
    """Each with what the reader wrote; it leads to the item, which says what to do, in the journey that is under way."""
    journey = next((each for each in journeys if each.state in OPEN_STATES), journeys[0] if journeys else None)
    if journey is None:
        return []
    mine = Q() if Role.COORDINATOR in actor.roles else Q(item__owner_id=actor.person_id)
    rows = problems_visible_to(actor).filter(mine, resolved_at=None, item__removed_at=None).order_by("raised_at")[:MOST]
    return [
        Row(row.item.title, at(f"/our/{journey.ref}/evidence/{row.item.ref}/"), _said(row.note), None, True, label=_("See what to do"))
        for row in rows
    ]


def _conditions(actor: Actor) -> list[Row]:
    """Conditions of the award that are not met yet; one that the institution said is met waits for the office."""
    said, late, again, due = (
        _("condition of your award: the office looks at what you said"),
        _("condition of your award, overdue"),
        _("condition of your award: the office answered that it is not met yet"),
        _("condition of your award"),
    )
    return [
        Row(
            Truncator(row.text).words(14),
            at(f"/our-award/condition/{row.ref}/"),
            said
            if row.said_at
            else late
            if row.standing == ConditionStanding.OVERDUE
            else again
            if getattr(row, "answered", False)
            else due,
            row.due_on,
            not row.said_at,
            row.standing == ConditionStanding.OVERDUE,
            ask=format_lazy(_("A condition of your award, to be met by {day}"), day=date_format(row.due_on, "j F Y")),
            label=_("Say how it stands"),
        )
        for row in open_conditions_visible_to(actor)[:MOST]
    ]


def _said(note: str) -> Words:
    words = Truncator(" ".join(note.split())).chars(160)
    return format_lazy(_("a reader could not open this, and wrote: “{note}”"), note=words) if words else _("a reader could not open this")


def _questions(actor: Actor, journeys: list[Journey]) -> list[Row]:
    """What the assessor asks, by the day on which the answer is due: a coordinator answers. No query where nothing is asked."""
    asked = {each.pk: each for each in journeys if each.state == State.CLARIFICATIONS and not each.paused}
    if Role.COORDINATOR not in actor.roles or not asked:
        return []
    rows = clarifications_visible_to(actor).filter(submission__journey__in=asked, state=ClarificationState.ASKED).order_by("due_on", "pk")
    found = [(asked[row.submission.journey_id], row) for row in rows.select_related("criterion__group", "submission")[:MOST]]
    names = {
        journey.pk: criterion_names(
            journey.edition, [row.criterion for of, row in found if of == journey], by_group=journey.by_group, language=get_language() or ""
        )
        for journey in asked.values()
    }
    ask, today = _("Your assessor asks about {what}"), clock.today()
    return [
        Row(
            format_lazy(ask, what=names[journey.pk][row.criterion.code]), at(f"/our/{journey.ref}/clarifications/{row.ref}/"),
            Truncator(" ".join(row.question.split())).chars(160), row.due_on, True, row.due_on < today, label=_("Answer"),
        )
        for journey, row in found
    ]  # fmt: skip


def _examples(actor: Actor) -> list[Row]:
    rows = examples_visible_to(actor).filter(state=ExampleState.FLAGGED, decision__isnull=False).order_by("-changed_at")[:MOST]
    return [
        Row(
            row.title,
            at(f"/our/{row.decision.submission.journey.ref}/practice/{row.ref}/"),
            _("worth sharing with others: you decide"),
            None,
            True,
        )
        for row in rows
        if row.decision is not None
    ]


def own_actions(actor: Actor, reviews: dict[int, Halfway], whole: bool) -> list[Row]:
    """Improvement actions that this person has, by day; with `whole` those of everybody. One that stands in no journey, because the award
    was made elsewhere, has its page in a half-way review (`reviews` by award)."""
    today, review = clock.today(), next(iter(reviews.values()), None)
    outside = at(f"/our-award/half-way/{review.ref}/action/") if review else at("/our/")
    mine = Q() if whole else Q(owner_id=actor.person_id)
    rows = standing_once(actions_visible_to(actor).filter(mine, state__in=UNFINISHED)).order_by("due_on", "pk")[:MOST]
    return [
        Row(
            row.what,
            at(f"/our/{row.journey.ref}/actions/{row.ref}/") if row.journey is not None else f"{outside}{row.ref}/" if review else outside,
            row.get_state_display(),
            row.due_on,
            False,
            row.due_on is not None and row.due_on < today,
        )
        for row in rows
    ]
