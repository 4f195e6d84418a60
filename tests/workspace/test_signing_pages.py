"""From the last gap to the submitted copy, on the pages; questions and problems afterwards."""

import datetime as dt
import re

import pytest
from django.urls import resolve, reverse

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.evidence import operations as evidence
from qualitymark.evidence.models import Item
from qualitymark.journeys.models import Milestone
from qualitymark.journeys.states import State
from qualitymark.review.models import Clarification
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Addendum, SignOff, Submission
from qualitymark.selfassessment.queries import content_of
from tests import factories
from tests.factories import marked
from tests.files.uploads import upload

pytestmark = pytest.mark.django_db


def go(stage, name, *more):
    return reverse(f"workspace:{name}", args=[stage.journey.ref, *more])


def state(stage):
    return type(stage.journey).objects.get(pk=stage.journey.pk).state


def test_the_whole_way_from_asking_to_the_submitted_copy(stage, at):
    stage.complete()
    Milestone.objects.create(journey=stage.journey, what="submission", due_on=clock.today())
    coordinator, sponsor = at(stage.coordinator), at(stage.sponsor)
    assert "Freeze it" in coordinator.get(go(stage, "ask_signature")).content.decode()
    assert coordinator.post(go(stage, "ask_signature")).status_code == 302 and state(stage) == State.AWAITING_SIGNATURE
    page = sponsor.get(go(stage, "sign"))
    text = page.content.decode()
    assert "What we do for CL1." in text and "Ask every new learner" in text and "Housing agreement" in text
    hash_shown = page.context["form"]["content_sha256"].value()
    assert "not signed yet" in coordinator.get(go(stage, "submit")).content.decode()
    assert sponsor.post(go(stage, "sign"), {"content_sha256": hash_shown, "vouch": "on"})["Location"] == go(stage, "submit")
    for _again in range(2):
        coordinator.post(go(stage, "submit"))
    assert Submission.objects.count() == 1 and state(stage) == State.SUBMITTED
    copy = at(stage.contributor).get(go(stage, "submitted")).content.decode()
    assert "What we do for CL1." in copy and stage.sponsor.person.name in copy and Submission.objects.get().sha256 in copy
    assert Milestone.objects.get().done_on == clock.today()


def test_the_page_to_sign_begins_with_its_contents_and_a_way_to_the_signature(stage, at):
    stage.complete()
    operations.ask_signature(stage.journey, by=stage.coordinator)
    page = at(stage.sponsor).get(go(stage, "sign"))
    text = page.content.decode()
    first = text.index('<section class="qm-section" id="area-')
    assert text.index(">Go to signing</a>") < text.index('id="contents"') < first
    contents = re.search(r'aria-labelledby="contents".*?</nav>', text, re.S)[0]
    targets = re.findall(r'href="#([^"]+)"', contents)
    assert targets == [*(f"area-{section.code}" for section in page.context["whole"].sections), "plan", "signature"]
    for target in targets:
        assert re.search(rf'<section [^>]*id="{target}" aria-labelledby="{target}-title"><h2 id="{target}-title">', text), target
    assert text.count('href="#contents"') == len(targets) - 1
    content = {"content_sha256": page.context["form"]["content_sha256"].value(), "vouch": "on"}
    at(stage.sponsor).post(go(stage, "sign"), content)
    assert "Go to signing" not in at(stage.sponsor).get(go(stage, "sign")).content.decode()


def test_nothing_can_be_asked_for_while_something_is_missing(stage, at):
    client = at(stage.coordinator)
    text = client.get(go(stage, "ask_signature")).content.decode()
    assert "CL1 has no response yet" in text and "Freeze it" not in text
    answer = client.post(go(stage, "ask_signature"))
    assert answer.status_code == 409 and "still missing" in answer.content.decode() and state(stage) == State.PREPARING


def test_signing_needs_the_tick_and_the_hash_that_was_read(stage, at):
    stage.complete().ask()
    sponsor, right = at(stage.sponsor), content_of(stage.journey).sha256
    assert "vouch_error" in sponsor.post(go(stage, "sign"), {"content_sha256": right}).content.decode()
    for wrong in ("0" * 64, "", "x" * 500):
        assert sponsor.post(go(stage, "sign"), {"content_sha256": wrong, "vouch": "on"}).status_code == 200
    answer = sponsor.post(go(stage, "sign"), {"content_sha256": "0" * 64, "vouch": "on"})
    assert "changed since you read it" in answer.content.decode() and not SignOff.objects.exists()
    # The page that came back shows the content as it is now, and signs that.
    assert answer.context["form"]["content_sha256"].value() == right and not answer.context["form"]["vouch"].value()
    sponsor.post(go(stage, "sign"), {"content_sha256": right, "vouch": "on"})
    assert SignOff.objects.get().content_sha256 == right


def test_who_does_not_sign_is_told_why(stage, at):
    stage.complete().ask()
    for actor in (stage.coordinator, stage.contributor):
        answer = at(actor).get(go(stage, "sign"))
        assert answer.status_code == 403 and "senior sponsor signs" in answer.content.decode()


def test_the_sponsor_sends_it_back_with_a_word_of_why(stage, at):
    stage.complete().ask()
    sponsor = at(stage.sponsor)
    assert "why_error" in sponsor.post(go(stage, "unfreeze"), {"why": " "}).content.decode()
    sponsor.post(go(stage, "unfreeze"), {"why": "Add the figures of last year"})
    assert state(stage) == State.PREPARING
    assert "Add the figures" in OutgoingMail.objects.filter(notice="unfrozen").first().body


def test_there_is_no_submitted_copy_before_it_is_submitted(stage, at):
    assert at(stage.coordinator).get(go(stage, "submitted")).status_code == 404
    stage.submitted()
    assert at(stage.coordinator).get(go(stage, "submitted", 7)).status_code == 404
    assert at(factories.coordinator(factories.institution())).get(go(stage, "submitted")).status_code == 404


def question(stage, submission):
    type(stage.journey).objects.update(state=State.CLARIFICATIONS)
    return Clarification.objects.create(
        submission=submission, criterion=stage.response("CL1").criterion, question="Which campus do you mean?", due_on=clock.today() + dt.timedelta(days=9),
        asked_at=clock.now(), asked_by=stage.assessor.person,
    )  # fmt: skip


def test_a_question_is_answered_by_a_numbered_addendum(stage, at):
    asked = question(stage, stage.submitted())
    coordinator, there = at(stage.coordinator), go(stage, "clarification", asked.ref)
    assert "Which campus do you mean?" in coordinator.get(go(stage, "clarifications")).content.decode()
    empty = coordinator.post(there, {"text": " "}).content.decode()
    assert "text_error" in empty and "If there is nothing that you can add, say so, and why." in empty
    answer = coordinator.post(there, {"text": "The one in town.", "items": [Item.objects.get().ref]})
    assert answer.status_code == 302
    addendum = Addendum.objects.get()
    assert addendum.text == "The one in town." and addendum.revision is not None and state(stage) == State.IN_REVIEW
    assert "The one in town." in coordinator.get(there).content.decode()
    assert "Addendum 1" in coordinator.get(go(stage, "submitted")).content.decode()
    assert coordinator.post(there, {"text": "Another answer"}).status_code in (200, 409) and Addendum.objects.count() == 1


def test_a_contributor_reads_the_question_and_is_told_who_answers(stage, at):
    asked = question(stage, stage.submitted())
    text = at(stage.contributor).get(go(stage, "clarification", asked.ref)).content.decode()
    assert "Which campus" in text and "Send the answer" not in text
    assert at(stage.contributor).post(go(stage, "clarification", asked.ref), {"text": "Mine"}).status_code == 403


def test_an_item_that_could_not_be_opened_is_replaced_from_its_page(stage, at):
    stage.submitted()
    item = Item.objects.select_related("institution").get()
    problem = evidence.report_problem(item, by=stage.assessor, note="It asks for a password")
    client = at(stage.coordinator)
    assert "It asks for a password" in client.get(go(stage, "clarifications")).content.decode()
    assert client.post(go(stage, "item_revise", item.ref), marked({"upload": upload("poster.png")})).status_code == 302
    problem.refresh_from_db()
    assert problem.resolved_at and Addendum.objects.get().sort == "replacement"


def test_a_problem_that_was_only_a_password_is_settled_without_a_new_version(stage, at):
    problem = evidence.report_problem(stage.item(), by=stage.assessor)
    assert at(stage.coordinator).post(go(stage, "problem_done", problem.ref)).status_code == 302
    problem.refresh_from_db()
    assert problem.resolved_at and not Addendum.objects.exists()


def test_every_letter_leads_to_a_page_that_is_there(stage, at):
    stage.submitted()
    evidence.report_problem(Item.objects.select_related("institution").get(), by=stage.assessor)
    letters = OutgoingMail.objects.exclude(notice__in=["invitation"])
    assert letters.count() >= 5
    for letter in letters:
        for path in re.findall(r"https?://[^/\s]+(/\S*)", letter.body):
            assert resolve(path), (letter.notice, path)


@pytest.mark.parametrize("what", list(State))
def test_every_page_about_the_signature_answers_in_every_state(stage, at, what):
    stage.complete()
    type(stage.journey).objects.update(state=what)
    for actor in (stage.coordinator, stage.sponsor, stage.contributor):
        for name in ("whole", "ask_signature", "unfreeze", "sign", "submit", "submitted", "clarifications"):
            assert at(actor).get(go(stage, name)).status_code in (200, 403, 404, 409), name
        for name in ("ask_signature", "unfreeze", "sign", "submit"):
            if what not in (State.PREPARING, State.AWAITING_SIGNATURE):
                assert at(actor).post(go(stage, name), {"why": "x"}).status_code in (403, 409), name


def test_the_whole_costs_the_same_whatever_there_is_in_it(stage, at, count_queries):
    stage.complete()
    client, counts = at(stage.coordinator), []
    for number in (1, 30):
        for each in range(number):
            stage.item(title=f"{number} {each}")
        client.get(go(stage, "whole"))
        with count_queries() as made:
            client.get(go(stage, "whole"))
        counts.append(len(made))
    assert counts[0] == counts[1] <= 18, [each["sql"][:100] for each in made]
