"""A journey with its assessor before submission; and the wall around it."""

import re

import pytest

from qualitymark.core import clock
from qualitymark.core.models import Entry
from qualitymark.institutions.models import Role
from qualitymark.journeys.models import Milestone
from qualitymark.journeys.states import State
from qualitymark.selfassessment.models import Citation
from qualitymark.support import operations
from qualitymark.support.models import Discussion, SupportNote
from tests import factories as make

from .conftest import quote, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    journey = make.journey()
    assessor = make.assessor("Ann Assessor")
    make.party(journey, assessor)
    coordinator = make.coordinator(journey.institution)
    shared = make.response(journey, "CL1", "We keep four rooms.", shared_at=clock.now(), shared_by=coordinator.person)
    make.response(journey, "CL2", "Not for the assessor yet.")
    return journey, assessor, coordinator, shared


def test_the_assessor_sees_what_was_shared_and_nothing_else(scene):
    journey, assessor, _coordinator, _shared = scene
    client = signed_in(assessor)
    page = client.get(f"/casework/journey/{journey.ref}/").content.decode()
    assert "CL1 Title of CL1" in page and "CL2" not in page
    assert "We keep four rooms." in client.get(f"/casework/journey/{journey.ref}/criterion/CL1/").content.decode()
    assert client.get(f"/casework/journey/{journey.ref}/criterion/CL2/").status_code == 404


def test_evidence_kept_for_the_working_group_or_for_named_people_is_not_even_named(scene):
    journey, assessor, coordinator, shared = scene
    for title, kept in (("Open plan", "assessor"), ("Inner memo", "group"), ("Named letter", "named")):
        item = quote(journey.institution, title, kept).item
        Citation.objects.create(response=shared, item=item, place="page 3", at=clock.now(), by=coordinator.person)
    page = signed_in(assessor).get(f"/casework/journey/{journey.ref}/criterion/CL1/").content.decode()
    assert "Open plan" in page and "Words of Open plan." in page and "Inner memo" not in page and "Named letter" not in page


def test_a_note_is_left_replied_to_and_dealt_with(scene):
    journey, assessor, coordinator, _shared = scene
    client, address = signed_in(assessor), f"/casework/journey/{journey.ref}/criterion/CL1/"
    empty = client.post(address, {"sort": "", "text": "Which policy?"})
    assert "Choose what kind of note" in empty.content.decode() and "Which policy?" in empty.content.decode()
    assert client.post(address, {"sort": "clarify", "text": "Which policy?"}).status_code == 302
    note = SupportNote.objects.get()
    operations.reply(note, by=coordinator, text="The housing one.")
    page = client.get(address).content.decode()
    assert "Which policy?" in page and "The housing one." in page
    client.post(f"/casework/note/{note.ref}/done/", {"done": "yes"})
    note.refresh_from_db()
    assert note.done_by == assessor.person


def test_dates_are_written_down_and_the_writing_begins():
    journey = make.journey(state=State.ALLOCATED)
    assessor = make.assessor()
    make.party(journey, assessor)
    client, address = signed_in(assessor), f"/casework/journey/{journey.ref}/dates/"
    wrong = client.post(address, {"submit_by": "2020-01-01", "discussion_1": "31-31-31"})
    assert wrong.status_code == 200 and "not a day of the calendar" in wrong.content.decode()
    wrong = client.post(address, {"submit_by": "2020-01-01"})
    assert "1 January 2020 is past" in wrong.content.decode()
    day = clock.add_months(clock.today(), 3).isoformat()
    assert client.post(address, {"submit_by": day, "discussion_1": clock.today().isoformat(), "drafts": day}).status_code == 302
    journey.refresh_from_db()
    assert journey.state == State.PREPARING and Milestone.objects.filter(what="discussion", number=1).count() == 1


def test_a_discussion_is_planned_with_a_drafted_agenda_then_recorded(scene):
    journey, assessor, coordinator, _shared = scene
    client = signed_in(assessor)
    page = client.get(f"/casework/journey/{journey.ref}/discussion/1/").content.decode()
    assert re.search(r"Only a few words so far:\n- CL1 \w", page) and "CL2" not in page
    half = client.post(f"/casework/journey/{journey.ref}/discussion/1/", {"day": "2027-03-03", "time": "", "agenda": "CL1", "version": "0"})
    assert "Give both a day and a time" in half.content.decode()
    client.post(f"/casework/journey/{journey.ref}/discussion/1/", {"day": "2027-03-03", "time": "14.30", "agenda": "CL1", "version": "0"})
    row = Discussion.objects.get()
    assert row.at.isoformat() == "2027-03-03T14:30:00+00:00"
    address = f"/casework/discussion/{row.ref}/"
    who = re.search(r'<label[^>]*for="id_steps-0-who"[^>]*>(.*?)</label>', client.get(address).content.decode())
    assert who and "optional" not in who[1]  # a step that is written says who does it
    steps = {"steps-TOTAL_FORMS": "3", "steps-INITIAL_FORMS": "0", "steps-0-what": "Ask the library", "steps-0-who": ""}
    said = {"held_on": clock.today().isoformat(), "notes": "We spoke.", "version": "1", **steps}
    answer = client.post(address, said)
    assert "Say who does it." in answer.content.decode() and "We spoke." in answer.content.decode()
    assert client.post(address, said | {"steps-0-who": "Bea"}).status_code == 302
    step = Discussion.objects.get().next_steps.get()
    assert (step.what, step.who) == ("Ask the library", "Bea")
    client.post(f"/casework/step/{step.ref}/done/", {"done": "yes"})
    step.refresh_from_db()
    assert step.done_by == assessor.person
    conflict = client.post(address, said | {"steps-0-who": "Bea", "notes": "An older page.", "version": "1"})
    page = conflict.content.decode()
    assert "An older page." in page and "We spoke." in page and Discussion.objects.get().notes == "We spoke."
    assert 'name="version" value="2"' in page


def test_a_fourth_discussion_is_refused_with_the_reason(scene):
    journey, assessor, *_rest = scene
    client = signed_in(assessor)
    assert client.get(f"/casework/journey/{journey.ref}/discussion/4/").status_code == 409
    assert "The fee includes" in client.post(f"/casework/journey/{journey.ref}/discussion/4/", {}).content.decode()


def test_no_page_of_the_coach_opens_for_second_reader_or_panel_even_if_they_assess_elsewhere(scene):
    journey, assessor, *_rest = scene
    discussion = operations.plan_discussion(journey, by=assessor, number=1, at=None)
    note = SupportNote.objects.create(response=scene[3], sort="strong", text="Clear.", at=clock.now(), by=assessor.person)
    second = make.assessor()
    make.party(journey, second, "second_reader")
    make.party(make.journey(), second)
    chair = make.panel()
    make.party(journey, chair, "panel_chair")
    pages = {
        f"/casework/journey/{journey.ref}/criterion/CL1/": "get",
        f"/casework/discussion/{discussion.ref}/": "get",
        f"/casework/note/{note.ref}/done/": "post",
    }
    for actor in (second, chair, make.office(), make.assessor()):
        client = signed_in(actor)
        for address, method in pages.items():
            assert getattr(client, method)(address).status_code == 404, address
    client = signed_in(second)
    page = client.get(f"/casework/journey/{journey.ref}/")
    assert page.status_code == 200 and "Clear." not in page.content.decode() and "Discussion 1" not in page.content.decode()
    for state in (State.PREPARING, State.IN_REVIEW, State.SECOND_READING):
        type(journey).objects.filter(pk=journey.pk).update(state=state)
        for method in ("get", "post"):
            assert getattr(client, method)(f"/casework/journey/{journey.ref}/notes/").status_code == 403
            assert getattr(client, method)(f"/casework/journey/{journey.ref}/discussion/1/").status_code in (403, 409)
    note.refresh_from_db()
    assert note.done_at is None


def test_in_review_the_own_notes_open_by_a_click_that_is_recorded(scene):
    journey, assessor, _coordinator, shared = scene
    operations.add_note(shared, by=assessor, sort="clarify", text="Which policy?")
    type(journey).objects.filter(pk=journey.pk).update(state=State.IN_REVIEW)
    client, address = signed_in(assessor), f"/casework/journey/{journey.ref}/notes/"
    assert "Which policy?" not in client.get(address).content.decode()
    assert not Entry.objects.filter(verb="open_own_notes").exists()
    assert "Which policy?" in client.post(address).content.decode()
    assert Entry.objects.filter(verb="open_own_notes").count() == 1
    assert "Which policy?" not in client.get(f"/casework/journey/{journey.ref}/").content.decode()
    assert client.get(f"/casework/journey/{journey.ref}/criterion/CL1/").status_code == 302


def test_what_moved_since_the_last_visit_is_said(scene):
    journey, assessor, *_rest = scene
    make.member(journey.institution, Role.SPONSOR)
    client = signed_in(assessor)
    assert "Shared with you: CL1." in client.get("/casework/").content.decode()
    assert "Shared with you: CL1." in client.get(f"/casework/journey/{journey.ref}/").content.decode()
    assert "Shared with you" not in client.get("/casework/").content.decode()


def test_a_meeting_of_a_cohort_is_called_on_one_page_and_stays_apart_on_theirs():
    assessor, cohort = make.assessor(), make.cohort()
    one, two, other = (make.journey(cohort=cohort) for _each in range(3))
    for journey in (one, two):
        make.party(journey, assessor)
    client, address = signed_in(assessor), f"/casework/cohort/{cohort.ref}/meeting/"
    assert address in client.get("/casework/").content.decode()
    said = {"journeys": [one.ref, two.ref], "day": "2027-03-03", "time": "10:00", "about": "Housing"}
    assert "Choose at least one" in client.post(address, said | {"journeys": []}).content.decode()
    assert "Select a valid choice" in client.post(address, said | {"journeys": [other.ref]}).content.decode()
    assert client.post(address, said).status_code == 302
    assert set(Discussion.objects.values_list("journey_id", "number")) == {(one.pk, 1), (two.pk, 1)}
    page = signed_in(make.coordinator(one.institution)).get(f"/our/{one.ref}/discussions/").content.decode()
    assert cohort.name in page and two.institution.name not in page
    assert "What it is about: Housing" in page
    row = Discussion.objects.get(journey=one)
    assert "What it is about: Housing" in client.get(f"/casework/discussion/{row.ref}/").content.decode()
    for stranger in (make.assessor(), make.office()):
        assert signed_in(stranger).get(address).status_code == 404
