"""What crawlers are told to leave alone follows the addresses there are."""

import re

import pytest
from django.urls import get_resolver

from qualitymark.website.machines import CLOSED
from qualitymark.website.queries import STANDING

pytestmark = pytest.mark.once
# First pieces of addresses under which anybody may read.
OPEN = {
    "", "the-mark", "guidance", "readiness", "interest", "contact", "register", "check", "practice", "learning", "accessibility", "privacy",
    "healthz", "robots.txt", "sitemap.xml", ".well-known",
}  # fmt: skip


def first_pieces():
    found = set()
    for pattern in get_resolver().url_patterns:
        for each in getattr(pattern, "url_patterns", [pattern]):
            inner = getattr(each, "url_patterns", [each]) if str(each.pattern) == "" else [each]
            found |= {str(one.pattern).lstrip("^").partition("/")[0] for one in inner}
    return found


def test_every_first_piece_of_an_address_is_open_or_closed_to_crawlers():
    undeclared = first_pieces() - OPEN - {place.strip("/") for place in CLOSED}
    assert undeclared == set(), "say in website/machines.py that crawlers leave it alone, or here that it is public"


def test_no_public_page_is_closed_to_crawlers(client, db):
    told = re.findall(r"^Disallow: (\S+)$", client.get("/robots.txt").content.decode(), re.M)
    assert len(told) == 2 * len(CLOSED)
    assert [address for address in STANDING if any(address.startswith(place) for place in told)] == []
