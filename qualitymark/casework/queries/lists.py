"""The assessor's own institutions: where each stands, what moved since the last visit, the next discussion, the one next thing."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qualitymark.assessors.queries import last_visits
from qualitymark.core.actor import Actor
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Cohort, Journey, Party
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.states import PartyCapacity, State, Turn
from qualitymark.review.models import Clarification, View
from qualitymark.review.queries import views_visible_to
from qualitymark.review.states import ClarificationState
from qualitymark.selfassessment.models import Addendum
from qualitymark.selfassessment.queries import responses_visible_to
from qualitymark.support.queries import COACHING_STATES, discussions_visible_to, notes_visible_to

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
Words = str | Promise


@dataclass(frozen=True)
class NextThing:
    text: str
    url: str
    label: str


@dataclass
class Line:
    """One institution in an assessor's list."""

    journey: Journey
    capacity: str
    capacity_words: Words
    url: str
    yours: bool = False
    next_thing: NextThing | None = None
    next_discussion: dt.datetime | None = None
    moved: list[str] = field(default_factory=list)


def institution_lines(actor: Actor) -> list[Line]:
    """Own institutions, what waits for the actor first; the same number of queries however many there are."""
    if not actor.is_assessor:
        return []
    parts = dict(Party.objects.filter(in_force(), person_id=actor.person_id).values_list("journey_id", "capacity"))
    journeys = list(journeys_visible_to(actor).order_by("institution__name", "pk"))
    views = {(view.submission.journey_id, view.submission.round): view for view in views_visible_to(actor).filter(person=actor.person)}
    since = {key: visit.at for key, visit in last_visits(actor).items()}
    moved = moved_in(actor, journeys, since)
    planned: dict[int, dt.datetime] = {}
    for row in discussions_visible_to(actor).filter(held_at=None, at__isnull=False).order_by("-at"):
        planned[row.journey_id] = row.at  # type: ignore[assignment]
    lines = [_line(journey, parts.get(journey.pk, ""), views.get((journey.pk, journey.round))) for journey in journeys]
    for line in lines:
        line.moved, line.next_discussion = moved[line.journey.pk], planned.get(line.journey.pk)
    return sorted(lines, key=lambda line: (not line.yours, line.journey.state in (State.RELEASED, State.WITHDRAWN)))


def _line(journey: Journey, capacity: str, view: View | None) -> Line:
    url = reverse("casework:journey", args=[journey.ref])
    line = Line(journey, capacity, PartyCapacity(capacity).label if capacity else "", url)
    line.next_thing = next_thing(journey, capacity, view)
    line.yours = (
        line.next_thing is not None
        and not journey.paused
        and journey.stage.turn == (Turn.SECOND_READER if capacity == PartyCapacity.SECOND_READER else Turn.ASSESSOR)
    )
    return line


def next_thing(journey: Journey, capacity: str, view: View | None) -> NextThing | None:
    """What this reader does next here, if anything waits for them."""
    here = [journey.ref]
    if capacity == PartyCapacity.SECOND_READER:
        if journey.state != State.SECOND_READING:
            return None
        if view is None:
            return NextThing(
                _("A second reading waits for you."), reverse("casework:second_reading", args=here), _("Begin the second reading")
            )
        return NextThing(_("Your second view is not recorded yet."), reverse("casework:review", args=[view.ref]), _("Go on reading"))
    if journey.state == State.ALLOCATED:
        return NextThing(_("Agree the dates with the institution."), reverse("casework:dates", args=here), _("Write down the dates"))
    if journey.state == State.SUBMITTED or (view is None and journey.state in (State.IN_REVIEW, State.CLARIFICATIONS)):
        return NextThing(_("The submission waits for your review."), reverse("casework:begin_review", args=here), _("Begin the review"))
    if view is not None and journey.state in (State.IN_REVIEW, State.CLARIFICATIONS):
        return NextThing(_("Your review is open."), reverse("casework:review", args=[view.ref]), _("Go on with the review"))
    return None


def moved_in(actor: Actor, journeys: list[Journey], since: dict[int, dt.datetime]) -> dict[int, list[str]]:
    """Journey's key to sentences about what changed after `since` (for ever, where the actor was never there). Four queries."""
    found: dict[int, list[str]] = {journey.pk: [] for journey in journeys}

    def after(journey_id: int, at: dt.datetime | None) -> bool:
        return journey_id in found and at is not None and at > since.get(journey_id, LONG_AGO)

    coached = {journey.pk for journey in journeys if journey.state in COACHING_STATES}
    for journey in journeys:
        if journey.pk in since and after(journey.pk, journey.state_since):
            found[journey.pk].append(_("It came to “%(stage)s”.") % {"stage": journey.stage.staff_see})
    shared, changed, replied = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list), defaultdict[int, int](int)
    rows = responses_visible_to(actor).filter(shared_at__isnull=False).order_by("criterion__number")
    for key, code, shared_at, changed_at in rows.values_list("journey_id", "criterion__code", "shared_at", "changed_at"):
        if key not in coached:
            continue  # what was sent no longer changes, and what was shared before no longer matters
        if after(key, shared_at):
            shared[key].append(code)
        elif after(key, changed_at):
            changed[key].append(code)
    for key, at in notes_visible_to(actor).filter(replied_at__isnull=False).values_list("response__journey_id", "replied_at"):
        replied[key] += after(key, at)
    added = defaultdict[int, list[int]](list)
    addenda = Addendum.objects.filter(submission__journey__in=journeys).order_by("number")
    for key, number, at in addenda.values_list("submission__journey_id", "number", "attested_at"):
        if after(key, at):
            added[key].append(number)
    for key, lines in found.items():
        if shared[key]:
            lines.append(_("Shared with you: %(codes)s.") % {"codes": ", ".join(shared[key])})
        if changed[key]:
            lines.append(_("Changed: %(codes)s.") % {"codes": ", ".join(changed[key])})
        if replied[key]:
            lines.append(
                ngettext("%(n)s of your notes was answered.", "%(n)s of your notes were answered.", replied[key]) % {"n": replied[key]}
            )
        lines += [_("Addendum %(number)s came in.") % {"number": number} for number in added[key]]
    return found


def cohorts_of(actor: Actor) -> dict[Cohort, list[Journey]]:
    """Cohorts of which the actor assesses two or more that still prepare: these may meet together."""
    parts = Party.objects.filter(in_force(), person_id=actor.person_id, capacity=PartyCapacity.ASSESSOR).values("journey_id")
    found: dict[Cohort, list[Journey]] = {}
    for journey in (
        journeys_visible_to(actor).filter(pk__in=parts, state__in=COACHING_STATES, cohort__isnull=False).order_by("institution__name")
    ):
        found.setdefault(journey.cohort, []).append(journey)  # type: ignore[arg-type]
    return {cohort: journeys for cohort, journeys in found.items() if len(journeys) > 1}


def open_questions(journey: Journey) -> list[Clarification]:
    """Clarifications of the journey's present round that wait for an answer, the earliest date first."""
    rows = Clarification.objects.filter(submission__journey=journey, submission__round=journey.round, state=ClarificationState.ASKED)
    return list(rows.select_related("criterion").order_by("due_on"))


def institution_by_ref(ref: str) -> Institution:
    """One that a search by name has just found: names and refs are public, nothing else of it is shown."""
    return Institution.objects.get(ref=ref)
