"""Asking for a page as somebody, at a stage: by Django's test client, which costs milliseconds. glass.py shows the answer."""

import io
import re

from django.core.management import call_command
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from qualitymark.awards.models import Award, Halfway
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions.models import Condition, FactComment
from qualitymark.institutions.models import PublicSlug
from qualitymark.interest.models import Enquiry
from qualitymark.practice.models import Example
from qualitymark.review.models import View
from qualitymark.selfassessment.models import Citation
from tests import factories, stages
from tests.house.test_hostile import client_for, real
from tests.routes import DEMO_ALONE

from .before import BEFORE
from .turns import TURNS

PAGES = "qualitymark/website/pages.yaml"


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
    "office:condition_": Condition,
    "workspace:condition": Condition,
    "office:halfway": Halfway,
    "workspace:halfway": Halfway,
    "office:reopen_halfway": Halfway,
}
EMPTY = {"csrfmiddlewaretoken": "sent", "code": ""}  # as a browser sends a form in which nothing was filled in
ROUTES = {}
for _name, _route in named_routes():
    if _name not in DEMO_ALONE:
        ROUTES.setdefault(_name, _route)  # of two addresses of one page, the first


class Stage:
    """An institution walked to a stage of the walk, or of `turns.py`, by the real operations; and everybody who may look at it."""

    def __init__(self, stage):
        self.cohort = factories.cohort()
        call_command("load_pages", PAGES, "--apply", stdout=io.StringIO())
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
        given = {"institution": self.institution.ref, "cohort": self.cohort.ref}
        if award := Award.objects.filter(institution=self.institution).order_by("-pk").first():
            slug = PublicSlug.objects.filter(institution=self.institution).latest("pk").slug
            given |= {"award": award.ref, "our-award/": award.ref, "check/": award.number, "register/": slug}
        if example := Example.objects.filter(state="published").order_by("-pk").first():
            given["practice/slug"] = example.slug
        if cited := Citation.objects.filter(response__criterion__code="CL1").order_by("-pk").first():
            given["citation"] = cited.ref
        return real(route, self.journey, **given)

    def _row_of(self, name):
        """The row that an address of its own kind is about, where its words do not tell."""
        return next((model.objects.order_by("-pk").first() for part, model in ABOUT.items() if name.startswith(part)), None)

    def client(self, who):
        if who not in self.clients:
            self.clients[who] = client_for(self.people[who], self.institution)
        return self.clients[who]

    def ask(self, name, who, how="asked", prefix="", then=None):
        """The answer to a page asked for, or to its form sent empty. `then(answer, client, address)` may go on from there; what all that
        changes is rolled back."""
        client = self.client(who)
        with transaction.atomic():
            if name in BEFORE:
                client, address = BEFORE[name](self.people[who])
            else:
                address = self.address(name)
            answer = client.post(prefix + address, EMPTY) if how == "sent" else client.get(prefix + address)
            if then is not None:
                then(answer, client, prefix + address)
            transaction.set_rollback(True)
        return answer


def is_page(answer):
    return not answer.streaming and answer.get("Content-Type", "").startswith("text/html")
