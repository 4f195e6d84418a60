"""Conditions of an award: named in the letters, seen with their days, said to be met, recorded as met, and reminded of once."""

import datetime as dt

import pytest
from django.test import Client

from qualitymark.awards.models import Award
from qualitymark.awards.operations import remind_of_conditions, withdraw_award
from qualitymark.core import clock
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.decisions.models import Condition
from qualitymark.decisions.operations import meet_condition, say_condition_met
from tests import factories
from tests.decisions.rows import cast

from .rows import awarded

pytestmark = pytest.mark.django_db
TEXT = "Publish the offer page."


@pytest.fixture
def held():
    award, stage = awarded(outcome="awarded_conditions")
    stage.award, stage.condition = award, Condition.objects.get()
    return stage


def signed_in(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def due_in(held, days):
    Condition.objects.update(due_on=clock.today() + dt.timedelta(days=days))
    held.condition.refresh_from_db()


def test_the_decisions_and_the_awards_letters_name_each_condition_with_its_day(held):
    day = f"{held.condition.due_on:%-d %B %Y}"
    for notice in ("decision_released", "award_started"):
        letters = OutgoingMail.objects.filter(notice=notice)
        assert letters and all(f"- {day}: {TEXT}" in letter.body for letter in letters), notice
    assert f"/our-award/{held.award.ref}/" in letters[0].body


def test_an_award_without_conditions_has_letters_that_say_nothing_of_them():
    awarded()
    letters = OutgoingMail.objects.filter(notice__in=["decision_released", "award_started"])
    assert letters and not any("condition" in letter.body for letter in letters)


def test_the_institution_sees_each_condition_with_its_standing_on_its_award_and_at_home(held):
    client = signed_in(held.coordinator)
    for days, standing, home in ((10, "To be met", "condition of your award"), (-1, "Overdue", "condition of your award, overdue")):
        due_in(held, days)
        page = client.get(f"/our-award/{held.award.ref}/").content.decode()
        assert TEXT in page and standing in page and "We have met this" in page and f"/our-award/condition/{held.condition.ref}/" in page
        page = client.get("/home/").content.decode()
        assert TEXT in page and home in page and f"to be met by {held.condition.due_on:%-d %B %Y}" in page
    meet_condition(held.condition, by=held.office)
    page = client.get(f"/our-award/{held.award.ref}/").content.decode()
    assert TEXT in page and "Met, " in page and "We have met this" not in page
    assert TEXT not in client.get("/home/").content.decode()


def test_the_institution_says_that_it_is_met_and_the_office_confirms(held):
    client, address = signed_in(held.coordinator), f"/our-award/condition/{held.condition.ref}/"
    assert client.get(address).status_code == 200
    empty = client.post(address, {"words": " ", "link": "not a link"}).content.decode()
    assert "Say what you have done" in empty and "Error:" in empty and not Entry.objects.filter(verb="say_condition_met").exists()
    typed = {"words": "The page is live.", "link": "https://www.home.test/offer"}
    for _twice in range(2):
        assert client.post(address, typed).url == f"/our-award/{held.award.ref}/"
    held.condition.refresh_from_db()
    assert (held.condition.said_by, held.condition.said_words) == (held.coordinator.person, "The page is live.")
    assert Entry.objects.filter(verb="say_condition_met").count() == 1
    letter = OutgoingMail.objects.get(notice="condition_said")
    assert TEXT in letter.body and f"/office/decision/{held.condition.decision.ref}/" in letter.body
    office = signed_in(held.office)
    assert "says that a condition of its award is met" in office.get("/home/").content.decode()
    page = office.get(f"/office/decision/{held.condition.decision.ref}/").content.decode()
    assert "The page is live." in page and 'href="https://www.home.test/offer"' in page
    assert office.post(f"/office/condition/{held.condition.ref}/met/", {"note": "Seen"}).status_code == 302
    assert "is met: look at it" not in office.get("/home/").content.decode()
    assert client.post(address, typed).status_code == 409


def test_the_office_sees_what_is_overdue_at_home_and_on_the_institutions_page(held):
    office, place = signed_in(held.office), f"/office/institution/{held.journey.institution.ref}/"
    assert "condition of its award is overdue" not in office.get("/home/").content.decode()
    due_in(held, -1)
    assert "a condition of its award is overdue" in office.get("/home/").content.decode()
    page = office.get(place).content.decode()
    assert TEXT in page and "Overdue" in page


def test_who_may_say_that_a_condition_is_met(held):
    for who, actor in cast(held).items():
        if who in ("coordinator", "sponsor"):
            say_condition_met(held.condition, by=actor, words=f"Done, {who}.")
        else:
            with pytest.raises(Refused):
                say_condition_met(held.condition, by=actor, words="Done.")


def test_reminders_go_thirty_days_before_and_once_when_overdue_each_at_most_once(held):
    due_in(held, 31)
    assert remind_of_conditions() == 0
    due_in(held, 30)
    people = {held.coordinator.person.email, held.sponsor.person.email}
    sent = remind_of_conditions()
    letters = OutgoingMail.objects.filter(notice="condition_near")
    assert sent == letters.count() and people <= {letter.to_address for letter in letters} and TEXT in letters[0].body
    assert remind_of_conditions() == 0
    clock.move_to(held.condition.due_on)
    assert remind_of_conditions() == 0
    clock.move_to(held.condition.due_on + dt.timedelta(days=1))
    assert remind_of_conditions() == sent == OutgoingMail.objects.filter(notice="condition_overdue").count()
    assert remind_of_conditions() == 0


def test_a_reminder_that_broke_half_way_is_sent_whole_the_next_time(held, monkeypatch):
    due_in(held, 5)
    real, calls = __import__("qualitymark.awards.notices", fromlist=["send"]).send, []

    def breaking(*args, **facts):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("the power went")
        return real(*args, **facts)

    monkeypatch.setattr("qualitymark.awards.notices.send", breaking)
    with pytest.raises(RuntimeError):
        remind_of_conditions()
    assert not OutgoingMail.objects.filter(notice="condition_near").exists()
    assert remind_of_conditions() > 1 and remind_of_conditions() == 0


@pytest.mark.parametrize("how", ["met", "said", "award withdrawn"])
def test_no_reminder_once_there_is_nothing_left_for_the_institution_to_do(held, how):
    due_in(held, -1)
    if how == "met":
        meet_condition(held.condition, by=held.office)
    elif how == "said":
        say_condition_met(held.condition, by=held.coordinator, words="Done.")
    else:
        withdraw_award(Award.objects.get(), by=held.office, why="Closed.")
    assert remind_of_conditions() == 0


def test_another_institutions_condition_is_not_there(held):
    stranger = signed_in(factories.coordinator(factories.institution()))
    assert stranger.get(f"/our-award/condition/{held.condition.ref}/").status_code == 404
    assert TEXT not in stranger.get("/home/").content.decode()
