"""Who may open a file, on every request and for every part of it; what is refused; what is on record."""

import pytest
from django.test import Client
from django.urls import reverse

from qualitymark.core.actor import Capacity
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.evidence import operations as evidence
from qualitymark.evidence.models import AccessProblem, Sensitivity
from qualitymark.files.models import Scan, StoredFile
from qualitymark.institutions.models import Recusal
from qualitymark.journeys.states import PartyCapacity
from qualitymark.selfassessment import operations
from tests import factories
from tests.files.uploads import PDF, upload

pytestmark = [pytest.mark.access, pytest.mark.django_db]


def at(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def address(revision):
    return reverse("selfassessment:evidence_file", args=[revision.ref])


@pytest.fixture
def cast(stage):
    second, panel = factories.assessor(), factories.panel()
    factories.party(stage.journey, second, PartyCapacity.SECOND_READER)
    factories.party(stage.journey, panel, PartyCapacity.PANEL_CHAIR)
    return {
        "coordinator": stage.coordinator,
        "contributor": stage.contributor,
        "sponsor": stage.sponsor,
        "assessor": stage.assessor,
        "second reader": second,
        "panel": panel,
        "office": factories.office(),
        "assessor not allocated": factories.assessor(),
        "colleague elsewhere": factories.coordinator(factories.institution()),
        "funder": factories.acting(factories.person(), capacity=Capacity.FUNDER),
    }


GROUP = {"coordinator", "contributor", "sponsor"}
READERS = {"assessor", "second reader", "panel", "office"}


def who_opens(cast, revision):
    return {name for name, actor in cast.items() if at(actor).get(address(revision)).status_code == 200}


def test_a_file_opens_for_the_group_then_for_the_assessor_once_shared_then_for_all_readers(stage, cast):
    item = stage.item()
    revision = item.revisions.get()
    operations.cite(stage.response(), by=stage.coordinator, item=item)
    assert who_opens(cast, revision) == GROUP
    operations.share([stage.response()], by=stage.coordinator)
    assert who_opens(cast, revision) == GROUP | {"assessor"}
    operations.unshare([stage.response()], by=stage.coordinator)
    stage.submitted()
    assert who_opens(cast, revision) == GROUP | READERS
    assert Client().get(address(revision)).status_code == 302


def test_what_is_for_the_group_alone_stays_so_even_when_shared(stage, cast):
    item = stage.item(sensitivity=Sensitivity.GROUP)
    operations.cite(stage.response(), by=stage.coordinator, item=item)
    operations.share([stage.response()], by=stage.coordinator)
    assert who_opens(cast, item.revisions.get()) == GROUP


def test_what_is_for_named_people_opens_for_them_alone_and_each_reading_is_on_record(stage, cast):
    item = stage.item(sensitivity=Sensitivity.NAMED, readers=[stage.assessor.person])
    operations.cite(stage.response(), by=stage.coordinator, item=item)
    operations.share([stage.response()], by=stage.coordinator)
    revision = item.revisions.get()
    assert who_opens(cast, revision) == {"coordinator", "assessor"}
    stage.submitted()
    assert who_opens(cast, revision) == {"coordinator", "assessor"}
    assert Entry.objects.filter(verb="read", thing="evidence.Revision").count() == 4


def test_only_the_version_that_was_sent_and_what_was_added_to_it_are_the_readers(stage, cast):
    stage.submitted()
    item = stage.response().citations.get().item
    sent = item.revisions.get(number=1)
    later = evidence.revise(item, by=stage.coordinator, upload=upload("poster.png"))
    assert who_opens(cast, sent) == GROUP | READERS and who_opens(cast, later) == GROUP
    problem = evidence.report_problem(item, by=stage.assessor)
    added = operations.replace_evidence(problem, by=stage.coordinator, upload=upload("photo.jpeg")).revision
    assert who_opens(cast, added) == GROUP | READERS


def test_a_conflict_closes_every_file_at_once(stage, cast):
    stage.submitted()
    revision = stage.response().citations.get().item.revisions.get()
    for name in READERS:
        Recusal.objects.create(person=cast[name].person, institution=stage.institution, why="other", from_on=factories.LONG_AGO)
    assert who_opens(cast, revision) == GROUP


def test_every_part_of_a_file_asks_who_may(stage, cast):
    revision = stage.item().revisions.get()
    mine, theirs = at(stage.coordinator), at(cast["colleague elsewhere"])
    part = mine.get(address(revision), headers={"Range": "bytes=0-3"})
    assert part.status_code == 206 and b"".join(part.streaming_content) == PDF[:4]
    assert theirs.get(address(revision), headers={"Range": "bytes=0-3"}).status_code == 404


def test_a_file_is_sent_locked_and_not_kept_on_the_way(stage):
    answer = at(stage.coordinator).get(address(stage.item().revisions.get()))
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("scan, words", [(Scan.HELD, "still being checked"), (Scan.INFECTED, "found something")])
def test_a_file_that_is_not_clean_is_refused_in_words(stage, scan, words):
    revision = stage.item().revisions.get()
    StoredFile.objects.update(scan=scan)
    answer = at(stage.coordinator).get(address(revision))
    assert answer.status_code == 409 and words in answer.content.decode()


def test_a_file_that_was_lost_is_told_in_words(stage):
    from django.core.files.storage import default_storage

    revision = stage.item().revisions.get()
    default_storage.delete(StoredFile.objects.get().key)
    answer = at(stage.coordinator).get(address(revision))
    assert answer.status_code == 409 and "cannot be read just now" in answer.content.decode()


def test_a_link_has_no_bytes_and_an_erased_version_none_either(stage):
    link = evidence.add_link(stage.institution, by=stage.coordinator, url="https://example.ac.uk", title="Policy")
    assert at(stage.coordinator).get(address(link.revisions.get())).status_code == 404
    revision = stage.item().revisions.get()
    evidence.erase_revision(revision, by=factories.office(), why="Names a student")
    assert at(stage.coordinator).get(address(revision)).status_code == 409


def test_the_assessor_says_i_cannot_open_this_and_its_own_people_are_led_to_its_page(stage, cast):
    item = stage.item()
    operations.cite(stage.response(), by=stage.coordinator, item=item)
    there = reverse("selfassessment:evidence_item", args=[item.ref])
    assert at(stage.assessor).get(there).status_code == 404
    operations.share([stage.response()], by=stage.coordinator)
    client = at(stage.assessor)
    assert "I cannot open this" in client.get(there).content.decode()
    for _again in range(2):
        assert client.post(there, {"note": "It asks for a password"}).status_code == 302
    assert AccessProblem.objects.count() == 1 and OutgoingMail.objects.filter(notice="evidence_problem").count() == 1
    assert "You told the owner" in client.get(there).content.decode()
    assert at(stage.contributor).get(there)["Location"] == reverse("workspace:item", args=[stage.journey.ref, item.ref])
    assert at(cast["colleague elsewhere"]).get(there).status_code == 404 and Client().get(there).status_code == 302
