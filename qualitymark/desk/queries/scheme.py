"""The home page of an assessor or a member of the panel: offers to answer, and the institutions they take part in."""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitymark.assessors.queries import own_allocations
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.decisions.models import Reconsideration
from qualitymark.decisions.queries import passed_on, reconsiderations_visible_to
from qualitymark.decisions.states import ReconsiderationState
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.queries import Now, balances, journeys_visible_to, next_dates, turn_of
from qualitymark.journeys.states import OPEN_STATES, PartyCapacity, State, Turn
from qualitymark.review.queries import returned_to

from .parts import MOST, Home, Row, Section, at, first_of

AGAIN = _("asks for reconsideration of a decision that others made")
NO_OFFERS = _("No offer waits for your answer.")
NO_INSTITUTIONS = _("You take part in no journey at present. When the office offers you one, it will stand here.")
# Which turn is whose, by the capacity in which somebody takes part.
TURNS = {
    PartyCapacity.ASSESSOR: {Turn.ASSESSOR},
    PartyCapacity.SECOND_READER: {Turn.SECOND_READER},
    PartyCapacity.DECIDER: {Turn.PANEL},
    PartyCapacity.PANEL_CHAIR: {Turn.PANEL},
}


# What the next thing is, by the state in which it is somebody of the scheme's turn.
ASKS: dict[str, Any] = {
    State.ALLOCATED: _("Agree the dates with {name}"),
    State.SUBMITTED: _("Begin the review of {name}"),
    State.IN_REVIEW: _("Go on with the review of {name}"),
    State.SECOND_READING: _("Read the submission of {name} as second reader"),
    State.WITH_PANEL: _("Decide on {name}"),
}
# The same in a line of the list, and what the button says.
TO_DO: dict[str, Any] = {
    State.ALLOCATED: _("Agree the dates"),
    State.SUBMITTED: _("Begin the review"),
    State.IN_REVIEW: _("Go on with the review"),
    State.SECOND_READING: _("Read as second reader"),
    State.WITH_PANEL: _("Decide"),
}
RETURNED, RETURNED_TO_DO = _("Your recommendation on {name} was returned to you"), _("Returned to you: look again, and recommend again")


def scheme_home(actor: Actor) -> Home:
    """The home of an assessor or a member of the panel: offers to answer, what to reconsider, and their institutions, whose turn it is
    first."""
    offers = [
        Row(
            format_lazy("{kind}, {nation}", kind=row.journey.institution.get_kind_display(), nation=row.journey.institution.get_nation_display()),
            at(f"/casework/allocation/{row.ref}/"),
            _("say whether you have a conflict of interest, and answer"),
            row.answer_by,
            True,
            row.answer_by < clock.today(),
        )
        for row in own_allocations(actor)["waiting"]
    ]  # fmt: skip
    again = [
        Row(row.decision.submission.journey.institution.display_name, at(f"/casework/reconsideration/{row.ref}/"), AGAIN, None, True)
        for row in _to_reconsider(actor)
    ]
    shown = journeys_visible_to(actor).filter(state__in=[*OPEN_STATES, State.RELEASED]).annotate(passed=passed_on())
    journeys = list(shown.order_by("-state_since")[:MOST])
    owed = balances(shown.filter(state=State.AGREED)) if any(each.state == State.AGREED for each in journeys) else {}
    now = {
        each.pk: turn_of(each.state, each.terms_accepted_at is not None, owed.get(each.pk, 0), each.paused, each.passed)
        for each in journeys
    }
    parts = _parts(actor)
    dates = next_dates(journeys_visible_to(actor))
    returned = returned_to(actor) if any(each.state == State.IN_REVIEW for each in journeys) else set()
    rows = [_row(each, now[each.pk], parts.get(each.pk, set()), dates, each.pk in returned) for each in journeys]
    rows.sort(key=lambda row: (not row.yours, row.done))
    sections = [Section(_("Offers"), offers, NO_OFFERS)] if actor.is_assessor else []
    if again:
        sections.append(Section(_("Reconsideration"), again))
    sections.append(
        Section(
            _("Institutions"),
            rows,
            NO_INSTITUTIONS,
            at("/casework/" if actor.is_assessor else "/casework/decisions/"),
            _("All your institutions"),
        )
    )
    return Home(first_of([*offers, *again, *rows]), sections)


def _to_reconsider(actor: Actor) -> QuerySet[Reconsideration]:
    """Asked for, and for this member of the panel to answer: not who decided before."""
    rows = reconsiderations_visible_to(actor) if actor.is_panel else Reconsideration.objects.none()
    return rows.filter(state=ReconsiderationState.ASKED).exclude(decision__decided_by_id=actor.person_id)[:MOST]


def _parts(actor: Actor) -> dict[int, set[str]]:
    """Journey's key to the capacities in which the actor takes part today."""
    found: dict[int, set[str]] = {}
    for journey_id, capacity in Party.objects.filter(in_force(), person_id=actor.person_id).values_list("journey_id", "capacity"):
        found.setdefault(journey_id, set()).add(capacity)
    return found


def _row(journey: Journey, now: Now, capacities: set[str], dates: dict, returned: bool) -> Row:
    yours = any(now.turn in TURNS[PartyCapacity(each)] for each in capacities)
    done = journey.state == State.RELEASED
    deciding = not capacities.isdisjoint({PartyCapacity.DECIDER, PartyCapacity.PANEL_CHAIR})
    page = at(f"/casework/journey/{journey.ref}/{'decision/' if deciding else ''}")
    due = dates.get(journey.pk)
    if due and (done or due < clock.today()):
        due = None  # a date that went by stands in the timetable
    name = journey.institution.display_name
    again = returned and journey.state == State.IN_REVIEW
    ask = format_lazy(RETURNED if again else ASKS[journey.state], name=name) if journey.state in ASKS else ""
    words = RETURNED_TO_DO if again else TO_DO.get(journey.state, now.staff_see) if yours else now.staff_see
    return Row(
        name, page, words, due, yours, done=done, ask=ask, label=_("Look again") if again else TO_DO.get(journey.state, ""), marked=True
    )
