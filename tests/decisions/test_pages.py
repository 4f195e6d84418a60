"""The pages of a decision: whose they are, what they say, and that nothing typed is lost."""

import pytest
from django.test import Client

from qualitymark.core.models import Entry
from qualitymark.decisions import operations
from qualitymark.decisions.models import Decision, Draft, FactComment, Reconsideration
from qualitymark.frameworks.models import Area, Criterion
from qualitymark.journeys.models import Journey
from qualitymark.practice.models import Example
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db


def as_(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def deciding(held, **changes):
    """What a decider types into the page."""
    edition = held.journey.edition
    typed = {"outcome": "awarded", "reasons": "The evidence shows it.", "summary": "Warm words.", "next_steps": "Keep going."}
    for area in Area.objects.filter(edition=edition):
        typed |= {f"level-{area.code}": "enhanced", f"feedback-{area.code}": f"Feedback on {area.code}"}
    for criterion in Criterion.objects.filter(edition=edition):
        typed |= {f"outcome-{criterion.code}": "met", f"words-{criterion.code}": "Well done", f"suggestion-{criterion.code}": ""}
    return typed | changes


def page_of(held, tail=""):
    return f"/casework/journey/{held.journey.ref}/decision/{tail}"


def test_the_decider_sees_both_views_and_decides_in_one_go():
    held = rows.at_panel()
    text = as_(held.chair).get(page_of(held)).content.decode()
    for words in ("We do CL1.", "assessor on CL1", "second_reader on CL1", "They agree on every area"):
        assert words in text
    answer = as_(held.chair).post(page_of(held), deciding(held), follow=True)
    assert "Decided." in answer.content.decode()
    decision = Decision.objects.get()
    assert (decision.outcome, decision.criteria.count(), decision.areas.first().feedback) == ("awarded", 4, "Feedback on CL")
    again = as_(held.chair).post(page_of(held), deciding(held))
    assert again.status_code == 409 and Decision.objects.count() == 1


def test_the_second_of_two_deciders_is_told_who_was_first_and_keeps_what_they_typed():
    held = rows.at_panel()
    other = factories.panel()
    factories.party(held.journey, other, "decider")
    rows.decided(held)
    for keep in ({}, {"keep": "yes"}):
        answer = as_(other).post(page_of(held), deciding(held, reasons="LONGTHOUGHT", **{"words-CL1": "OFTHEHEART"} | keep))
        text = answer.content.decode()
        assert answer.status_code == 409 and Decision.objects.count() == 1
        for words in ("LONGTHOUGHT", "OFTHEHEART", f"{held.chair.person.name} did so on", f'href="{page_of(held)}"', "CL1: feedback"):
            assert words in text, words


def test_what_is_wrong_is_said_at_the_field_and_everything_typed_is_kept():
    held = rows.at_panel()
    typed = deciding(
        held, outcome="not_yet", reasons="LONGTHOUGHT", **{"level-CL": "", "condition-1": "A condition", "next_last_on": "31-31-2027"}
    )
    answer = as_(held.chair).post(page_of(held), typed)
    text = answer.content.decode()
    assert answer.status_code == 200 and not Decision.objects.exists()
    for words in (
        "LONGTHOUGHT",
        "A condition",
        "Only an award with conditions",
        "Tick the criteria",
        "not a day of the calendar",
        "0 is an answer",
    ):
        assert words in text, words


def test_a_not_yet_and_an_award_with_conditions_are_decided_from_the_page():
    held = rows.at_panel()
    later = rows.clock.today() + rows.LATER
    terms = {
        "outcome": "not_yet",
        "outcome-CL1": "not_yet",
        "revisit-CL1": "on",
        "next_fee": "£300.50",
        "next_discussions": "1",
        "next_last_on": str(later),
    }
    as_(held.chair).post(page_of(held), deciding(held, **terms))
    decision = Decision.objects.get()
    assert (decision.outcome, decision.next_fee_pence, decision.next_last_on) == ("not_yet", 30050, later)
    other = rows.at_panel()
    terms = {"outcome": "awarded_conditions", "condition-1": "Publish the page", "condition-1-on": str(later)}
    as_(other.chair).post(page_of(other), deciding(other, **terms))
    assert Decision.objects.get(submission=other.submission).conditions.get().text == "Publish the page"


def test_what_is_kept_for_later_comes_back_and_decides_nothing():
    held = rows.at_panel()
    typed = {"keep": "yes", "reasons": "HALFATHOUGHT", "next_last_on_day": "3", "stranger": "dropped"}
    as_(held.chair).post(page_of(held), typed)
    assert not Decision.objects.exists() and "stranger" not in Draft.objects.get().typed
    text = as_(held.chair).get(page_of(held)).content.decode()
    assert "HALFATHOUGHT" in text and 'name="next_last_on_day" type="text" inputmode="numeric" value="3"' in text
    assert "There is a problem" not in text


def test_hostile_and_over_long_words_never_answer_500():
    held = rows.at_panel()
    for words in ("x" * 30_000, "\x00", "<script>alert(1)</script>", "1e9999", "{{ 7*7 }}"):
        typed = deciding(
            held, reasons=words, next_fee=words, next_discussions=words, outcome=words, **{"level-CL": words, "condition-1-on": words}
        )
        assert as_(held.chair).post(page_of(held), typed).status_code in (200, 302, 400)
    assert not Decision.objects.exists()


@pytest.mark.access
def test_whose_the_deciders_page_is():
    held = rows.at_panel()
    people = rows.cast(held)
    # 404 where the journey is not theirs to see; 403 for a decision that is not theirs to take.
    for name, status in {
        "contributor": 404, "coordinator": 404, "sponsor": 404, "other coordinator": 404, "other assessor": 404, "recused panel": 404, "other panel": 404,
        "funder": 404, "assessor": 403, "second reader": 403, "office": 403, "recused office": 403,
    }.items():  # fmt: skip
        answer = as_(people[name]).post(page_of(held), deciding(held))
        assert answer.status_code == status, name
    assert not Decision.objects.exists()
    assert Client().get(page_of(held)).status_code == 302


def test_readers_see_no_word_of_a_decision_before_its_release():
    held = rows.at_panel()
    rows.decided(held, reasons="SECRETREASON")
    for actor in (held.assessor, held.second):
        text = as_(actor).get(page_of(held)).content.decode()
        assert "SECRETREASON" not in text and "There is no decision to read here" in text
    assert "SECRETREASON" in as_(held.chair).get(page_of(held)).content.decode()


def test_a_decision_is_withdrawn_and_a_recommendation_returned_with_a_reason():
    held = rows.at_panel()
    rows.decided(held)
    client = as_(held.chair)
    assert "govuk-error-message" in client.post(page_of(held, "withdraw/"), {"why": ""}).content.decode()
    client.post(page_of(held, "withdraw/"), {"why": "We misread it."})
    assert Decision.objects.get().withdrawn_why == "We misread it."
    client.post(page_of(held, "return/"), {"why": "Look at CL1 again."})
    assert Journey.objects.get(pk=held.journey.pk).state == "in_review"


def our(held, tail=""):
    return f"/our/{held.journey.ref}/feedback/{tail}"


def test_the_draft_shows_feedback_without_outcome_level_or_reasons():
    held = rows.at_panel()
    decision, _held = rows.decided(held, "awarded_conditions", reasons="SECRETREASON")
    assert "Your feedback will stand here" in as_(held.coordinator).get(our(held)).content.decode()
    operations.show_draft(decision, by=held.office)
    text = as_(held.coordinator).get(our(held)).content.decode()
    assert "Feedback on CL" in text and "A warm and thorough submission." in text
    for secret in ("SECRETREASON", "nhanced", "Awarded", "Publish the offer page", "Conditions"):
        assert secret not in text, secret
    contributor = factories.contributor(held.journey.institution)
    assert "Your feedback will stand here" in as_(contributor).get(our(held)).content.decode()


def test_a_comment_goes_to_the_office_and_its_answer_comes_back():
    decision, held = rows.shown()
    client, office = as_(held.coordinator), as_(held.office)
    wrong = client.post(our(held, "comment/"), {"where": "", "text": "KEEPTHIS"})
    assert wrong.status_code == 422 and "KEEPTHIS" in wrong.content.decode()
    client.post(our(held, "comment/"), {"where": "Culture", "text": "It was 2025."})
    client.post(our(held, "checked/"))
    comment = FactComment.objects.get()
    wrong = office.post(f"/office/comment/{comment.ref}/", {"answer": " "})
    assert wrong.status_code == 422 and "It was 2025." in wrong.content.decode()
    assert office.get(f"/office/decision/{decision.ref}/release/").status_code == 409
    office.post(f"/office/comment/{comment.ref}/", {"answer": "Corrected."})
    assert "Corrected." in client.get(our(held)).content.decode()
    assert office.post(f"/office/comment/{comment.ref}/", {"answer": "Again"}).status_code == 409


def test_the_check_of_facts_ends_on_a_page_of_its_own_that_says_what_ends():
    decision, held = rows.shown()
    client = as_(held.coordinator)
    text = client.get(our(held)).content.decode()
    assert text.index("Send the comment") < text.index(our(held, "checked/")) and f'action="{our(held, "checked/")}"' not in text
    client.post(our(held, "comment/"), {"where": "Culture", "text": "It was 2025."})
    asked = client.get(our(held, "checked/")).content.decode()
    assert "can send another comment" in asked and "The comment that you sent is still answered first." in asked
    decision.refresh_from_db()
    assert decision.facts_done_at is None
    assert client.post(our(held, "checked/")).status_code == 302
    decision.refresh_from_db()
    assert decision.facts_done_at is not None
    assert client.get(our(held, "checked/")).status_code == 409 and our(held, "checked/") not in client.get(our(held)).content.decode()
    assert as_(factories.contributor(held.journey.institution)).get(our(held, "checked/")).status_code == 404


def test_the_office_shows_takes_back_corrects_and_releases():
    decision, held = rows.decided()
    office, address = as_(held.office), f"/office/decision/{decision.ref}/"
    assert "Show the draft feedback" in office.get(address).content.decode()
    for tail in ("show/", "take-back/", "show/"):
        assert office.post(address + tail).status_code == 302
    typed = {
        "summary": "New opening",
        "next_steps": "",
        "area-CL": "Corrected",
        "area-CI": "Kept",
        "words-CL1": "Well",
        "suggestion-CL1": "",
    }
    answer = office.post(address + "words/", typed | {"area-CI": ""})
    assert "Corrected" in answer.content.decode() and Decision.objects.get().summary != "New opening"
    office.post(address + "words/", typed)
    assert Decision.objects.get().summary == "New opening"
    operations.finish_fact_check(Decision.objects.get(), by=held.coordinator)
    assert "The award begins today" in office.get(address + "release/").content.decode()
    office.post(address + "release/")
    assert Journey.objects.get(pk=held.journey.pk).state == "released"
    assert office.post(address + "release/").status_code == 409
    text = as_(held.coordinator).get(our(held)).content.decode()
    assert "is awarded the Quality Mark" in text and "New opening" in text and "Enhanced" in text


def test_what_is_worth_sharing_is_drafted_with_the_release_and_not_before():
    held = rows.at_panel()
    facts = rows.whole(held.submission)
    first = Criterion.objects.filter(edition=held.journey.edition).first()
    facts["criteria"][first.pk] = ("met", "Lovely", "", True, False)
    decision = operations.decide(held.submission, by=held.chair, **facts)
    operations.show_draft(decision, by=held.office)
    operations.finish_fact_check(Decision.objects.get(), by=held.coordinator)
    assert not Example.objects.exists()
    as_(held.office).post(f"/office/decision/{decision.ref}/release/")
    assert Example.objects.get().text == "We do CL1."
    assert "Worth sharing" in as_(held.coordinator).get(our(held)).content.decode()


def test_no_page_of_the_institution_says_a_word_of_a_decision_before_its_release():
    """Every page of the working group, from the moment of the decision to the last minute before release."""
    held = rows.at_panel()
    secrets = ("SECRETREASON", "SECRETCONDITION", "nhanced", "xceptional")
    later = rows.clock.today() + rows.LATER
    decision, _held = rows.decided(held, "awarded_conditions", reasons="SECRETREASON", conditions=[("SECRETCONDITION", later)])
    ours = f"/our/{held.journey.ref}/"
    pages = ["/home/", "/our/", "/me/", ours] + [
        ours + tail
        for tail in (
            "feedback/",
            "submitted/",
            "evidence/",
            "actions/",
            "people/",
            "timetable/",
            "whole/",
            "clarifications/",
            "practice/",
            "fee/",
            "terms/",
        )
    ]
    seen = 0
    for step in (None, operations.show_draft):
        if step:
            step(decision, by=held.office)
        for actor in (held.coordinator, held.sponsor, factories.contributor(held.journey.institution)):
            for address in pages:
                answer = as_(actor).get(address, follow=True)
                seen += answer.status_code == 200
                text = answer.content.decode()
                assert not [secret for secret in secrets if secret in text], address
    assert seen > 30
    for address in ("/register/", "/register/?show=past", "/practice/", "/learning/", "/sitemap.xml"):
        assert held.journey.institution.name not in Client().get(address).content.decode(), address


@pytest.mark.access
def test_the_offices_pages_of_a_decision_are_the_offices():
    decision, held = rows.decided()
    people = rows.cast(held)
    for name in ("coordinator", "assessor", "chair", "funder", "recused office"):
        assert as_(people[name]).get(f"/office/decision/{decision.ref}/").status_code == 404, name
        assert as_(people[name]).post(f"/office/decision/{decision.ref}/show/").status_code == 404, name
    listed = as_(people["recused office"]).get("/office/decisions/").content.decode()
    assert held.journey.institution.name not in listed
    assert held.journey.institution.name in as_(held.office).get("/office/decisions/").content.decode()
    answer = as_(held.office).get(f"/office/journey/{held.journey.ref}/decision/")
    assert answer["Location"] == f"/office/decision/{decision.ref}/"
    assert as_(held.chair).get(f"/office/journey/{held.journey.ref}/decision/").status_code == 404


def test_reconsideration_is_asked_on_one_page_and_answered_on_another_by_somebody_else():
    _decision, held = rows.released()
    as_(held.coordinator).post(our(held, "reconsideration/"), {"grounds": "An addendum was not read."})
    asked = Reconsideration.objects.get()
    assert as_(held.coordinator).get(our(held, "reconsideration/")).status_code == 409
    address = f"/casework/reconsideration/{asked.ref}/"
    assert "somebody else looks at it again" in as_(held.chair).get(address).content.decode()
    assert as_(held.chair).post(address, {"stands": "yes", "answer": "No"}).status_code == 403
    other = as_(factories.office())
    assert "Choose whether the decision stands" in other.post(address, {"answer": "It was read."}).content.decode()
    other.post(address, {"stands": "yes", "answer": "It was read."})
    assert "It was read." in as_(held.coordinator).get(our(held)).content.decode()


def test_a_condition_is_recorded_as_met_from_the_page():
    decision, held = rows.released(outcome="awarded_conditions")
    condition = decision.conditions.get()
    as_(held.office).post(f"/office/condition/{condition.ref}/met/", {"note": "Seen."})
    condition.refresh_from_db()
    assert condition.met_at and Entry.objects.filter(verb="meet_condition").count() == 1
    assert "Met, " in as_(held.coordinator).get(our(held)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_report_is_downloaded_by_its_institution_and_the_office_alone(run_worker):
    decision, held = rows.released()
    run_worker()
    report = decision.reports.get()
    own = our(held, f"report/{report.ref}/")
    answer = as_(held.coordinator).get(own)
    assert b"".join(answer.streaming_content).startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]
    assert as_(held.office).get(f"/office/report/{report.ref}/").status_code == 200
    stranger = factories.coordinator(factories.institution())
    assert as_(stranger).get(own).status_code == 404
    assert as_(held.chair).get(f"/office/report/{report.ref}/").status_code == 404


def test_the_deciders_page_takes_the_same_queries_for_few_and_many_criteria(count_queries):
    few = rows.at_panel(edition=factories.edition(areas=1, criteria=1))
    many = rows.at_panel(edition=factories.edition(areas=7, criteria=6))
    counts = []
    for held in (few, many):
        client = as_(held.chair)
        client.get("/guidance/")
        with count_queries() as made:
            assert client.get(page_of(held)).status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1] <= 45


def test_a_member_of_the_panel_sees_what_waits_for_them_and_nothing_of_others(count_queries):
    held, other = rows.at_panel(), rows.at_panel()
    client = as_(held.chair)
    text = client.get("/casework/decisions/").content.decode()
    assert page_of(held) in text and other.journey.institution.name not in text
    with count_queries() as one:
        client.get("/casework/decisions/")
    for _ in range(4):
        factories.party(rows.at_panel().journey, held.chair, "decider")
    with count_queries() as many:
        client.get("/casework/decisions/")
    assert len(one) == len(many)
    for actor in (held.assessor, held.office, held.coordinator):
        assert as_(actor).get("/casework/decisions/").status_code == 404
