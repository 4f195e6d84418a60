"""Improvement actions: set, changed, followed, carried; and their owners who come by link."""

import datetime as dt

import pytest
from django.test import Client

from qualitymark.actionplan import operations, rules
from qualitymark.actionplan.models import Action, ActionLink, ProgressNote
from qualitymark.actionplan.queries import actions_visible_to, plan_of
from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM, Actor, Capacity
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Role
from qualitymark.journeys.states import State
from tests import factories
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db):
    return make_stage()


def set_action(stage, what="Tell every applicant by June", by=None, **facts):
    return operations.add_action(stage.institution, by=by or stage.coordinator, journey=stage.journey, what=what, **facts)


def test_an_action_says_what_why_which_criteria_who_by_when_and_how_we_will_know(stage):
    action = set_action(
        stage,
        why="Two did not know",
        measure="Ask in October",
        criteria=["WB4", "AD5", "WB4"],
        owner=stage.contributor.person,
        due_on=dt.date(2027, 6, 1),
    )
    assert [each.code for each in action.criteria.order_by("code")] == ["AD5", "WB4"] and action.state == "planned" and action.version == 1


def test_an_action_without_words_is_refused_and_leaves_nothing(stage):
    with pytest.raises(Refused, match="Say what you will do"):
        set_action(stage, what="  ")
    assert not Action.objects.exists()


def test_a_change_made_meanwhile_is_told_and_never_overwritten(stage):
    action = set_action(stage)
    operations.change_action(action, by=stage.coordinator, version=1, what="One")
    with pytest.raises(Refused, match="Somebody else changed this"):
        operations.change_action(action, by=stage.coordinator, version=1, what="Two")
    assert Action.objects.get().what == "One"
    operations.change_action(action, by=stage.coordinator, version=2, what="One")  # the same again is no change
    assert Action.objects.get().version == 2


@pytest.mark.parametrize("verb, state", [("start", "under_way"), ("finish", "done"), ("change", "changed"), ("stop", "stopped")])
def test_how_it_is_going_is_a_move_and_a_note(stage, verb, state):
    action = operations.report_progress(set_action(stage), by=stage.coordinator, verb=verb, text="Because of this")
    note = ProgressNote.objects.get()
    assert action.state == note.state == state and note.text == "Because of this" and Entry.objects.filter(verb=verb).count() == 1
    operations.report_progress(Action.objects.get(), by=stage.coordinator, verb=verb, text="Because of this")
    assert ProgressNote.objects.count() == 1  # the same form, sent twice


def test_stopping_needs_a_reason_and_an_unknown_verb_is_refused(stage):
    action = set_action(stage)
    with pytest.raises(Refused, match="Say why the action stops"):
        operations.report_progress(action, by=stage.coordinator, verb="stop")
    with pytest.raises(Refused, match="Choose how"):
        operations.report_progress(action, by=stage.coordinator, verb="explode")
    assert Action.objects.get().state == "planned"


def cast_of(stage, action):
    return {
        "coordinator": stage.coordinator,
        "owner": stage.contributor,
        "another contributor": factories.contributor(stage.institution),
        "sponsor": stage.sponsor,
        "finance contact": factories.acting(factories.member(stage.institution, Role.FINANCE), stage.institution),
        "colleague elsewhere": factories.coordinator(factories.institution()),
        "assessor": stage.assessor,
        "office": factories.office(),
        "holder of its link": Actor(capacity=Capacity.LINK, through="link", link=f"actionplan.Action:{action.ref}"),
        "holder of another link": Actor(capacity=Capacity.LINK, through="link", link="actionplan.Action:other"),
        "system": SYSTEM,
    }


def test_who_sees_changes_follows_and_removes(stage):
    action = set_action(stage, owner=stage.contributor.person, owner_email="x@example.test")
    said = {
        name: (
            actions_visible_to(actor).filter(pk=action.pk).exists(),
            bool(rules.can_change_action(actor, action)),
            bool(rules.can_report_progress(actor, action)),
            bool(rules.can_remove_action(actor, action)),
        )
        for name, actor in cast_of(stage, action).items()
    }
    assert said == {
        "coordinator": (True, True, True, True),
        "owner": (True, True, True, False),
        "another contributor": (True, False, False, False),
        "sponsor": (True, False, False, False),
        "finance contact": (False, False, False, False),
        "colleague elsewhere": (False, False, False, False),
        "assessor": (False, False, False, False),
        "office": (False, False, False, False),
        "holder of its link": (True, False, True, False),
        "holder of another link": (False, False, False, False),
        "system": (False, False, False, False),
    }


def link_in(letter):
    return "/" + letter.body.split("://", 1)[1].split("/", 1)[1].split()[0]


@pytest.fixture
def sent(stage):
    action = set_action(stage, owner_name="Ivy Barrow", owner_email="ivy@example.test", why="Two did not know", due_on=dt.date(2027, 6, 1))
    operations.send_link(action, by=stage.coordinator)
    return action, link_in(OutgoingMail.objects.get(notice="action_link"))


def test_an_owner_without_an_account_reads_and_reports_by_link(stage, sent):
    action, address = sent
    client = Client()
    text = client.get(address).content.decode()
    assert action.what in text and "Ivy Barrow" in text and "Two did not know" in text
    assert ActionLink.objects.get().token_digest not in text
    assert client.post(address, {"verb": "finish", "text": "All were told"}).status_code == 302
    action.refresh_from_db()
    note = ProgressNote.objects.get()
    assert (action.state, note.text, note.by, note.by_name) == ("done", "All were told", None, "Ivy Barrow")
    assert Entry.objects.filter(verb="finish", capacity="link", through="link").count() == 1 and verify() == []


def test_looking_spends_nothing_and_changes_nothing(stage, sent):
    client, address = Client(), sent[1]
    for _again in range(3):
        assert client.get(address).status_code == 200 and client.head(address).status_code == 200
    assert Action.objects.get().state == "planned" and ActionLink.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    "form", [{"verb": ""}, {"verb": "stop"}, {"verb": "nonsense", "text": "Kept words"}, {"text": " "}, {"text": "x" * 6000}]
)
def test_a_report_that_makes_no_sense_is_told_at_the_field_with_the_words_kept(stage, sent, form):
    answer = Client().post(sent[1], form)
    assert answer.status_code == 200 and "_error" in answer.content.decode() and form.get("text", "") in answer.content.decode()
    assert not ProgressNote.objects.exists()


def test_a_link_ends_with_time_with_a_newer_one_and_with_its_action(stage, sent, move_clock):
    action, first = sent
    with pytest.raises(Refused, match="just sent"):
        operations.send_link(action, by=stage.coordinator)
    move_clock(clock.today() + dt.timedelta(days=1))
    operations.send_link(action, by=stage.coordinator)
    second = link_in(OutgoingMail.objects.filter(notice="action_link").order_by("-pk").first())
    assert Client().get(first).status_code == 404 and Client().get(second).status_code == 200
    move_clock(clock.today() + dt.timedelta(days=61))
    ended = Client().get(second)
    assert ended.status_code == 404 and "no longer works" in ended.content.decode()
    assert Client().post(second, {"verb": "finish"}).status_code == 404 and Action.objects.get().state == "planned"


@pytest.mark.parametrize("token", ["x", "../../etc/passwd", "%00", "ŵ" * 50, "a" * 3000])
def test_a_made_up_link_is_told_the_same(db, token):
    assert Client().get(f"/action/{token}/").status_code == 404


def test_a_removed_action_is_behind_no_link(stage, sent):
    operations.remove_action(sent[0], by=stage.coordinator)
    assert Client().get(sent[1]).status_code == 404


def test_while_the_plan_is_being_signed_the_owner_is_told_to_come_back(stage, sent):
    type(stage.journey).objects.update(state=State.AWAITING_SIGNATURE)
    answer = Client().post(sent[1], {"verb": "finish", "text": "All were told"})
    assert answer.status_code == 200 and "waiting for signature" in answer.content.decode() and "All were told" in answer.content.decode()
    assert Action.objects.get().state == "planned"


def test_a_link_needs_an_address_to_go_to(stage):
    with pytest.raises(Refused, match="no e-mail address"):
        operations.send_link(set_action(stage, owner_name="Ivy"), by=stage.coordinator)


def test_the_plan_of_a_renewal_holds_what_was_set_in_the_cycles_before(stage):
    old = set_action(stage)
    type(stage.journey).objects.update(state=State.RELEASED)
    later = factories.journey(stage.institution, edition=stage.journey.edition, previous=stage.journey)
    new = operations.add_action(stage.institution, by=stage.coordinator, journey=later, what="New")
    assert set(plan_of(later)) == {old, new} and set(plan_of(stage.journey)) == {old}
