"""Standing: one word, derived from dates, the row's state and its renewal."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.awards.models import Award
from qualitymark.awards.queries import standing, standings
from qualitymark.awards.queries.standings import in_force_on
from qualitymark.awards.standing import Facts, Renewal, standing_of
from qualitymark.awards.states import AwardState, Standing
from qualitymark.core import clock
from tests import factories
from tests.decisions.rows import submission

from . import rows

DAY = dt.timedelta(days=1)
STARTS, ENDS = dt.date(2027, 3, 3), dt.date(2030, 3, 2)
STANDS = {Standing.CURRENT, Standing.IN_RENEWAL}
days = st.dates(dt.date(2026, 1, 1), dt.date(2033, 12, 31))
renewals = st.none() | st.builds(
    Renewal, open=st.booleans(), taken_up=st.booleans(), first_round=st.booleans(), submitted_on=st.none() | days, last_day=st.none() | days,
    awaits_decision=st.booleans(),
)  # fmt: skip
facts_of_all_kinds = st.builds(
    Facts, public_record=st.booleans(), state=st.sampled_from(AwardState.values), starts_on=st.just(STARTS), ends_on=st.just(ENDS),
    ended_on=st.none() | days, stays_current=st.booleans(), grace_days=st.integers(0, 365), renewal=renewals,
)  # fmt: skip


def of(on, **facts):
    return standing_of(
        Facts(**({"public_record": False, "state": "in_force", "starts_on": STARTS, "ends_on": ENDS, "grace_days": 90} | facts)), on
    )


def renewal(**facts):
    return Renewal(**({"open": True, "taken_up": True, "first_round": True} | facts))


@given(facts_of_all_kinds, days)
def test_a_public_record_never_has_a_derived_standing(facts, on):
    assert (standing_of(facts, on) == Standing.NOT_RECORDED) == facts.public_record


@given(facts_of_all_kinds, days)
def test_what_a_person_decided_comes_before_any_date(facts, on):
    if not facts.public_record and facts.state != "in_force":
        assert standing_of(facts, on) == facts.state


@given(facts_of_all_kinds, days)
def test_current_is_said_within_the_term_and_in_renewal_only_after_it(facts, on):
    word = standing_of(facts, on)
    if word == Standing.CURRENT:
        assert on <= ENDS
    if word == Standing.IN_RENEWAL:
        assert on > ENDS and facts.renewal is not None and facts.renewal.open


@given(facts_of_all_kinds, days)
def test_without_an_open_renewal_nothing_stands_after_its_end(facts, on):
    if on > ENDS and (facts.renewal is None or not facts.renewal.open):
        assert standing_of(facts, on) not in STANDS


@given(facts_of_all_kinds, days)
def test_what_has_lapsed_stays_lapsed_while_nothing_else_changes(facts, on):
    if standing_of(facts, on) == Standing.LAPSED:
        for later in (1, 30, 400):
            assert standing_of(facts, on + later * DAY) == Standing.LAPSED


@given(facts_of_all_kinds, days)
def test_more_grace_never_takes_a_standing_away(facts, on):
    from dataclasses import replace

    if standing_of(facts, on) in STANDS:
        assert standing_of(replace(facts, grace_days=facts.grace_days + 30), on) in STANDS


@given(days.filter(lambda day: day >= ENDS))
def test_submitted_in_time_it_stays_current_until_release_however_long_that_takes(on):
    assert of(on + DAY, renewal=renewal(submitted_on=ENDS, awaits_decision=True)) == Standing.IN_RENEWAL
    assert of(on + DAY, renewal=renewal(submitted_on=ENDS, open=False)) == Standing.LAPSED


def test_the_days_of_grace_are_for_a_renewal_that_was_taken_up():
    assert of(ENDS) == Standing.CURRENT
    assert of(ENDS + DAY) == Standing.LAPSED
    assert of(ENDS + 90 * DAY, renewal=renewal()) == Standing.IN_RENEWAL
    assert of(ENDS + 91 * DAY, renewal=renewal()) == Standing.LAPSED
    assert of(ENDS + DAY, renewal=renewal(taken_up=False)) == Standing.LAPSED
    assert of(ENDS + 300 * DAY, renewal=renewal(submitted_on=ENDS + 90 * DAY)) == Standing.IN_RENEWAL
    assert of(ENDS + 300 * DAY, renewal=renewal(submitted_on=ENDS + 91 * DAY)) == Standing.LAPSED


def test_after_a_not_yet_it_stands_only_where_the_decision_said_so_and_while_the_round_can_be_sent():
    second = {"first_round": False, "submitted_on": STARTS, "last_day": ENDS + 100 * DAY}
    assert of(ENDS + DAY, renewal=renewal(**second)) == Standing.LAPSED
    assert of(ENDS + DAY, stays_current=True, renewal=renewal(**second)) == Standing.IN_RENEWAL
    assert of(ENDS + 101 * DAY, stays_current=True, renewal=renewal(**second)) == Standing.LAPSED
    assert of(ENDS + 200 * DAY, stays_current=True, renewal=renewal(**second, awaits_decision=True)) == Standing.IN_RENEWAL


@pytest.mark.django_db
def test_the_rows_give_the_same_word_as_the_facts(move_clock):
    award = rows.row()
    assert standing(award) == Standing.CURRENT
    journey = factories.journey(award.institution, state="preparing", renews_award_ref=award.ref)
    move_clock(award.ends_on + DAY)
    assert standing(award) == Standing.LAPSED
    journey.terms_accepted_at, journey.terms_accepted_by = clock.now(), factories.person()
    journey.save()
    factories.policy(grace_days=10)
    assert standing(award) == Standing.IN_RENEWAL
    assert list(Award.objects.filter(in_force_on(clock.today()))) == [award]
    move_clock(award.ends_on + 11 * DAY)
    assert standing(award) == Standing.LAPSED
    assert not Award.objects.filter(in_force_on(clock.today())).exists()


@pytest.mark.django_db
def test_a_renewal_submitted_by_the_last_day_keeps_it_until_release(move_clock):
    award = rows.row()
    move_clock(award.ends_on)
    journey = factories.journey(award.institution, state="submitted", renews_award_ref=award.ref)
    submission(journey)
    move_clock(award.ends_on + 200 * DAY)
    assert standing(award) == Standing.IN_RENEWAL
    type(journey).objects.filter(pk=journey.pk).update(state="withdrawn")
    assert standing(award) == Standing.LAPSED


@pytest.mark.django_db
def test_standings_of_many_take_no_more_queries_than_of_one(count_queries):
    long_ago = clock.today() - 500 * DAY
    made = [rows.row(starts_on=long_ago - 900 * DAY, ends_on=long_ago) for _ in range(20)]
    for award in made:
        factories.journey(award.institution, state="preparing", renews_award_ref=award.ref)
    with count_queries() as one:
        standings(made[:1])
    with count_queries() as many:
        standings(made)
    assert len(one) == len(many) <= 5  # one of them reads the moved clock
