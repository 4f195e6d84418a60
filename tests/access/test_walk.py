"""Every route, asked by the whole cast, against the declared table."""

import re

import pytest
from django.db import transaction

from qualitymark.core.models import Entry, OutgoingMail
from tests.routes import real, routes

from .cast import CAST, World
from .table import STAGES, doors

pytestmark = [pytest.mark.access, pytest.mark.once]
SIGNED_OUT = "vl"
# django-allauth's own pages: about the person who asks and nobody else. tests/accounts has them.
OWN = ("account_", "mfa_")


def test_every_route_is_declared_and_nothing_else_is():
    there = {name for name, _route in routes() if not name.startswith(OWN)}
    declared = {name for stage in STAGES for name in doors(stage)}
    assert there - declared == set(), "say in table.py who gets through"
    assert declared - there == set(), "no such route"


def _letters(said):
    everybody = "".join(CAST)
    signed_in = "".join(letter for letter in CAST if letter not in SIGNED_OUT)
    said, _but, not_these = said.partition("~")
    return set(said.replace("*", everybody).replace("+", signed_in)) - set(not_these)


def _asked(client, method, path):
    """(answer, did it leave anything behind?), rolled back."""
    with transaction.atomic():
        before = Entry.objects.count(), OutgoingMail.objects.count()
        answer = getattr(client, method)(path)
        left = (Entry.objects.count(), OutgoingMail.objects.count()) != before
        transaction.set_rollback(True)
    return answer, left


def _body(answer, path):
    """The page without what names the address itself or is new each time."""
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", text.replace(path, "")) if text else ""


def _wrong_with(letter, path, client, mine, told):
    """What is not as declared about this person at this door, in a few words; empty where all is."""
    answer, _left = _asked(client, "get", path)
    code = answer.status_code
    to_sign_in = code == 302 and "/account/login/" in answer["Location"]
    if letter in mine:
        return "" if code in (200, 302, 405, 409) and not to_sign_in else f"GET {code}, theirs"
    if to_sign_in:
        return "" if letter in SIGNED_OUT else "GET led to signing in"
    expected = (403, 405) if letter in told else (404, 405)
    if code not in expected:
        return f"GET {code}, not {expected[0]}"
    answer, left = _asked(client, "post", path)
    if answer.status_code == 302 and "/account/login/" in answer["Location"] and letter in SIGNED_OUT:
        return ""
    if answer.status_code not in (expected[0], *((405,) if code != 405 else ())) or left:
        return f"POST {answer.status_code}{', and something was written' if left else ''}, not {expected[0]}"
    return ""


@pytest.fixture(autouse=True)
def quiet(caplog):
    """A fault is told in one list, not beside a line of the log for each door that stayed shut."""
    caplog.set_level("CRITICAL", "django.request")


@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES)
def test_each_person_gets_through_the_doors_that_are_theirs_and_no_other(stage):
    world, wrong = World(stage), []
    addresses = dict(routes())
    for name, (mine, told) in doors(stage).items():
        path = real(addresses[name], world.journey, **world.given)
        for letter, client in world.clients.items():
            if fault := _wrong_with(letter, path, client, _letters(mine), _letters(told)):
                wrong.append(f"{name} {letter} ({CAST[letter]}): {fault} at {path}")
    assert wrong == [], "\n" + "\n".join(wrong)


@pytest.mark.django_db
def test_nothing_there_looks_the_same_for_strangers_conflicts_and_addresses_that_do_not_exist():
    world = World("judged")
    for name in ("casework:journey", "casework:review", "workspace:board"):
        route = dict(routes())[name]
        path, nowhere = real(route, world.journey, **world.given), real(route, world.journey, journey="zzzzzzzzzzzz", view="zzzzzzzzzzzz")
        for letter in "nxedu":
            there, none = (_asked(world.clients[letter], "get", each)[0] for each in (path, nowhere))
            assert there.status_code == none.status_code == 404, (name, letter)
            assert _body(there, path) == _body(none, nowhere), (name, letter)
    stranger, conflicted = (_asked(world.clients[letter], "get", path)[0] for letter in "nx")
    assert _body(stranger, path) == _body(conflicted, path)
