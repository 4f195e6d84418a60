"""The review: side by side, one form at a time, nothing chosen beforehand, nothing lost."""

import re

import pytest

from qualitymark.core.models import Entry
from qualitymark.evidence.models import AccessProblem
from qualitymark.evidence.operations import erase_revision
from qualitymark.institutions.models import Membership
from qualitymark.journeys.states import State
from qualitymark.review import operations
from qualitymark.review.models import Clarification, Judgement, View
from qualitymark.selfassessment.models import PinnedEvidence
from tests import factories as make
from tests.routes import real, routes

from .conftest import quote, signed_in, under_review

pytestmark = pytest.mark.django_db
SAID = {"outcome": "met", "reasons": "Clause 7 secures it.", "suggestion": "", "version": "0"}


def test_the_review_is_begun_on_a_page_that_says_what_changes():
    journey = make.journey(state=State.SUBMITTED)
    assessor = make.assessor()
    make.party(journey, assessor)
    make.submission(journey)
    client, address = signed_in(assessor), f"/casework/journey/{journey.ref}/begin/"
    assert client.get(address).status_code == 200 and not View.objects.exists()
    first = client.post(address)
    assert first.url == client.post(address).url == f"/casework/review/{View.objects.get().ref}/"


def test_the_whole_submission_is_one_page_with_its_evidence_and_no_form_until_one_is_opened(review):
    journey, assessor, view = review
    page = signed_in(assessor).get(f"/casework/review/{view.ref}/").content.decode()
    for code in ("CL1", "CL2", "CI1", "CI2"):
        assert f"What we do for {code}." in page and f"Words of Evidence for {code}." in page
    assert page.count('name="outcome"') == 0
    page = signed_in(assessor).get(f"/casework/review/{view.ref}/?open=CL2").content.decode()
    assert page.count('name="outcome"') == 4 and "checked" not in page
    assert signed_in(assessor).get(f"/casework/review/{view.ref}/?open=NOPE").status_code == 200


def test_a_judgement_leads_to_the_next_that_waits_and_back_where_one_came_from_the_whole(review):
    journey, assessor, view = review
    client = signed_in(assessor)
    operations.judge(view, view.submission.journey.edition.criteria.get(code="CL2"), by=assessor, outcome="met", reasons="x")
    answer = client.post(f"/casework/review/{view.ref}/criterion/CL1/", SAID)
    assert answer.url == f"/casework/review/{view.ref}/criterion/CI1/"
    answer = client.post(f"/casework/review/{view.ref}/criterion/CI1/", SAID | {"from": "whole"})
    assert answer.url == f"/casework/review/{view.ref}/#CI1"
    answer = client.post(f"/casework/review/{view.ref}/criterion/CI2/", SAID)
    assert answer.url == f"/casework/review/{view.ref}/" and Judgement.objects.count() == 4


@pytest.mark.parametrize(
    "change, words",
    [
        ({"outcome": ""}, "Choose a judgement"),
        ({"outcome": "gold"}, "Select a valid choice"),
        ({"reasons": " "}, "Say why"),
        ({"reasons": "x" * 20_001}, "at most 20000 characters"),
        ({"outcome": "with_suggestions", "suggestion": " ", "reasons": "Name a date."}, "Say what you suggest"),
        ({"outcome": "not_yet", "share_worthy": "on"}, "cannot be worth sharing"),
        ({"version": "x"}, "Enter a whole number"),
    ],
)
def test_a_judgement_that_lacks_something_is_told_and_keeps_what_was_typed(review, change, words):
    journey, assessor, view = review
    typed = SAID | {"suggestion": "Name a date."} | change
    answer = signed_in(assessor).post(f"/casework/review/{view.ref}/criterion/CL1/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and words in page and "Name a date." in page and typed["reasons"].strip() in page
    assert not Judgement.objects.exists()


def test_two_windows_show_both_texts_and_the_second_sending_counts(review):
    journey, assessor, view = review
    client, address = signed_in(assessor), f"/casework/review/{view.ref}/criterion/CL1/"
    client.post(address, SAID)
    page = client.post(address, SAID | {"outcome": "not_yet", "reasons": "From the other window."}).content.decode()
    assert "Clause 7 secures it." in page and "From the other window." in page and 'name="version" value="1"' in page
    assert Judgement.objects.get().outcome == "met"
    client.post(address, SAID | {"outcome": "not_yet", "reasons": "From the other window.", "version": "1"})
    assert Judgement.objects.get().outcome == "not_yet"


def test_hostile_words_stay_words(review):
    journey, assessor, view = review
    client = signed_in(assessor)
    client.post(f"/casework/review/{view.ref}/criterion/CL1/", SAID | {"reasons": "<script>alert(1)</script>"})
    page = client.get(f"/casework/review/{view.ref}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_question_is_asked_and_withdrawn(review):
    journey, assessor, view = review
    client, address = signed_in(assessor), f"/casework/review/{view.ref}/criterion/CL1/ask/"
    late = client.post(address, {"question": "How many?", "due_on": "2020-01-01"})
    assert "still to come" in late.content.decode() and "How many?" in late.content.decode()
    client.post(address, {"question": "How many?", "due_on": "2027-01-01"})
    question = Clarification.objects.get()
    assert "How many?" in client.get(f"/casework/journey/{journey.ref}/").content.decode()
    assert "How many?" in client.get(f"/casework/review/{view.ref}/").content.decode()
    page = f"/casework/question/{question.ref}/withdraw/"
    assert page in client.get(f"/casework/journey/{journey.ref}/").content.decode()
    name = make.coordinator(journey.institution).person.name
    text = client.get(page).content.decode()
    assert f"{name} is told by letter" in text and "How many?" in text and "no coordinator" not in text
    kept = list(Membership.objects.filter(institution=journey.institution, role="coordinator").values_list("pk", flat=True))
    Membership.objects.filter(pk__in=kept).update(role="contributor")
    assert "has no coordinator today" in client.get(page).content.decode()
    Membership.objects.filter(pk__in=kept).update(role="coordinator")
    question.refresh_from_db()
    assert question.state == "asked"
    assert "The coordinators have been told." in client.post(page, follow=True).content.decode()
    assert client.get(page).status_code == 409
    assert client.post(f"/casework/question/{question.ref}/withdraw/").status_code == 409
    question.refresh_from_db()
    assert question.state == "withdrawn"


def test_an_area_is_judged_beside_ones_judgements(review):
    journey, assessor, view = review
    client, address = signed_in(assessor), f"/casework/review/{view.ref}/area/CL/"
    client.post(f"/casework/review/{view.ref}/criterion/CL1/", SAID)
    assert "Clause 7 secures it." in client.get(address).content.decode()
    assert client.post(address, {"level": "exceptional", "reasons": "All of it.", "version": "0"}).status_code == 302
    again = client.post(address, {"level": "meets", "reasons": "Less.", "version": "0"}).content.decode()
    assert "All of it." in again and "Less." in again
    assert "1 criterion of this area is not judged yet" in again  # CL2: allowed, and said
    whole = f"/casework/review/{view.ref}/"
    assert "1 criterion of this area is not judged yet" in client.get(whole).content.decode()
    client.post(f"/casework/review/{view.ref}/criterion/CL2/", SAID)
    assert "of this area" not in client.get(whole).content.decode() + client.get(address).content.decode()


def test_the_recommendation_says_what_is_missing_then_is_recorded(review):
    journey, assessor, view = review
    client, address = signed_in(assessor), f"/casework/review/{view.ref}/recommend/"
    assert "Still to be judged: CL1, CL2, CI1, CI2" in client.get(address).content.decode()
    early = client.post(address, {"recommends": "award", "reasons": "Typed too early."})
    assert early.status_code == 409 and View.objects.get().state == "open"
    assert "Typed too early." in early.content.decode() and "Still to be judged: CL1, CL2, CI1, CI2" in early.content.decode()
    for code in ("CL1", "CL2", "CI1", "CI2"):
        client.post(f"/casework/review/{view.ref}/criterion/{code}/", SAID | {"outcome": "not_yet" if code == "CI2" else "met"})
    for code in ("CL", "CI"):
        client.post(f"/casework/review/{view.ref}/area/{code}/", {"level": "meets", "reasons": "So.", "version": "0"})
    page = client.get(address).content.decode()
    assert "CI2 Title of CI2" in page and "checked" not in page
    client.post(address, {"recommends": "award_conditions", "reasons": "One condition."})
    client.post(address, {"recommends": "award_conditions", "reasons": "One condition."})
    journey.refresh_from_db()
    assert journey.state == State.WITH_PANEL and Entry.objects.filter(verb="record").count() == 1
    page = client.get(f"/casework/review/{view.ref}/criterion/CL1/").content.decode()
    assert 'name="outcome"' not in page and "recorded" in page


def test_nothing_that_could_be_read_as_a_score_stands_on_the_pages(review):
    journey, assessor, view = review
    client = signed_in(assessor)
    client.post(f"/casework/review/{view.ref}/criterion/CL1/", SAID)
    for address in (f"/casework/review/{view.ref}/", f"/casework/review/{view.ref}/recommend/"):
        page = client.get(address).content.decode()
        assert "1 of 4" not in page and "%" not in page.split("<main")[1].split("</main")[0]


def test_i_cannot_open_this_reaches_the_owner(review):
    journey, assessor, view = review
    item = PinnedEvidence.objects.first().revision.item
    client, address = signed_in(assessor), f"/casework/journey/{journey.ref}/evidence/{item.ref}/cannot-open/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"note": "It is empty."}).status_code == 302
    assert AccessProblem.objects.get().note == "It is empty."
    stranger = quote(make.institution()).item
    assert client.get(f"/casework/journey/{journey.ref}/evidence/{stranger.ref}/cannot-open/").status_code == 404


def test_an_erased_item_keeps_its_place_and_says_so(review):
    journey, assessor, view = review
    erase_revision(PinnedEvidence.objects.get(criterion_code="CL1").revision, by=make.office(), why="Named a student")
    page = signed_in(assessor).get(f"/casework/review/{view.ref}/criterion/CL1/").content.decode()
    assert "Evidence for CL1" in page and "Words of Evidence for CL1." not in page and "erased for cause" in page


def test_evidence_for_named_people_is_hidden_in_the_review_too(review):
    journey, assessor, view = review
    revision = quote(journey.institution, "Named letter", "named")
    PinnedEvidence.objects.create(submission=view.submission, criterion_code="CL1", revision=revision, title="Named letter")
    assert "Named letter" not in signed_in(assessor).get(f"/casework/review/{view.ref}/").content.decode()


def test_the_second_reader_reads_blind_records_and_only_then_sees_the_first(review):
    journey, assessor, view = review
    type(journey.policy).objects.update(second_reading="always")
    second = make.assessor()
    make.party(journey, second, "second_reader")
    reader, first = signed_in(second), signed_in(assessor)
    begin = f"/casework/journey/{journey.ref}/second/"
    assert reader.get(begin).status_code == 409
    assert reader.get(f"/casework/review/{view.ref}/").status_code == 404
    for code in ("CL1", "CL2", "CI1", "CI2"):
        first.post(f"/casework/review/{view.ref}/criterion/{code}/", SAID | {"reasons": "Words of the first reader."})
    for code in ("CL", "CI"):
        first.post(f"/casework/review/{view.ref}/area/{code}/", {"level": "meets", "reasons": "Words of the first reader.", "version": "0"})
    first.post(f"/casework/review/{view.ref}/recommend/", {"recommends": "award", "reasons": "Words of the first reader."})
    assert "Begin the second reading" in reader.get("/casework/").content.decode()
    assert reader.get(begin).status_code == 200
    own = reader.post(begin).url
    seen = [own, f"{own}criterion/CL1/", f"{own}area/CL/", f"{own}recommend/", f"/casework/journey/{journey.ref}/", "/casework/"]
    for address in seen:
        answer = reader.get(address)
        assert answer.status_code == 200 and "Words of the first reader." not in answer.content.decode(), address
    assert reader.get(f"/casework/review/{view.ref}/").status_code == 404
    assert reader.get(f"{own}criterion/CL1/ask/").status_code == 403
    for code in ("CL1", "CI1"):
        reader.post(f"{own}criterion/{code}/", SAID | {"reasons": "Own words."})
    for code in ("CL", "CI"):
        reader.post(f"{own}area/{code}/", {"level": "enhanced", "reasons": "Own words.", "version": "0"})
    reader.post(f"{own}recommend/", {"recommends": "award", "reasons": "Own words."})
    assert "Words of the first reader." in reader.get(f"/casework/review/{view.ref}/").content.decode()
    assert first.get(own).status_code == 404
    late = first.post(f"/casework/review/{view.ref}/criterion/CL1/", SAID | {"reasons": "Changed my mind.", "version": "1"})
    assert late.status_code == 409 and "Changed my mind." in late.content.decode()
    assert not Judgement.objects.filter(reasons="Changed my mind.").exists()


def read_first(journey, assessor, view, words, second=None):
    """The first view recorded in `words`, and a second reader signed in, who has begun: (client, own view's address)."""
    type(journey.policy).objects.update(second_reading="always")
    second = second or make.assessor("Sky Second")
    make.party(journey, second, "second_reader")
    for unit in journey.edition.criteria.all():
        operations.judge(view, unit, by=assessor, outcome="not_yet", reasons=words, suggestion=words)
    for area in journey.edition.areas.all():
        operations.judge_area(view, area, by=assessor, level="exceptional", reasons=words)
    operations.recommend(view, by=assessor, recommends="award_conditions", reasons=words)
    reader = signed_in(second)
    return reader, reader.post(f"/casework/journey/{journey.ref}/second/").url


def record(reader, own):
    for code in ("CL1", "CI1"):
        reader.post(f"{own}criterion/{code}/", SAID | {"reasons": "Own words."})
    for code in ("CL", "CI"):
        reader.post(f"{own}area/{code}/", {"level": "enhanced", "reasons": "Own words.", "version": "0"})
    assert reader.post(f"{own}recommend/", {"recommends": "award", "reasons": "Own words."}).status_code == 302


@pytest.mark.once
def test_before_recording_nothing_of_the_first_view_is_on_any_page_the_second_reader_can_open(review):
    journey, assessor, view = review
    reader, own = read_first(journey, assessor, view, "Zanzibar")
    mine, opened = View.objects.get(capacity="second_reader"), 0
    for about in (mine, view):
        for name, route in routes():
            address = real(route, journey, view=about.ref)
            answer = reader.get(address, follow=True)
            opened += answer.status_code == 200
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"Zanzibar" not in body and b"casework/review/" + view.ref.encode() not in body.replace(address.encode(), b""), name
            assert "assessor's view beside yours" not in body.decode(errors="replace"), name
    assert opened > 20
    assert reader.get(f"/casework/journey/{journey.ref}/both/").status_code == 409


def test_after_recording_the_second_reader_is_led_to_the_first_view_beside_their_own(review):
    journey, assessor, view = review
    reader, own = read_first(journey, assessor, view, "Words of the first reader.")
    assert "<h1>Record your view</h1>" in reader.get(f"{own}recommend/").content.decode()
    record(reader, own)
    for address in (own, f"{own}recommend/", f"/casework/journey/{journey.ref}/"):
        page = reader.get(address).content.decode()
        assert f'href="/casework/journey/{journey.ref}/both/"' in page and "Record your view" not in page, address
    both = reader.get(f"/casework/journey/{journey.ref}/both/").content.decode()
    assert both.count("Words of the first reader.") == 7 and both.count("Own words.") == 5  # four criteria, two areas, what is recommended
    first, _then, rest = both.partition("The same in both: ")
    assert first.index("Where the views differ") < first.index('href="#area-CL"') < first.index('id="area-CL"')
    assert "you say “Enhanced”, the assessor says “Exceptional”" in first and "CL2" in rest
    assert both.count("<details") == both.count("The same in both: ") == len(set(re.findall(r'id="area-\w+"', both)))
    assert "Award, with conditions" in both and "Exceptional" in both and both.count("The views differ") == 4
    assert "<form" not in both.partition("<main")[2].partition("</main")[0]
    theirs = reader.get(f"/casework/review/{view.ref}/criterion/CL1/").content.decode()
    assert "The assessor&#x27;s judgement" in theirs or "The assessor's judgement" in theirs
    assert (
        "Your judgement" not in theirs
        and "Your recommendation" not in reader.get(f"/casework/review/{view.ref}/recommend/").content.decode()
    )


def test_nobody_but_the_second_reader_reads_both_and_a_view_that_was_returned_is_not_shown(review):
    journey, assessor, view = review
    reader, own = read_first(journey, assessor, view, "Words of the first reader.")
    record(reader, own)
    assert signed_in(assessor).get(f"/casework/journey/{journey.ref}/both/").status_code == 403
    assert signed_in(make.office()).get(f"/casework/journey/{journey.ref}/both/").status_code == 404
    View.objects.filter(pk=view.pk).update(state="open")
    assert reader.get(f"/casework/journey/{journey.ref}/both/").status_code == 409
    assert "both/" not in reader.get(own).content.decode()


def test_nobody_else_finds_a_view(review):
    journey, assessor, view = review
    chair = make.panel()
    make.party(journey, chair, "panel_chair")
    for actor in (make.assessor(), make.coordinator(journey.institution), chair, make.office()):
        client = signed_in(actor)
        for address in ("", "criterion/CL1/", "area/CL/", "recommend/", "criterion/CL1/ask/"):
            assert client.get(f"/casework/review/{view.ref}/{address}").status_code == 404


def test_addresses_that_lead_nowhere_answer_404(review):
    journey, assessor, view = review
    client = signed_in(assessor)
    for address in (f"/casework/review/{view.ref}/criterion/ZZ9/", f"/casework/review/{view.ref}/area/ZZ/", "/casework/review/nothing/"):
        assert client.get(address).status_code == 404


def test_the_side_by_side_page_costs_the_same_for_four_responses_and_for_fifty(count_queries):
    seen = []
    for responses in (4, 50):
        journey, assessor, view = under_review(responses)
        client = signed_in(assessor)
        client.get(f"/casework/review/{view.ref}/")
        with count_queries() as made:
            page = client.get(f"/casework/review/{view.ref}/").content.decode()
        seen.append(len(made))
        assert page.count("What we do for") >= responses
    assert seen[0] == seen[1] <= 16, seen  # one of them asks the tests' clock


def test_the_criterions_own_words_stand_open_and_an_action_has_its_day_in_words(review):
    journey, assessor, view = review
    facts = {"criteria": ["CL1"], "due_on": "2027-04-29", "owner": "The registrar"}
    view.submission.parts.create(
        sort="action", key="a", number=99, facts=facts, text="Ask more", html="", renderer="1", salt="s", digest="c" * 64
    )
    page = signed_in(assessor).get(f"/casework/review/{view.ref}/criterion/CL1/").content.decode()
    assert "<p>Statement of CL1</p>" in re.sub(r"<details.*?</details>", "", page, flags=re.S)
    assert "by 29 April 2027" in page and "2027-04-29" not in page


def test_a_group_answered_together_is_read_with_every_criterions_guidance_and_actions(db):
    journey, assessor, view = under_review(by_group=True)
    part = view.submission.parts.get(key="CL2")  # the group's one response stands at its first criterion
    type(part).objects.filter(pk=part.pk).update(
        sort="action", key="act", text="Ask the second thing", facts={"criteria": ["CL2"], "owner": "Ivy"}
    )
    page = signed_in(assessor).get(f"/casework/review/{view.ref}/criterion/CL1/").content.decode()
    assert "Statement of CL1" in page and "Statement of CL2" in page and "Ask the second thing" in page and "Statement of CI1" not in page
