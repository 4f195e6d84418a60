"""Freezing, signing exactly what was read, submitting it once, and what verifies afterwards."""

import pytest

from qualitymark.actionplan import operations as actionplan
from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.evidence import operations as evidence
from qualitymark.evidence.models import Item, Sensitivity
from qualitymark.institutions.models import Membership, Role
from qualitymark.journeys.states import State
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Addendum, PinnedEvidence, Response, SignatureRequest, SignOff, Submission, SubmissionPart
from qualitymark.selfassessment.queries import (
    between_us_and_submission,
    content_of,
    missing_before_signature,
    verify_submission,
    worth_a_look,
)
from tests import factories
from tests.files.uploads import upload

pytestmark = pytest.mark.django_db


def sentences(gaps):
    return " ".join(gap.sentence for gap in gaps)


def test_an_empty_self_assessment_says_line_by_line_what_is_missing(stage):
    missing = missing_before_signature(stage.journey)
    assert [gap.kwargs["code"] for gap in missing if gap.url_name == "workspace:criterion"] == ["CL1", "CL2", "CI1", "CI2"]
    assert "action plan is empty" in sentences(missing) and "Nobody can sign" not in sentences(missing)
    assert "4 criteria have no response" in sentences(between_us_and_submission(stage.journey))


def test_signature_cannot_be_asked_while_something_is_missing(stage):
    stage.complete()
    stage.write("CL2", "Written again, so a draft again.")
    with pytest.raises(Refused, match="still missing"):
        stage.ask()
    stage.journey.refresh_from_db()
    assert stage.journey.state == State.PREPARING and not SignatureRequest.objects.exists()


def test_nobody_to_sign_is_told_and_a_sponsor_who_coordinates_does_not_count(stage):
    Membership.objects.filter(role__in=[Role.SPONSOR, Role.DELEGATE]).delete()
    factories.member(stage.institution, Role.SPONSOR, who=stage.coordinator.person)
    assert "Nobody can sign" in sentences(missing_before_signature(stage.journey))


def test_an_item_that_only_the_working_group_may_see_stands_in_the_way_until_it_is_widened(stage):
    stage.complete()
    item = Item.objects.get()
    evidence.change_item(item, by=stage.coordinator, sensitivity=Sensitivity.GROUP)
    assert "only your working group may see" in sentences(missing_before_signature(stage.journey))
    evidence.change_item(item, by=stage.coordinator, sensitivity=Sensitivity.ASSESSOR)
    assert missing_before_signature(stage.journey) == []


def test_a_cited_item_that_left_the_library_stands_in_the_way(stage):
    stage.complete()
    evidence.remove_item(Item.objects.get(), by=stage.coordinator)
    assert "taken out of the library" in sentences(missing_before_signature(stage.journey))


def test_what_does_not_stand_in_the_way_is_still_told(stage):
    stage.complete()
    operations.uncite(stage.response("CL2").citations.get(), by=stage.coordinator)
    actionplan.add_action(stage.institution, by=stage.coordinator, journey=stage.journey, what="Nobody's yet")
    told = sentences(worth_a_look(stage.journey))
    assert "CL2 has no evidence" in told and "Nobody owns the action" in told
    assert missing_before_signature(stage.journey) == []


FROZEN = {
    "writing": lambda s: s.write("CL1", "Another text"),
    "citing": lambda s: operations.cite(s.response(), by=s.coordinator, item=Item.objects.first(), place="page 9"),
    "taking a citation away": lambda s: operations.uncite(s.response().citations.get(), by=s.coordinator),
    "saying it does not apply": lambda s: operations.set_not_applicable(s.response("CL2"), by=s.coordinator, why="No"),
    "replacing a file": lambda s: evidence.revise(Item.objects.first(), by=s.coordinator, upload=upload("poster.png")),
    "renaming an item": lambda s: evidence.change_item(Item.objects.first(), by=s.coordinator, title="Other"),
    "removing an item": lambda s: evidence.remove_item(Item.objects.first(), by=s.coordinator),
    "adding an action": lambda s: actionplan.add_action(s.institution, by=s.coordinator, what="Another"),
    "saying how an action goes": lambda s: actionplan.report_progress(_action(s), by=s.coordinator, verb="start"),
    "removing an action": lambda s: actionplan.remove_action(_action(s), by=s.coordinator),
}


def _action(stage):
    from qualitymark.actionplan.models import Action

    return Action.objects.select_related("institution").get(institution=stage.institution)


@pytest.mark.parametrize("what", FROZEN)
def test_while_it_waits_for_signature_nothing_that_is_signed_can_change(stage, what):
    stage.complete().ask()
    before = content_of(stage.journey).sha256
    with pytest.raises(Refused) as refused:
        FROZEN[what](stage)
    assert refused.value.verdict.status == 409 and refused.value.verdict.next_step
    assert content_of(stage.journey).sha256 == before


def test_the_sponsor_is_told_once_and_signs_exactly_what_was_read(stage):
    stage.complete().ask()
    letters = OutgoingMail.objects.filter(notice="signature_asked")
    assert set(letters.values_list("to_address", flat=True)) == {stage.sponsor.person.email, stage.delegate.person.email}
    signoff = operations.sign(
        stage.journey, by=stage.sponsor, content_sha256=content_of(stage.journey).sha256, statement="I vouch for this."
    )
    again = operations.sign(stage.journey, by=stage.sponsor, content_sha256=signoff.content_sha256, statement="I vouch for this.")
    assert again == signoff and SignOff.objects.count() == 1 and signoff.role == "sponsor"


def test_another_hash_than_the_one_that_was_read_is_refused(stage):
    stage.complete().ask()
    read = content_of(stage.journey).sha256
    operations.unfreeze(stage.journey, by=stage.coordinator, why="One word to change")
    stage.write("CL1", "One word changed")
    operations.say_ready(stage.response("CL1"), by=stage.coordinator)
    stage.ask()
    with pytest.raises(Refused, match="changed since you read it"):
        operations.sign(stage.journey, by=stage.sponsor, content_sha256=read, statement="I vouch.")
    assert not SignOff.objects.exists()


def test_a_signature_under_a_content_that_changed_does_not_count(stage):
    stage.complete().ask().sign()
    operations.unfreeze(stage.journey, by=stage.sponsor, why="I would like one more figure")
    stage.ask()
    with pytest.raises(Refused, match="not been signed yet"):
        operations.submit(stage.journey, by=stage.coordinator)


def test_the_delegate_signs_and_is_recorded_as_such(stage):
    stage.complete().ask()
    signed = operations.sign(
        stage.journey, by=stage.delegate, content_sha256=content_of(stage.journey).sha256, statement="For the principal."
    )
    assert signed.role == "delegate" and signed.signed_for == stage.sponsor.person
    name = stage.sponsor.person.name
    assert f"signed it for {name}, as their delegate" in " ".join(OutgoingMail.objects.filter(notice="signed").first().body.split())


def test_who_coordinates_cannot_sign_even_as_sponsor(stage):
    factories.member(stage.institution, Role.SPONSOR, who=stage.coordinator.person)
    both = factories.acting(stage.coordinator.person, stage.institution)
    stage.complete().ask()
    with pytest.raises(Refused, match="Who coordinates does not sign"):
        operations.sign(stage.journey, by=both, content_sha256=content_of(stage.journey).sha256, statement="Me.")


def test_taking_the_request_back_needs_a_reason_and_tells_everybody(stage):
    stage.complete().ask()
    with pytest.raises(Refused, match="Say why"):
        operations.unfreeze(stage.journey, by=stage.sponsor, why="  ")
    operations.unfreeze(stage.journey, by=stage.sponsor, why="Please add the figures of last year")
    stage.journey.refresh_from_db()
    assert stage.journey.state == State.PREPARING
    assert OutgoingMail.objects.filter(notice="unfrozen", body__contains="figures of last year").count() == 3


def test_submitting_writes_the_snapshot_once_and_it_verifies(stage):
    submission = stage.submitted()
    stage.journey.refresh_from_db()
    assert stage.journey.state == State.SUBMITTED and stage.journey.submitted_at
    assert verify_submission(submission) == [] and verify() == []
    assert submission.sha256 == submission.signoff.content_sha256
    assert submission.parts.filter(sort="response").count() == 4 and submission.parts.filter(sort="action").count() == 1
    assert submission.pins.count() == 4
    assert SignatureRequest.objects.get().salt == ""
    with pytest.raises(Refused, match="submitted already"):
        operations.submit(stage.journey, by=stage.coordinator)
    assert Submission.objects.count() == 1


def test_submitting_tells_the_institution_and_the_assessor(stage):
    stage.submitted()
    assert OutgoingMail.objects.get(notice="submission_received").to_address == stage.assessor.person.email
    assert OutgoingMail.objects.filter(notice="submitted").count() == 2


def test_a_later_version_of_a_cited_item_does_not_touch_what_was_sent(stage):
    submission = stage.submitted()
    pinned = set(submission.pins.values_list("revision_id", flat=True))
    evidence.revise(Item.objects.get(), by=stage.coordinator, upload=upload("poster.png"))
    assert set(submission.pins.values_list("revision_id", flat=True)) == pinned and verify_submission(submission) == []


ALTERED = {
    "a part's words": lambda s: s.parts.filter(number=1).update(text="Better words"),
    "a part's facts": lambda s: s.parts.filter(number=1).update(facts={"not_applicable": True}),
    "a part taken away": lambda s: SubmissionPart.objects.filter(pk=s.parts.first().pk).delete(),
    "the content": lambda s: Submission.objects.filter(pk=s.pk).update(content=s.content.replace('"round":1', '"round":2')),
    "a pin taken away": lambda s: PinnedEvidence.objects.filter(pk=s.pins.first().pk).delete(),
    "the signature": lambda s: SignOff.objects.filter(pk=s.signoff_id).update(content_sha256="0" * 64),
    "an addendum": lambda s: Addendum.objects.update(text="Another answer"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_anything_altered_after_submission_is_found(stage, what):
    submission = stage.submitted()
    operations.add_addendum(submission, by=stage.coordinator, sort="answer", criterion_code="CL1", text="We meant the campus in town.")
    ALTERED[what](submission)
    assert verify_submission(Submission.objects.select_related("signoff").get(pk=submission.pk)) != []


def test_words_can_be_erased_for_cause_and_the_hash_still_verifies(stage):
    submission, office = stage.submitted(), factories.office()
    part = submission.parts.get(sort="response", key="CL1")
    words = part.text
    operations.erase_part(part, by=office, why="Names a student")
    evidence.erase_revision(Item.objects.get().revisions.get(), by=office, why="Names a student")
    submission = Submission.objects.select_related("signoff").get(pk=submission.pk)
    assert verify_submission(submission) == []
    part.refresh_from_db()
    assert (part.text, part.html, part.salt, part.facts) == ("", "", "", {}) and part.erased_why == "Names a student"
    assert not Response.objects.filter(text=words).exists() and words not in str(list(stage.response("CL1").revisions.values()))
    assert verify() == []


def test_only_an_unconflicted_office_erases_and_only_with_a_reason(stage):
    submission, office = stage.submitted(), factories.office()
    part = submission.parts.first()
    with pytest.raises(Refused, match="Only the scheme's office"):
        operations.erase_part(part, by=stage.coordinator, why="We regret it")
    with pytest.raises(Refused, match="Say why"):
        operations.erase_part(part, by=office, why=" ")


def test_an_addendum_is_numbered_hashed_and_attested_and_can_be_erased(stage):
    submission = stage.submitted()
    first = operations.add_addendum(
        submission, by=stage.coordinator, sort="answer", criterion_code="CL1", text="We meant the campus in town."
    )
    second = operations.add_addendum(submission, by=stage.coordinator, sort="answer", criterion_code="CL2", text="Since 2024.")
    assert (first.number, second.number) == (1, 2) and first.attested_by == stage.coordinator.person
    operations.erase_addendum(first, by=factories.office(), why="Names a student")
    assert verify_submission(submission) == [] and Addendum.objects.get(pk=first.pk).text == ""


def test_an_empty_addendum_and_one_after_the_decision_are_refused(stage):
    submission = stage.submitted()
    with pytest.raises(Refused, match="Write your answer"):
        operations.add_addendum(submission, by=stage.coordinator, sort="answer", text="  ")
    type(stage.journey).objects.update(state=State.DECIDED)
    with pytest.raises(Refused, match="once it is decided"):
        operations.add_addendum(submission, by=stage.coordinator, sort="answer", text="Late")


def test_an_item_that_cannot_be_opened_is_replaced_alone_as_an_addendum(stage):
    submission = stage.submitted()
    item = Item.objects.select_related("institution").get()
    problem = evidence.report_problem(item, by=stage.assessor, note="It asks for a password")
    assert OutgoingMail.objects.get(notice="evidence_problem").to_address == stage.coordinator.person.email
    addendum = operations.replace_evidence(problem, by=stage.coordinator, upload=upload("poster.png"))
    assert addendum.sort == Addendum.Sort.REPLACEMENT and addendum.revision.number == 2 and addendum.criterion_code == "CL1"
    problem.refresh_from_db()
    assert problem.resolved_by == stage.coordinator.person
    assert OutgoingMail.objects.get(notice="evidence_replaced").to_address == stage.assessor.person.email
    assert verify_submission(submission) == []


def test_before_submission_the_same_answer_is_simply_a_new_version(stage):
    item = stage.item()
    problem = evidence.report_problem(item, by=stage.assessor)
    assert operations.replace_evidence(problem, by=stage.coordinator, upload=upload("poster.png")) is None
    problem.refresh_from_db()
    assert problem.resolved_at and not Addendum.objects.exists()
