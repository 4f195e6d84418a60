"""Discussions: as many as the fee includes, planned, held, and what was agreed."""

import datetime as dt

import pytest

from qualitymark.core import clock
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.frameworks.queries import criterion_titles
from qualitymark.journeys.models import Milestone, Round
from qualitymark.support import operations
from qualitymark.support.models import Discussion, SupportNote
from qualitymark.support.queries import (
    Points,
    discussions_included,
    discussions_visible_to,
    drafted_agenda,
    next_discussion,
    points_to_discuss,
)
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2027, 3, 3, 14, 0, tzinfo=dt.UTC)


@pytest.fixture
def scene():
    """A journey that prepares, with its assessor and coordinator."""
    journey = make.journey()
    assessor = make.assessor("Ann Assessor")
    make.party(journey, assessor)
    return journey, assessor, make.coordinator(journey.institution)


def test_a_discussion_is_planned_once_and_the_other_side_is_told(scene):
    journey, assessor, coordinator = scene
    made = operations.plan_discussion(journey, by=coordinator, number=1, at=AT, agenda="CL1")
    again = operations.plan_discussion(journey, by=coordinator, number=1, at=AT, agenda="CL1")
    assert made == again and Discussion.objects.count() == 1
    letter = OutgoingMail.objects.get()
    assert letter.to_address == assessor.person.email and f"/casework/discussion/{made.ref}/" in letter.body
    assert "3 March 2027" in letter.body and "14:00" in letter.body


def test_a_time_in_summer_is_told_in_the_time_of_london(scene):
    journey, assessor, coordinator = scene
    operations.plan_discussion(journey, by=coordinator, number=1, at=dt.datetime(2027, 7, 1, 9, 0, tzinfo=dt.UTC))
    assert "10:00" in OutgoingMail.objects.get().body


def test_the_number_of_discussions_is_the_policys(scene):
    journey, assessor, coordinator = scene
    for number in (1, 2, 3):
        operations.plan_discussion(journey, by=assessor, number=number, at=AT)
    with pytest.raises(Refused, match="includes"):
        operations.plan_discussion(journey, by=assessor, number=4, at=AT)
    with pytest.raises(Refused, match="includes"):
        operations.plan_discussion(journey, by=assessor, number=0, at=AT)
    assert Discussion.objects.count() == 3


def test_a_further_round_includes_what_it_was_begun_with(scene):
    journey, assessor, coordinator = scene
    journey.round = 2
    journey.save()
    Round.objects.create(journey=journey, number=2, began_on=AT.date(), last_on=AT.date(), discussions=1)
    assert discussions_included(journey) == 1
    operations.plan_discussion(journey, by=assessor, number=1, at=AT)
    with pytest.raises(Refused, match="includes 1 discussion"):
        operations.plan_discussion(journey, by=assessor, number=2, at=AT)


def test_two_who_plan_at_once_are_shown_the_others_words(scene):
    journey, assessor, coordinator = scene
    made = operations.plan_discussion(journey, by=assessor, number=1, at=AT, agenda="first")
    operations.plan_discussion(journey, by=assessor, number=1, at=AT, agenda="second", version=1)
    with pytest.raises(operations.ChangedMeanwhile) as refusal:
        operations.plan_discussion(journey, by=coordinator, number=1, at=AT, agenda="third", version=1)
    made.refresh_from_db()
    assert made.agenda == "second" == refusal.value.theirs.agenda


def test_notes_and_next_steps_are_recorded_by_the_assessor_and_the_coordinators_are_told(scene):
    journey, assessor, coordinator = scene
    planned = operations.plan_discussion(journey, by=assessor, number=1, at=AT)
    OutgoingMail.objects.all().delete()
    steps = [("Ask the library", "Bea", dt.date(2027, 4, 1)), ("Read CL2", "Ann", None)]
    held = operations.record_discussion(planned, by=assessor, notes="We spoke of CL1.", next_steps=steps)
    assert held.held_at and held.recorded_by == assessor.person
    assert [(step.what, step.who) for step in held.next_steps.all()] == [("Ask the library", "Bea"), ("Read CL2", "Ann")]
    assert [letter.to_address for letter in OutgoingMail.objects.all()] == [coordinator.person.email]
    assert Entry.objects.filter(verb="record_discussion").count() == 1
    operations.record_discussion(planned, by=assessor, notes="We spoke of CL1.", next_steps=steps)
    assert Entry.objects.filter(verb="record_discussion").count() == 1


def test_putting_the_notes_right_keeps_what_is_done(scene):
    journey, assessor, coordinator = scene
    planned = operations.plan_discussion(journey, by=assessor, number=1, at=AT)
    held = operations.record_discussion(planned, by=assessor, notes="One.", next_steps=[("A", "Bea", None), ("B", "Bea", None)])
    operations.finish_step(held.next_steps.get(what="A"), by=coordinator)
    operations.record_discussion(held, by=assessor, notes="Two.", next_steps=[("A", "Bea", None), ("C", "Bea", None)], version=held.version)
    assert {(step.what, step.done_at is not None) for step in held.next_steps.all()} == {("A", True), ("C", False)}
    assert OutgoingMail.objects.filter(notice="discussion_recorded").count() == 1


def test_notes_written_from_an_older_page_are_refused_and_nothing_is_overwritten(scene):
    journey, assessor, coordinator = scene
    planned = operations.plan_discussion(journey, by=assessor, number=1, at=AT)
    operations.record_discussion(planned, by=assessor, notes="One.", version=1)
    with pytest.raises(operations.ChangedMeanwhile):
        operations.record_discussion(planned, by=assessor, notes="Two.", version=1)
    planned.refresh_from_db()
    assert planned.notes == "One."


@pytest.mark.parametrize(
    "facts, words",
    [
        ({"notes": "  "}, "Write what was said"),
        ({"notes": "x", "next_steps": [("A", "", None)]}, "Say who"),
        ({"notes": "x", "held_on": dt.date(2999, 1, 1)}, "a day that has come"),
    ],
)
def test_what_a_record_needs_is_asked(scene, facts, words):
    journey, assessor, coordinator = scene
    planned = operations.plan_discussion(journey, by=assessor, number=1, at=AT)
    with pytest.raises(Refused, match=words):
        operations.record_discussion(planned, by=assessor, **facts)
    planned.refresh_from_db()
    assert planned.held_at is None


def test_a_next_step_is_done_by_either_side_and_once(scene):
    journey, assessor, coordinator = scene
    planned = operations.plan_discussion(journey, by=assessor, number=1, at=AT)
    held = operations.record_discussion(planned, by=assessor, notes="n", next_steps=[("A", "Bea", None)])
    step = held.next_steps.get()
    operations.finish_step(step, by=coordinator)
    operations.finish_step(step, by=assessor)
    step.refresh_from_db()
    assert step.done_by == coordinator.person and Entry.objects.filter(verb="finish_step").count() == 1
    operations.finish_step(step, by=assessor, done=False)
    step.refresh_from_db()
    assert step.done_at is None
    with pytest.raises(Refused):
        operations.finish_step(step, by=make.coordinator(make.institution()))


def test_a_cohorts_meeting_is_each_institutions_own_discussion_with_notes_apart():
    assessor, office = make.assessor(), make.office()
    cohort = make.cohort()
    one, two = (make.journey(cohort=cohort) for _each in range(2))
    for journey in (one, two):
        make.party(journey, assessor)
    members = [make.coordinator(journey.institution) for journey in (one, two)]
    operations.plan_discussion(one, by=assessor, number=1, at=AT)
    operations.call_meeting(cohort, by=office, at=AT, journeys=[one, two], about="Care leavers' housing")
    first, second = Discussion.objects.exclude(meeting=None).order_by("journey_id")
    assert (first.number, second.number) == (2, 1) and first.meeting == second.meeting
    letter = OutgoingMail.objects.get(to_address=members[1].person.email, notice="discussion_planned")
    assert f"Others of {cohort.name} attend" in letter.body and "What it is about: Care leavers' housing" in letter.body
    assert "tell the assessor." in letter.body and "the coordinator" not in letter.body and one.institution.name not in letter.body
    operations.record_discussion(first, by=assessor, notes="Only for one.")
    assert list(discussions_visible_to(members[1])) == [second]
    assert {row.notes for row in discussions_visible_to(members[0])} == {"", "Only for one."}


def test_a_meeting_is_refused_as_a_whole_when_one_has_no_discussion_left():
    assessor, cohort = make.assessor(), make.cohort()
    one, two = make.journey(cohort=cohort, policy=make.policy(discussions=1)), make.journey(cohort=cohort)
    for journey in (one, two):
        make.party(journey, assessor)
    operations.plan_discussion(one, by=assessor, number=1, at=AT)
    with pytest.raises(Refused, match=one.institution.name):
        operations.call_meeting(cohort, by=assessor, at=AT, journeys=[one, two])
    assert not Discussion.objects.filter(journey=two).exists()


def test_a_meeting_is_not_called_by_an_assessor_of_one_of_them_or_for_strangers():
    assessor, cohort = make.assessor(), make.cohort()
    one, two, stranger = make.journey(cohort=cohort), make.journey(cohort=cohort), make.journey()
    make.party(one, assessor)
    with pytest.raises(Refused):
        operations.call_meeting(cohort, by=assessor, at=AT, journeys=[one, two])
    with pytest.raises(Refused, match="does not belong"):
        operations.call_meeting(cohort, by=make.office(), at=AT, journeys=[stranger])


def test_the_agenda_knows_what_is_empty_thin_without_evidence_or_questioned_as_far_as_each_may_see(scene):
    journey, assessor, coordinator = scene
    long = "word " * 80
    make.response(journey, "CL1")
    shared = {"shared_at": clock.now(), "shared_by": coordinator.person}
    make.response(journey, "CL2", "A few words.", **shared)
    thoughtful = make.response(journey, "CI1", long, **shared)
    make.response(journey, "CI2", long)
    operations.add_note(thoughtful, by=assessor, sort=SupportNote.Sort.CLARIFY, text="How many?")
    points = points_to_discuss(coordinator, journey)
    assert (points.empty, points.thin, points.without_evidence, points.questioned) == (["CL1"], ["CL2"], ["CI1", "CI2"], ["CI1"])
    seen = points_to_discuss(assessor, journey)
    assert (seen.empty, seen.thin, seen.without_evidence, seen.questioned) == ([], ["CL2"], ["CI1"], ["CI1"])
    assert not points_to_discuss(make.coordinator(make.institution()), journey)
    assert not points_to_discuss(make.assessor(), journey)


def test_an_agenda_names_each_criterion_by_code_and_title_and_counts_the_rest_of_a_long_list(scene):
    journey, _assessor, coordinator = scene
    make.response(journey, "CL1")
    title = criterion_titles(journey.edition)["CL1"]
    assert drafted_agenda(points_to_discuss(coordinator, journey)) == f"Not started:\n- CL1 {title}"
    codes = [f"CL{number}" for number in range(1, 9)]
    agenda = drafted_agenda(Points(empty=codes, questioned=["WB1"], titles={"WB1": "Housing"}))
    assert agenda.startswith("Questions still open:\n- WB1 Housing\n\nNot started:\n- CL1")
    assert agenda.endswith("- CL5\n- and 3 more") and drafted_agenda(Points()) == ""


def test_the_next_discussion_is_the_first_that_is_not_held(scene):
    journey, assessor, coordinator = scene
    assert next_discussion(journey) is None
    one = operations.plan_discussion(journey, by=assessor, number=1, at=AT)
    two = operations.plan_discussion(journey, by=assessor, number=2, at=AT)
    operations.record_discussion(one, by=assessor, notes="n")
    assert next_discussion(journey) == two


def test_the_timetable_follows_what_is_planned_and_held(scene):
    journey, assessor, coordinator = scene
    row = operations.plan_discussion(journey, by=assessor, number=2, at=AT)
    date = Milestone.objects.get(journey=journey, what="discussion", number=2)
    assert (date.due_on, date.done_on) == (AT.date(), None)
    later = AT + dt.timedelta(days=7)
    row = operations.plan_discussion(journey, by=coordinator, number=2, at=later, version=row.version)
    date.refresh_from_db()
    assert date.due_on == later.date() and Milestone.objects.count() == 1
    operations.record_discussion(row, by=assessor, notes="n", held_on=clock.today())
    date.refresh_from_db()
    assert date.done_on == clock.today()
