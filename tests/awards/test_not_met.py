"""“Not met yet, because ...”: the office answers what an institution said of a condition, and it is open again."""

import datetime as dt

import pytest

from qualitymark.awards.operations import remind_of_conditions
from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.decisions import operations, rules
from qualitymark.decisions.models import Condition, ConditionAnswer
from tests.decisions.rows import cast

from .test_conditions import TEXT, due_in, held, signed_in  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
WHY = "It names no person to ask."


def said(held, words="The page is live.", link="https://www.home.test/offer"):  # noqa: F811
    operations.say_condition_met(held.condition, by=held.coordinator, words=words, link=link)
    held.condition.refresh_from_db()
    return held.condition


def not_met(held):  # noqa: F811
    return f"/office/condition/{held.condition.ref}/not-met/"


def test_the_office_answers_with_a_reason_and_a_day_and_the_condition_is_open_again(held):  # noqa: F811
    said(held)
    office, later = signed_in(held.office), clock.today() + dt.timedelta(days=120)
    decision = f"/office/decision/{held.condition.decision.ref}/"
    assert not_met(held) in office.get(decision).content.decode()
    page = office.get(not_met(held)).content.decode()
    assert "The page is live." in page and 'href="https://www.home.test/offer"' in page and TEXT in page
    typed = {"why": WHY, "due_on": later.isoformat(), "seen": held.condition.said_at.isoformat()}
    assert office.post(not_met(held), typed).url == decision
    held.condition.refresh_from_db()
    assert (held.condition.said_at, held.condition.said_by, held.condition.said_words, held.condition.due_on) == (None, None, "", later)
    answer = ConditionAnswer.objects.get()
    assert (answer.said_words, answer.said_by, answer.why, answer.by) == (
        "The page is live.",
        held.coordinator.person,
        WHY,
        held.office.person,
    )
    entry = Entry.objects.get(verb="answer_not_met")
    assert (entry.facts["condition"], entry.facts["due_on"]) == (held.condition.ref, later.isoformat()) and verify() == []
    assert WHY not in str(entry.facts) and entry.detail.text["why"] == WHY
    assert "is met: look at it" not in office.get("/home/").content.decode()
    again = office.post(not_met(held), typed)
    assert again.status_code == 409 and WHY in again.content.decode() and ConditionAnswer.objects.count() == 1
    # The history of both sayings, for the institution and for the office; and the institution says more.
    mine = signed_in(held.coordinator)
    for text in (mine.get(f"/our-award/condition/{held.condition.ref}/").content.decode(), office.get(decision).content.decode()):
        assert "The page is live." in text and WHY in text and "A new day" in text
    assert "answered that it is not met yet" in mine.get("/home/").content.decode()
    assert "read why" in mine.get(f"/our-award/{held.award.ref}/").content.decode()
    said(held, "Now it names her.")
    operations.meet_condition(Condition.objects.get(), by=held.office)
    for text in (mine.get(f"/our-award/condition/{held.condition.ref}/").content.decode(), office.get(decision).content.decode()):
        assert "The page is live." in text and WHY in text


@pytest.mark.parametrize("moved", [True, False])
def test_the_letter_says_why_and_what_comes_next(held, moved):  # noqa: F811
    said(held)
    later = clock.today() + dt.timedelta(days=120) if moved else None
    day = f"{later or held.condition.due_on:%-d %B %Y}"
    held.sponsor.person.language = "cy"
    held.sponsor.person.save()
    operations.answer_not_met(held.condition, by=held.office, why=WHY, due_on=later)
    letters = {each.to_address: each for each in OutgoingMail.objects.filter(notice="condition_not_met")}
    english, welsh = letters[held.coordinator.person.email], letters[held.sponsor.person.email]
    for each in (english, welsh):
        assert TEXT in each.body and WHY in each.body and f"/our-award/condition/{held.condition.ref}/" in each.body
    assert ("It has a new day" in english.body) is moved and day in english.body and "not met yet" in english.subject
    assert "Pam:" in welsh.body and "fodloni eto" in welsh.subject and "/cy/our-award/" in welsh.body


def test_the_reminders_go_by_the_new_day(held):  # noqa: F811
    due_in(held, 20)
    first = remind_of_conditions()
    said(held)
    assert first and remind_of_conditions() == 0
    later = clock.today() + dt.timedelta(days=90)
    operations.answer_not_met(held.condition, by=held.office, why=WHY, due_on=later)
    assert remind_of_conditions() == 0
    clock.move_to(later - dt.timedelta(days=30))
    assert remind_of_conditions() == first and remind_of_conditions() == 0
    clock.move_to(later + dt.timedelta(days=1))
    assert remind_of_conditions() == first == OutgoingMail.objects.filter(notice="condition_overdue").count()


def test_without_a_new_day_what_was_due_is_overdue_and_reminded_of_once(held):  # noqa: F811
    said(held)
    due_in(held, -1)
    operations.answer_not_met(Condition.objects.get(), by=held.office, why=WHY)
    assert Condition.objects.get().standing == "overdue" and remind_of_conditions() and remind_of_conditions() == 0


@pytest.mark.access
def test_who_answers_and_when(held):  # noqa: F811
    people = cast(held)
    grid = {}
    for stage in ("open", "said", "met"):
        if stage == "said":
            said(held)
        if stage == "met":
            operations.meet_condition(held.condition, by=held.office)
        row = Condition.objects.get()
        grid[stage] = {name: rules.can_answer_not_met(actor, row) for name, actor in people.items()}
    assert {stage: {name for name, verdict in row.items() if verdict} for stage, row in grid.items()} == {
        "open": set(), "said": {"office"}, "met": set(),
    }  # fmt: skip
    assert grid["open"]["office"].status == grid["met"]["office"].status == 409
    assert {row[name].status for row in grid.values() for name in people if name != "office"} == {403}
    with pytest.raises(Refused):
        operations.answer_not_met(Condition.objects.get(), by=held.office, why=WHY)


def test_no_answer_without_a_reason_to_words_that_were_not_read_or_with_a_day_gone_by(held):  # noqa: F811
    condition, office = said(held), signed_in(held.office)
    seen = condition.said_at.isoformat()
    for typed, words in (
        ({"why": " ", "due_on": ""}, "Say why it is not met yet"),
        ({"why": "LONGTHOUGHT", "due_on": "2020-01-01"}, "still to come"),
        ({"why": "LONGTHOUGHT", "due_on": "31-31-2027"}, "not a day of the calendar"),
    ):
        text = office.post(not_met(held), typed | {"seen": seen}).content.decode()
        assert words in text and (typed["why"].strip() in text), words
    with pytest.raises(Refused, match="still to come"):
        operations.answer_not_met(condition, by=held.office, why=WHY, due_on=clock.today())
    with pytest.raises(Refused, match="Say why"):
        operations.answer_not_met(condition, by=held.office, why=" ")
    said(held, "And a person is named.")
    text = office.post(not_met(held), {"why": "LONGTHOUGHT", "seen": seen}).content.decode()
    assert "has said more since" in text and "LONGTHOUGHT" in text and "And a person is named." in text
    assert not ConditionAnswer.objects.exists() and not OutgoingMail.objects.filter(notice="condition_not_met").exists()
    assert office.get("/office/condition/nothing/not-met/").status_code == 404
    assert signed_in(held.coordinator).get(not_met(held)).status_code == 404
