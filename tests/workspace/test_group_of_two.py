"""As few as two who write need give each other nothing: every criterion is theirs, on the board, at home, on its page and in reminders."""

import datetime as dt

import pytest
from django.urls import reverse

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.desk.operations import remind_of_criteria
from qualitymark.desk.queries import home_for
from qualitymark.institutions.models import Membership, Role
from qualitymark.journeys.states import State
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Response
from qualitymark.workspace.queries import board_of, narrowed
from qualitymark.workspace.queries.next_step import next_thing
from tests import factories
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db
ALL = {"CL1", "CL2", "CI1", "CI2"}


def of(actor):
    return Membership.objects.filter(person=actor.person, role__in=(Role.COORDINATOR, Role.CONTRIBUTOR)).first()


def give(stage, code, *actors):
    operations.assign(stage.response(code), by=stage.coordinator, memberships=[of(each) for each in actors])


def leave(actor):
    Membership.objects.filter(person=actor.person).update(until_on=clock.today())  # the first day on which it no longer holds


def on_board(stage, actor):
    return {line.code for line in narrowed(board_of(stage.journey).lines, person=actor.person.ref)}


def at_home(actor):
    titled = [section for section in home_for(actor).sections if str(section.title) == "Your criteria"]
    return {row.url.split("/")[-2] for section in titled for row in section.rows}


def reminded(stage, day=None):
    """Who is written to, and of which criteria, when all are due."""
    Response.objects.filter(journey=stage.journey).update(due_on=day or clock.today())
    remind_of_criteria()
    letters = OutgoingMail.objects.filter(notice="criteria_due")
    return {letter.to_address: {code for code in ALL if f"/criterion/{code}/" in letter.body} for letter in letters}


def said_on_page(stage, at, actor, code):
    page = at(actor).get(reverse("workspace:criterion", args=[stage.journey.ref, code])).content.decode()
    return page.split('class="qm-eyebrow">')[1].split("</p>")[0]


def test_of_two_who_write_each_sees_every_criterion_as_theirs(stage, at):
    for actor in (stage.coordinator, stage.contributor):
        assert on_board(stage, actor) == at_home(actor) == ALL
        assert home_for(actor).next_thing is not None and next_thing(actor, stage.journey, board_of(stage.journey))["label"] == "Write it"
        assert "you" in said_on_page(stage, at, actor, "CL1")
        shown = at(actor).get(reverse("workspace:board", args=[stage.journey.ref]), {"person": actor.person.ref}).content.decode()
        assert shown.count("/criterion/CL") >= 2
    assert narrowed(board_of(stage.journey).lines, person="nobody") == []
    assert home_for(stage.contributor).next_thing.url.endswith("/criterion/CL1/")
    assert at_home(stage.sponsor) == on_board(stage, stage.sponsor) == set()
    assert reminded(stage) == {stage.coordinator.person.email: ALL, stage.contributor.person.email: ALL}


def test_what_was_given_to_one_of_two_is_that_ones_alone(stage, at):
    give(stage, "CL2", stage.contributor)
    others = ALL - {"CL2"}
    assert on_board(stage, stage.coordinator) == at_home(stage.coordinator) == others
    assert on_board(stage, stage.contributor) == at_home(stage.contributor) == ALL
    said = said_on_page(stage, at, stage.coordinator, "CL2")
    assert stage.contributor.person.name in said and "you" not in said.replace(stage.contributor.person.name, "")
    assert reminded(stage) == {stage.coordinator.person.email: others, stage.contributor.person.email: ALL}


def test_of_three_who_write_nobody_has_what_was_not_given(stage, at):
    third = factories.contributor(stage.institution)
    give(stage, "CL2", stage.contributor)
    for actor in (stage.coordinator, third):
        assert on_board(stage, actor) == at_home(actor) == set()
        assert "any of you may write it" in said_on_page(stage, at, actor, "CL1")
    assert on_board(stage, stage.contributor) == at_home(stage.contributor) == {"CL2"}
    assert home_for(third).next_thing is None and next_thing(third, stage.journey, board_of(stage.journey)) is None
    assert reminded(stage) == {stage.contributor.person.email: {"CL2"}}


def test_one_person_alone_has_all_of_it_whatever_their_roles(stage):
    leave(stage.contributor)
    factories.member(stage.institution, Role.CONTRIBUTOR, who=stage.coordinator.person)
    actor = factories.acting(stage.coordinator.person, stage.institution)
    assert on_board(stage, actor) == at_home(actor) == ALL
    assert reminded(stage) == {actor.person.email: ALL}


def test_when_the_third_leaves_what_they_had_is_everybodys(stage):
    third = factories.contributor(stage.institution)
    give(stage, "CL1", third)
    assert at_home(stage.contributor) == set()
    leave(third)
    assert on_board(stage, stage.contributor) == at_home(stage.contributor) == ALL
    assert set(reminded(stage)) == {stage.coordinator.person.email, stage.contributor.person.email}


@pytest.mark.parametrize("state", State)
def test_what_was_given_to_nobody_is_offered_while_the_institution_writes_and_not_before_the_dates_are_agreed(state):
    stage = make_stage(state=state)
    writing = state in (State.AGREED, State.ALLOCATED, State.PREPARING)
    assert at_home(stage.contributor) == (ALL if writing else set())
    asked = home_for(stage.contributor).next_thing
    assert (asked is not None and "/criterion/" in asked.url) == (state == State.PREPARING)
    on_the_board = next_thing(stage.contributor, stage.journey, board_of(stage.journey))
    assert (on_the_board is not None and on_the_board["label"] == "Write it") == (state == State.PREPARING)


def test_what_is_far_off_or_of_another_institution_is_not_reminded_of(stage):
    elsewhere = make_stage()
    for _ in range(2):
        factories.contributor(elsewhere.institution)
    Response.objects.filter(journey=elsewhere.journey).update(due_on=clock.today())
    assert reminded(stage, clock.today() + dt.timedelta(days=30)) == {}
    assert set(reminded(stage)) == {stage.coordinator.person.email, stage.contributor.person.email}


def test_reminders_ask_as_often_for_many_institutions_as_for_one(count_queries):
    counts = []
    for many in (1, 3):
        for _ in range(many):
            stage = make_stage()
            Response.objects.filter(journey=stage.journey).update(due_on=clock.today())
            type(stage.coordinator.person).objects.update(mail_choice="needed")  # the letters themselves are counted elsewhere
        with count_queries() as made:
            remind_of_criteria()
        counts.append(len([each for each in made if "core_clockoffset" not in each["sql"]]))
    assert counts[0] == counts[1] == 3, [each["sql"][:120] for each in made]
