"""Writing on the page: saving, meeting somebody, looking back, saying that it is ready. All of it without script."""

import pytest
from django.urls import reverse

from qualitymark.evidence.models import Item, Sensitivity
from qualitymark.institutions.models import Membership
from qualitymark.journeys.states import State
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Citation, Comment, Response, Revision
from qualitymark.support.models import SupportNote
from tests import factories
from tests.files.uploads import PNG, upload
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(stage):
    return reverse("workspace:criterion", args=[stage.journey.ref, "CL1"])


def test_the_page_shows_the_guidance_the_text_and_who_can_see_it(stage, at, here):
    stage.write("CL1", "We have **four** rooms.")
    text = at(stage.contributor).get(here).content.decode()
    for words in (
        "Statement of CL1",
        "What good looks like of CL1",
        "Evidence prompt of CL1",
        "We have **four** rooms.",
        "Only our working group",
    ):
        assert words in text
    operations.share([stage.response("CL1")], by=stage.coordinator)
    assert "and our assessor can see this" in at(stage.contributor).get(here).content.decode()


def test_saving_makes_a_version_and_goes_back_to_the_text(stage, at, here):
    answer = at(stage.contributor).post(here, {"text": "We do this.", "base": 0, "then": "stay"})
    assert answer.status_code == 302 and answer["Location"] == f"{here}#response"
    assert stage.response().text == "We do this." and Revision.objects.get().person == stage.contributor.person


def test_the_same_form_sent_twice_makes_one_version(stage, at, here):
    client = at(stage.contributor)
    for _again in range(2):
        assert client.post(here, {"text": "We do this.", "base": 0, "then": "ready"}).status_code == 302
    assert Revision.objects.count() == 1 and stage.response().state == "ready"


def test_an_empty_text_is_saved_and_not_said_to_be_ready(stage, at, here):
    stage.write("CL1", "Words")
    answer = at(stage.contributor).post(here, {"text": "   ", "base": 1, "then": "ready"}, follow=True)
    assert "There is no text yet" in answer.content.decode() and stage.response().state == "empty" and Revision.objects.count() == 2


def test_come_back_later_saves_and_leads_to_the_board(stage, at, here):
    answer = at(stage.contributor).post(here, {"text": "Half a thought", "base": 0, "then": "later"})
    assert answer["Location"] == reverse("workspace:board", args=[stage.journey.ref]) and stage.response().text == "Half a thought"


def test_a_preview_shows_what_was_typed_and_saves_nothing(stage, at, here):
    text = at(stage.contributor).post(here, {"text": "**bold** <script>x</script>", "base": 0, "then": "preview"}).content.decode()
    assert "<strong>bold</strong>" in text and "<script>x" not in text and "**bold**" in text
    assert stage.response().text == ""


def test_a_second_writer_sees_both_texts_and_saves_what_both_mean(stage, at, here):
    stage.write("CL1", "Common ground")
    at(stage.coordinator).post(here, {"text": "Common ground, mine", "base": 1, "then": "stay"})
    second = at(stage.contributor).post(here, {"text": "Common ground, theirs", "base": 1, "then": "ready"})
    text = second.content.decode()
    assert second.status_code == 409
    for words in ("Common ground, mine", "Common ground, theirs", "Common ground", stage.coordinator.person.name):
        assert words in text
    assert stage.response().text == "Common ground, mine"
    form = second.context["form"]
    both = {"text": "Common ground, mine and theirs", "base": form["base"].value(), "both": "True", "then": "stay"}
    assert at(stage.contributor).post(here, both).status_code == 302
    last = Revision.objects.order_by("-number").first()
    assert (last.text, last.origin) == ("Common ground, mine and theirs", Revision.Origin.BOTH)


@pytest.mark.parametrize("bad", [{"base": "x"}, {"base": "-5"}, {"base": ""}, {}, {"base": "9" * 30}])
def test_a_form_with_a_broken_version_loses_no_text(stage, at, here, bad):
    stage.write("CL1", "Stands")
    answer = at(stage.coordinator).post(here, {"text": "Typed text", "then": "stay"} | bad)
    assert answer.status_code in (200, 409) and "Typed text" in answer.content.decode()
    assert stage.response().text == "Stands"


def test_what_was_typed_while_it_was_frozen_is_on_the_page_that_says_no(stage, at, here):
    stage.complete().ask()
    answer = at(stage.contributor).post(here, {"text": "Late words", "base": 1, "then": "stay"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "frozen" in text and "Late words" in text
    assert stage.response().text != "Late words"


def test_a_text_that_is_too_long_is_refused_with_the_text_kept(stage, at, here):
    answer = at(stage.contributor).post(here, {"text": "x" * 60_001, "base": 0, "then": "stay"})
    assert answer.status_code == 409 and "60,000" in answer.content.decode() and "x" * 60_001 in answer.content.decode()


def test_hostile_text_is_shown_as_text(stage, at, here):
    stage.write("CL1", '</textarea><script>alert("x")</script><img src=x onerror=alert(1)>')
    text = at(stage.sponsor).get(here).content.decode()
    assert "<script>alert" not in text and "<img src=x" not in text


def test_a_contributor_reads_a_colleagues_criterion_and_is_told_why_they_cannot_write(stage, at, here):
    other = factories.contributor(stage.institution)
    operations.assign(stage.response(), by=stage.coordinator, memberships=[Membership.objects.get(person=other.person)])
    client = at(stage.contributor)
    text = client.get(here).content.decode()
    assert "A colleague writes this one" in text and 'name="text" cols' not in text.split('id="comments"')[0]
    answer = client.post(here, {"text": "Mine", "base": 0, "then": "stay"})
    assert answer.status_code == 403 and "Mine" in answer.content.decode() and stage.response().text == ""


def test_an_earlier_version_is_shown_beside_the_present_one_and_brought_back(stage, at):
    stage.write("CL1", "First words")
    stage.write("CL1", "Second words")
    client, there = at(stage.contributor), reverse("workspace:version", args=[stage.journey.ref, "CL1", 1])
    assert all(words in client.get(there).content.decode() for words in ("First words", "Second words"))
    assert client.post(there, {"base": 1}).status_code == 302 and stage.response().text == "Second words"  # somebody wrote meanwhile
    client.post(there, {"base": 2})
    assert stage.response().text == "First words" and stage.response().version == 3
    assert client.get(reverse("workspace:version", args=[stage.journey.ref, "CL1", 9])).status_code == 404


STEPS = ["ready", "agree", "applies", "share", "unshare", "nonsense", ""]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_answers_a_coordinator_and_a_repeat(stage, at, step):
    stage.write("CL1", "Words")
    operations.say_ready(stage.response(), by=stage.coordinator)
    there = reverse("workspace:criterion_step", args=[stage.journey.ref, "CL1"])
    client = at(stage.coordinator)
    for _again in range(2):
        assert client.post(there, {"step": step}).status_code == 302
    assert client.get(there).status_code == 302


def test_a_contributor_cannot_agree_or_share(stage, at):
    stage.write("CL1", "Words")
    operations.say_ready(stage.response(), by=stage.coordinator)
    there = reverse("workspace:criterion_step", args=[stage.journey.ref, "CL1"])
    for step in ("agree", "share"):
        assert at(stage.contributor).post(there, {"step": step}).status_code == 403
    assert stage.response().state == "ready" and stage.response().shared_at is None


def test_returning_leaving_out_and_commenting_keep_what_was_typed_when_something_is_missing(stage, at):
    client, ref = at(stage.coordinator), stage.journey.ref
    stage.write("CL2", "Words")
    operations.say_ready(stage.response("CL2"), by=stage.coordinator)
    assert "note_error" in client.post(reverse("workspace:criterion_return", args=[ref, "CL2"]), {"note": " "}).content.decode()
    client.post(reverse("workspace:criterion_return", args=[ref, "CL2"]), {"note": "More, please"})
    assert stage.response("CL2").state == "drafted" and Comment.objects.get().text == "More, please"
    client.post(reverse("workspace:criterion_leave_out", args=[ref, "CL2"]), {"why": "We have no halls"})
    assert stage.response("CL2").not_applicable
    client.post(reverse("workspace:criterion_comment", args=[ref, "CL2"]), {"text": "Agreed."})
    assert Comment.objects.count() == 2
    assert client.post(reverse("workspace:criterion_leave_out", args=[ref, "CL1"]), {"why": "No"}).status_code == 409  # core


def test_what_the_assessor_noted_stands_beside_the_text(stage, at, here):
    SupportNote.objects.create(
        response=stage.response(),
        sort="clarify",
        text="Could you show that learners were asked?",
        at=stage.journey.opened_at,
        by=stage.assessor.person,
    )
    assert "Could you show that learners were asked?" in at(stage.contributor).get(here).content.decode()


def test_a_file_is_added_and_cited_in_one_go(stage, at):
    there = reverse("workspace:cite_new", args=[stage.journey.ref, "CL1", "file"])
    sent = {"upload": upload(), "title": "Housing agreement", "place": "page 3", "why": "Clause 7", "sensitivity": "assessor"}
    answer = at(stage.contributor).post(there, factories.marked(sent))
    assert answer.status_code == 302
    cited = Citation.objects.select_related("item").get()
    assert (cited.place, cited.item.title, cited.item.owner) == ("page 3", "Housing agreement", stage.contributor.person)


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("agreement.pdf", PNG, "not what its name says"),
        ("agreement.pdf", b"", "is empty"),
        ("setup.exe", b"MZ", "a kind that we do not take"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_at_the_field_and_the_rest_is_kept(stage, at, name, content, words):
    there = reverse("workspace:cite_new", args=[stage.journey.ref, "CL1", "file"])
    answer = at(stage.contributor).post(
        there, {"upload": upload(name, content), "title": "Kept title", "place": "page 3", "sensitivity": "assessor"}
    )
    text = answer.content.decode()
    assert answer.status_code == 200 and words in text and "Kept title" in text and "page 3" in text
    assert not Item.objects.exists() and "upload_error" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.ac.uk/x", "not an address", "https://", "data:text/html,x", "https://" + "a" * 1000]
)
def test_an_address_that_a_reader_could_not_follow_is_refused_at_the_field(stage, at, url):
    there = reverse("workspace:cite_new", args=[stage.journey.ref, "CL1", "link"])
    text = at(stage.contributor).post(there, {"url": url, "title": "A page", "sensitivity": "assessor"}).content.decode()
    assert "A page" in text and "url_error" in text and not Item.objects.exists()


def test_a_link_words_and_an_item_of_the_library_are_cited(stage, at):
    client, ref = at(stage.contributor), stage.journey.ref
    client.post(
        reverse("workspace:cite_new", args=[ref, "CL1", "link"]),
        factories.marked({"url": "https://www.example.ac.uk/policy", "title": "Policy", "sensitivity": "assessor"}),
    )
    client.post(
        reverse("workspace:cite_new", args=[ref, "CL1", "words"]),
        factories.marked({"sort": "quote", "text": "It felt like home.", "title": "A student", "sensitivity": "group"}),
    )
    item = Item.objects.get(title="Policy")
    client.post(reverse("workspace:cite", args=[ref, "CL2"]), {"item": item.ref, "place": "the first part"})
    assert Citation.objects.count() == 3 and Item.objects.get(title="A student").sensitivity == Sensitivity.GROUP
    text = client.get(reverse("workspace:criterion", args=[ref, "CL1"])).content.decode()
    assert "https://www.example.ac.uk/policy" in text and "It felt like home." in text and "also supports CL2" in text


def test_to_cite_without_choosing_an_item_says_so_at_the_choice_and_keeps_what_was_typed(stage, at):
    item = stage.item(title="Letters")
    there = reverse("workspace:cite", args=[stage.journey.ref, "CL2"])
    answer = at(stage.contributor).post(there, {"place": "the first part", "why": ""})
    text = answer.content.decode()
    assert answer.status_code == 200 and "<title>Error:" in text and not Citation.objects.exists()
    assert 'href="#id_item"' in text and 'id="id_item"' in text and 'id="id_item_error"' in text
    assert "the first part" in text and item.ref in text


def test_an_item_for_named_people_shows_its_title_and_no_way_in_to_others(stage, at, here):
    item = stage.item(title="Letters from students", sensitivity=Sensitivity.NAMED)
    operations.cite(stage.response(), by=stage.coordinator, item=item)
    ref = item.revisions.get().ref
    assert ref in at(stage.coordinator).get(here).content.decode()
    text = at(stage.contributor).get(here).content.decode()
    assert ref not in text and "Only people named may open it" in text


def test_a_citation_is_changed_and_taken_away(stage, at):
    cited = operations.cite(stage.response(), by=stage.coordinator, item=stage.item())
    there = reverse("workspace:citation", args=[stage.journey.ref, "CL1", cited.ref])
    client = at(stage.coordinator)
    client.post(there, {"place": "page 9", "why": ""})
    assert Citation.objects.get().place == "page 9"
    client.post(there, {"then": "remove"})
    assert not Citation.objects.exists() and Item.objects.exists()
    assert client.post(there, {"then": "remove"}).status_code == 404


def test_in_a_group_of_two_every_criterion_is_for_both_without_giving_it_out(stage, at, here):
    assert at(stage.contributor).post(here, {"text": "Mine", "base": 0, "then": "stay"}).status_code == 302
    assert at(stage.coordinator).post(here, {"text": "Mine and yours", "base": 1, "then": "stay"}).status_code == 302


def test_a_small_provider_answers_a_group_on_one_page(db, at):
    stage = make_stage(by_group=True)
    text = at(stage.coordinator).get(reverse("workspace:criterion", args=[stage.journey.ref, "CL1"])).content.decode()
    assert "Statement of CL1" in text and "Statement of CL2" in text
    assert at(stage.coordinator).get(reverse("workspace:criterion", args=[stage.journey.ref, "CL2"])).status_code == 404


def test_the_first_look_at_a_journey_makes_its_responses(stage, at, here):
    Response.objects.all().delete()
    assert at(stage.contributor).get(here).status_code == 200
    assert Response.objects.count() == 4


@pytest.mark.parametrize("state", list(State))
def test_the_page_answers_in_every_state_of_the_journey(stage, at, here, state):
    stage.write("CL1", "Words")
    type(stage.journey).objects.update(state=state)
    for who in (stage.coordinator, stage.contributor, stage.sponsor):
        for address in (here, reverse("workspace:board", args=[stage.journey.ref])):
            assert at(who).get(address).status_code == 200


def pages_cost(stage, at, count_queries, address):
    client = at(stage.coordinator)
    client.get(address)
    with count_queries() as made:
        assert client.get(address).status_code == 200
    return made


def test_the_page_costs_at_most_fifteen_queries_whatever_there_is_on_it(stage, at, count_queries, here):
    operations.cite(stage.response(), by=stage.coordinator, item=stage.item())
    few = len(pages_cost(stage, at, count_queries, here))
    for number in range(12):
        item = stage.item(title=f"Item {number}")
        operations.cite(stage.response(), by=stage.coordinator, item=item)
        operations.cite(stage.response("CL2"), by=stage.coordinator, item=item)
        operations.comment(stage.response(), by=stage.coordinator, text=f"Comment {number}")
        stage.write("CL1", f"Text {number}")
    many = pages_cost(stage, at, count_queries, here)
    assert len(many) == few, [each["sql"][:120] for each in many]
    assert len(many) <= 15 + 1, [each["sql"][:120] for each in many]  # one more than the real site: the moved clock


def test_saving_costs_at_most_fifteen_queries(stage, at, count_queries, here):
    client = at(stage.contributor)
    client.post(here, {"text": "One", "base": 0, "then": "stay"})
    with count_queries() as made:
        assert client.post(here, {"text": "Two", "base": 1, "then": "stay"}).status_code == 302
    counted = [each["sql"] for each in made if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(counted) <= 15 + 1, counted
