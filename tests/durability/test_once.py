"""One form sent ten times at the same moment, as an impatient finger or a bad line does: one row, one letter, the link of which works."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from qualitymark.actionplan import operations as actionplan
from qualitymark.actionplan.models import Action, ActionLink
from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.evidence.models import Item, Revision
from qualitymark.institutions.models import Institution, Invitation
from qualitymark.journeys.models import Journey
from qualitymark.support.models import Discussion, Meeting
from qualitymark.support.operations import call_meeting
from tests import factories
from tests.files.uploads import upload
from tests.journeys.test_races import at_once
from tests.selfassessment.stage import make_stage

pytestmark = [pytest.mark.durability, pytest.mark.django_db(transaction=True)]
TIMES = 10


@pytest.fixture
def stage():
    return make_stage()


def signed_in(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def mark_in(answer):
    return re.search(r'name="once" value="([^"]+)"', answer.content.decode())[1]


def send(stage, view, /, *more, **typed):
    """Open a form once and send it ten times at once, each over a connection of its own; the answers."""
    address = reverse(f"workspace:{view}", args=[stage.journey.ref, *more])
    clients = [signed_in(stage.coordinator) for _time in range(TIMES)]
    typed["once"] = mark_in(clients[0].get(address))

    def one(client):
        files = {"upload": upload()} if typed.get("upload") else {}
        return client.post(address, typed | files)

    answers = at_once(*[lambda client=client: one(client) for client in clients])
    assert {answer.status_code for answer in answers} == {302}, [answer.status_code for answer in answers]
    assert verify() == []
    return address, typed


SORTS = {
    "link": {"url": "https://www.example.ac.uk/policy", "title": "Policy", "sensitivity": "assessor"},
    "words": {"sort": "quote", "text": "Word for word", "title": "A quotation", "sensitivity": "assessor"},
    "file": {"upload": True, "title": "Minutes", "sensitivity": "assessor"},
}


@pytest.mark.parametrize("sort", SORTS)
def test_evidence_is_added_once(stage, sort):
    address, typed = send(stage, "item_add", sort, **SORTS[sort])
    assert Item.objects.count() == Revision.objects.count() == Entry.objects.filter(verb="add").count() == 1
    if sort != "file":
        signed_in(stage.coordinator).post(address, typed | {"title": "Another, after a step back"})
        assert Item.objects.count() == 2, "what was changed and sent again is not lost"


UNMARKED = {
    "item_add": (["link"], SORTS["link"], Item),
    "cite_new": (["CL1", "link"], SORTS["link"], Item),
    "action_add": ([], {"what": "Tell everybody", "priority": "normal"}, Action),
    "invite": ([], {"name": "New", "email": "new@example.test", "role": "contributor", "language": "en-gb"}, Invitation),
}


@pytest.mark.parametrize("view", UNMARKED)
@pytest.mark.parametrize("mark", [{}, {"once": ""}, {"once": "made up"}])
def test_a_form_without_our_mark_makes_nothing_however_often_and_comes_back_filled_in_with_one(stage, view, mark):
    more, typed, model = UNMARKED[view]
    client, address = signed_in(stage.coordinator), reverse(f"workspace:{view}", args=[stage.journey.ref, *more])
    for _time in range(3):
        answer = client.post(address, typed | mark)
        assert answer.status_code == 200 and "without the mark that every form of ours carries" in answer.content.decode()
    assert not model.objects.exists()
    text = answer.content.decode()
    assert [words for words in typed.values() if words not in text] == []
    for _time in range(3):
        assert client.post(address, typed | {"once": mark_in(answer)}).status_code == 302
    assert model.objects.count() == 1


def test_evidence_cited_at_once_is_added_and_cited_once(stage):
    send(stage, "cite_new", "CL1", "link", **SORTS["link"])
    assert Item.objects.count() == stage.response("CL1").citations.count() == 1


def test_a_new_version_is_one(stage):
    item = stage.item(title="Minutes")
    send(stage, "item_revise", item.ref, url="https://www.example.ac.uk/minutes")
    assert item.revisions.count() == 2


def test_an_action_is_set_once(stage):
    send(stage, "action_add", what="Tell everybody", priority="normal")
    assert Action.objects.count() == Entry.objects.filter(verb="add").count() == 1


def test_a_colleague_is_invited_once_and_the_link_of_the_letter_works(stage):
    typed = {"name": "New", "email": "new@example.test", "role": "contributor", "language": "en-gb"}
    address, _sent = send(stage, "invite", **typed)
    letter = OutgoingMail.objects.get(to_address="new@example.test")
    invitation = Invitation.objects.get(email="new@example.test")
    assert invitation.withdrawn_at is None
    assert Client().get("/invitation/" + letter.body.split("/invitation/")[1].split("/")[0] + "/").status_code == 200
    client = signed_in(stage.coordinator)
    again = client.post(address, typed | {"once": mark_in(client.get(address))})
    assert again.status_code == 200 and "was just sent to new@example.test" in again.content.decode()
    assert OutgoingMail.objects.filter(to_address="new@example.test").count() == 1
    Invitation.objects.update(invited_at=clock.now() - dt.timedelta(minutes=6))
    assert client.post(address, typed | {"once": mark_in(client.get(address))}).status_code == 302
    assert OutgoingMail.objects.filter(to_address="new@example.test").count() == 2


def test_an_owner_gets_one_link_and_it_works(stage):
    facts = {"what": "Mend the roof", "owner_name": "Ivy Barrow", "owner_email": "ivy@example.test"}
    action = actionplan.add_action(stage.institution, by=stage.coordinator, journey=stage.journey, **facts)
    address, _sent = send(stage, "action_link", action.ref)
    assert ActionLink.objects.get().withdrawn_at is None
    letter = OutgoingMail.objects.get(notice="action_link")
    assert Client().get("/action/" + letter.body.split("/action/")[1].split("/")[0] + "/").status_code == 200
    client = signed_in(stage.coordinator)
    again = client.post(address, {"once": mark_in(client.get(address))})
    assert again.status_code == 200 and "was just sent to ivy@example.test" in again.content.decode()
    assert OutgoingMail.objects.filter(notice="action_link").count() == 1


def test_an_institution_is_added_once():
    office = factories.office()
    clients = [signed_in(office) for _time in range(TIMES)]
    address = reverse("office:add_institution")
    typed = {"name": "Quarry College", "nation": "wales", "kind": "college", "size": "medium", "once": mark_in(clients[0].get(address))}
    answers = at_once(*[lambda client=client: client.post(address, typed) for client in clients])
    assert {answer.status_code for answer in answers} == {302}
    assert Institution.objects.filter(name="Quarry College").count() == Entry.objects.filter(verb="add_institution").count() == 1


def test_a_meeting_is_called_once(stage):
    assessor, cohort = stage.assessor, factories.cohort()
    Journey.objects.filter(pk=stage.journey.pk).update(cohort=cohort)
    stage.journey.refresh_from_db()
    at = clock.now() + dt.timedelta(days=3)
    given = at_once(*[lambda: call_meeting(cohort, by=assessor, at=at, journeys=[stage.journey], about="Belonging")] * TIMES)
    assert len({meeting.pk for meeting in given}) == 1
    assert Meeting.objects.count() == Discussion.objects.count() == 1
