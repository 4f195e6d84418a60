"""Every change to profiles, declarations and allocations."""

import datetime as dt
from typing import Any

from django.db import transaction

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold, hold_all
from qualitymark.institutions import operations as institutions
from qualitymark.institutions.models import Institution, Recusal
from qualitymark.institutions.queries import in_force, is_recused
from qualitymark.journeys import operations as journeys
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import PartyCapacity

from . import notices
from .models import Allocation, Profile, Strength, Visit
from .queries import LIVE, cautions_for, load_of, profile_of, visit_began
from .rules import can_accept, can_declare, can_decline, can_end, can_keep_profile, can_offer, can_record_training
from .states import AllocationState


@transaction.atomic
def keep_profile(
    person: Person, *, by: Actor, welsh: bool, most_journeys: int, about: str = "", strengths: list[tuple[str, str]] | None = None
) -> Profile:
    """Make or change what an assessor brings: languages, how many institutions at once, (of, code) strengths."""
    can_keep_profile(by, person).enforce()
    profile, _made = Profile.objects.update_or_create(
        person=person, defaults={"welsh": welsh, "most_journeys": most_journeys, "about": about.strip()}
    )
    wanted = set(strengths or [])
    held = {(row.of, row.code): row.pk for row in profile.strengths.all()}
    Strength.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    Strength.objects.bulk_create(Strength(profile=profile, of=of, code=code) for of, code in sorted(wanted - held.keys()))
    record("keep_profile", profile, by=by, facts={"most": most_journeys, "welsh": welsh, "strengths": sorted(map(list, wanted))})
    return profile


@transaction.atomic
def record_training(person: Person, *, by: Actor, until: dt.date | None) -> Profile:
    """The office's word on until when an assessor's training counts; None takes it away."""
    can_record_training(by).enforce()
    profile, _made = Profile.objects.get_or_create(person=person)
    Profile.objects.filter(pk=profile.pk).update(trained_until=until)
    profile.trained_until = until
    record("record_training", profile, by=by, facts={"until": until.isoformat() if until else ""})
    return profile


@transaction.atomic
def offer(journey: Journey, *, by: Actor, person: Person, capacity: str, answer_by: dt.date, why: str = "") -> Allocation:
    """Ask an assessor to take part. Refused where a tie is known; a full load or training that ran out needs `why`, which is recorded.

    The assessor's profile is held after the journey, so that of two offers at the same time the second counts the first.
    """
    journey = hold(journey)
    hold_all(Profile.objects.filter(person=person))  # without one nobody is offered anything but with a reason
    can_offer(by, journey, person, capacity, why).enforce()
    cautions = cautions_for(journey, profile_of(person), load_of(person), clock.today())
    allocation = Allocation.objects.create(
        journey=journey, person=person, capacity=capacity, why=why.strip()[:300], answer_by=answer_by, offered_at=clock.now(), offered_by=by.person
    )  # fmt: skip
    notices.offered(allocation)
    facts = {"person": person.ref, "capacity": capacity, "override": bool(cautions)}
    record("offer", allocation, by=by, after=AllocationState.OFFERED, facts=facts, detail={"why": why.strip()} if why.strip() else None)
    return allocation


@transaction.atomic
def declare(allocation: Allocation, *, by: Actor, conflict: bool, why: str = "", note: str = "") -> Allocation:
    """Answer whether there is a conflict of interest. With one, a recusal is made and the institution is gone for this person everywhere.

    "No conflict" of somebody who is recused meanwhile is taken as a conflict found.
    """
    journey = hold(allocation.journey)
    allocation = _held(allocation, journey)
    can_declare(by, allocation, conflict).enforce()
    if conflict:
        return _conflicted(allocation, by=by, why=why or Recusal.Why.OTHER, note=note, declared=True)
    if is_recused(by, journey.institution):
        return _conflicted(allocation, by=by, why=Recusal.Why.OTHER, note="", declared=False)
    move(allocation, "declare_none", by=by, declared_at=clock.now())
    return allocation


@transaction.atomic
def declare_tie(institution: Institution, *, by: Actor, why: str, note: str = "") -> Recusal:
    """An assessor adds an institution to their own list of ties; offers and parts in its journeys end with it."""
    can_keep_profile(by, by.person).enforce()
    live = list(Allocation.objects.filter(person=by.person, journey__institution=institution, state__in=LIVE).order_by("journey_id"))
    for each in live:
        held = _held(each, hold(each.journey))
        if held.state in LIVE:  # still, now that it is held
            _conflicted(held, by=by, why=why, note=note, declared=True)
    return _recused(institution, by=by, why=why, note=note, declared=True)


@transaction.atomic
def accept(allocation: Allocation, *, by: Actor) -> Allocation:
    """Accept after declaring no conflict: the person becomes a party of the journey (whose own letter tells the coordinators)."""
    journey = hold(allocation.journey)
    allocation = _held(allocation, journey)
    if allocation.state == AllocationState.ACCEPTED and by.person_id == allocation.person_id:
        return allocation  # the same click again
    can_accept(by, allocation).enforce()
    move(allocation, "accept", by=by, answered_at=clock.now())
    if allocation.capacity == PartyCapacity.ASSESSOR:
        journeys.confirm_allocation(journey, by=by, person=allocation.person)
    else:
        journeys.add_party(journey, by=by, person=allocation.person, capacity=allocation.capacity)
    notices.answered(allocation)
    return allocation


@transaction.atomic
def decline(allocation: Allocation, *, by: Actor, why: str = "") -> Allocation:
    """Say no, with or without a reason; the office is told."""
    journey = hold(allocation.journey)
    allocation = _held(allocation, journey)
    if allocation.state == AllocationState.DECLINED and by.person_id == allocation.person_id:
        return allocation
    can_decline(by, allocation).enforce()
    move(allocation, "decline", by=by, answered_at=clock.now(), ended_why=why.strip()[:300], detail={"why": why} if why else None)
    notices.answered(allocation)
    return allocation


@transaction.atomic
def end_allocation(allocation: Allocation, *, by: Actor, why: str) -> Allocation:
    """The office ends an offer or a part, giving a reason. Before the dates are agreed the journey goes back to be allocated again."""
    journey = hold(allocation.journey)
    allocation = _held(allocation, journey)
    if allocation.state == AllocationState.ENDED and by.is_office:
        return allocation
    can_end(by, allocation).enforce()
    accepted = allocation.state == AllocationState.ACCEPTED
    move(allocation, "end", by=by, ended_why=why.strip()[:300], detail={"why": why})
    if accepted:
        _end_part(allocation, journey, by=by)
    notices.ended(allocation)
    return allocation


@transaction.atomic
def leave_journeys(person: Person, *, by: Actor) -> None:
    """All that somebody does in journeys ends, offers too, because the person is erased: by the system, or by the office."""
    for allocation in (
        Allocation.objects.filter(person=person, state__in=LIVE).select_related("journey__institution").order_by("journey_id")
    ):
        end_allocation(allocation, by=by, why="The person who had it was erased.")
    for party in Party.objects.filter(person=person, until_on=None).select_related("journey").order_by("journey_id"):
        journeys.end_party(party.journey, by=by, person=person, capacity=party.capacity)


def _held(allocation: Allocation, journey: Journey) -> Allocation:
    held = hold(allocation)
    held.journey = journey
    return held


def _conflicted(allocation: Allocation, *, by: Actor, why: str, note: str, declared: bool) -> Allocation:
    accepted, journey = allocation.state == AllocationState.ACCEPTED, allocation.journey
    move(allocation, "declare_conflict", by=by, audit={"declared": declared}, declared_at=clock.now(), answered_at=clock.now())
    if accepted:
        _end_part(allocation, journey, by=by)
    _recused(journey.institution, by=by, why=why, note=note, declared=declared)
    notices.answered(allocation)
    return allocation


def _recused(institution: Institution, *, by: Actor, why: str, note: str, declared: bool) -> Recusal:
    standing = Recusal.objects.filter(in_force(), person=by.person, institution=institution).first()
    return standing or institutions.recuse(by.person, institution, by=by, why=why, note=note, declared=declared)


def _end_part(allocation: Allocation, journey: Journey, *, by: Actor) -> None:
    journeys.end_party(journey, by=by, person=allocation.person, capacity=allocation.capacity)


def note_visit(journey: Journey, *, by: Actor) -> Visit:
    """Remember that this person looks at the journey now. Half an hour without a look ends a visit. Nothing is recorded in the audit record:
    it serves only to show the person what moved."""
    now = clock.now()
    visit = Visit.objects.filter(person_id=by.person_id, journey=journey).first()
    if visit is None:
        with transaction.atomic():
            visit, _made = Visit.objects.get_or_create(person=by.person, journey=journey, defaults={"at": now})
    elif visit_began(visit, now):
        facts: dict[str, Any] = {"at": now, "before": visit.at}
        Visit.objects.filter(pk=visit.pk).update(**facts)
        visit.at, visit.before = now, visit.at
    return visit
