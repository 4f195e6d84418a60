"""Questions and interests: what is written, who is told, what a repeat does."""

import datetime as dt

import pytest

from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.interest import rules
from qualitymark.interest.models import Enquiry, Interest
from qualitymark.interest.operations import (
    answer_enquiry,
    ask,
    match_institution,
    record_conversation,
    reopen,
    say_not_yet,
    send_interest,
    withdraw_interest,
)
from qualitymark.interest.queries import interests_visible_to, others_of, waiting_interests
from qualitymark.interest.states import InterestState
from tests import factories as make
from tests.journeys.cast import recused, whole_cast

pytestmark = pytest.mark.django_db
TOLD = {
    "scope": "whole", "scope_names": "", "contact_name": "Cara Contact", "contact_role": "Manager", "contact_email": "cara@example.test",
    "contact_phone": "", "senior_name": "Sian Senior", "senior_role": "Principal", "senior_email": "sian@example.test",
    "says_member": False, "cohort_name": "", "language": "cy", "message": "",
}  # fmt: skip


def sent(institution=None, **facts):
    if institution is None:
        facts.setdefault("typed_name", "Somewhere College")
    return send_interest(institution=institution, **TOLD | facts)


def question(**facts):
    return ask(**{"name": "Vic", "email": "vic@example.test", "language": "en-gb", "question": "What does it cost?"} | facts)


def test_an_interest_is_confirmed_to_the_contact_and_told_to_the_office(settings):
    interest = sent(make.institution("Northmoor"), readiness={"CL": "yes", "CI": "partly"})
    letters = dict(OutgoingMail.objects.values_list("notice", "to_address"))
    assert letters == {"interest_received": "cara@example.test", "interest_arrived": settings.OFFICE_EMAIL}
    assert dict(interest.readiness.values_list("area_code", "said")) == {"CL": "yes", "CI": "partly"}
    assert verify() == []


def test_the_same_form_or_the_same_words_within_minutes_make_one_interest(move_clock):
    home = make.institution()
    first = sent(home, ref="abcdefghjkmn")
    assert sent(home, ref="abcdefghjkmn") == first
    assert sent(home) == first
    assert OutgoingMail.objects.filter(notice="interest_received").count() == 1
    move_clock(clock.today() + dt.timedelta(days=1))
    assert sent(home) != first


def test_a_second_interest_of_an_institution_shows_to_the_office_and_not_to_its_sender():
    home, office = make.institution(), make.office()
    first, second = sent(home), sent(home, contact_email="other@example.test")
    assert list(others_of(second, office)) == [first]
    assert "cara" not in OutgoingMail.objects.get(notice="interest_received", to_address="other@example.test").body


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"typed_name": ""}, "which institution"),
        ({"senior_email": "CARA@example.test"}, "another person"),
        ({"scope": "named"}, "colleges or campuses"),
    ],
)
def test_an_interest_that_lacks_something_is_refused_in_a_sentence(facts, reason):
    with pytest.raises(Refused) as refused:
        sent(**facts)
    assert reason in refused.value.reason
    assert not Interest.objects.exists()


def test_conversation_not_yet_and_reopening_keep_what_was_sent():
    office, interest = make.office(), sent(make.institution(), message="Please")
    record_conversation(interest, by=office, on=clock.today(), note="A good talk", ref="abcdefghjkmn")
    record_conversation(interest, by=office, on=clock.today(), note="A good talk", ref="abcdefghjkmn")
    assert interest.conversations.count() == 1
    back = clock.today() + dt.timedelta(days=100)
    interest = say_not_yet(interest, by=office, answer="Not quite yet, and here is why.", return_on=back)
    letter = OutgoingMail.objects.get(notice="interest_not_yet")
    assert "here is why" in letter.body
    assert interest not in waiting_interests(office)
    interest = reopen(interest, by=office)
    assert (interest.state, interest.message, interest.return_on) == ("talking", "Please", None)
    assert interest in waiting_interests(office)


def test_an_interest_comes_back_to_the_offices_list_on_its_day(move_clock):
    office, interest = make.office(), sent(make.institution())
    back = clock.today() + dt.timedelta(days=100)
    say_not_yet(interest, by=office, answer="Not yet.", return_on=back)
    move_clock(back)
    assert list(waiting_interests(office)) == [interest]


def test_days_that_cannot_be_are_refused():
    office, interest = make.office(), sent(make.institution())
    with pytest.raises(Refused):
        say_not_yet(interest, by=office, answer="Not yet.", return_on=clock.today())
    with pytest.raises(Refused):
        record_conversation(interest, by=office, on=clock.today() + dt.timedelta(days=1), note="Not spoken yet")


def test_an_interest_not_on_the_list_is_matched_by_the_office():
    office, home = make.office(), make.institution()
    interest = match_institution(sent(), by=office, institution=home)
    assert interest.institution_words == home.display_name
    other = recused(make.office(), home)
    assert interest not in interests_visible_to(other)
    with pytest.raises(Refused):
        match_institution(sent(contact_email="x@example.test"), by=other, institution=home)


def test_a_question_is_acknowledged_and_answered_by_letter(settings):
    office = make.office()
    first = question()
    assert question() == first
    assert set(OutgoingMail.objects.values_list("to_address", flat=True)) == {"vic@example.test", settings.OFFICE_EMAIL}
    answer_enquiry(first, by=office, answer="Nine hundred pounds.")
    answer_enquiry(first, by=office, answer="Nine hundred pounds.")
    letter = OutgoingMail.objects.get(notice="enquiry_answered")
    assert "Nine hundred pounds." in letter.body and "What does it cost?" in letter.body


def test_letters_carry_hostile_words_as_they_are_and_in_one_subject_line():
    question(name="Vic\r\nBcc: all@example.test", question="{% load x %}{{ secret }} <script>")
    letter = OutgoingMail.objects.get(notice="enquiry_arrived")
    assert "\n" not in letter.subject
    assert "{% load x %}{{ secret }} <script>" in OutgoingMail.objects.get(notice="enquiry_received").body


# rule, states in which the office may.
GRID = {
    rules.can_talk: {"received", "talking"},
    rules.can_say_not_yet: {"received", "talking"},
    rules.can_reopen: {"not_yet", "joined", "withdrawn"},
    rules.can_withdraw_interest: {"received", "talking", "not_yet"},
    rules.can_match: {"received", "talking", "not_yet", "withdrawn"},
}


@pytest.mark.access
def test_the_office_alone_answers_and_only_when_the_interest_stands_so():
    journey = make.journey()
    cast = whole_cast(journey)
    interest = sent(journey.institution)
    for rule, states in GRID.items():
        for state in InterestState:
            interest.state = state
            may = {name for name, actor in cast.items() if rule(actor, interest)}
            assert may == ({"office"} if state in states else set()), (rule.__name__, state)


@pytest.mark.access
def test_the_office_alone_sees_and_answers_questions():
    from qualitymark.interest.queries import enquiries_visible_to

    cast = whole_cast(make.journey())
    enquiry = question()
    assert {name for name, actor in cast.items() if rules.can_answer_enquiry(actor, enquiry)} == {"office", "office with a conflict"}
    assert {name for name, actor in cast.items() if enquiries_visible_to(actor).exists()} == {"office", "office with a conflict"}
    assert Enquiry.objects.count() == 1


def test_a_withdrawn_interest_keeps_its_reason_in_the_record():
    from qualitymark.core.models import EntryDetail

    office = make.office()
    withdraw_interest(sent(), by=office, why="Sent in error")
    assert "Sent in error" in [detail.text.get("why") for detail in EntryDetail.objects.all()]


def test_what_led_nowhere_is_forgotten_two_years_after_the_last_contact(move_clock):
    from qualitymark.core.models import EntryDetail
    from qualitymark.interest.operations import forget_old_contacts

    began, office = clock.today(), make.office()
    question()
    old, talked, kept = sent(make.institution()), sent(make.institution()), sent(make.institution())
    Interest.objects.filter(pk=kept.pk).update(state="go_ahead", answered_at=clock.now(), answered_by=office.person)
    assert forget_old_contacts() == 0
    move_clock(clock.add_months(began, 20))
    record_conversation(talked, by=office, on=clock.today(), note="Still thinking")
    move_clock(clock.add_months(began, 25))
    assert forget_old_contacts() == 2
    assert set(Interest.objects.all()) == {talked, kept} and not Enquiry.objects.exists()
    assert not any(detail.text for detail in EntryDetail.objects.filter(entry__thing_ref=old.ref))
    assert verify() == []
    move_clock(clock.add_months(began, 45))
    assert forget_old_contacts() == 1
    assert forget_old_contacts() == 0
