"""Who could take part in a journey, what speaks for and against it, and which offers may this actor see?"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.accounts.queries import people_appointed
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.institutions.models import Institution, Membership, Recusal
from qualitymark.institutions.queries import CONFLICT_MONTHS, contents_visible_to, in_force, institutions_visible_to
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import OPEN_STATES, PartyCapacity

from .models import Allocation, Profile, Strength, Visit
from .states import AllocationState

LIVE = (AllocationState.OFFERED, AllocationState.CLEARED, AllocationState.ACCEPTED)
Words = str | Promise


@dataclass(frozen=True)
class Suggestion:
    """An assessor for a journey. Reasons speak for them; with a caution the office says why it offers nevertheless."""

    person: Person
    load: int
    most: int
    reasons: list[Words] = field(default_factory=list)
    cautions: list[Words] = field(default_factory=list)


def allocations_visible_to(actor: Actor) -> QuerySet[Allocation]:
    """The office sees all but those of institutions its member is recused from; an assessor their own, none of a conflicted institution."""
    if actor.is_office:
        rows = Allocation.objects.filter(journey__institution__in=contents_visible_to(actor))
    elif actor.is_assessor:
        rows = Allocation.objects.filter(journey__institution__in=institutions_visible_to(actor), person_id=actor.person_id)
    else:
        rows = Allocation.objects.none()
    return rows.select_related("journey__institution", "person").order_by("answer_by", "pk")


def live_allocation(journey: Journey, capacity: str) -> Allocation | None:
    """The offer or part that stands in this capacity of a journey: asked, cleared or accepted; None where there is none."""
    return Allocation.objects.filter(journey=journey, capacity=capacity, state__in=LIVE).select_related("person").first()


def allocations_in_conflict(actor: Actor) -> list[Allocation]:
    """Offered or accepted, but a conflict of interest was found meanwhile: the office ends these and asks somebody else."""
    rows = list(allocations_visible_to(actor).filter(state__in=LIVE)) if actor.is_office else []
    institutions = {row.journey.institution_id for row in rows}
    recused = Recusal.objects.filter(in_force(), institution__in=institutions).values_list("person_id", "institution_id")
    members = _members_since(institutions).values_list("person_id", "institution_id")
    tied = {*recused, *members}
    return [row for row in rows if (row.person_id, row.journey.institution_id) in tied]


def _members_since(institutions: Iterable[int]) -> QuerySet[Membership]:
    """Who works there or did in the years that a declaration asks about."""
    since = clock.add_months(clock.today(), -CONFLICT_MONTHS)
    return Membership.objects.filter(Q(until_on=None) | Q(until_on__gt=since), institution__in=institutions)


def profile_of(person: Person) -> Profile | None:
    """What an assessor brings, with strengths; None before a profile is kept."""
    return Profile.objects.filter(person=person).prefetch_related("strengths").first()


def loads() -> Counter[int]:
    """Person's key to the number of institutions they assess now or are asked to. Second readings are not counted: they are short."""
    open_parties = Party.objects.filter(in_force(), capacity=PartyCapacity.ASSESSOR, journey__state__in=OPEN_STATES)
    counted = Counter(open_parties.values_list("person_id", flat=True))
    asked = Allocation.objects.filter(
        capacity=PartyCapacity.ASSESSOR, state__in=[AllocationState.OFFERED, AllocationState.CLEARED], journey__state__in=OPEN_STATES
    )
    counted.update(asked.values_list("person_id", flat=True))
    return counted


def load_of(person: Person) -> int:
    """How many institutions a person assesses now or is asked to assess (`loads`)."""
    return loads()[person.pk]


def ties_found(institution: Institution) -> dict[int, Words]:
    """Person's key to the conflict of interest that the platform itself knows of: a recusal, or a role there in the past years."""
    rows = _members_since([institution.pk])
    found: dict[int, Words] = {
        key: _("They have or had a role there in the past five years.") for key in rows.values_list("person_id", flat=True)
    }
    recused = Recusal.objects.filter(in_force(), institution=institution).values_list("person_id", flat=True)
    return found | {key: _("They declared a conflict of interest with this institution.") for key in recused}


def ties_of(person: Person) -> QuerySet[Recusal]:
    """The institutions this person declared a tie with: their own list, shown to them alone."""
    return Recusal.objects.filter(in_force(), person=person).select_related("institution").order_by("institution__name")


def took_another_part(journey: Journey, capacity: str) -> set[int]:
    """Keys of people who take or took another part in this journey than `capacity`: nobody reads one submission twice."""
    return set(Party.objects.filter(journey=journey).exclude(capacity=capacity).values_list("person_id", flat=True))


def cautions_for(journey: Journey, profile: Profile | None, load: int, today: dt.date) -> list[Words]:
    """What the office has to answer for when it offers nevertheless."""
    if profile is None:
        return [_("There is no profile yet: what they know and how much they can take on is not recorded.")]
    found: list[Words] = []
    if load >= profile.most_journeys:
        found.append(format_lazy(_("They have {load} institutions and said they can take {most}."), load=load, most=profile.most_journeys))
    if profile.trained_until is None:
        found.append(_("Their training is not recorded."))
    elif profile.trained_until < today:
        found.append(_("Their training has run out."))
    if journey.language == "cy" and not profile.welsh:
        found.append(_("This institution writes in Welsh, and they do not assess in Welsh."))
    return found


def _reasons(journey: Journey, profile: Profile | None, known: set[tuple[str, str]]) -> list[Words]:
    institution, found = journey.institution, list[Words]()
    if ("kind", institution.kind) in known:
        found.append(format_lazy(_("Knows this kind of provider: {kind}."), kind=institution.get_kind_display()))
    if ("nation", institution.nation) in known:
        found.append(format_lazy(_("Knows {nation}."), nation=institution.get_nation_display()))
    if journey.language == "cy" and profile is not None and profile.welsh:
        found.append(_("Assesses in Welsh."))
    return found


def suggestions(journey: Journey, capacity: str = PartyCapacity.ASSESSOR) -> list[Suggestion]:
    """Assessors without a known conflict who take no other part in the journey and were not asked yet: no caution first, then what speaks for them, then load."""
    tied, taken, counted, today = ties_found(journey.institution), took_another_part(journey, capacity), loads(), clock.today()
    asked = Allocation.objects.filter(
        journey=journey, capacity=capacity, state__in=[*LIVE, AllocationState.DECLINED, AllocationState.CONFLICTED]
    )
    out = {*tied, *taken, *asked.values_list("person_id", flat=True)}
    people = [person for person in people_appointed(Capacity.ASSESSOR) if person.pk not in out]
    profiles = {row.person_id: row for row in Profile.objects.filter(person__in=people)}
    known = defaultdict[int, set[tuple[str, str]]](set)
    for person_id, of, code in Strength.objects.filter(profile__person__in=people).values_list("profile__person_id", "of", "code"):
        known[person_id].add((of, code))
    found = [_suggestion(journey, person, profiles.get(person.pk), counted[person.pk], known[person.pk], today) for person in people]
    return sorted(found, key=lambda each: (bool(each.cautions), -len(each.reasons), each.load, each.person.name))


def _suggestion(
    journey: Journey, person: Person, profile: Profile | None, load: int, known: set[tuple[str, str]], today: dt.date
) -> Suggestion:
    return Suggestion(
        person=person,
        load=load,
        most=profile.most_journeys if profile else 0,
        reasons=_reasons(journey, profile, known),
        cautions=cautions_for(journey, profile, load, today),
    )


def last_visits(actor: Actor) -> dict[int, Visit]:
    """Journey's key to this person's last visit of it."""
    return {row.journey_id: row for row in Visit.objects.filter(person_id=actor.person_id)}


def visit_began(visit: Visit | None, now: dt.datetime) -> bool:
    """Has the last visit ended, so that opening the journey begins another? Half an hour apart is another visit."""
    return visit is None or now - visit.at > dt.timedelta(minutes=30)


def own_allocations(actor: Actor) -> dict[str, Any]:
    """An assessor's own: what waits for their answer, and what they accepted."""
    rows = list(allocations_visible_to(actor).filter(state__in=LIVE)) if actor.is_assessor else []
    waiting = [row for row in rows if row.state != AllocationState.ACCEPTED]
    return {"waiting": waiting, "accepted": [row for row in rows if row.state == AllocationState.ACCEPTED]}
