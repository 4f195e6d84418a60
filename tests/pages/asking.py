"""Asking for a page as somebody, at a stage, and showing the answer to a real browser with the real stylesheet.

The pages come from Django's test client, which costs milliseconds; the browser is given them word for word through a door of its own.
"""

import mimetypes
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from qualitymark.awards.models import Halfway
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions.models import FactComment
from qualitymark.interest.models import Enquiry
from qualitymark.journeys.models import Cohort
from qualitymark.practice.models import Example
from qualitymark.review.models import View
from tests import factories, stages
from tests.house.test_hostile import client_for, real
from tests.routes import DEMO_ALONE

from .turns import TURNS

SITE = "http://pages.test"
HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")


def named_routes(patterns=None, prefix="", spaces=()):
    """Every route: its full name, and its address with the <converter:hole> still in it."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        piece = str(each.pattern)
        if isinstance(each, URLResolver):
            yield from named_routes(each.url_patterns, prefix + piece, (*spaces, *filter(None, [each.namespace])))
        elif isinstance(each, URLPattern):
            yield ":".join([*spaces, each.name]), prefix + piece


ABOUT = {
    "casework:review": View,
    "casework:recommend": View,
    "casework:ask": View,
    "office:letter": OutgoingMail,
    "office:enquiry": Enquiry,
    "office:practice_": Example,
    "office:answer_comment": FactComment,
    "casework:meeting": Cohort,
    "office:halfway": Halfway,
    "workspace:halfway": Halfway,
    "office:reopen_halfway": Halfway,
}
ROUTES = {}
for _name, _route in named_routes():
    if _name not in DEMO_ALONE:
        ROUTES.setdefault(_name, _route)  # of two addresses of one page, the first


class Stage:
    """An institution walked to a stage of the walk, or of `turns.py`, by the real operations; and everybody who may look at it."""

    def __init__(self, stage):
        self.cohort = factories.cohort()
        walk = TURNS[stage](self.cohort) if stage in TURNS else stages.at(stage)
        self.journey = walk.fresh() if walk.journey else None
        self.institution = walk.institution
        of, cast = walk.institution, walk.scheme
        self.people = {
            "visitor": None,
            "coordinator": walk.people.get("coordinator") or factories.coordinator(of),
            "contributor": walk.people.get("contributor") or factories.contributor(of),
            "sponsor": walk.people.get("sponsor") or factories.sponsor(of),
            "office": cast.office,
            "assessor": cast.assessors["first"],
            "second": cast.assessors["second"],
            "panel": cast.panel[0],
            "funder": factories.funder(self.cohort),
            "newcomer": factories.assessor("Nia Newcomer"),
        }
        self.clients = {}

    def address(self, name):
        if self.journey is None:
            holder = type("Nothing", (), {"ref": "none", "institution": self.institution})
            return real(ROUTES[name], holder)
        about = self._row_of(name)
        route = re.sub(r"<\w+:ref>", about.ref, ROUTES[name]) if about else ROUTES[name]
        return real(route, self.journey)

    def _row_of(self, name):
        """The row that an address of its own kind is about, where its words do not tell."""
        return next((model.objects.order_by("-pk").first() for part, model in ABOUT.items() if name.startswith(part)), None)

    def ask(self, name, who, how="asked", prefix=""):
        """The answer to a page asked for, or to its form sent empty; what that changes is rolled back."""
        if who not in self.clients:
            self.clients[who] = client_for(self.people[who], self.institution)
        with transaction.atomic():
            answer = getattr(self.clients[who], "post" if how == "sent" else "get")(prefix + self.address(name))
            transaction.set_rollback(True)
        return answer


def is_page(answer):
    return not answer.streaming and answer.get("Content-Type", "").startswith("text/html")


class Glass:
    """A browser window that shows a given page under a given address, with the project's own static files and nothing else."""

    def __init__(self, browser, width=1280):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
        self.page, self.html = self.context.new_page(), ""
        self.page.route("**/*", self.serve)

    def serve(self, route):
        path = route.request.url.removeprefix(SITE).split("?")[0]
        if route.request.is_navigation_request():
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=self.html)
        elif path.startswith("/static/") and (file := finders.find(HASHED.sub("", path.removeprefix("/static/")))):
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            route.fulfill(status=200, content_type=kind, body=Path(file).read_bytes())
        else:
            route.abort()

    def show(self, html):
        self.html = html
        self.page.goto(SITE + "/page/", wait_until="load")
        return self.page

    def faults(self, html, axe):
        """What axe finds at the width of a desk, and whether the page moves sideways on a narrow phone."""
        self.page.set_viewport_size({"width": 1280, "height": 900})
        found = axe(self.show(html))
        self.page.set_viewport_size({"width": 320, "height": 900})
        wide = self.page.evaluate("document.scrollingElement.scrollWidth")
        return found + ([f"{wide} px wide on a phone of 320"] if wide > 320 else [])

    def close(self):
        self.context.close()
