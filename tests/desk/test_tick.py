"""What is due by time alone is done once, whoever ticks."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from qualitymark.core import clock
from qualitymark.core.models import DueJob, OutgoingMail, Seal
from qualitymark.desk import due, operations
from qualitymark.institutions.models import Membership
from qualitymark.journeys.models import Milestone
from qualitymark.journeys.states import State
from qualitymark.selfassessment.models import Assignment, Response

from .. import factories

pytestmark = pytest.mark.django_db


def tick():
    call_command("tick")


def letters(notice):
    return OutgoingMail.objects.filter(notice=notice)


def given(actor, journey, day, **facts):
    taken = Response.objects.filter(journey=journey).values("criterion_id")
    criterion = journey.edition.criteria.exclude(pk__in=taken).order_by("number").first()
    response = Response.objects.create(journey=journey, criterion=criterion, due_on=day, **facts)
    Assignment.objects.create(response=response, membership=Membership.objects.get(person=actor.person), at=clock.now())
    return response


def test_daily_jobs_are_done_once_a_day_and_again_the_next(move_clock):
    place = factories.institution()
    from qualitymark.institutions.operations import rename_institution

    rename_institution(place, by=factories.office(), name="Another Name")
    tick()
    tick()
    daily = [job.name for job in due.JOBS if job.every != due.MINUTE]
    assert sorted(DueJob.objects.values_list("job", flat=True)) == sorted(daily)
    sealed = Seal.objects.count()
    assert sealed
    move_clock(clock.today() + dt.timedelta(days=1))
    tick()
    assert Seal.objects.values("day").distinct().count() == 2 and Seal.objects.count() >= 2 * sealed


def test_a_job_that_fails_keeps_no_other_waiting_and_is_tried_again(monkeypatch):
    def broken():
        raise OSError("the disk is full")

    jobs = [due.Job("broken", due.DAY, broken), *due.JOBS]
    monkeypatch.setattr("qualitymark.desk.management.commands.tick.JOBS", jobs)
    with pytest.raises(CommandError, match="broken"):
        tick()
    done = set(DueJob.objects.values_list("job", flat=True))
    assert "broken" not in done and "seals of the audit record" in done


def test_a_writer_gets_one_letter_a_week_for_all_that_is_due(move_clock):
    place = factories.institution()
    writer, journey = factories.contributor(place), factories.journey(place)
    today = clock.today()
    first = given(writer, journey, today - dt.timedelta(days=2))
    second = given(writer, journey, today + dt.timedelta(days=3))
    given(writer, journey, today + dt.timedelta(days=60))
    for _ in range(2):
        operations.remind_of_criteria()
    letter = letters("criteria_due").get()
    assert letter.to_address == writer.person.email
    assert first.criterion.code in letter.body and second.criterion.code in letter.body and letter.body.count("/criterion/") == 2
    move_clock(today + dt.timedelta(days=7))
    operations.remind_of_criteria()
    assert letters("criteria_due").count() == 2


@pytest.mark.parametrize("why", ["paused", "submitted", "ready", "left", "needed", "closed"])
def test_nobody_is_reminded_of_what_does_not_wait(why):
    place = factories.institution()
    writer = factories.contributor(place)
    state = State.SUBMITTED if why == "submitted" else State.PREPARING
    journey = factories.journey(place, state, paused_from=clock.today() if why == "paused" else None)
    given(writer, journey, clock.today(), state="ready" if why == "ready" else "drafted", open=why != "closed")
    if why == "left":
        Membership.objects.update(until_on=clock.today())
    if why == "needed":
        type(writer.person).objects.update(mail_choice="needed")
    assert operations.remind_of_criteria() == 0
    assert not OutgoingMail.objects.exists()


def test_all_coordinators_hear_of_a_date_once_and_of_a_moved_one_again():
    place = factories.institution()
    people = {factories.coordinator(place).person.email, factories.coordinator(place).person.email}
    factories.contributor(place)
    journey = factories.journey(place)
    near = Milestone.objects.create(journey=journey, what="submission", due_on=clock.today() + dt.timedelta(days=5))
    Milestone.objects.create(journey=journey, what="discussion", due_on=clock.today() + dt.timedelta(days=50))
    Milestone.objects.create(journey=journey, what="drafts", due_on=clock.today(), done_on=clock.today())
    for _ in range(2):
        operations.remind_of_dates()
    assert set(letters("date_near").values_list("to_address", flat=True)) == people
    assert letters("date_near").count() == 2
    Milestone.objects.filter(pk=near.pk).update(due_on=clock.today() + dt.timedelta(days=6))
    operations.remind_of_dates()
    assert letters("date_near").count() == 4


def test_what_passes_is_gone_after_ninety_days_but_no_reminder_comes_twice(move_clock):
    from qualitymark.core.mail import send

    who = factories.person()
    send("account_changed", to=who)
    send("account_changed", to=who, thing=who, period="2026")
    tick()
    move_clock(clock.today() + dt.timedelta(days=100))
    operations.clear_passing()
    kept = OutgoingMail.objects.get()
    assert (kept.period, kept.body) == ("2026", "")
    assert send("account_changed", to=who, thing=who, period="2026") is None
    assert not DueJob.objects.exists()


def test_an_offer_is_reminded_of_once():
    from qualitymark.assessors.models import Allocation

    assessor, office = factories.assessor(), factories.office()
    facts = {"journey": factories.journey(), "person": assessor.person, "capacity": "assessor", "offered_by": office.person}
    Allocation.objects.create(answer_by=clock.today() + dt.timedelta(days=1), offered_at=clock.now(), **facts)
    for _ in range(2):
        operations.remind_of_offers()
    assert letters("offer_waits").get().to_address == assessor.person.email
