"""No page answers 500, whoever asks, with whatever address, query or form.

Every route is walked as several people, with junk and with real references in its address; a page that answers is then sent junk in
every field its own form names. What changes is rolled back after each question, so that the next finds the same world.
"""

import logging
import re
import traceback

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils.datastructures import MultiValueDict

from qualitymark.core.actor import Capacity
from tests import factories, stages
from tests.routes import real, routes

pytestmark = [pytest.mark.properties, pytest.mark.django_db]

JUNK = [
    "",
    "\x00",
    "-1",
    "9" * 400,
    "2026-02-30",
    "0001-01-01",
    "99999-12-31",
    "<script>alert(1)</script>",
    "%s%n{{x}}",
    "\u202e\ufffe🦄" * 2000,
]
ADDRESS_JUNK = {"int": ["0", "9" * 30], "slug": ["x" * 300, "-"], "uuid": ["00000000-0000-0000-0000-000000000000"]}
TEXT_JUNK = ["x" * 300, "%00", "%ED%A0%80", "..%5c.."]
SKIPPED = {"account_logout"}


def junk(route, turn):
    """The address with junk in each <converter:hole>."""
    pick = lambda sort: (ADDRESS_JUNK.get(sort, TEXT_JUNK))[turn % len(ADDRESS_JUNK.get(sort, TEXT_JUNK))]  # noqa: E731
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda hole: pick(hole[1] or "str"), route)


@pytest.fixture
def on_stage():
    """on_stage(stage): an institution walked there by the real operations; the journey, and the people who look at it."""

    def walked(stage):
        walk = stages.at(stage)
        people = {
            "visitor": None,
            "coordinator": walk.coordinator,
            "contributor": walk.people.get("contributor") or factories.contributor(walk.institution),
            "sponsor": walk.people.get("sponsor") or factories.sponsor(walk.institution),
            "office": walk.scheme.office,
            "assessor": walk.assessor,
            "panel": walk.scheme.panel[0],
            "funder": factories.funder(factories.cohort()),
        }
        return walk.fresh(), people

    return walked


def client_for(actor, place):
    client = Client()
    if actor is not None:
        client.force_login(actor.person)
        session = client.session
        session["acting_as"] = f"member:{place.ref}" if actor.capacity == Capacity.MEMBER else actor.capacity
        session.save()
    return client


def asked(found, who, method, client, path, data=None):
    """Ask, roll back, and note the fault if there was one. The answer, or None."""
    try:
        with transaction.atomic():
            answer = getattr(client, method)(path, data or {})
            answer.content if not answer.streaming else b"".join(answer.streaming_content)
            transaction.set_rollback(True)
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        ours = [frame for frame in traceback.extract_tb(fault.__traceback__) if "/qualitymark/" in frame.filename]
        place = ours[-1] if ours else where
        found.add(
            f"{who} {method} {path[:80]}: {type(fault).__name__}: {str(fault)[:120]} at {place.filename.split('/')[-1]}:{place.lineno}"
        )
        return None
    if answer.status_code >= 500:
        found.add(f"{who} {method} {path[:80]}: {answer.status_code}")
    return answer


def fields_of(answer):
    """The names of the fields of every form on a page, and which of them take files."""
    page = answer.content.decode(errors="replace") if not answer.streaming else ""
    tags = re.findall(r"<(?:input|select|textarea|button)\b[^>]*>", page)
    named = {match[1]: tag for tag in tags if (match := re.search(r'\bname="([^"]+)"', tag))}
    files = {name for name, tag in named.items() if 'type="file"' in tag}
    return {name for name in named if name != "csrfmiddlewaretoken"} - files, files


@pytest.mark.parametrize(
    "stage, who",
    [
        ("discussed_once", "visitor"),
        ("discussed_once", "coordinator"),
        ("discussed_once", "contributor"),
        ("discussed_once", "assessor"),
        ("awaiting_signature", "sponsor"),
        ("judged", "assessor"),
        ("second_read", "panel"),
        ("released", "office"),
        ("released", "coordinator"),
        ("released", "funder"),
    ],
)
def test_no_address_question_or_form_answers_500(on_stage, stage, who, caplog):
    journey, people = on_stage(stage)
    caplog.set_level(logging.CRITICAL, "django")
    caplog.set_level(logging.CRITICAL, "qualitymark")
    client, found, opened = client_for(people[who], journey.institution), set(), 0
    for name, route in routes():
        if name in SKIPPED or route.startswith("account/") and who != "visitor":
            continue  # the same for everybody
        if "<" in route:
            for turn in range(2):
                asked(found, who, "get", client, junk(route, turn))
        path = real(route, journey)
        answer = asked(found, who, "get", client, path)
        if answer is None or answer.status_code == 404:
            continue
        opened += 1
        plain, files = fields_of(answer)
        for value in JUNK[1:4]:
            asked(found, who, "get", client, path, dict.fromkeys([*plain, "q", "page", "next", "nation", "kind"], value))
        empty = asked(found, who, "post", client, path, {})
        if empty is not None and empty.status_code == 405:
            continue
        # Junk in every field, each time another in each.
        for turn in range(0, len(JUNK), 2):
            data = MultiValueDict({name: [JUNK[(turn + place) % len(JUNK)]] * 2 for place, name in enumerate(sorted(plain))})
            for name in files:
                data[name] = SimpleUploadedFile("x" * 300 + ".pdf", b"\x00not a pdf", "application/pdf")
            asked(found, who, "post", client, path, data)
    assert opened > 10
    assert found == set(), "\n" + "\n".join(sorted(found))
