"""Every change to discussions, next steps and support notes."""

import datetime as dt

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold, hold_through
from qualitymark.core.verdict import ChangedMeanwhile, Refused, not_now
from qualitymark.journeys.models import Cohort, Journey, Milestone
from qualitymark.journeys.operations import mark_discussion, place_date
from qualitymark.selfassessment.models import Response

from . import notices
from .models import Discussion, Meeting, NextStep, SupportNote
from .queries import COACHING_STATES, discussions_included
from .rules import (
    can_add_discussion,
    can_call_meeting,
    can_finish_note,
    can_finish_step,
    can_note,
    can_open_own_notes,
    can_plan,
    can_record,
    can_reply,
)

Step = tuple[str, str, dt.date | None]


@transaction.atomic
def plan_discussion(journey: Journey, *, by: Actor, number: int, at: dt.datetime | None, agenda: str = "", version: int = 0) -> Discussion:
    """Plan discussion `number` of this round, or move it; `at` is an instant in UTC. One that was held keeps its day.

    `version` is the one the planner saw (0: none yet); another raises ChangedMeanwhile.
    """
    journey = hold(journey)
    standing = Discussion.objects.filter(journey=journey, round=journey.round, number=number).first()
    said = {"at": at, "agenda": agenda.strip()}
    if standing is None:
        can_add_discussion(by, journey, number).enforce()
        standing = Discussion.objects.create(journey=journey, round=journey.round, number=number, **said)
        moved = at is not None
    else:
        can_plan(by, journey).enforce()
        if all(getattr(standing, name) == value for name, value in said.items()):
            return standing
        if standing.version != version:
            raise ChangedMeanwhile(standing, standing.version)
        _need(standing.held_at is None or at == standing.at, _("This discussion was held: its day stays as it was."))
        moved = at is not None and at != standing.at
        Discussion.objects.filter(pk=standing.pk).update(**said, version=version + 1)
        standing.at, standing.agenda, standing.version = at, agenda.strip(), version + 1
    standing.journey = journey
    if moved:
        notices.discussion_planned(standing, by.person)
        _place(standing, by=by)
    facts = {"number": number, "at": at.isoformat() if at else ""}
    record("plan_discussion", standing, by=by, facts=facts, detail={"agenda": agenda.strip()} if agenda.strip() else None)
    return standing


def _place(discussion: Discussion, *, by: Actor) -> None:
    """The timetable shows the day that was planned."""
    if discussion.at is not None:
        day = clock.date_of(discussion.at)
        place_date(discussion.journey, by=by, what=Milestone.What.DISCUSSION, number=discussion.number, due_on=day)


@transaction.atomic
def record_discussion(
    discussion: Discussion,
    *,
    by: Actor,
    notes: str,
    next_steps: list[Step] | None = None,
    held_on: dt.date | None = None,
    version: int | None = None,
) -> Discussion:
    """The assessor records that it was held, its notes, and what was agreed: (what, who, by when). Recording again puts the notes right;
    next steps that were said to be done stay so. A `version` other than the standing one raises ChangedMeanwhile."""
    journey = hold(discussion.journey)
    discussion = hold(discussion)
    discussion.journey = journey
    can_record(by, discussion).enforce()
    _need(bool(notes.strip()), _("Write what was said, if only in a few words."))
    day = held_on or clock.today()
    _need(day <= clock.today(), _("Give a day that has come: a discussion is recorded once it was held."))
    steps = [(what.strip(), who.strip(), due_on) for what, who, due_on in next_steps or [] if what.strip()]
    _need(all(who for _what, who, _due in steps), _("Say who does each next step."))
    if discussion.held_at and discussion.notes == notes.strip() and _steps_of(discussion) == steps:
        return discussion
    if version is not None and discussion.version != version:
        raise ChangedMeanwhile(discussion, discussion.version)
    first_time = discussion.held_at is None
    held_at = _held_at(discussion, day)
    Discussion.objects.filter(pk=discussion.pk).update(
        notes=notes.strip(), held_at=held_at, recorded_by=by.person, version=discussion.version + 1
    )
    discussion.notes, discussion.held_at, discussion.recorded_by, discussion.version = (
        notes.strip(),
        held_at,
        by.person,
        discussion.version + 1,
    )
    _keep_steps(discussion, steps)
    if first_time:
        notices.discussion_recorded(discussion)
        mark_discussion(journey, by=by, number=discussion.number, held_on=day)
    facts = {"number": discussion.number, "round": discussion.round, "held_on": day.isoformat(), "next_steps": len(steps)}
    record("record_discussion", discussion, by=by, facts=facts, detail={"notes": notes.strip()})
    return discussion


def _held_at(discussion: Discussion, day: dt.date) -> dt.datetime:
    """The planned instant where it was that day, else noon of the day named."""
    if discussion.at is not None and clock.date_of(discussion.at) == day:
        return discussion.at
    return clock.instant(day, dt.time(12))


def _steps_of(discussion: Discussion) -> list[Step]:
    return [(step.what, step.who, step.due_on) for step in discussion.next_steps.all()]


def _keep_steps(discussion: Discussion, steps: list[Step]) -> None:
    """Replace the list, keeping the rows (and what was said of them) that are the same."""
    held = {(step.what, step.who, step.due_on): step for step in discussion.next_steps.all()}
    discussion.next_steps.exclude(pk__in=[held[key].pk for key in steps if key in held]).delete()
    NextStep.objects.bulk_create(
        NextStep(discussion=discussion, what=key[0][:300], who=key[1][:120], due_on=key[2]) for key in steps if key not in held
    )


@transaction.atomic
def finish_step(step: NextStep, *, by: Actor, done: bool = True) -> NextStep:
    """Say that a next step is done, or that it is not done after all."""
    step = hold_through(step, "discussion")
    can_finish_step(by, step).enforce()
    if (step.done_at is not None) == done:
        return step
    step.done_at, step.done_by = (clock.now(), by.person) if done else (None, None)
    NextStep.objects.filter(pk=step.pk).update(done_at=step.done_at, done_by=step.done_by)
    record("finish_step" if done else "reopen_step", step, by=by)
    return step


@transaction.atomic
def call_meeting(cohort: Cohort, *, by: Actor, at: dt.datetime, journeys: list[Journey], about: str = "") -> Meeting:
    """One meeting that several journeys attend, each as its own next discussion; agenda, notes and next steps stay apart. The same click
    again, for the same hour and the same journeys, gives the same meeting.

    Refused as a whole, naming the institution, where one of them has no discussion left.
    """
    held = [hold(journey) for journey in sorted(journeys, key=lambda journey: journey.pk)]
    can_call_meeting(by, cohort, held).enforce()
    for same in Meeting.objects.filter(cohort=cohort, at=at, called_by=by.person, about=about.strip()[:200]):
        if {each.journey_id for each in same.discussions.all()} == {journey.pk for journey in held}:
            return same
    meeting = Meeting.objects.create(cohort=cohort, at=at, called_by=by.person, about=about.strip()[:200])
    discussions = [_attend(meeting, journey, by=by) for journey in held]
    for discussion in discussions:
        notices.discussion_planned(discussion, by.person)
        _place(discussion, by=by)
        facts = {"number": discussion.number, "meeting": meeting.ref, "at": at.isoformat()}
        record("call_meeting", discussion, by=by, facts=facts)
    return meeting


def _attend(meeting: Meeting, journey: Journey, *, by: Actor) -> Discussion:
    _need(
        journey.state in COACHING_STATES,
        _("%(name)s has submitted, so no discussion is left to plan.") % {"name": journey.institution.name},
    )
    rows = {row.number: row for row in Discussion.objects.filter(journey=journey, round=journey.round)}
    numbers = range(1, discussions_included(journey) + 1)
    free = [each for each in numbers if each not in rows or (rows[each].at is None and rows[each].held_at is None)]
    _need(bool(free), _("%(name)s has no discussion left that is not planned or held.") % {"name": journey.institution.name})
    discussion, _made = Discussion.objects.update_or_create(
        journey=journey, round=journey.round, number=free[0], defaults={"meeting": meeting, "at": meeting.at}
    )
    discussion.journey = journey
    return discussion


@transaction.atomic
def add_note(response: Response, *, by: Actor, sort: str, text: str) -> SupportNote:
    """The assessor's note on a shared response; the coordinators hear of it once a day. The same click again adds nothing."""
    journey = hold(response.journey)
    response = hold(response)
    response.journey = journey
    can_note(by, response).enforce()
    _need(sort in SupportNote.Sort.values, _("Choose what kind of note it is."))
    _need(bool(text.strip()), _("Write your note."))
    just_now = clock.now() - dt.timedelta(minutes=5)
    same = SupportNote.objects.filter(response=response, by=by.person, sort=sort, text=text.strip(), at__gte=just_now).first()
    if same is not None:
        return same
    note = SupportNote.objects.create(response=response, sort=sort, text=text.strip(), at=clock.now(), by=by.person)
    note.response = response
    notices.notes_added(note)
    record("add_note", note, by=by, facts={"sort": sort, "response": response.ref}, detail={"text": note.text})
    return note


@transaction.atomic
def reply(note: SupportNote, *, by: Actor, text: str) -> SupportNote:
    """The institution's answer to a note; a later one takes its place, and the earlier one is in the record."""
    note = hold_through(note, "response")
    can_reply(by, note).enforce()
    _need(bool(text.strip()), _("Write your reply."))
    if note.reply == text.strip():
        return note
    note.reply, note.replied_at, note.replied_by = text.strip(), clock.now(), by.person
    SupportNote.objects.filter(pk=note.pk).update(reply=note.reply, replied_at=note.replied_at, replied_by=by.person)
    record("reply", note, by=by, detail={"text": note.reply})
    return note


@transaction.atomic
def mark_done(note: SupportNote, *, by: Actor, done: bool = True) -> SupportNote:
    """Say that a note is dealt with, or that it is not after all."""
    note = hold_through(note, "response")
    can_finish_note(by, note).enforce()
    if (note.done_at is not None) == done:
        return note
    note.done_at, note.done_by = (clock.now(), by.person) if done else (None, None)
    SupportNote.objects.filter(pk=note.pk).update(done_at=note.done_at, done_by=note.done_by)
    record("mark_done" if done else "reopen_note", note, by=by)
    return note


@transaction.atomic
def open_own_notes(journey: Journey, *, by: Actor) -> Journey:
    """The assessor opens what they wrote as coach, now that they judge. It is allowed, and it is a row in the record."""
    journey = hold(journey)
    can_open_own_notes(by, journey).enforce()
    record("open_own_notes", journey, by=by, facts={"state": journey.state})
    return journey


def _need(holds: bool, words: str | Promise) -> None:
    """What a form asks for, asked again here: no way in gets round it."""
    if not holds:
        raise Refused(not_now(words))
