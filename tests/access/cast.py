"""The whole cast around one institution, walked to a stage by the real operations: who asks at each door."""

import datetime as dt
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from qualitymark.actionplan.models import Action
from qualitymark.actionplan.operations import add_action, send_link
from qualitymark.awards.models import Award, Certificate
from qualitymark.awards.operations import open_halfway, set_register_words
from qualitymark.awards.rules import halfway_day
from qualitymark.awards.tasks import make_certificate
from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM, Capacity
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions.models import Decision, Report
from qualitymark.decisions.operations import ask_reconsideration, comment_on_facts
from qualitymark.decisions.tasks import make_report
from qualitymark.desk.demo.papers import paper
from qualitymark.desk.demo.walk import ask_to_clarify
from qualitymark.evidence.operations import add_file, report_problem
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.models import PublicSlug, Role
from qualitymark.institutions.operations import invite, recuse
from qualitymark.interest.operations import ask
from qualitymark.journeys.operations import ask_pause
from qualitymark.practice.models import Example
from qualitymark.practice.operations import consent, publish, write_words
from qualitymark.review.models import View
from qualitymark.selfassessment.models import Citation, Response
from qualitymark.selfassessment.operations import cite, share
from qualitymark.support.operations import add_note
from tests import factories, stages

# One letter a person, as table.py writes them.
CAST = {
    "v": "visitor",
    "l": "action owner by link",
    "c": "contributor",
    "k": "coordinator",
    "s": "sponsor",
    "f": "former coordinator",
    "e": "colleague of another institution",
    "a": "allocated assessor",
    "n": "assessor not allocated",
    "x": "assessor with a conflict",
    "r": "second reader",
    "p": "panel chair",
    "d": "panel member who takes no part",
    "O": "office",
    "X": "office with a conflict",
    "u": "funder",
    "t": "the allocated assessor, acting for another institution",
}


class World:
    """The journey, a browser for each letter of the cast, and what addresses name that has no row of its own."""

    def __init__(self, stage):
        elsewhere = factories.institution("Elsewhere College")
        cohort = factories.cohort()
        call_command("load_pages", "qualitymark/website/pages.yaml", "--apply", stdout=io.StringIO())
        policy = factories.policy(second_reading=Policy.SecondReading.ALWAYS)
        walk = stages.at(stage, policy=policy, shared=frozenset({"CL1"}))
        MORE.get(stage, lambda walk: None)(walk)
        home, journey = walk.institution, walk.fresh()
        self.journey, office = journey, walk.scheme.office
        conflicted, other_office = factories.assessor("Con Flicted"), factories.office("Conor Office")
        for actor in (conflicted, other_office):
            recuse(actor.person, home, by=office, why="employer")
        former = factories.coordinator(home, until_on=clock.today())
        people = {
            "c": next(each for role, each in walk.people.items() if role not in ("coordinator", "sponsor")), "k": walk.coordinator, "s": walk.people.get("sponsor") or factories.sponsor(home), "f": former,
            "e": factories.coordinator(elsewhere), "a": walk.assessor, "n": factories.assessor(), "x": conflicted, "r": walk.second,
            "p": walk.scheme.panel[0], "d": factories.panel(), "O": office, "X": other_office, "u": factories.funder(cohort),
            "t": factories.acting(factories.member(elsewhere, Role.CONTRIBUTOR, who=walk.assessor.person), elsewhere),
        }  # fmt: skip
        places = dict.fromkeys("ckfs", home) | dict.fromkeys("et", elsewhere)
        self.clients = {"v": Client(), "l": Client()} | {letter: _client(actor, places.get(letter)) for letter, actor in people.items()}
        self.given = self._given(walk, cohort)

    def _given(self, walk, cohort):
        """What addresses name that is not the newest row of its table."""
        home, office = self.journey.institution, walk.scheme.office
        invite(home, by=office, email="new@home.test", role=Role.CONTRIBUTOR, name="New Colleague")
        award, view = Award.objects.order_by("-pk").first(), View.objects.order_by("pk").first()
        action, cited = (
            Action.objects.order_by("pk").first(),
            Citation.objects.filter(response__criterion__code="CL1").order_by("-pk").first(),
        )
        example = Example.objects.order_by("-pk").first()
        told = {
            "invitation/token": _token("invitation"), "action/token": _token("action_link"), "citation": cited and cited.ref, "cohort": cohort.ref, "action": action and action.ref,
            "membership": home.memberships.filter(until_on=None).order_by("pk").first().ref, "check/": award and award.number,
            "register/": PublicSlug.objects.get(institution=home).slug, "view": view and view.ref, "practice/slug": example and example.slug, "person": walk.assessor.person.ref,
        }  # fmt: skip
        return {key: value for key, value in told.items() if value}


def _preparing(walk):
    """A file beside the links, an action whose owner has no account, a criterion shared, something that cannot be opened, a pause asked."""
    response = Response.objects.get(journey=walk.journey, criterion__code="CL1")
    by = walk.coordinator
    item = add_file(
        walk.institution,
        by=by,
        upload=SimpleUploadedFile("minutes.docx", paper("Minutes", walk.institution.name, ["We met."])),
        title="Minutes",
    )
    cite(response, by=by, item=item)
    action = add_action(
        walk.institution, by=by, journey=walk.journey, what="Ring everybody", why="They ask", measure="Calls made", criteria=["CL1"],
        owner_name="Ola Owner", owner_email="ola@home.test", due_on=clock.today() + dt.timedelta(days=60),
    )  # fmt: skip
    send_link(action, by=by)
    share([response], by=by)
    add_note(response, by=walk.assessor, sort="strong", text="Clear.")
    report_problem(item, by=walk.assessor, note="It asks for a password.")
    ask_pause(walk.fresh(), by=by, why="The adviser is ill.")
    ask(name="Vic Visitor", email="vic@visitor.test", language="en-gb", question="What does it cost?")


def _judging(walk):
    ask_to_clarify(walk)


def _checking(walk):
    decision = Decision.objects.get()
    comment_on_facts(decision, by=walk.coordinator, where="Area CL", text="We have two campuses.")


def _released(walk):
    """The papers made, words for the register, a half-way review open, a reconsideration asked."""
    decision, award = Decision.objects.get(), Award.objects.get()
    for report in Report.objects.all():
        make_report.func(report.ref)
    for certificate in Certificate.objects.all():
        make_certificate.func(certificate.ref)
    decision.conditions.create(text="Publish the offer page.", due_on=clock.today() + dt.timedelta(days=60))
    set_register_words(award, by=walk.coordinator, highlights="Keys on the first day.", agrees=True)
    opens = halfway_day(award)
    Award.objects.filter(pk=award.pk).update(starts_on=award.starts_on - (opens - clock.today()) - dt.timedelta(days=9))
    award.refresh_from_db()
    open_halfway(award, by=SYSTEM)
    ask_reconsideration(decision, by=walk.people["sponsor"], grounds="Something we sent was not read.")
    example = Example.objects.get()
    example = write_words(example, by=walk.coordinator, title="Keys on the first day", text="What we do.", name_institution=True)
    publish(consent(example, by=walk.coordinator), by=walk.scheme.office)


# What a stage has beside what the walk leaves there.
MORE = {"discussed_once": _preparing, "judged": _judging, "factual_check": _checking, "released": _released}


def _token(notice):
    """The one in the newest letter of that notice, which holds it alone."""
    letter = OutgoingMail.objects.filter(notice=notice).order_by("-pk").first()
    return re.search(r"/(?:action|invitation)/([^/\s]+)/", letter.body)[1] if letter else ""


def _client(actor, place):
    client = Client()
    client.force_login(actor.person)
    session = client.session
    session["acting_as"] = f"member:{place.ref}" if actor.capacity == Capacity.MEMBER else actor.capacity
    session.save()
    return client
