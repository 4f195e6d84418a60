"""How often a letter may be asked for with an address alone: a stranger cannot keep its owner out, nor fill their mailbox."""

import datetime as dt
import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.middleware.csrf import _does_token_match, get_token
from django.test import Client
from django.utils import timezone

from qualitymark.accounts import asking
from qualitymark.core.models import OutgoingMail

from .. import factories
from .test_sign_in import ask_code, code_for, signed_in

pytestmark = pytest.mark.django_db
FORMS = {"code": "/account/login/", "password": "/account/password/reset/"}
CONFIRM = "/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def who():
    return factories.coordinator(factories.institution()).person


@pytest.fixture
def minutes_on(monkeypatch):
    """minutes_on(6): six minutes later, for sessions and counts."""
    gone, second, now = [0], time.time, timezone.now
    monkeypatch.setattr(time, "time", lambda: second() + 60 * gone[0])
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: now() + dt.timedelta(minutes=gone[0]))

    def pass_by(minutes):
        gone[0] += minutes

    return pass_by


def stranger(number):
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def asked_by_strangers(address, path="/account/login/", times=100, connections=1):
    """How many of these were not refused."""
    return sum(
        stranger(number).post(path, {"email": address}).status_code == 302 for number in range(1, connections + 1) for _time in range(times)
    )


def ask_until_refused(address, path, minutes_on):
    """From one connection, for an hour, as often as it may."""
    taken = 0
    for _time in range(9):
        taken += asked_by_strangers(address, path, times=5)
        minutes_on(6)
    return taken


@pytest.mark.parametrize("what", FORMS)
def test_one_connection_asks_three_times_in_five_minutes_and_six_times_an_hour(who, what, minutes_on):
    assert asked_by_strangers(who.email, FORMS[what], times=5) == 3
    minutes_on(6)
    assert ask_until_refused(who.email, FORMS[what], minutes_on) == 3
    minutes_on(10)
    assert asked_by_strangers(who.email, FORMS[what], times=5) == 3


@pytest.mark.parametrize("what", FORMS)
def test_all_connections_together_cause_so_many_letters_an_hour_and_no_more(who, what):
    assert asked_by_strangers(who.email, FORMS[what], times=4, connections=20) == asking.FROM_EVERYWHERE
    factories.answer_askers()
    assert OutgoingMail.objects.filter(to_address=who.email).count() == asking.FROM_EVERYWHERE


def test_who_is_asked_for_from_another_connection_up_to_the_limit_still_gets_a_code_and_signs_in(client, who, minutes_on):
    assert ask_until_refused(who.email, "/account/login/", minutes_on) == 6
    assert "an hour" in stranger(1).post("/account/login/", {"email": who.email}).content.decode()
    assert ask_code(client, who.email).status_code == 302
    client.post(CONFIRM, {"code": code_for(who.email)})
    assert signed_in(client)


def test_in_a_browser_where_one_signed_in_before_even_many_connections_keep_nobody_out(client, who):
    client.force_login(who)
    client.get("/home/")
    client.post("/account/logout/")
    assert not signed_in(client)
    asked_by_strangers(who.email, times=4, connections=20)
    asked_by_strangers(who.email, times=4)
    assert "an hour" in Client().post("/account/login/", {"email": who.email}).content.decode()
    assert ask_code(client, who.email).status_code == 302
    client.post(CONFIRM, {"code": code_for(who.email)})
    assert signed_in(client)


def test_the_browser_of_somebody_else_has_no_count_of_its_own_for_this_address(client, who):
    other = factories.coordinator(factories.institution()).person
    client.force_login(other)
    client.get("/home/")
    client.post("/account/logout/")
    assert not signed_in(client)
    assert [client.post("/account/login/", {"email": who.email}).status_code for _time in range(4)] == [302, 302, 302, 200]
    assert ask_code(client, other.email).status_code == 302


def test_a_code_that_somebody_else_asked_for_does_not_spend_the_one_in_hand_and_signs_in_nobody_here(client, who):
    ask_code(client, who.email)
    mine = code_for(who.email)
    theirs = stranger(1)
    ask_code(theirs, who.email)
    newest = code_for(who.email)
    for _time in range(6):
        theirs.post(CONFIRM, {"code": "WRONG"})
    client.post(CONFIRM, {"code": newest})
    assert not signed_in(client)
    client.post(CONFIRM, {"code": mine})
    assert signed_in(client) and not signed_in(theirs)


def test_another_code_is_sent_from_the_page_where_the_first_is_awaited_and_is_the_one_that_counts(client, who):
    page = client.get(ask_code(client, who.email)["Location"]).content.decode()
    assert 'action="/account/login/"' in page and f'name="email" value="{who.email}"' in page
    first = code_for(who.email)
    assert ask_code(client, who.email)["Location"].startswith(CONFIRM)
    second = code_for(who.email)
    client.post(CONFIRM, {"code": first})
    assert not signed_in(client)
    client.post(CONFIRM, {"code": second})
    assert signed_in(client)


def test_who_asks_too_often_is_led_back_to_where_the_code_in_hand_is_typed(client, who):
    assert CONFIRM not in client.get("/account/login/").content.decode()
    for _time in range(3):
        ask_code(client, who.email)
    refused = client.post("/account/login/", {"email": who.email}).content.decode()
    assert "wait five minutes" in refused and CONFIRM in refused
    client.post(CONFIRM, {"code": code_for(who.email)})
    assert signed_in(client)


@pytest.mark.parametrize("what", FORMS)
def test_an_address_that_is_nobodys_is_counted_and_refused_alike(who, what):
    known, unknown = (
        [stranger(7).post(FORMS[what], {"email": address}) for _time in range(4)] for address in (who.email, "no@example.test")
    )
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown] == [302, 302, 302, 200]


def test_capitals_make_no_other_address(who):
    assert [asked_by_strangers(address, times=2) for address in (who.email, who.email.upper())] == [2, 1]


def test_a_session_that_somebody_planted_is_another_once_the_owner_has_signed_in(client, who):
    """Somebody asks for a code in a session of their own and has the owner type it there: the session they know signs nobody in."""
    theirs, name = stranger(1), settings.SESSION_COOKIE_NAME
    ask_code(theirs, who.email)
    planted = theirs.cookies[name].value
    client.cookies[name] = planted
    before = get_token(client.get(CONFIRM).wsgi_request)
    client.post(CONFIRM, {"code": code_for(who.email)})
    assert signed_in(client) and client.cookies[name].value != planted
    assert not Session.objects.filter(session_key=planted).exists() and not signed_in(theirs)
    assert not _does_token_match(before, client.cookies[settings.CSRF_COOKIE_NAME].value)
