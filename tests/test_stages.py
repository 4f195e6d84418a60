"""The walk that the demo and many tests stand on reaches every stage of the lifecycle."""

import pytest

from qualitymark.awards.models import Award
from qualitymark.core import audit
from qualitymark.journeys.states import State

from . import stages

pytestmark = pytest.mark.django_db


def test_a_walk_to_the_end_awards_the_mark_and_leaves_a_whole_record():
    walk = stages.at("released")
    assert walk.fresh().state == State.RELEASED
    assert Award.objects.get(institution=walk.institution).decision_id == walk.decision.pk
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("agreed", State.AGREED),
        ("allocated", State.ALLOCATED),
        ("preparing", State.PREPARING),
        ("awaiting_signature", State.AWAITING_SIGNATURE),
        ("submitted", State.SUBMITTED),
        ("in_review", State.IN_REVIEW),
        ("second_read", State.WITH_PANEL),
        ("decided", State.DECIDED),
        ("factual_check", State.FACTUAL_CHECK),
    ],
)
def test_a_walk_stops_where_it_is_told(stage, state):
    assert stages.at(stage).fresh().state == state


def test_a_notable_level_brings_a_second_reader():
    walk = stages.at("recommended", levels={"CL": "exceptional"})
    assert walk.fresh().state == State.SECOND_READING
    stages.steps.read_again(walk)
    assert walk.fresh().state == State.WITH_PANEL


def test_a_not_yet_opens_only_the_criteria_named():
    walk = stages.at("released", outcome="not_yet", not_yet=frozenset({"CL2"}))
    assert walk.fresh().state == State.PREPARING
    assert [response.criterion.code for response in stages.steps.responses_of(walk)] == ["CL2"]
    assert not Award.objects.exists()
