"""Instants are UTC, civil dates are London's, a due date ends at 23:59:59 there, and only a demo's clock moves."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core import clock


def test_a_summer_due_date_ends_an_hour_earlier_in_utc():
    assert clock.end_of(dt.date(2027, 7, 1)) == dt.datetime(2027, 7, 1, 22, 59, 59, tzinfo=dt.UTC)
    assert clock.end_of(dt.date(2027, 1, 1)) == dt.datetime(2027, 1, 1, 23, 59, 59, tzinfo=dt.UTC)


def test_half_past_eleven_at_night_in_utc_is_tomorrow_in_a_london_summer():
    assert clock.date_of(dt.datetime(2027, 7, 1, 23, 30, tzinfo=dt.UTC)) == dt.date(2027, 7, 2)


@pytest.mark.django_db
def test_a_moved_clock_moves_today(move_clock):
    move_clock(dt.date(2031, 2, 3))
    assert clock.today() == dt.date(2031, 2, 3)


@pytest.mark.django_db
def test_a_real_deployments_clock_cannot_be_moved(settings):
    settings.CLOCK_MOVABLE = False
    with pytest.raises(RuntimeError):
        clock.move_to(dt.date(2031, 2, 3))


@pytest.mark.properties
@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 240))
def test_adding_months_never_leaves_the_month_it_should_land_in(day, months):
    later = clock.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or later.day < day.day <= 31 and (later + dt.timedelta(days=1)).day == 1
