"""What the demo scheme is made of shows what it is there to show."""

import datetime as dt

import pytest
import yaml

from qualitymark.awards.models import RegisterWords
from qualitymark.core import clock
from qualitymark.desk.demo import findings, loader, sharing, talks
from qualitymark.institutions.models import Kind, PublicSlug
from qualitymark.journeys.models import CohortMember, Milestone
from qualitymark.journeys.queries import stage_counts
from qualitymark.journeys.states import State
from qualitymark.review.states import Level
from qualitymark.support.models import Discussion, NextStep

from .. import factories, stages

# The state in which a stage of the demo leaves a journey; none of it where there is no journey yet.
STATES = {"agreed": "agreed", "allocated": "allocated", "begun": "preparing", "preparing": "preparing", "awaiting_signature": "awaiting_signature",
          "submitted": "submitted", "in_review": "in_review", "awarded": "released", "awarded_conditions": "released"}  # fmt: skip


@pytest.mark.django_db
def test_the_demos_funder_is_shown_counts_and_none_that_is_small():
    scheme = yaml.safe_load((loader.HERE / "scheme.yaml").read_text(encoding="utf-8"))
    cohort = factories.cohort()
    for spec in scheme["institutions"]:
        assert spec["at"] in loader.STAGES
        if spec.get("cohort"):
            place = factories.institution()
            CohortMember.objects.create(cohort=cohort, institution=place, joined_on=factories.LONG_AGO)
            factories.journey(place, state=State(STATES[spec["at"]]), cohort=cohort)
    shown = [row.count for row in stage_counts(cohort) if row.count is not None]
    assert len(shown) >= 2 and min(shown) >= 5


@pytest.mark.django_db
def test_the_discussions_of_a_walk_are_held_on_working_days_that_have_come_and_close_their_dates(move_clock):
    one = stages.at("assigned")
    one.discussions = 3
    move_clock(clock.today() + dt.timedelta(days=55))
    talks.hold_discussions(one)
    held = Discussion.objects.filter(journey=one.journey)
    assert held.count() == 3
    for each in held:
        assert each.held_at == each.at and clock.date_of(each.at) <= clock.today() and clock.date_of(each.at).weekday() < 5
    assert not Milestone.objects.filter(journey=one.journey, what=Milestone.What.DISCUSSION, done_on=None).exists()
    assert NextStep.objects.filter(discussion__in=held, done_at=None).count() == 1


@pytest.mark.django_db
def test_a_holder_of_the_demo_says_on_the_register_whom_to_ask_and_where_the_support_is(client):
    one = stages.at("released")
    sharing.say_on_register(one, "nobody")
    assert not RegisterWords.objects.exists()
    sharing.say_on_register(one, "aldermoor")
    words = RegisterWords.objects.get()
    slug = PublicSlug.objects.get(institution=one.institution, current=True).slug
    page = client.get(f"/register/{slug}/").content.decode()
    assert words.contact_name in page and words.support_url in page


@pytest.mark.parametrize(
    ("kind", "says", "never"),
    [
        ("university", ["pro vice-chancellor for students", "twice a term"], ["deputy head", "half term", "learner"]),
        ("college", ["vice principal for learners", "each half term"], ["deputy head", "student"]),
        ("sixth_form", ["deputy head for learners"], ["vice principal"]),
    ],
)
def test_what_an_institution_of_the_demo_writes_is_in_the_words_of_its_kind(kind, says, never):
    responses = yaml.safe_load((loader.HERE / "responses.yaml").read_text(encoding="utf-8"))
    said = [loader._said({"kind": kind, "name": "Moorland", "key": "moorland"}, responses, code) for code in ("CL1", "CI5")]
    text = " ".join(f"{each.text} {each.evidence}" for each in said)
    assert all(word in text for word in says) and not any(word in text for word in never) and "{" not in text
    assert set(findings.SENIOR) == set(Kind.values)


@pytest.mark.django_db
def test_the_demos_findings_vary_and_an_area_with_something_not_yet_is_not_said_to_be_met():
    one = stages.at("assigned")
    one.not_yet = frozenset({"WB1"})
    assert (one.level_of("WB"), one.level_of("CL")) == ("not_yet", "meets")
    for area in findings.MET:
        codes = [f"{area}{number}" for number in range(1, 8)]
        first, second = ({code: findings.of_criterion(code, "met", "Moorland", by) for code in codes} for by in (False, True))
        assert len(set(first.values())) >= 4 and all(first[code] != second[code] for code in codes)
        assert first == {code: findings.of_criterion(code, "met", "Moorland", False) for code in codes}
    assert set(findings.AREAS) == set(findings.FEEDBACK) == set(Level.values)
