"""What the page sends by itself while somebody writes: saved, put together, or refused in words; never lost, never seen by others."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qualitymark.core.models import Entry
from qualitymark.selfassessment.models import Response, Revision
from tests import factories

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def send(stage, at):
    """send(actor, text, base): what the page of CL1 sends by itself."""

    windows = {}

    def sent(actor, text, base, code="CL1", **more):
        address = reverse("workspace:autosave", args=[stage.journey.ref, code])
        window = windows.get(actor.person_id) or windows.setdefault(actor.person_id, at(actor))
        return window.post(address, {"text": text, "base": base, **more}, headers=JSON)

    return sent


def test_a_text_is_saved_with_its_time_and_numbers(send, stage):
    told = send(stage.contributor, "Four rooms.", 0).json()
    assert told["said"].startswith("Saved ") and (told["version"], told["own"], told["text"]) == (1, 1, None)
    revision = Revision.objects.get()
    assert (revision.text, revision.origin, revision.person) == ("Four rooms.", "auto", stage.contributor.person)


def test_saving_the_same_again_makes_no_version(send, stage):
    assert (
        send(stage.contributor, "Four rooms.", 0).json()["version"]
        == send(stage.contributor, "Four rooms.\r\n".strip(), 1).json()["version"]
        == 1
    )


def test_a_writing_session_is_one_row_in_the_record_and_every_text_a_version(send, stage):
    before = Entry.objects.count()
    for number in range(5):
        send(stage.contributor, f"Four rooms, {number}.", number)
    assert Revision.objects.count() == 5
    assert Entry.objects.count() - before == 1  # the first word made it a draft


def test_other_paragraphs_come_back_put_together_with_the_number_of_ones_own(send, stage):
    stage.write("CL1", "First.\n\nSecond.")
    stage.write("CL1", "First, changed.\n\nSecond.")
    told = send(stage.contributor, "First.\n\nSecond, mine.", 1).json()
    assert told["text"] == "First, changed.\n\nSecond, mine." == Response.objects.get(criterion__code="CL1").text
    rows = {row.number: row for row in Revision.objects.all()}
    assert (told["own"], told["version"]) == (3, 4)
    assert rows[3].text == "First.\n\nSecond, mine." and rows[3].base == 1 and rows[4].origin == "merged"


def test_what_was_not_changed_at_all_brings_what_stands_now(send, stage):
    stage.write("CL1", "First.")
    stage.write("CL1", "First, changed.")
    told = send(stage.contributor, "First.", 1).json()
    assert (told["text"], told["version"], told["own"]) == ("First, changed.", 2, 1) and Revision.objects.count() == 2


def test_the_same_paragraph_is_told_and_nothing_is_written(send, stage):
    stage.write("CL1", "First.")
    stage.write("CL1", "First, changed.")
    answer = send(stage.contributor, "First, mine.", 1)
    assert answer.status_code == 409 and answer.json()["moved"] and "same paragraph" in answer.json()["said"]
    assert Revision.objects.count() == 2


@pytest.mark.parametrize("base", ["", "-1", "99", "x", "9" * 400])
def test_a_version_that_never_was_writes_nothing(send, stage, base):
    stage.write("CL1", "First.")
    answer = send(stage.contributor, "Second.", base)
    assert answer.status_code in (400, 409) and answer.json()["said"]
    assert Response.objects.get(criterion__code="CL1").text == "First."


def test_a_form_without_its_text_empties_nothing(stage, at):
    stage.write("CL1", "First.")
    for name in ("autosave", "criterion"):
        answer = at(stage.contributor).post(reverse(f"workspace:{name}", args=[stage.journey.ref, "CL1"]), {"base": 1}, headers=JSON)
        assert "did not arrive" in answer.content.decode()
    assert Response.objects.get(criterion__code="CL1").text == "First."


def test_too_long_a_text_is_refused_in_words_and_the_old_one_stands(send, stage):
    answer = send(stage.contributor, "x" * 60_001, 0)
    assert answer.status_code == 409 and "longer than a response may be" in answer.json()["said"]
    assert not Revision.objects.exists()


def test_while_a_signature_is_asked_for_nothing_is_saved_and_the_reason_is_told(send, stage):
    stage.complete().ask()
    answer = send(stage.contributor, "Late.", 1)
    assert answer.status_code == 409 and answer.json()["said"]
    assert Response.objects.get(criterion__code="CL1").text == "What we do for CL1."


def test_strangers_find_nothing_and_somebody_signed_out_is_told_so_without_a_page(send, stage, at):
    elsewhere = factories.coordinator(factories.institution())
    assert send(elsewhere, "Mine.", 0).status_code == 404
    answer = Client().post(reverse("workspace:autosave", args=[stage.journey.ref, "CL1"]), {"text": "x", "base": 0}, headers=JSON)
    assert answer.status_code == 401 and answer.content == b"" and not Revision.objects.exists()
    assert at(stage.contributor).get(reverse("workspace:autosave", args=[stage.journey.ref, "CL1"])).status_code == 405


def test_the_words_of_a_colleague_are_theirs_in_every_version(send, stage):
    assert send(stage.coordinator, "From estates.", 0, for_name="Ivy Barrow").status_code == 200
    assert send(stage.contributor, "More.", 1, for_name="Somebody").status_code == 403
    assert [row.for_name for row in Revision.objects.all()] == ["Ivy Barrow"]


def test_a_preview_saves_nothing_and_runs_nothing(stage, at):
    address = reverse("workspace:preview", args=[stage.journey.ref, "CL1"])
    html = at(stage.contributor).post(address, {"text": "**Four** <script>alert(1)</script> [x](javascript:alert(1))"}).content.decode()
    assert "<strong>Four</strong>" in html and "<script" not in html and "href" not in html and not Revision.objects.exists()
    assert at(stage.contributor).post(address, {"text": "x" * 60_001}).status_code == 409


def test_an_autosave_asks_as_much_of_the_database_after_thirty_versions_as_after_one(send, stage):
    send(stage.contributor, "One.", 0)
    with CaptureQueriesContext(connection) as early:
        send(stage.contributor, "One, 1.", 1)
    for number in range(2, 31):
        send(stage.contributor, f"One, {number}.", number)
    with CaptureQueriesContext(connection) as late:
        send(stage.contributor, "The last.", 31)
    assert len(early) == len(late) <= 15
