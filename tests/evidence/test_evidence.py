"""The library: items, versions, who may see and change them, problems, erasure."""

import pytest
from django.core.files.storage import default_storage

from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.evidence import operations, rules
from qualitymark.evidence.models import AccessProblem, Item, Revision, Sensitivity
from qualitymark.evidence.queries import items_visible_to, problems_visible_to, revisions_visible_to, room_left
from qualitymark.files.models import StoredFile
from qualitymark.institutions.models import Role
from tests import factories
from tests.files.uploads import PDF, PNG, upload
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db):
    return make_stage()


def test_a_file_becomes_an_item_owned_by_who_added_it_with_a_first_version(stage):
    item = operations.add_file(stage.institution, by=stage.contributor, upload=upload("Housing_agreement.pdf", PDF))
    revision = item.revisions.get()
    assert (item.title, item.owner, revision.number) == ("Housing agreement", stage.contributor.person, 1)
    assert revision.sha256 == revision.file.sha256 and revision.file.owner_ref == revision.ref


def test_a_link_and_words_are_kept_and_a_script_is_no_address(stage):
    link = operations.add_link(stage.institution, by=stage.coordinator, url=" https://example.ac.uk/policy ", title="Policy")
    words = operations.add_text(stage.institution, by=stage.coordinator, text="It felt\r\nlike home.", title="A student", sort="quote")
    assert link.revisions.get().url == "https://example.ac.uk/policy" and words.revisions.get().text == "It felt\nlike home."
    for bad in ("javascript:alert(1)", "", "file:///etc/passwd", "https://x" * 300):
        with pytest.raises(Refused, match="not the address of a page"):
            operations.add_link(stage.institution, by=stage.coordinator, url=bad, title="Bad")


def test_a_refused_file_leaves_no_item_behind(stage):
    with pytest.raises(Refused):
        operations.add_file(stage.institution, by=stage.coordinator, upload=upload("agreement.pdf", PNG))
    with pytest.raises(Refused, match="Give the item a title"):
        operations.add_link(stage.institution, by=stage.coordinator, url="https://example.ac.uk", title=" ")
    assert not Item.objects.exists() and not StoredFile.objects.exists()


def test_a_new_version_takes_the_place_of_the_old_one_which_stays(stage):
    item = stage.item()
    operations.revise(item, by=stage.coordinator, upload=upload("poster.png"))
    operations.revise(item, by=stage.coordinator, url="https://example.ac.uk/poster")
    assert [each.number for each in item.revisions.order_by("number")] == [1, 2, 3]
    assert Item.objects.get().sort == "link"


def test_what_an_institution_uses_counts_every_version_and_erasing_gives_room_back(stage, settings, django_capture_on_commit_callbacks):
    settings.INSTITUTION_MAX_BYTES = 3 * len(PDF)
    item = stage.item()
    operations.revise(item, by=stage.coordinator, upload=upload("poster.png"))
    assert room_left(stage.institution.pk) == 2 * len(PDF) - len(PNG)
    with django_capture_on_commit_callbacks(execute=True):
        operations.erase_revision(item.revisions.get(number=1), by=factories.office(), why="Names a student")
    assert room_left(stage.institution.pk) == 3 * len(PDF) - len(PNG)


def test_an_erased_version_is_an_empty_place_with_a_reason_and_its_digest(stage, django_capture_on_commit_callbacks):
    revision = stage.item().revisions.select_related("file").get()
    key, digest = revision.file.key, revision.sha256
    with pytest.raises(Refused, match="Only the scheme's office"):
        operations.erase_revision(revision, by=stage.coordinator, why="We regret it")
    with pytest.raises(Refused, match="Say why"):
        operations.erase_revision(revision, by=factories.office(), why=" ")
    with django_capture_on_commit_callbacks(execute=True):
        operations.erase_revision(revision, by=factories.office(), why="Names a student")
    revision = Revision.objects.select_related("file").get()
    assert (revision.sha256, revision.erased_why, revision.file.name) == (digest, "Names a student", "")
    assert not default_storage.exists(key) and verify() == []


WHO = {
    "coordinator": (True, True),
    "contributor who added it": (True, True),
    "another contributor": (True, False),
    "sponsor": (False, False),
    "finance contact": (False, False),
    "colleague elsewhere": (False, False),
    "assessor": (False, False),
    "office": (False, False),
}


def test_who_adds_and_who_changes(stage):
    item = operations.add_file(stage.institution, by=stage.contributor, upload=upload())
    cast = {
        "coordinator": stage.coordinator,
        "contributor who added it": stage.contributor,
        "another contributor": factories.contributor(stage.institution),
        "sponsor": stage.sponsor,
        "finance contact": factories.acting(factories.member(stage.institution, Role.FINANCE), stage.institution),
        "colleague elsewhere": factories.coordinator(factories.institution()),
        "assessor": stage.assessor,
        "office": factories.office(),
    }
    said = {
        name: (bool(rules.can_add_item(actor, stage.institution)), bool(rules.can_change_item(actor, item))) for name, actor in cast.items()
    }
    assert said == WHO


def test_the_library_is_the_working_groups_and_an_item_for_named_people_is_theirs_alone(stage):
    open_item = stage.item(title="Open")
    closed = stage.item(title="Closed", sensitivity=Sensitivity.NAMED, readers=[stage.sponsor.person])
    titles = lambda actor: set(items_visible_to(actor).values_list("title", flat=True))  # noqa: E731
    assert titles(stage.coordinator) == titles(stage.sponsor) == {"Open", "Closed"} and titles(stage.contributor) == {"Open"}
    for actor in (stage.assessor, factories.office(), factories.panel(), factories.coordinator(factories.institution())):
        assert titles(actor) == set() and not revisions_visible_to(actor).exists()
    operations.remove_item(open_item, by=stage.coordinator)
    assert titles(stage.contributor) == set() and closed.revisions.exists()


def test_a_problem_reaches_owner_and_coordinators_once_and_a_new_version_settles_it(stage):
    item = operations.add_file(stage.institution, by=stage.contributor, upload=upload())
    for _again in range(2):
        problem = operations.report_problem(item, by=stage.assessor, note="It is empty")
    letters = OutgoingMail.objects.filter(notice="evidence_problem")
    assert set(letters.values_list("to_address", flat=True)) == {stage.contributor.person.email, stage.coordinator.person.email}
    assert all("It is empty" in letter.body for letter in letters) and AccessProblem.objects.count() == 1
    assert problems_visible_to(stage.coordinator).get() == problem and not problems_visible_to(stage.assessor).exists()
    operations.report_problem(item, by=stage.assessor, note="On another computer as well")
    assert problems_visible_to(stage.coordinator).get().note == "It is empty\n\nOn another computer as well"
    operations.revise(item, by=stage.contributor, upload=upload("poster.png"))
    problem.refresh_from_db()
    assert problem.resolved_by == stage.contributor.person
    assert operations.report_problem(item, by=stage.assessor).pk != problem.pk  # said anew, it is a new one


def test_the_facts_of_an_item_change_and_the_record_says_which(stage):
    item = stage.item()
    operations.change_item(item, by=stage.coordinator, title="Another title", department="Estates")
    item = Item.objects.get()
    assert (item.title, item.department) == ("Another title", "Estates") and verify() == []


def test_named_readers_stay_unless_others_are_given_and_a_title_is_never_emptied(stage):
    item = stage.item(sensitivity=Sensitivity.NAMED, readers=[stage.sponsor.person])
    named = lambda: [each.person for each in item.readers.all()]  # noqa: E731
    operations.change_item(item, by=stage.coordinator, department="Estates")
    assert named() == [stage.sponsor.person]
    with pytest.raises(Refused, match="Give the item a title"):
        operations.change_item(item, by=stage.coordinator, title="  ")
    assert Item.objects.get().title == item.title
    operations.change_item(item, by=stage.coordinator, readers=[])
    assert named() == []
    operations.change_item(item, by=stage.coordinator, readers=[stage.sponsor.person])
    operations.change_item(item, by=stage.coordinator, sensitivity=Sensitivity.GROUP)
    assert named() == []  # closed again later, it is not open to those of before


OWN = [
    "localhost",
    "localhost.:8000",
    "files.localhost",
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "169.254.1.1",
    "[::1]",
    "[fe80::1]",
    "[::ffff:127.0.0.1]",
]


@pytest.mark.parametrize("host", OWN)
def test_an_address_on_ones_own_computer_is_refused(host):
    with pytest.raises(Refused, match="your own computer|not the address of a page"):
        operations.checked_address(f"http://{host}/policy")


def test_the_plain_ways_to_ones_own_computer_are_named_as_such():
    for host in ("localhost", "127.0.0.1", "169.254.1.1", "[::1]", "[fe80::1]"):
        with pytest.raises(Refused, match="Others cannot open an address on your own computer"):
            operations.checked_address(f"http://{host}:8000/policy")


def test_an_address_with_a_password_or_turning_characters_is_refused():
    for user in ("user:pw@", "user@", "https%3A@"):
        with pytest.raises(Refused, match="a name or a password|not the address of a page"):
            operations.checked_address(f"http://{user}www.example.ac.uk/")
    with pytest.raises(Refused, match="not the address of a page"):
        operations.checked_address("https://www.example.ac.uk/\u202efdp.exe")
    assert operations.checked_address("https://www.example.ac.uk/@team/policy?to=a@b.example")


def test_a_title_that_turns_what_follows_is_refused_and_a_file_name_loses_it(db):
    place = factories.institution()
    by = factories.coordinator(place)
    for title in ("Policy \u202efdp.exe", "Bell \x07"):
        with pytest.raises(Refused, match="not seen"):
            operations.add_link(place, by=by, url="https://www.example.ac.uk/", title=title)
    assert operations.add_file(place, by=by, upload=upload("Policy\u202e.pdf")).title == "Policy"
