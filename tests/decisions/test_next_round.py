"""The second round after a "not yet": what is decided anew, what stands, and which of two decisions a page means."""

import re

import pytest
from django.test import Client
from django.utils.formats import date_format

from qualitymark.casework.decision_forms import DecisionForm
from qualitymark.casework.decision_page import decision_page
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.decisions import operations, queries, rules
from qualitymark.decisions.models import Decision, Report
from qualitymark.files.models import StoredFile
from qualitymark.journeys.models import FeeLine, Journey
from qualitymark.journeys.operations import settle
from qualitymark.review.models import Judgement, View
from qualitymark.review.operations import judge
from qualitymark.selfassessment.models import Addendum
from qualitymark.selfassessment.operations import add_addendum
from qualitymark.selfassessment.rules import can_submit
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db


def as_(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def test_the_decision_of_the_second_round_is_the_one_that_is_withdrawn():
    first, held = rows.next_round()
    assert queries.standing_decision(held.journey) is None
    second, _held = rows.decided(held)
    assert queries.standing_decision(held.journey) == second
    answer = as_(held.chair).post(f"/casework/journey/{held.journey.ref}/decision/withdraw/", {"why": "We misread it."})
    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.withdrawn_at is None and second.withdrawn_why == "We misread it."
    assert Journey.objects.get(pk=held.journey.pk).state == "with_panel"


def test_nothing_of_a_released_decision_moves_the_round_after_it():
    first, held = rows.next_round()
    second, _held = rows.decided(held)
    first = Decision.objects.get(pk=first.pk)
    with pytest.raises(Refused):
        operations.show_draft(first, by=held.office)
    operations.show_draft(second, by=held.office)
    first = Decision.objects.get(pk=first.pk)
    assert not rules.can_withdraw_draft(held.office, first)
    assert not rules.can_comment_on_facts(held.coordinator, first)
    operations.finish_fact_check(Decision.objects.get(pk=second.pk), by=held.coordinator)
    operations.release(Decision.objects.get(pk=second.pk), by=held.office)
    assert not rules.can_ask_reconsideration(held.coordinator, Decision.objects.get(pk=first.pk))
    assert rules.can_ask_reconsideration(held.coordinator, Decision.objects.get(pk=second.pk))
    assert as_(factories.contributor(held.journey.institution)).get(f"/our/{held.journey.ref}/feedback/").status_code == 200


def deciding(**changes):
    """What a decider types into the page of the second round: CL1 and its area alone."""
    typed = {
        "outcome": "awarded",
        "reasons": "It is there now.",
        "summary": "",
        "next_steps": "",
        "level-CL": "meets",
        "feedback-CL": "Good",
    }
    return typed | {"outcome-CL1": "met", "words-CL1": "Done now", "suggestion-CL1": ""} | changes


def page_of(held):
    return f"/casework/journey/{held.journey.ref}/decision/"


def test_what_stands_is_shown_and_cannot_be_decided_again():
    first, held = rows.next_round()
    text = as_(held.chair).get(page_of(held)).content.decode()
    assert 'name="outcome-CL1"' in text and 'name="level-CL"' in text
    for code in ("CL2", "CI1", "CI2"):
        assert f'name="outcome-{code}"' not in text and f'name="revisit-{code}"' not in text and f"Well done on {code}" in text, code
    assert 'name="level-CI"' not in text and "Feedback on CI" in text and "Stands from the round before" in text
    assert "Decided in the round before" in text and "Not there yet" in text  # of the one that opened again, why it did
    facts, stands = rows.whole(held.submission), first.criteria.get(criterion__code="CL2")
    changed = facts["criteria"] | {stands.criterion_id: ("not_yet", "After all not", "", False, True)}
    with pytest.raises(Refused, match="stands with its judgement"):
        operations.decide(held.submission, by=held.chair, **facts | {"criteria": changed})
    stood = first.areas.get(area__code="CI")
    with pytest.raises(Refused, match="stands with its judgement"):
        operations.decide(held.submission, by=held.chair, **facts | {"areas": facts["areas"] | {stood.area_id: ("not_yet", "No")}})


def test_the_decision_of_a_second_round_is_whole_with_what_stands_in_it():
    first, held = rows.next_round()
    typed = deciding(**{"outcome-CL2": "not_yet", "revisit-CL2": "on", "level-CI": "not_yet"})
    as_(held.chair).post(page_of(held), typed)
    second = Decision.objects.exclude(pk=first.pk).get()
    judged = {each.criterion.code: (each.outcome, each.feedback, each.revisit) for each in second.criteria.select_related("criterion")}
    assert judged["CL1"] == ("met", "Done now", False)
    assert {code: judged[code] for code in ("CL2", "CI1", "CI2")} == {
        code: ("met", f"Well done on {code}", False) for code in ("CL2", "CI1", "CI2")
    }
    assert dict(second.areas.values_list("area__code", "level")) == {"CL": "meets", "CI": "enhanced"}


def test_a_second_round_cannot_be_awarded_over_a_core_criterion_that_stands_at_not_yet():
    first, held = rows.next_round()
    first.criteria.filter(criterion__code="CI1").update(outcome="not_yet")
    with pytest.raises(Refused, match="core criterion"):
        rows.decided(held)


def test_not_yet_is_never_worth_sharing_and_a_suggestion_is_made_where_one_is_promised():
    held = rows.at_panel()
    facts = rows.whole(held.submission, "not_yet")
    first = next(iter(facts["criteria"]))
    for judged, words in (
        (("not_yet", "Not there", "", True, True), "worth sharing"),
        (("with_suggestions", "Nearly", "  ", False, True), "say what you suggest"),
        (("met", "x" * 20_001, "", False, True), "longer than 20,000"),
    ):
        with pytest.raises(Refused, match=words):
            operations.decide(held.submission, by=held.chair, **facts | {"criteria": facts["criteria"] | {first: judged}})
    _first, held = rows.next_round(rows.at_panel())
    for changes, words in (
        ({"outcome-CL1": "not_yet", "share-CL1": "on", "outcome": "awarded_conditions"}, "cannot be worth sharing"),
        ({"outcome-CL1": "with_suggestions"}, "Say what you suggest"),
    ):
        text = as_(held.chair).post(page_of(held), deciding(reasons="LONGTHOUGHT", **changes)).content.decode()
        assert words in text and "LONGTHOUGHT" in text
    assert Decision.objects.count() == 1


def test_revisit_is_ticked_where_the_readers_agree_on_not_yet_and_nowhere_else():
    held = rows.at_panel()
    both = Judgement.objects.filter(view__submission=held.submission)
    both.filter(criterion__code="CL1").update(outcome="not_yet", share_worthy=True)
    both.filter(criterion__code="CL2", view__capacity="assessor").update(outcome="not_yet")
    form = decision_form(held)
    assert {name for name, each in form.fields.items() if name.startswith("revisit-") and each.initial} == {"revisit-CL1"}
    assert not form.fields["share-CL1"].initial
    assert re.search(r'name="revisit-CL1"[^>]* checked', as_(held.chair).get(page_of(held)).content.decode())


def decision_form(held):
    return DecisionForm(decision_page(held.chair, held.submission, "en"))


def with_additions(held):
    """Round 1 was clarified: an addition to CL1, which opens again, and one to CL2, which stands."""
    for number, code in enumerate(("CL1", "CL2"), 1):
        Addendum.objects.create(
            submission=held.submission, number=number, sort="answer", criterion_code=code, text="x", html=f"<p>ADDED TO {code}</p>",
            sha256="c" * 64, attested_at=clock.now(), attested_by=held.coordinator.person,
        )  # fmt: skip
    return held


def test_what_was_added_to_what_stands_is_shown_in_the_round_after_it_and_the_rest_is_not():
    _first, held = rows.next_round(with_additions(rows.at_panel()))
    for part in held.submission.parts.exclude(key="CL1"):
        part.facts = {"standing": True}
        part.save()
    panel = as_(held.chair).get(page_of(held)).content.decode()
    whole = as_(held.sponsor).get(f"/our/{held.journey.ref}/whole/").content.decode()
    sent = as_(held.sponsor).get(f"/our/{held.journey.ref}/submitted/").content.decode()
    for text in (panel, whole, sent):
        assert "ADDED TO CL2" in text and "(round 1)" in text and "ADDED TO CL1" not in text
    first = as_(held.sponsor).get(f"/our/{held.journey.ref}/submitted/1/").content.decode()
    assert "ADDED TO CL1" in first and "ADDED TO CL2" in first and "(round 1)" not in first


def test_the_reader_of_a_second_round_reads_what_stands_and_judges_what_opened_again():
    _first, held = rows.next_round(with_additions(rows.at_panel()), state="in_review")
    view = View.objects.get(submission=held.submission)
    View.objects.filter(pk=view.pk).update(state="open")
    client, address = as_(held.assessor), f"/casework/review/{view.ref}/"
    text = client.get(address).content.decode()
    for words in ("We do CL1.", "We do CL2.", "Well done on CL2", "Stands from the round before", "ADDED TO CL2", "round 1"):
        assert words in text, words
    assert f"{address}criterion/CL1/" in text and f"{address}criterion/CL2/" not in text and "ADDED TO CL1" not in text
    area = client.get(f"{address}area/CL/").content.decode()
    assert "These stand from the round before" in area and f'href="{address}#CL2"' in area and "Well done on CL2" in area
    assert "CI1" not in area and client.get(f"{address}area/CI/").status_code == 404
    assert client.get(f"{address}criterion/CL2/").status_code == 404
    with pytest.raises(Refused):
        judge(view, held.journey.edition.criteria.get(code="CL2"), by=held.assessor, outcome="not_yet", reasons="After all not")


def test_the_review_of_a_second_round_takes_the_same_queries_for_few_and_many_criteria(count_queries):
    counts = []
    for areas, criteria in ((1, 2), (7, 6)):
        _first, held = rows.next_round(rows.at_panel(edition=factories.edition(areas=areas, criteria=criteria)), state="in_review")
        view, client = View.objects.get(submission=held.submission), as_(held.assessor)
        client.get("/guidance/")
        with count_queries() as made:
            assert client.get(f"/casework/review/{view.ref}/").status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_who_revises_reads_why_and_what_the_assessor_has_read():
    first, held = rows.released(outcome="not_yet")
    day = date_format(first.submission.submitted_at, "j F Y")
    writer = as_(factories.contributor(held.journey.institution))
    again = writer.get(f"/our/{held.journey.ref}/criterion/CL1/").content.decode()
    for words in ("What was decided last time", "Not there yet", "Name a person", "open again", f"has read the version submitted on {day}"):
        assert words in again, words
    stands = writer.get(f"/our/{held.journey.ref}/criterion/CL2/").content.decode()
    for words in ("What was decided last time", "Well done on CL2", "stands with its judgement", f"as it was submitted on {day}"):
        assert words in stands, words
    assert "Only our working group" not in stands


def test_before_its_release_a_decision_is_not_on_the_page_of_a_criterion():
    _first, held = rows.next_round()
    facts = rows.whole(held.submission)
    key = next(iter(facts["criteria"]))
    rows.shown(held, criteria={key: ("met", "SECRETWORDS", "", False, False)})
    text = as_(held.coordinator).get(f"/our/{held.journey.ref}/criterion/CL1/").content.decode()
    assert "Not there yet" in text and "SECRETWORDS" not in text


def test_the_feedback_of_each_round_stays_within_reach():
    first, held = rows.next_round()
    rows.shown(held)
    ours = f"/our/{held.journey.ref}/feedback/"
    contributor = factories.contributor(held.journey.institution)
    assert "Not there yet" in as_(contributor).get(ours).content.decode()
    assert f"{ours}2/" not in as_(contributor).get(ours).content.decode()
    assert "Your feedback will stand here" in as_(contributor).get(f"{ours}2/").content.decode()
    for none in (0, 3, 99, 10**18):
        assert as_(contributor).get(f"{ours}{none}/").status_code == as_(held.coordinator).get(f"{ours}{none}/").status_code == 404
    assert f"{ours}1/" in as_(held.coordinator).get(ours).content.decode()
    second = Decision.objects.exclude(pk=first.pk).get()
    operations.release(operations.finish_fact_check(second, by=held.coordinator), by=held.office)
    stored = StoredFile.objects.create(
        key="k", name="r.pdf", media_type="application/pdf", size=1, sha256="e" * 64, owner="decisions.Report", added_at=clock.now()
    )
    Report.objects.filter(decision=first).update(file=stored)
    latest = as_(contributor).get(ours).content.decode()
    assert "is awarded the Quality Mark" in latest and f"{ours}1/" in latest
    before = as_(contributor).get(f"{ours}1/").content.decode()
    assert "Not there yet" in before and "Not yet, and here is the way on" in before
    assert f"{ours}report/{Report.objects.get(decision=first).ref}/" in before


def test_the_fee_of_the_next_round_is_told_everywhere_and_settled_before_it_is_submitted():
    decision, held = rows.decided(outcome="not_yet")
    operations.show_draft(decision, by=held.office)
    decision = Decision.objects.get(pk=decision.pk)
    operations.finish_fact_check(decision, by=held.coordinator)
    FeeLine.objects.create(journey=held.journey, reason="journey", pence=100, added_at=clock.now())
    assert "£1 of the fee is not settled yet" in as_(held.office).get(f"/office/decision/{decision.ref}/release/").content.decode()
    FeeLine.objects.all().delete()
    operations.release(Decision.objects.get(pk=decision.pk), by=held.office)
    journey = Journey.objects.get(pk=held.journey.pk)
    assert "Its fee is £300, to be settled before you submit" in OutgoingMail.objects.filter(notice="decision_released").first().body
    coordinator, office = as_(held.coordinator), as_(held.office)
    assert "£300 is still to be settled" in coordinator.get(f"/our/{journey.ref}/terms/").content.decode()
    assert "The fee of round 2 is settled before you submit" in coordinator.get(f"/our/{journey.ref}/fee/").content.decode()
    home = coordinator.get("/home/").content.decode()
    assert "The fee of round 2 is to be settled" in home and f'href="/our/{journey.ref}/fee/"' in home
    assert "£300 of the fee of round 2 is not settled" in office.get("/home/").content.decode()
    Journey.objects.filter(pk=journey.pk).update(state="awaiting_signature")
    journey.refresh_from_db()
    verdict = can_submit(held.coordinator, journey)
    assert (verdict.status, verdict.reason) == (409, "£300 of the fee of round 2 is not settled yet.")
    settle(journey.fee_lines.get(round=2), by=held.office, sort="paid", pence=30000, on=clock.today())
    assert can_submit(held.coordinator, journey)
    assert "It is settled." in coordinator.get(f"/our/{journey.ref}/terms/").content.decode()
    assert "is to be settled" not in coordinator.get("/home/").content.decode()


def test_correcting_words_keeps_the_suggestion_that_a_judgement_promises():
    held = rows.at_panel()
    facts = rows.whole(held.submission)
    key = next(iter(facts["criteria"]))
    decision, _held = rows.decided(held, criteria=facts["criteria"] | {key: ("with_suggestions", "Nearly", "Name a day", False, False)})
    with pytest.raises(Refused, match="keeps one"):
        operations.correct_words(decision, by=held.office, summary="", next_steps="", criteria={key: ("Nearly", " ")})
    assert decision.criteria.get(criterion=key).suggestion == "Name a day"


def test_nothing_is_added_to_the_submission_of_a_round_that_is_decided():
    first, held = rows.next_round(state="in_review")
    with pytest.raises(Refused, match="once it is decided"):
        add_addendum(first.submission, by=held.coordinator, sort="answer", criterion_code="CL1", text="Late")
    add_addendum(held.submission, by=held.coordinator, sort="answer", criterion_code="CL1", text="In time")
    assert list(Addendum.objects.values_list("submission__round", flat=True)) == [2]
