"""What is written from the desk because it reaches every room: reminders, the end of what is kept for ninety days, erasing a person."""

import datetime as dt
from collections import defaultdict

from django.contrib.sessions.models import Session
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from qualitymark.accounts.models import Person
from qualitymark.accounts.operations import ERASED_NAME
from qualitymark.actionplan.models import Action, ActionLink
from qualitymark.assessors.models import Allocation
from qualitymark.assessors.states import AllocationState
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.models import DueJob, OutgoingMail
from qualitymark.decisions.models import Draft
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.operations import forget_person
from qualitymark.institutions.queries import in_force, people_in
from qualitymark.interest.models import Enquiry, Interest
from qualitymark.journeys.models import Billing, Journey, Milestone
from qualitymark.journeys.queries import PAUSED
from qualitymark.journeys.states import OPEN_STATES, WRITING_STATES
from qualitymark.selfassessment.models import Assignment
from qualitymark.selfassessment.states import ResponseState

from .notices import remind_coordinator, remind_of_offer, remind_writer

WEEK = dt.timedelta(days=7)
KEPT_FOR = dt.timedelta(days=90)
GONE = "erased@invalid.invalid"  # stands where a table needs an address; no letter can reach it
# A letter of which one only may be sent in a period is remembered, without its words, until no period can come again.
REMEMBERED_FOR = dt.timedelta(days=3 * 366)


def remind_of_criteria() -> int:
    """Write to everybody with criteria that are due within a week or late, once a calendar week; how many letters."""
    today = clock.today()
    rows = Assignment.objects.filter(
        membership__in=Membership.objects.filter(in_force()),
        response__due_on__lte=today + WEEK,
        response__state__in=[ResponseState.EMPTY, ResponseState.DRAFTED],
        response__open=True,
        response__not_applicable=False,
        response__journey__state__in=WRITING_STATES,
    ).select_related("membership__person", "response__criterion__group", "response__journey__institution", "response__journey__edition")
    rows = rows.exclude(response__journey__in=Journey.objects.filter(PAUSED))
    theirs = defaultdict(list)
    for row in rows.order_by("response__due_on", "response__criterion__number"):
        theirs[row.membership.person_id, row.response.journey_id].append(row)
    year, week, _day = today.isocalendar()
    return sum(
        remind_writer(given[0].membership.person, given[0].response.journey, [row.response for row in given], f"{year}-W{week:02d}")
        for given in theirs.values()
    )


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

    Their own words in responses and evidence are the institution's; a text that names somebody is erased by itself, for cause.
    """
    email = person.email or ""
    erased = forget_person(person, by=by, why=why)
    if not email:
        return erased
    Enquiry.objects.filter(email__iexact=email).update(name=ERASED_NAME, email=GONE)
    Interest.objects.filter(contact_email__iexact=email).update(contact_name=ERASED_NAME, contact_email=GONE, contact_phone="")
    Interest.objects.filter(senior_email__iexact=email).update(senior_name=ERASED_NAME, senior_email=GONE)
    Billing.objects.filter(contact_email__iexact=email).update(contact_name=ERASED_NAME, contact_email=GONE)
    Action.objects.filter(owner_email__iexact=email).update(owner_name=ERASED_NAME, owner_email="")
    ActionLink.objects.filter(email__iexact=email).update(email=GONE)
    return erased
