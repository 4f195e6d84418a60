"""What a funder sees of a cohort: counts by stage, from which no member's stage can be worked out."""

import itertools
from collections import defaultdict

import pytest

from qualitymark.journeys.models import CohortMember
from qualitymark.journeys.queries import cohorts_visible_to, journeys_visible_to, stage_counts
from qualitymark.journeys.queries.counts import withheld
from tests import factories as make


def compositions(total, cells):
    for cut in itertools.combinations(range(total + cells - 1), cells - 1):
        edges = (-1, *cut, total + cells - 1)
        yield [right - left - 1 for left, right in itertools.pairwise(edges)]


@pytest.mark.once
@pytest.mark.properties
@pytest.mark.parametrize("minimum", [3, 5])
def test_no_withheld_count_can_be_worked_out_from_what_is_shown(minimum):
    for total in range(1, 19):
        alike = defaultdict(list)
        for raw in compositions(total, 4):
            alike[tuple(withheld(raw, minimum))].append(raw)
        for shown, possible in alike.items():
            for place, count in enumerate(shown):
                values = {raw[place] for raw in possible}
                if count is None:
                    assert len(values) > 1, (shown, possible)
                else:
                    assert values == {count} and (count == 0 or count >= minimum), (shown, possible)


@pytest.mark.once
def test_where_all_stand_at_one_stage_or_there_are_few_nothing_is_shown():
    assert withheld([0, 9, 0], 5) == [None] * 3
    assert withheld([2, 2, 0], 5) == [None] * 3
    assert withheld([], 5) == []


def cohort_at(*states):
    cohort = make.cohort()
    for state in states:
        member = make.institution()
        CohortMember.objects.create(cohort=cohort, institution=member, joined_on=make.LONG_AGO)
        if state:
            make.journey(member, state=state, cohort=cohort)
    return cohort


@pytest.mark.django_db
def test_counts_are_by_stage_and_a_small_one_is_withheld_with_those_beside_it():
    make.policy(cell_minimum=5)
    counts = stage_counts(cohort_at(*["preparing"] * 6, *["allocated"] * 5, "decided"))
    assert [count.count for count in counts] == [None, 5, 6, None, None, None]


@pytest.mark.django_db
def test_a_decision_made_but_not_released_is_counted_as_under_review():
    make.policy(cell_minimum=2)
    counts = stage_counts(cohort_at("with_panel", "decided", "factual_check", "released", "released", ""))
    assert counts[3].count is None or counts[3].count == 3
    assert "decided" not in " ".join(str(count.words).lower() for count in counts)


@pytest.mark.django_db
def test_a_funder_sees_their_cohort_and_no_journey():
    cohort = cohort_at("preparing")
    funder = make.funder(cohort)
    make.cohort()
    assert list(cohorts_visible_to(funder)) == [cohort]
    assert not journeys_visible_to(funder).exists()


@pytest.mark.django_db
def test_counting_costs_the_same_for_one_member_and_for_thirty(count_queries):
    make.policy()
    one, thirty = cohort_at("preparing"), cohort_at(*["preparing"] * 15, *["released"] * 15)
    with count_queries() as few:
        stage_counts(one)
    with count_queries() as many:
        stage_counts(thirty)
    assert len(few) == len(many)
