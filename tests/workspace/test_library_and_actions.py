"""The library, the action plan, the people and the dates, as their pages change them."""

import datetime as dt

import pytest
from django.urls import reverse

from qualitymark.actionplan import operations as actionplan
from qualitymark.actionplan.models import Action
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.evidence.models import Item, NamedReader
from qualitymark.institutions.models import Invitation, Membership
from qualitymark.journeys.models import PauseRequest
from tests.factories import marked
from tests.files.uploads import PDF, upload

pytestmark = pytest.mark.django_db


def go(stage, name, *more):
    return reverse(f"workspace:{name}", args=[stage.journey.ref, *more])


def test_an_item_is_entered_for_a_colleague_without_an_account(stage, at):
    sent = {
        "upload": upload(),
        "title": "Minutes",
        "owner_name": "Ivy Barrow, Estates",
        "sensitivity": "assessor",
        "dated_on": "2026-03-01",
    }
    assert at(stage.coordinator).post(go(stage, "item_add", "file"), marked(sent)).status_code == 302
    item = Item.objects.get()
    assert (item.owner, item.owner_name, item.dated_on) == (None, "Ivy Barrow, Estates", dt.date(2026, 3, 1))
    assert "Ivy Barrow, Estates" in at(stage.contributor).get(go(stage, "library")).content.decode()


def test_an_item_is_found_by_its_title_its_owner_or_its_kind(stage, at):
    stage.item(title="Housing agreement")
    stage.item(title="Minutes of March", department="Governance")
    client = at(stage.coordinator)
    for query, found in (
        ("q=housing", 1),
        ("q=governance", 1),
        ("q=nothing+like+it", 0),
        ("sort=link", 0),
        ("sort=file", 2),
        ("sort=<b>", 2),
        ("page=zzz", 2),
    ):
        assert len(client.get(f"{go(stage, 'library')}?{query}").context["shelves"]) == found, query


def test_an_item_is_restricted_to_named_people_and_is_gone_for_others(stage, at):
    item = stage.item(title="Letters")
    sent = {"title": "Letters", "sensitivity": "named", "readers": [stage.sponsor.person.ref]}
    assert at(stage.coordinator).post(go(stage, "item_change", item.ref), marked(sent)).status_code == 302
    assert NamedReader.objects.get().person == stage.sponsor.person
    assert at(stage.sponsor).get(go(stage, "item", item.ref)).status_code == 200
    assert at(stage.contributor).get(go(stage, "item", item.ref)).status_code == 404
    assert "Letters" not in at(stage.contributor).get(go(stage, "library")).content.decode()


@pytest.mark.parametrize("sent", [{}, {"url": "https://example.ac.uk", "text": "both"}, {"url": "javascript:x"}, {"upload": "not a file"}])
def test_a_version_that_makes_no_sense_is_told(stage, at, sent):
    item = stage.item()
    assert at(stage.coordinator).post(go(stage, "item_revise", item.ref), marked(sent)).status_code == 200
    assert item.revisions.count() == 1


def test_a_contributor_changes_their_own_items_and_not_a_colleagues(stage, at):
    item = stage.item()
    for name in ("item_change", "item_revise", "item_remove"):
        assert at(stage.contributor).get(go(stage, name, item.ref)).status_code == 403
    assert at(stage.coordinator).post(go(stage, "item_remove", item.ref)).status_code == 302
    assert at(stage.coordinator).get(go(stage, "item", item.ref)).status_code == 404


def test_the_institutions_room_for_files_is_told_when_it_is_full(stage, at, settings):
    settings.INSTITUTION_MAX_BYTES = len(PDF) + 10
    stage.item()
    text = (
        at(stage.coordinator)
        .post(go(stage, "item_add", "file"), marked({"upload": upload("more.pdf"), "title": "More", "sensitivity": "assessor"}))
        .content.decode()
    )
    assert "no room" in text and Item.objects.count() == 1


def test_an_action_is_set_changed_followed_and_taken_out(stage, at):
    client = at(stage.coordinator)
    sent = {"what": "Tell every applicant", "measure": "Ask in October", "criteria": ["CL1"], "owner": stage.contributor.person.ref, "priority": "high",
            "due_on_day": "1", "due_on_month": "6", "due_on_year": "2027"}  # fmt: skip
    assert client.post(go(stage, "action_add"), marked(sent)).status_code == 302
    action = Action.objects.get()
    assert (action.owner, action.due_on, [each.code for each in action.criteria.all()]) == (
        stage.contributor.person,
        dt.date(2027, 6, 1),
        ["CL1"],
    )
    assert (
        client.post(go(stage, "action_change", action.ref), marked(sent | {"what": "Tell them by June", "version": 1})).status_code == 302
    )
    assert at(stage.contributor).post(go(stage, "action", action.ref), {"verb": "start", "text": "Drafted"}).status_code == 302
    assert "Drafted" in client.get(go(stage, "action", action.ref)).content.decode()
    assert client.post(go(stage, "action_remove", action.ref)).status_code == 302
    assert client.get(go(stage, "action", action.ref)).status_code == 404


def test_an_action_changed_meanwhile_is_told_and_the_typed_text_kept(stage, at):
    action = actionplan.add_action(stage.institution, by=stage.coordinator, journey=stage.journey, what="First")
    actionplan.change_action(action, by=stage.coordinator, version=1, what="Second")
    answer = at(stage.coordinator).post(
        go(stage, "action_change", action.ref), marked({"what": "Third", "priority": "normal", "version": 1})
    )
    text = answer.content.decode()
    assert "Somebody else changed this" in text and "Third" in text and Action.objects.get().what == "Second"


BAD_ACTIONS = [
    ({"what": ""}, "what_error"),
    ({"what": "x" * 301}, "what_error"),
    ({"what": "Do it", "criteria": ["ZZ9"]}, "criteria_error"),
    ({"what": "Do it", "owner": "nobody"}, "owner_error"),
    ({"what": "Do it", "owner_email": "not an address"}, "owner_email_error"),
    ({"what": "Do it", "start_on": "2027-06-02", "due_on": "2027-06-01"}, "due_on_error"),
    ({"what": "Do it", "due_on_day": "31", "due_on_month": "2", "due_on_year": "2027"}, "due_on_error"),
]


@pytest.mark.parametrize("sent, where", BAD_ACTIONS)
def test_an_action_that_makes_no_sense_is_told_at_the_field(stage, at, sent, where):
    text = at(stage.coordinator).post(go(stage, "action_add"), marked({"priority": "normal"} | sent)).content.decode()
    assert where in text and not Action.objects.exists()


def test_the_plan_costs_the_same_for_one_action_and_thirty(stage, at, count_queries):
    client, counts = at(stage.coordinator), []
    for number in (1, 29):
        for each in range(number):
            actionplan.add_action(
                stage.institution,
                by=stage.coordinator,
                journey=stage.journey,
                what=f"Action {each}",
                criteria=["CL1"],
                owner=stage.sponsor.person,
            )
        client.get(go(stage, "actions"))
        with count_queries() as made:
            assert client.get(go(stage, "actions")).status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_the_library_costs_the_same_for_one_item_and_thirty(stage, at, count_queries):
    client, counts = at(stage.coordinator), []
    for number in (1, 29):
        for each in range(number):
            stage.item(title=f"Item {each}")
        client.get(go(stage, "library"))
        with count_queries() as made:
            assert client.get(go(stage, "library")).status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_a_colleague_is_invited_and_the_invitation_taken_back(stage, at):
    type(stage.journey.policy).objects.filter(pk=stage.journey.policy_id).update(invitation_days=9)
    client = at(stage.coordinator)
    sent = {"name": "New Colleague", "email": "new@example.test", "role": "contributor", "department": "Library", "language": "cy"}
    assert client.post(go(stage, "invite"), marked(sent)).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.expires_at - invitation.invited_at).days == 9  # as its policy says
    assert OutgoingMail.objects.filter(to_address="new@example.test").exists()
    assert "New Colleague" in client.get(go(stage, "people")).content.decode()
    assert client.post(go(stage, "invitation_withdraw", invitation.ref)).status_code == 302
    assert "New Colleague" not in client.get(go(stage, "people")).content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"name": "A", "email": "nonsense", "role": "contributor"}, {"name": "A", "email": "a@example.test", "role": "king"}]
)
def test_an_invitation_that_makes_no_sense_is_told(stage, at, sent):
    assert at(stage.coordinator).post(go(stage, "invite"), marked(sent)).status_code == 200 and not Invitation.objects.exists()


def test_a_part_is_ended_and_one_coordinator_must_remain(stage, at):
    client = at(stage.coordinator)
    contributor = Membership.objects.get(person=stage.contributor.person)
    assert client.post(go(stage, "membership_end", contributor.ref)).status_code == 302
    contributor.refresh_from_db()
    assert contributor.until_on == clock.today()
    own = Membership.objects.get(person=stage.coordinator.person)
    assert client.post(go(stage, "membership_end", own.ref)).status_code == 409
    assert at(stage.sponsor).post(go(stage, "membership_end", own.ref)).status_code == 403


def test_a_pause_is_asked_for_once_with_a_reason(stage, at):
    client = at(stage.coordinator)
    assert "why_error" in client.post(go(stage, "pause"), {"why": " "}).content.decode()
    for _again in range(2):
        client.post(go(stage, "pause"), {"why": "We merge in January"})
    assert PauseRequest.objects.count() == 1 and "A pause was asked for" in client.get(go(stage, "timetable")).content.decode()
    assert at(stage.contributor).get(go(stage, "pause")).status_code == 403


def test_withdrawing_needs_a_reason_keeps_the_writing_and_has_no_way_back(stage, at):
    stage.write("CL1", "Our words")
    client = at(stage.coordinator)
    assert "why_error" in client.post(go(stage, "withdraw"), {"why": ""}).content.decode()
    assert at(stage.contributor).post(go(stage, "withdraw"), {"why": "I am tired"}).status_code == 403
    client.post(go(stage, "withdraw"), {"why": "We merge"})
    assert client.post(go(stage, "withdraw"), {"why": "We merge"}).status_code == 409
    assert "Our words" in client.get(go(stage, "criterion", "CL1")).content.decode()
    assert client.post(go(stage, "criterion", "CL1"), {"text": "More", "base": 1, "then": "stay"}).status_code == 409
