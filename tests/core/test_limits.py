"""How often an unknown visitor may do a thing: by connection, and so that nobody can push the counts out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from qualitymark.core import clock
from qualitymark.core.limits import TABLE, address_of, forget_old_counts, within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(db):
    cache.clear()


def rows():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("not an address", "not an address"),
    ],
)
def test_a_connection_is_counted_as_one_whatever_of_its_addresses_it_uses(written, counted):
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=written)) == counted


def test_a_flood_of_other_counts_does_not_push_one_out():
    assert within("knock", "somebody", 1, 300) and not within("knock", "somebody", 1, 300)
    for number in range(700):
        within("flood", str(number), 1, 300)
    assert not within("knock", "somebody", 1, 300)


def test_counts_that_have_run_out_are_taken_away_and_the_others_stay():
    within("old", "somebody", 1, -5)
    within("new", "somebody", 1, 300)
    assert rows() == 2
    assert forget_old_counts() == 1 and rows() == 1
    assert not within("new", "somebody", 1, 300)


def test_a_count_stands_for_the_whole_of_its_time_however_often_it_is_asked():
    for _time in range(4):
        within("knock", "somebody", 2, 3600)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MIN(expires) FROM {TABLE}")
        ends = cursor.fetchone()[0]
    ends = datetime.fromisoformat(ends) if isinstance(ends, str) else ends.replace(tzinfo=None)
    assert ends > clock.real_now().replace(tzinfo=None) + timedelta(minutes=59)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_pass_than_may():
    def knock(_number):
        try:
            return within("knock", "somebody", 5, 300)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(knock, range(16))) == 5
