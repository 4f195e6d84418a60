"""What waits for somebody of an institution besides writing: half-way reviews, items that a reader could not open, consent, own actions."""

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from qualitymark.actionplan.queries import UNFINISHED, actions_visible_to
from qualitymark.awards.queries import halfways_visible_to, open_conditions_visible_to
from qualitymark.awards.states import HalfwayState
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.decisions.states import ConditionStanding
from qualitymark.evidence.queries import problems_visible_to
from qualitymark.institutions.models import Role
from qualitymark.journeys.models import Journey
from qualitymark.practice.queries import examples_visible_to
from qualitymark.practice.states import ExampleState

from .parts import MOST, Row, at

LEADING = frozenset({Role.COORDINATOR, Role.SPONSOR})


def waiting_for(actor: Actor, journeys: list[Journey], holds: bool) -> list[Row]:
    """Half-way reviews and consent for those who lead, reported items for their owner and the coordinators.
    `holds`: there is an award, which may have a half-way review and conditions."""
    rows = _problems(actor, journeys)
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
    """Each leads to the page on which it is put right, in the journey that is under way."""
    mine = Q() if Role.COORDINATOR in actor.roles else Q(item__owner_id=actor.person_id)
    rows = problems_visible_to(actor).filter(mine, resolved_at=None).order_by("raised_at")[:MOST]
    return [
        Row(row.item.title, at(f"/our/{journeys[0].ref}/problem/{row.ref}/"), _("a reader could not open this"), None, True)
        for row in rows
        if journeys
    ]


def _conditions(actor: Actor) -> list[Row]:
    """Conditions of the award that are not met yet; one that the institution said is met waits for the office."""
    said, late, due = (
        _("condition of your award: the office looks at what you said"),
        _("condition of your award, overdue"),
        _("condition of your award"),
    )
    return [
        Row(
            Truncator(row.text).words(14),
            at(f"/our-award/condition/{row.ref}/"),
            said if row.said_at else late if row.standing == ConditionStanding.OVERDUE else due,
            row.due_on,
            not row.said_at,
            row.standing == ConditionStanding.OVERDUE,
            label=_("Say how it stands"),
        )
        for row in open_conditions_visible_to(actor)[:MOST]
    ]


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


def own_actions(actor: Actor) -> list[Row]:
    """Improvement actions that this person has, by day."""
    today = clock.today()
    rows = actions_visible_to(actor).filter(owner_id=actor.person_id, state__in=UNFINISHED).order_by("due_on", "pk")[:MOST]
    return [
        Row(
            row.what,
            at(f"/our/{row.journey.ref}/actions/{row.ref}/") if row.journey is not None else at("/our/"),
            row.get_state_display(),
            row.due_on,
            False,
            row.due_on is not None and row.due_on < today,
        )
        for row in rows
    ]
