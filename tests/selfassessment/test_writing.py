"""Saving, conflicts, history, states, assignment, sharing, citing."""

import pytest

from qualitymark.core.actor import SYSTEM
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Membership
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Assignment, Citation, Comment, Response, Revision
from qualitymark.selfassessment.operations import Moved
from qualitymark.selfassessment.states import ResponseState
from tests import factories

from .stage import make_stage

pytestmark = pytest.mark.django_db


def test_one_response_stands_for_each_criterion_that_applies_and_a_repeat_makes_none(stage):
    assert [each.criterion.code for each in stage.responses()] == ["CL1", "CL2", "CI1", "CI2"]
    assert operations.prepare_responses(stage.journey, by=SYSTEM) == 0


def test_a_small_provider_answers_each_group_in_one_response(db):
    stage = make_stage(by_group=True)
    assert [each.criterion.code for each in stage.responses()] == ["CL1", "CI1"]


def test_a_save_makes_a_revision_and_stores_safe_html(stage):
    response = stage.write("CL1", "We **do** this.\r\n<script>alert(1)</script>")
    assert response.version == 1 and response.state == ResponseState.DRAFTED
    assert "<strong>do</strong>" in response.html and "<script" not in response.html
    revision = response.revisions.get()
    assert (revision.number, revision.base, revision.text, revision.person) == (1, 0, response.text, stage.coordinator.person)
    assert "\r" not in revision.text


def test_the_same_text_again_changes_nothing_whatever_it_was_begun_from(stage):
    stage.write("CL1", "One")
    stage.write("CL1", "One", base=0)
    assert Revision.objects.count() == 1 and stage.response().version == 1


def test_a_second_writer_is_shown_both_texts_and_overwrites_nothing(stage):
    stage.write("CL1", "Common")
    stage.write("CL1", "Common, and mine", base=1)
    with pytest.raises(Moved) as moved:
        stage.write("CL1", "Common, and theirs", by=stage.contributor, base=1)
    assert (moved.value.mine, moved.value.theirs, moved.value.common) == ("Common, and theirs", "Common, and mine", "Common")
    assert stage.response().text == "Common, and mine" and Revision.objects.count() == 2
    operations.save_response(stage.response(), by=stage.contributor, text="Common, mine and theirs", base=2, origin=Revision.Origin.BOTH)
    assert stage.response().text == "Common, mine and theirs"


@pytest.mark.parametrize("base", [-1, 7, 99])
def test_a_version_that_never_was_is_a_conflict_and_not_an_error(stage, base):
    stage.write("CL1", "One")
    with pytest.raises(Moved) as moved:
        stage.write("CL1", "Two", base=base)
    assert moved.value.common == ""


def test_writing_again_makes_a_ready_response_a_draft_and_emptying_it_makes_it_empty(stage):
    response = stage.write("CL1", "One")
    assert operations.say_ready(response, by=stage.coordinator).state == ResponseState.READY
    assert operations.say_ready(stage.response(), by=stage.coordinator).state == ResponseState.READY
    assert stage.write("CL1", "Two").state == ResponseState.DRAFTED
    assert stage.write("CL1", "  \n ").state == ResponseState.EMPTY
    assert [each.text for each in stage.response().revisions.order_by("number")] == ["One", "Two", ""]


def test_a_writing_session_is_one_row_of_the_record_and_another_writer_another(stage):
    for text in ("One", "Two", "Three"):
        stage.write("CL1", text)
    stage.write("CL1", "Four", by=stage.contributor)
    assert Entry.objects.filter(verb="draft", thing="selfassessment.Response").count() == 2
    assert Revision.objects.count() == 4 and verify() == []


def test_an_earlier_text_can_be_brought_back_and_what_came_after_stays(stage):
    stage.write("CL1", "One")
    stage.write("CL1", "Two")
    response = operations.restore_revision(stage.response().revisions.get(number=1), by=stage.coordinator, base=2)
    assert response.text == "One" and response.revisions.count() == 3
    assert response.revisions.get(number=3).origin == Revision.Origin.RESTORED


def test_bringing_back_a_text_is_refused_when_somebody_wrote_meanwhile(stage):
    stage.write("CL1", "One")
    stage.write("CL1", "Two")
    with pytest.raises(Moved):
        operations.restore_revision(stage.response().revisions.get(number=1), by=stage.coordinator, base=1)


def test_an_empty_response_cannot_be_said_to_be_ready(stage):
    with pytest.raises(Refused, match="no text yet"):
        operations.say_ready(stage.response(), by=stage.coordinator)


def test_a_text_that_is_too_long_is_refused_with_the_limit_and_odd_letters_are_kept_or_cleaned(stage):
    with pytest.raises(Refused, match="60,000"):
        stage.write("CL1", "x" * 60_001)
    assert stage.write("CL1", "a\x00b \ud83d ŵ 👩🏽‍🎓").text == "ab ? ŵ 👩🏽‍🎓"


def test_a_contributor_writes_where_assigned_or_where_nobody_is_and_not_in_a_colleagues_place(stage):
    other = factories.contributor(stage.institution)
    membership = Membership.objects.get(person=other.person)
    operations.assign(stage.response("CL2"), by=stage.coordinator, memberships=[membership])
    stage.write("CL1", "Nobody's, so anybody's", by=stage.contributor)
    stage.write("CL2", "Mine", by=other)
    with pytest.raises(Refused, match="A colleague writes this one"):
        stage.write("CL2", "Not mine", by=stage.contributor)


def test_a_coordinator_enters_the_words_of_a_colleague_without_an_account(stage):
    operations.save_response(stage.response(), by=stage.coordinator, text="From estates", base=0, for_name="Ivy Barrow, Estates")
    revision = Revision.objects.get()
    assert (revision.for_name, revision.origin) == ("Ivy Barrow, Estates", Revision.Origin.ENTERED)
    with pytest.raises(Refused, match="Only a coordinator enters"):
        operations.save_response(stage.response(), by=stage.contributor, text="More", base=1, for_name="Somebody")


def test_returning_needs_a_note_which_reaches_the_writer(stage):
    stage.write("CL1", "One", by=stage.contributor)
    operations.say_ready(stage.response(), by=stage.contributor)
    with pytest.raises(Refused, match="Say what you would like changed"):
        operations.return_response(stage.response(), by=stage.coordinator, note=" ")
    response = operations.return_response(stage.response(), by=stage.coordinator, note="Could you add the figures?")
    assert response.state == ResponseState.DRAFTED and Comment.objects.get().returns
    letter = OutgoingMail.objects.get(notice="returned")
    assert (
        letter.to_address == stage.contributor.person.email
        and "add the figures" in letter.body
        and f"/our/{stage.journey.ref}/criterion/CL1/" in letter.body
    )


def test_a_core_criterion_always_applies_and_another_is_left_out_with_a_reason_that_can_be_taken_back(stage):
    with pytest.raises(Refused, match="core criterion"):
        operations.set_not_applicable(stage.response("CL1"), by=stage.coordinator, why="No halls")
    with pytest.raises(Refused, match="Say why"):
        operations.set_not_applicable(stage.response("CL2"), by=stage.coordinator, why=" ")
    stage.write("CL2", "Some words")
    response = operations.set_not_applicable(stage.response("CL2"), by=stage.coordinator, why="We have no halls")
    assert response.settled and response.text == "Some words"
    with pytest.raises(Refused, match="marked as not applying"):
        stage.write("CL2", "More words")
    assert not operations.set_applicable(stage.response("CL2"), by=stage.coordinator).not_applicable


def test_assigning_many_sends_each_person_one_letter_and_the_same_again_none(stage):
    memberships = Membership.objects.filter(person__in=[stage.contributor.person_id, stage.coordinator.person_id])
    for _again in range(2):
        operations.assign_many(stage.journey, stage.responses(), by=stage.coordinator, memberships=memberships)
    assert Assignment.objects.count() == 8
    letter = OutgoingMail.objects.get(notice="assigned")  # none to the coordinator, who did it
    assert letter.to_address == stage.contributor.person.email and "4 criteria" in letter.subject and letter.body.count("/our/") == 1


def test_only_present_writers_of_the_institution_can_be_assigned(stage):
    stranger = Membership.objects.get(person=factories.member(factories.institution()))
    sponsor = Membership.objects.get(person=stage.sponsor.person)
    operations.assign(stage.response(), by=stage.coordinator, memberships=[stranger, sponsor])
    assert not Assignment.objects.exists()


def test_sharing_shows_only_those_criteria_and_can_be_taken_back(stage):
    operations.share([stage.response("CL1")], by=stage.coordinator)
    assert Response.objects.exclude(shared_at=None).get().shared_by == stage.coordinator.person
    operations.unshare([stage.response("CL1")], by=stage.coordinator)
    assert not Response.objects.exclude(shared_at=None).exists()


def test_responses_of_another_journey_are_never_touched(stage):
    other = make_stage()
    operations.share([stage.response("CL1"), other.response("CL1")], by=stage.coordinator)
    assert other.response("CL1").shared_at is None


def test_an_item_is_cited_once_for_a_response_and_again_changes_the_place(stage):
    item = stage.item()
    operations.cite(stage.response(), by=stage.contributor, item=item, place="page 3")
    operations.cite(stage.response(), by=stage.contributor, item=item, place="page 4", why="Clause 7")
    assert Citation.objects.get().place == "page 4"
    operations.cite(stage.response("CL2"), by=stage.contributor, item=item)
    assert Citation.objects.count() == 2
    operations.uncite(stage.response("CL2").citations.get(), by=stage.contributor)
    assert Citation.objects.count() == 1


def test_an_item_of_another_institution_cannot_be_cited(stage):
    with pytest.raises(Refused, match="not in your institution's library"):
        operations.cite(stage.response(), by=stage.coordinator, item=make_stage().item())


def test_a_comment_sent_twice_is_one(stage):
    for _again in range(2):
        operations.comment(stage.response(), by=stage.sponsor, text="Good.")
    assert Comment.objects.count() == 1


def test_the_next_cycle_brings_drafts_and_their_evidence_and_nothing_is_ready(stage):
    stage.complete()
    operations.set_not_applicable(stage.response("CI2"), by=stage.coordinator, why="No halls")
    type(stage.journey).objects.update(state="released")
    later = factories.journey(stage.institution, edition=stage.journey.edition, previous=stage.journey)
    assert operations.carry_over(later, stage.journey, by=SYSTEM) == 4
    assert operations.carry_over(later, stage.journey, by=SYSTEM) == 0  # what has a text of its own here stays
    rows = Response.objects.filter(journey=later)
    assert set(rows.values_list("state", flat=True)) == {"drafted"} and rows.filter(not_applicable=True).count() == 1
    assert Revision.objects.filter(response__in=rows, origin="carried").count() == 4
    assert Citation.objects.filter(response__in=rows).count() == 4
    assert rows.get(criterion__code="CL1").html == stage.response("CL1").html


def test_the_next_round_opens_only_the_criteria_that_were_named(stage):
    stage.submitted()
    type(stage.journey).objects.update(state="preparing", round=2)
    stage.journey.refresh_from_db()
    assert operations.reopen_for_round(stage.journey, [stage.response("CL2").criterion], by=SYSTEM) == 1
    assert stage.response("CL2").state == "drafted" and stage.response("CL2").open
    with pytest.raises(Refused, match="stands with its judgement"):
        stage.write("CL1", "Again")
    stage.write("CL2", "Better")
    operations.say_ready(stage.response("CL2"), by=stage.coordinator)
    stage.ask().sign()
    second = operations.submit(stage.journey, by=stage.coordinator)
    assert second.round == 2 and second.parts.get(key="CL1").facts["standing"] and not second.parts.get(key="CL2").facts["standing"]
