"""The board: marks that say what is written, who writes what by when, giving out, sharing, what is in the way; never a score."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.institutions.models import Membership
from qualitymark.journeys.models import Milestone
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Assignment, Response
from qualitymark.workspace.queries import board_of, narrowed
from qualitymark.workspace.queries.next_step import next_thing
from tests import factories
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(stage):
    return reverse("workspace:board", args=[stage.journey.ref])


def member(actor):
    return Membership.objects.get(person=actor.person, until_on=None)


def marks(stage):
    return {line.code: line.mark for line in board_of(stage.journey).lines}


def test_a_mark_says_what_is_written_and_evidenced_and_ready(stage):
    assert set(marks(stage).values()) == {"none"}
    stage.write("CL1", "Words")
    stage.write("CL2", "Words")
    operations.cite(stage.response("CL2"), by=stage.coordinator, item=stage.item())
    stage.write("CI1", "Words")
    operations.say_ready(stage.response("CI1"), by=stage.coordinator)
    operations.set_not_applicable(stage.response("CI2"), by=stage.coordinator, why="No halls")
    assert marks(stage) == {"CL1": "drafted", "CL2": "evidenced", "CI1": "ready", "CI2": "ready"}


def test_the_board_says_in_words_what_its_marks_show_and_holds_no_score(stage, at, here):
    stage.complete()
    text = at(stage.coordinator).get(here).content.decode()
    assert "all ready" in text and "Nothing here is a score" in text
    main = re.sub(r"<[^>]+>", " ", text.split("<main")[1])
    assert "%" not in main and not re.search(r"\b\d+ (of|out of|/) \d+\b", main)


def test_what_is_overdue_is_told_area_by_area_and_settles_with_the_response(stage):
    stage.write("CL1", "Words")
    past = clock.today() - dt.timedelta(days=3)
    operations.assign_many(stage.journey, stage.responses(), by=stage.coordinator, memberships=[], due_on=past)
    assert [bar.overdue for bar in board_of(stage.journey).areas] == ["2 overdue", "2 overdue"]
    operations.say_ready(stage.response("CL1"), by=stage.coordinator)
    assert board_of(stage.journey).areas[0].overdue == "1 overdue"


def test_the_list_narrows_to_an_area_a_person_and_a_condition(stage, at, here):
    factories.contributor(stage.institution)  # three who write: what is given to nobody is nobody's
    operations.assign(stage.response("CL2"), by=stage.coordinator, memberships=[member(stage.contributor)])
    stage.write("CI1", "Words")
    lines = board_of(stage.journey).lines
    codes = lambda **chosen: [line.code for line in narrowed(lines, **chosen)]  # noqa: E731 - named for what it gives
    assert codes(area="CL") == ["CL1", "CL2"] and codes(person=stage.contributor.person.ref) == ["CL2"]
    assert codes(person="nobody") == ["CL1", "CI1", "CI2"] and codes(show="drafted") == ["CI1"] and codes(show="bare") == ["CI1"]
    assert codes(area="CL", show="empty") == ["CL1", "CL2"] and codes(show="nonsense") == ["CL1", "CL2", "CI1", "CI2"]
    for query in ("?area=CL", "?person=nobody&show=empty", "?area=<b>&person='--&show=%3C", "?show=shared"):
        assert at(stage.coordinator).get(here + query).status_code == 200


def test_one_or_many_criteria_are_given_out_with_a_date_and_one_letter(stage, at):
    there = reverse("workspace:assign", args=[stage.journey.ref])
    client = at(stage.coordinator)
    assert client.get(f"{there}?c=CL1&c=CL2&c=nonsense").content.decode().count('name="c"') == 2
    day = clock.today() + dt.timedelta(days=30)
    sent = {
        "c": ["CL1", "CL2"],
        "people": [member(stage.contributor).ref],
        "due_on_day": day.day,
        "due_on_month": day.month,
        "due_on_year": day.year,
    }
    assert client.post(there, sent).status_code == 302
    assert Assignment.objects.count() == 2 and Response.objects.filter(due_on=day).count() == 2
    letter = OutgoingMail.objects.get(notice="assigned")
    assert "2 criteria" in letter.subject
    assert at(stage.contributor).get(re.search(r"https?://[^/]+(/our/\S+)", letter.body).group(1)).status_code == 200


@pytest.mark.parametrize(
    "sent", [{}, {"c": ["CL1"], "people": ["nobody-such"]}, {"c": ["CL1"], "due_on_day": "99", "due_on_month": "x", "due_on_year": "2026"}]
)
def test_giving_out_what_makes_no_sense_is_told_and_changes_nothing(stage, at, sent):
    answer = at(stage.coordinator).post(reverse("workspace:assign", args=[stage.journey.ref]), sent)
    assert answer.status_code == 200 and not Assignment.objects.exists() and not OutgoingMail.objects.exists()


def test_somebody_who_left_is_no_longer_the_one_who_writes(stage):
    for _ in range(2):
        factories.contributor(stage.institution)  # three stay
    operations.assign(stage.response("CL1"), by=stage.coordinator, memberships=[member(stage.contributor)])
    Membership.objects.filter(person=stage.contributor.person).update(until_on=clock.today() - dt.timedelta(days=1))
    assert board_of(stage.journey).lines[0].writers == []


def test_the_assessor_sees_exactly_what_is_ticked(stage, at):
    there = reverse("workspace:share", args=[stage.journey.ref])
    client = at(stage.coordinator)
    client.post(there, {"c": ["CL1", "CI2"]})
    assert set(Response.objects.exclude(shared_at=None).values_list("criterion__code", flat=True)) == {"CL1", "CI2"}
    client.post(there, {"c": ["CI2", "nonsense"]})
    assert set(Response.objects.exclude(shared_at=None).values_list("criterion__code", flat=True)) == {"CI2"}
    client.post(there, {})
    assert not Response.objects.exclude(shared_at=None).exists()


def test_what_is_in_the_way_leads_to_where_it_is_put_right(stage, at, here):
    client = at(stage.coordinator)
    answer = client.get(here)
    assert answer.context["gaps"]
    for gap in [*answer.context["gaps"], *client.get(reverse("workspace:ask_signature", args=[stage.journey.ref])).context["missing"]]:
        assert client.get(gap["url"]).status_code == 200, gap


def test_what_comes_up_is_shown_and_what_is_past_or_done_is_not(stage):
    today = clock.today()
    for days, done in ((5, None), (-5, None), (9, today)):
        Milestone.objects.create(
            journey=stage.journey, what="drafts", label=f"in {days}", due_on=today + dt.timedelta(days=days), done_on=done
        )
    assert [date.label for date in board_of(stage.journey).coming] == ["in 5"]


def waits_for(actor, stage):
    thing = next_thing(actor, stage.journey, board_of(stage.journey))
    return thing["label"] if thing else ""


def test_the_one_next_thing_is_each_persons_own(stage):
    assert waits_for(stage.contributor, stage) == "Write it" and waits_for(stage.sponsor, stage) == ""  # a group of two
    operations.assign(stage.response("CL2"), by=stage.coordinator, memberships=[member(stage.contributor)])
    assert waits_for(stage.contributor, stage) == "Write it"
    factories.contributor(stage.institution)  # three now: not everything is everybody's
    assert waits_for(stage.coordinator, stage) == "Give them out"
    operations.assign_many(stage.journey, stage.responses(), by=stage.coordinator, memberships=[member(stage.contributor)])
    stage.complete()
    assert waits_for(stage.coordinator, stage) == "Read it"
    for response in stage.responses():
        operations.agree(response, by=stage.coordinator)
    assert waits_for(stage.coordinator, stage) == "Ask for signature"
    stage.ask()
    assert (
        waits_for(stage.sponsor, stage) == "Read and sign"
        and waits_for(stage.coordinator, stage) == ""
        and waits_for(stage.contributor, stage) == ""
    )
    stage.sign()
    assert waits_for(stage.coordinator, stage) == "Submit" and waits_for(stage.contributor, stage) == ""


def test_the_board_costs_at_most_twelve_queries_whatever_there_is_on_it(at, count_queries):
    counts = []
    for size in (1, 5):
        stage = make_stage(areas=size, criteria=size)
        client = at(stage.coordinator)
        address = reverse("workspace:board", args=[stage.journey.ref])
        stage.write("CL1", "Words")
        for _number in range(size * 3):
            factories.contributor(stage.institution)
        operations.assign_many(
            stage.journey, stage.responses(), by=stage.coordinator, memberships=Membership.objects.filter(institution=stage.institution)
        )
        client.get(address)
        with count_queries() as made:
            assert client.get(address).status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1] <= 12 + 1, [each["sql"][:150] for each in made]  # one more than the real site: the moved clock
