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
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.datastructures import MultiValueDict

from qualitymark.core.actor import Capacity
from tests import factories

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
ADDRESS_JUNK = {
    "int": ["0", "9" * 30],
    "slug": ["x" * 300, "-"],
    "str": ["x" * 300, "%00", "%ED%A0%80", "..%5c.."],
    "path": ["../../etc/passwd"],
}
ADDRESS_JUNK["uuid"] = ["00000000-0000-0000-0000-000000000000"]
SKIPPED = {"account_logout"}


def routes(patterns=None, prefix=""):
    """The address of every route, with its <converter:hole> still in it; English ones only."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        piece = str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, prefix + piece)
        elif isinstance(each, URLPattern) and each.name not in SKIPPED and "^" not in piece:
            yield prefix + piece


def filled(route, values):
    """The address with each <converter:hole> filled with `values(converter)`."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda hole: values(hole[1] or "str"), route)


def junk_for(sort, turn):
    junk = ADDRESS_JUNK.get(sort, ["x"])
    return junk[turn % len(junk)]


@pytest.fixture
def world():
    """A small world with one row of much, and the people who look at it."""
    place = factories.institution()
    one = factories.journey(place)
    answer = factories.response(one, text="We have a named contact.")
    cast = {
        "visitor": None,
        "coordinator": factories.coordinator(place),
        "contributor": factories.contributor(place),
        "sponsor": factories.sponsor(place),
        "office": factories.office(),
        "assessor": factories.assessor(),
        "panel": factories.panel(),
        "funder": factories.funder(factories.cohort()),
    }
    factories.party(one, cast["assessor"], "assessor")
    sent = factories.submission(one)
    refs = [place.ref, one.ref, answer.ref, sent.ref, cast["coordinator"].person.ref, one.edition.code, "CL1", "CL", "1"]
    return place, cast, [str(ref) for ref in refs]


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


@pytest.mark.parametrize("who", ["visitor", "coordinator", "contributor", "sponsor", "office", "assessor", "panel", "funder"])
def test_no_address_question_or_form_answers_500(world, who, caplog):
    place, cast, refs = world
    caplog.set_level(logging.CRITICAL, "django")
    caplog.set_level(logging.CRITICAL, "qualitymark")
    client, found, opened = client_for(cast[who], place), set(), 0
    for route in routes():
        if route.startswith("account/") and who not in ("visitor", "coordinator"):
            continue  # the same for everybody who is signed in
        if "<" in route:
            for turn in range(4):
                asked(found, who, "get", client, filled(route, lambda sort, turn=turn: junk_for(sort, turn)))
        for path in dict.fromkeys(filled(route, lambda sort, ref=ref: ref) for ref in refs):
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
                data = MultiValueDict({name: [JUNK[(turn + place_of) % len(JUNK)]] * 2 for place_of, name in enumerate(sorted(plain))})
                for name in files:
                    data[name] = SimpleUploadedFile("x" * 300 + ".pdf", b"\x00not a pdf", "application/pdf")
                asked(found, who, "post", client, path, data)
    assert opened > 5
    assert found == set(), "\n" + "\n".join(sorted(found))
