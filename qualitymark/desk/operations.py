"""What is written from the desk because it reaches every room: reminders, the end of what is kept for ninety days, erasing a person."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from qualitymark.accounts.models import Person
from qualitymark.accounts.operations import ERASED_NAME
from qualitymark.accounts.rules import can_erase_person
from qualitymark.actionplan.models import Action, ActionLink
from qualitymark.assessors.models import Allocation
from qualitymark.assessors.operations import leave_journeys
from qualitymark.assessors.states import AllocationState
from qualitymark.awards.operations import erase_register_contact
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.models import DueJob, OutgoingMail
from qualitymark.decisions.models import Draft
from qualitymark.institutions.models import Role
from qualitymark.institutions.operations import forget_person
from qualitymark.institutions.queries import people_in
from qualitymark.interest.models import Enquiry, Interest
from qualitymark.journeys.models import Billing, Journey, Milestone
from qualitymark.journeys.queries import PAUSED
from qualitymark.journeys.states import OPEN_STATES, WRITING_STATES
from qualitymark.selfassessment.models import Addendum, Response, Revision, SubmissionPart
from qualitymark.selfassessment.operations import erase_addendum, erase_part, erase_revision
from qualitymark.selfassessment.queries import writers_of
from qualitymark.selfassessment.states import ResponseState

from .notices import remind_coordinator, remind_of_offer, remind_writer
from .queries.erasing import register_words_naming

WEEK = dt.timedelta(days=7)
KEPT_FOR = dt.timedelta(days=90)
GONE = "erased@invalid.invalid"  # stands where a table needs an address; no letter can reach it
ERASED_LETTER = "(The words of this letter named somebody who was erased.)"
WAITING = (OutgoingMail.State.QUEUED, OutgoingMail.State.FAILED)
# A letter of which one only may be sent in a period is remembered, without its words, until no period can come again.
REMEMBERED_FOR = dt.timedelta(days=3 * 366)


def remind_of_criteria() -> int:
    """Write to everybody with criteria that are due within a week or late, once a calendar week; how many letters. Whose a criterion is that
    was given to nobody: see selfassessment.queries.writers."""
    today = clock.today()
    rows = Response.objects.filter(
        due_on__lte=today + WEEK,
        state__in=[ResponseState.EMPTY, ResponseState.DRAFTED],
        open=True,
        not_applicable=False,
        journey__state__in=WRITING_STATES,
    ).exclude(journey__in=Journey.objects.filter(PAUSED))
    rows = rows.select_related("criterion__group", "journey__institution", "journey__edition").order_by("due_on", "criterion__number")
    writers, theirs = writers_of(list(rows)), defaultdict(list)
    for row in rows:
        for person in dict.fromkeys(each.person for each in writers[row.pk]):
            theirs[person, row.journey].append(row)
    year, week, _day = today.isocalendar()
    return sum(remind_writer(person, journey, own, f"{year}-W{week:02d}") for (person, journey), own in theirs.items())


def remind_of_dates() -> int:
    """Write to the coordinators of every date of their timetable that is within a week, once; how many letters."""
    today = clock.today()
    near = Milestone.objects.filter(due_on__range=(today, today + WEEK), done_on=None, journey__state__in=OPEN_STATES).exclude(
        what=Milestone.What.CLOSED
    )
    near = near.exclude(journey__in=Journey.objects.filter(PAUSED))
    return sum(
        remind_coordinator(person, milestone)
        for milestone in near.select_related("journey__institution").order_by("due_on", "pk")
        for person in people_in(milestone.journey.institution, Role.COORDINATOR)
    )


def remind_of_offers() -> int:
    """Write to everybody whose answer to an offer is due within two days, once; how many letters."""
    soon = clock.today() + dt.timedelta(days=2)
    rows = Allocation.objects.filter(state__in=[AllocationState.OFFERED, AllocationState.CLEARED], answer_by__lte=soon)
    return sum(remind_of_offer(each) for each in rows.select_related("person"))


def clear_passing() -> int:
    """Take away what the retention class "passing" keeps for ninety days: sessions, letters, marks of jobs, finished tasks, a decider's
    unsent drafts; how many rows."""
    before = clock.now() - KEPT_FOR
    old = OutgoingMail.objects.filter(created_at__lt=before)
    old.exclude(period="").exclude(body="").update(body="")
    gone = [
        Session.objects.filter(expire_date__lt=clock.real_now()),
        old.filter(period=""),
        OutgoingMail.objects.filter(created_at__lt=clock.now() - REMEMBERED_FOR),
        DueJob.objects.filter(done_at__lt=before),
        DBTaskResult.objects.filter(finished_at__lt=before),
        Draft.objects.filter(kept_at__lt=before),
    ]
    return sum(rows.delete()[0] for rows in gone)


@transaction.atomic
def erase_person_everywhere(person: Person, *, by: Actor, why: str) -> Person:
    """Erase who somebody was: the person with roles and invitations, and their name and address where a room keeps them as a contact.

    Their parts in journeys end first, as when somebody steps back, so that the office is told to find somebody else. Their own words in
    responses and evidence are the institution's; a text that names somebody is erased by itself, for cause (queries.erasing finds it).
    """
    name, email = person.name, person.email or ""
    can_erase_person(by, person).enforce()
    leave_journeys(person, by=by)
    contacts = register_words_naming(person) if person.erased_at is None else []
    erased = forget_person(person, by=by, why=why)
    for award in dict.fromkeys(row.award for row in contacts):
        erase_register_contact(award, by=by, name=name)
    if not email:
        return erased
    Enquiry.objects.filter(email__iexact=email).update(name=ERASED_NAME, email=GONE)
    Interest.objects.filter(contact_email__iexact=email).update(contact_name=ERASED_NAME, contact_email=GONE, contact_phone="")
    Interest.objects.filter(senior_email__iexact=email).update(senior_name=ERASED_NAME, senior_email=GONE)
    Billing.objects.filter(contact_email__iexact=email).update(contact_name=ERASED_NAME, contact_email=GONE)
    Action.objects.filter(owner_email__iexact=email).update(owner_name=ERASED_NAME, owner_email="")
    ActionLink.objects.filter(email__iexact=email).update(email=GONE)
    return erased


@transaction.atomic
def erase_letters(person: Person, letters: Iterable[OutgoingMail], *, by: Actor, why: str) -> int:
    """The words of letters to others that name somebody who is erased: a tombstone stands for them. Those on their way stay until they are sent."""
    keys = [letter.pk for letter in letters if letter.state not in WAITING]
    erased = OutgoingMail.objects.filter(pk__in=keys).update(subject=ERASED_LETTER, body=ERASED_LETTER)
    if erased:
        record("erase_letters", person, by=by, facts={"letters": erased}, detail={"why": why})
    return erased


def erase_words(place: str, *, by: Actor, why: str) -> bool:
    """Erase one text that names somebody, by the reference that erase_person gives it: a part of a submission (REF:KEY), an addendum, or a
    version of a response. Its digest stays, so the submission and the signature under it still verify. False where nothing has the reference."""
    ref, _colon, key = place.partition(":")
    if key:
        part = SubmissionPart.objects.filter(submission__ref=ref, key=key).select_related("submission__journey__institution").first()
        return part is not None and bool(erase_part(part, by=by, why=why))
    addendum = Addendum.objects.filter(ref=ref).select_related("submission__journey__institution").first()
    if addendum is not None:
        return bool(erase_addendum(addendum, by=by, why=why))
    revision = Revision.objects.filter(ref=ref).select_related("response__journey__institution").first()
    return revision is not None and bool(erase_revision(revision, by=by, why=why))
