"""The institution's side of discussions and support notes."""

import datetime as dt

import pytest

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.journeys.models import Journey, Round
from qualitymark.journeys.states import State
from qualitymark.support import operations
from qualitymark.support.models import Discussion
from tests import factories as make
from tests.casework.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    journey = make.journey()
    assessor = make.assessor("Ann Assessor")
    make.party(journey, assessor)
    coordinator = make.coordinator(journey.institution)
    response = make.response(journey, "CL1", "We keep four rooms.", shared_at=clock.now(), shared_by=coordinator.person)
    note = operations.add_note(response, by=assessor, sort="clarify", text="Which policy says so?")
    planned = operations.plan_discussion(journey, by=assessor, number=1, at=dt.datetime(2027, 7, 1, 9, tzinfo=dt.UTC))
    held = operations.record_discussion(planned, by=assessor, notes="We spoke of rooms.", next_steps=[("Ask the library", "Bea", None)])
    return journey, assessor, coordinator, note, held


def test_the_working_group_reads_notes_and_next_steps_and_says_what_is_done(scene):
    journey, _assessor, coordinator, _note, held = scene
    contributor = signed_in(make.contributor(journey.institution))
    page = contributor.get(f"/our/{journey.ref}/discussions/").content.decode()
    assert "We spoke of rooms." in page and "Ask the library" in page and "Plan it" not in page
    step = held.next_steps.get()
    contributor.post(f"/our/{journey.ref}/discussions/step/{step.ref}/", {"done": "yes"})
    contributor.post(f"/our/{journey.ref}/discussions/step/{step.ref}/", {"done": "yes"})
    step.refresh_from_db()
    assert step.done_at is not None
    assert "Plan it" in signed_in(coordinator).get(f"/our/{journey.ref}/discussions/").content.decode()


def test_a_coordinator_plans_with_an_agenda_from_the_whole_self_assessment(scene):
    journey, _assessor, coordinator, _note, _held = scene
    make.response(journey, "CL2")
    client, address = signed_in(coordinator), f"/our/{journey.ref}/discussions/2/"
    page = client.get(address).content.decode()
    assert "Not started:\n- CL2 " in page and "Questions still open:\n- CL1 " in page
    half = client.post(address, {"day": "", "time": "10:00", "agenda": "Rooms", "version": "0"}).content.decode()
    assert "Give both a day and a time" in half and "Rooms" in half
    client.post(address, {"day": "2027-07-02", "time": "10:00", "agenda": "Rooms", "version": "0"})
    row = Discussion.objects.get(number=2)
    assert (row.at, row.agenda) == (dt.datetime(2027, 7, 2, 9, tzinfo=dt.UTC), "Rooms")
    late = client.post(address, {"day": "2027-07-02", "time": "11:00", "agenda": "Mine", "version": "0"}).content.decode()
    assert "Rooms" in late and "Mine" in late and Discussion.objects.get(number=2).agenda == "Rooms"
    assert client.get(f"/our/{journey.ref}/discussions/9/").status_code == 409


@pytest.mark.parametrize(
    ("assessor", "day", "said", "letters"),
    [
        (True, "2027-07-02", "It is planned, and your assessor is told.", 1),
        (True, "", "your assessor can read it. The discussion is not planned yet", 0),
        (False, "2027-07-02", "No assessor is allocated yet: they see both once they are.", 0),
        (False, "", "not planned yet, and no assessor is allocated", 0),
    ],
)
def test_saving_a_plan_says_what_is_true_of_it(assessor, day, said, letters):
    journey = make.journey()
    if assessor:
        make.party(journey, make.assessor("Ann Assessor"))
    client, address = signed_in(make.coordinator(journey.institution)), f"/our/{journey.ref}/discussions/1/"
    assert ("No assessor is allocated yet" in client.get(address).content.decode()) is not assessor
    typed = {"day": day, "time": "10:00" if day else "", "agenda": "Rooms", "version": "0"}
    answer = client.post(address, typed, follow=True).content.decode()
    assert said in answer and ("It is planned" in answer) is (assessor and bool(day))
    assert OutgoingMail.objects.filter(notice="discussion_planned").count() == letters


def test_keeping_a_changed_agenda_says_nothing_of_a_letter(scene):
    journey, _assessor, coordinator, _note, _held = scene
    client, address = signed_in(coordinator), f"/our/{journey.ref}/discussions/2/"
    client.post(address, {"day": "2027-07-02", "time": "10:00", "agenda": "Rooms", "version": "0"}, follow=True)
    answer = client.post(address, {"day": "2027-07-02", "time": "10:00", "agenda": "Money", "version": "1"}, follow=True).content.decode()
    assert "It is kept, and your assessor can read it." in answer and "is told." not in answer


def test_a_note_is_answered_and_dealt_with(scene):
    journey, assessor, coordinator, note, _held = scene
    client, address = signed_in(coordinator), f"/our/{journey.ref}/note/{note.ref}/"
    assert address in client.get(f"/our/{journey.ref}/criterion/CL1/").content.decode()
    assert "Which policy says so?" in client.get(address).content.decode()
    client.post(address, {"text": "The housing policy."})
    client.post(f"{address}done/", {"done": "yes"})
    note.refresh_from_db()
    assert (note.reply, note.done_by) == ("The housing policy.", coordinator.person)


def test_strangers_and_the_assessor_find_nothing_here_and_after_submission_a_reply_is_refused_in_words(scene):
    journey, assessor, coordinator, note, held = scene
    step = held.next_steps.get()
    chair = make.panel()
    make.party(journey, chair, "panel_chair")
    for actor in (assessor, chair, make.office(), make.coordinator(make.institution())):
        client = signed_in(actor)
        for address in ("discussions/", "discussions/2/", f"note/{note.ref}/"):
            assert client.get(f"/our/{journey.ref}/{address}").status_code == 404
        assert client.post(f"/our/{journey.ref}/discussions/step/{step.ref}/").status_code == 404
    type(journey).objects.filter(pk=journey.pk).update(state=State.IN_REVIEW)
    client = signed_in(coordinator)
    answer = client.post(f"/our/{journey.ref}/note/{note.ref}/", {"text": "Late words."}).content.decode()
    note.refresh_from_db()
    assert note.reply == "" and "Support ends with the submission" in answer
    assert "We spoke of rooms." in client.get(f"/our/{journey.ref}/discussions/").content.decode()


def test_in_a_further_round_every_discussion_names_its_round(scene):
    journey, assessor, coordinator, _note, _held = scene
    ours, theirs = f"/our/{journey.ref}/discussions/", f"/casework/journey/{journey.ref}/"
    assert "round 1" not in signed_in(coordinator).get(ours).content.decode()
    Journey.objects.filter(pk=journey.pk).update(round=2, state=State.PREPARING)
    Round.objects.create(journey=journey, number=2, began_on=clock.today(), last_on=dt.date(2999, 1, 1), discussions=1)
    page = signed_in(coordinator).get(ours).content.decode()
    was, left = page.split("Still to plan")
    assert "(round 1)" in was and "(round 2)" not in was and "(round 2)" in left
    for client, address in (
        (signed_in(coordinator), f"{ours}1/"),
        (signed_in(assessor), theirs),
        (signed_in(assessor), f"{theirs}discussion/1/"),
    ):
        assert "(round 2)" in client.get(address).content.decode(), address
