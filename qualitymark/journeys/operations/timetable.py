"""The dates of a journey, and pauses."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.institutions.queries import people_in

from ..models import Journey, Milestone, PauseRequest, Round
from ..notices import tell, tell_coordinators, tell_office
from ..rules import can_agree_dates, can_answer_pause, can_ask_pause, can_resume
from ..states import State

# What one date of a timetable is: sort of date, number (which discussion), label, day.
Date = tuple[str, int, str, dt.date]
FURTHEST = dt.timedelta(days=3 * 366)


@transaction.atomic
def agree_dates(journey: Journey, *, by: Actor, submit_by: dt.date, dates: list[Date]) -> Journey:
    """Write the timetable: the day of submission and any other dates. From "allocated" the writing begins with it; later it moves the
    dates that are still open. Refused: a day that is past, or more than three years off, or a discussion after the submission."""
    journey = hold(journey)
    can_agree_dates(by, journey).enforce()
    done = set(Milestone.objects.filter(journey=journey).exclude(done_on=None).values_list("what", "number"))
    wanted = [each for each in dates if each[0] != Milestone.What.SUBMISSION and (each[0], each[1]) not in done]
    _check_dates(submit_by, wanted)
    Milestone.objects.filter(journey=journey, done_on=None).delete()
    Milestone.objects.bulk_create(
        Milestone(journey=journey, what=what, number=number, label=label, due_on=due_on)
        for what, number, label, due_on in [*wanted, (Milestone.What.SUBMISSION, 0, "", submit_by)]
    )
    tell_coordinators("dates_agreed", journey, dates=list(Milestone.objects.filter(journey=journey, done_on=None)))
    facts = {"submit_by": submit_by.isoformat()}
    if journey.state == State.ALLOCATED:
        move(journey, "agree_dates", by=by, audit=facts, state_since=clock.now(), submit_by=submit_by)
    else:
        journey.submit_by = submit_by
        journey.save(update_fields=["submit_by"])
        record("change_dates", journey, by=by, facts=facts)
    return journey


def _check_dates(submit_by: dt.date, dates: list[Date]) -> None:
    today = clock.today()
    for day in [submit_by, *(each[3] for each in dates)]:
        if day < today:
            raise Refused(not_now(_("%(day)s is past: agree a day that is still to come."), day=date_format(day, "j F Y")))
        if day > today + FURTHEST:
            raise Refused(not_now(_("%(day)s is more than three years away. Look at the year again."), day=date_format(day, "j F Y")))
    before = {Milestone.What.DISCUSSION, Milestone.What.DRAFTS, Milestone.What.SIGNATURE}
    if any(what in before and day > submit_by for what, _number, _label, day in dates):
        raise Refused(not_now(_("Discussions, drafts and signature come before the day of submission.")))
    if len({(what, number) for what, number, _label, _day in dates if what == Milestone.What.DISCUSSION}) != sum(
        what == Milestone.What.DISCUSSION for what, *_rest in dates
    ):
        raise Refused(not_now(_("Two dates are given for the same discussion.")))


@transaction.atomic
def mark_date(milestone: Milestone, *, by: Actor, done_on: dt.date) -> Milestone:
    """Note that a date of the timetable was kept. The calling operation has enforced its own rule (a discussion held, a submission made)."""
    journey = hold(milestone.journey)
    milestone = hold(milestone)
    if milestone.done_on is None:
        milestone.done_on = done_on
        milestone.save(update_fields=["done_on"])
        record("mark_date", journey, by=by, facts={"milestone": milestone.ref, "done_on": done_on.isoformat()})
    return milestone


@transaction.atomic
def mark_discussion(journey: Journey, *, by: Actor, number: int, held_on: dt.date) -> Milestone | None:
    """Note in the timetable that a discussion was held; None where it has no date there. The calling operation has enforced its own rule."""
    hold(journey)
    date = Milestone.objects.filter(journey=journey, what=Milestone.What.DISCUSSION, number=number, done_on=None).first()
    return mark_date(date, by=by, done_on=held_on) if date is not None else None


@transaction.atomic
def place_date(journey: Journey, *, by: Actor, what: str, number: int, due_on: dt.date) -> None:
    """Put one open date of the timetable on a day, adding it where there is none. The calling operation has enforced its own rule (a discussion
    that was planned for a day) and tells those whom it concerns."""
    hold(journey)
    rows = Milestone.objects.filter(journey=journey, what=what, number=number, done_on=None)
    if rows.filter(due_on=due_on).exists():
        return
    if not rows.update(due_on=due_on):
        Milestone.objects.create(journey=journey, what=what, number=number, due_on=due_on)
    record("place_date", journey, by=by, facts={"what": str(what), "number": number, "due_on": due_on.isoformat()})


@transaction.atomic
def ask_pause(journey: Journey, *, by: Actor, why: str) -> PauseRequest:
    """A coordinator asks the office to pause. While a request waits, asking again returns that one."""
    journey = hold(journey)
    can_ask_pause(by, journey).enforce()
    waiting = PauseRequest.objects.filter(journey=journey, answered_at=None).first()
    if waiting is not None:
        return waiting
    request = PauseRequest.objects.create(journey=journey, why=why, asked_at=clock.now(), asked_by=by.person)
    tell_office("pause_asked", journey, why=why)
    record("ask_pause", journey, by=by, facts={"request": request.ref}, detail={"why": why})
    return request


@transaction.atomic
def answer_pause(request: PauseRequest, *, by: Actor, granted: bool, note: str = "") -> PauseRequest:
    """Grant or decline a pause. Granted, it begins today: nothing is due and no reminder goes out until it ends."""
    journey = hold(request.journey)
    request = PauseRequest.objects.select_related("journey__institution").get(pk=request.pk)
    can_answer_pause(by, request).enforce()
    request.answered_at, request.answered_by, request.granted = clock.now(), by.person, granted
    request.save(update_fields=["answered_at", "answered_by", "granted"])
    if granted:
        Journey.objects.filter(pk=journey.pk).update(paused_from=clock.today(), paused_until=None)
    tell_coordinators("pause_answered", journey, granted=granted, note=note, period=request.ref)
    record("grant_pause" if granted else "decline_pause", journey, by=by, facts={"request": request.ref}, detail={"note": note})
    return request


@transaction.atomic
def resume(journey: Journey, *, by: Actor) -> Journey:
    """End the pause today. Every date that was still open when it began moves by as many days as it lasted."""
    journey = hold(journey)
    can_resume(by, journey).enforce()
    began = journey.paused_from
    assert began is not None  # can_resume said so  # noqa: S101
    lasted = clock.today() - began
    Milestone.objects.filter(journey=journey, done_on=None, due_on__gte=began).update(due_on=F("due_on") + lasted)
    Round.objects.filter(journey=journey, number=journey.round, last_on__gte=began).update(last_on=F("last_on") + lasted)
    if journey.submit_by is not None and journey.submit_by >= began:
        journey.submit_by += lasted
    journey.paused_until = clock.today()
    journey.save(update_fields=["submit_by", "paused_until"])
    PauseRequest.objects.filter(journey=journey, granted=True, resumed_at=None).update(resumed_at=clock.now())
    tell("pause_ended", journey, people_in(journey.institution, "coordinator"), days=lasted.days, submit_by=journey.submit_by)
    record("resume", journey, by=by, facts={"days": lasted.days})
    return journey
