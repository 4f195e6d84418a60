"""One institution's walk through the mark, by the real operations: what the demo is made of, and what tests stand on.

Each step takes the walk as it is and makes it one stage longer. Steps are listed in order in STEPS; `walk_to` runs them up to a stage.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from qualitymark.accounts.models import Person
from qualitymark.actionplan.operations import add_action
from qualitymark.assessors import operations as assessors
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions import operations as decisions
from qualitymark.decisions.models import Decision
from qualitymark.desk.acting import actor_for
from qualitymark.evidence import operations as evidence
from qualitymark.frameworks.models import Criterion
from qualitymark.institutions.models import Institution, Membership
from qualitymark.institutions.operations import accept_invitation, invite, open_invitation
from qualitymark.interest.operations import record_conversation, send_interest
from qualitymark.journeys import operations as journeys
from qualitymark.journeys.models import FeeLine, Journey, Milestone
from qualitymark.journeys.queries import balance, terms_in_use
from qualitymark.review import operations as review
from qualitymark.review.models import View
from qualitymark.selfassessment import operations as selfassessment
from qualitymark.selfassessment.models import Response
from qualitymark.selfassessment.queries.content import content_of
from qualitymark.support import operations as support

from . import findings
from .talks import hold_discussions

LINK = re.compile(r"/invitation/([\w-]+)/")


@dataclass
class Scheme:
    """Who of the scheme takes part in the walks."""

    office: Actor
    assessors: dict[str, Actor]
    panel: list[Actor]
    cohort: Any = None


@dataclass
class Said:
    """What an institution writes for a criterion, and what it shows and sets itself. `file` is (name, bytes) or None for a link."""

    text: str
    evidence: str
    place: str
    file: tuple[str, bytes] | None = None
    action: tuple[str, str, str] | None = None


@dataclass
class Walk:
    """One institution on its way. `words(code)` gives what it writes; `people` are actors by role."""

    scheme: Scheme
    institution: Institution
    contact: tuple[str, str]  # name, address
    senior: tuple[str, str]
    words: Callable[[str], Said]
    assessor: Actor
    second: Actor | None = None
    colleagues: list[tuple[str, str, str]] = field(default_factory=list)  # name, address, department
    by_group: bool = False
    scope_names: str = ""
    language: str = "en-gb"
    levels: dict[str, str] = field(default_factory=dict)  # an area's level, where it is not "meets"
    not_yet: frozenset[str] = frozenset()  # criteria judged so
    discussions: int = 1  # held before the signature
    shared: frozenset[str] = frozenset({"WB4"})  # criteria that the assessor finds worth sharing
    outcome: str = "awarded"
    people: dict[str, Actor] = field(default_factory=dict)
    interest: Any = None
    journey: Any = None
    submission: Any = None
    view: Any = None
    decision: Any = None
    award: Any = None

    def member(self, person: Person) -> Actor:
        actor = actor_for(person, f"member:{self.institution.ref}", "walk")
        if actor is None:
            raise LookupError(f"{person} has no role in {self.institution}.")
        return actor

    @property
    def coordinator(self) -> Actor:
        return self.people["coordinator"]

    def level_of(self, area: str) -> str:
        """An area with a criterion that is not yet met is itself not yet there."""
        lacks = any(code.rstrip("0123456789") == area for code in self.not_yet)
        return "not_yet" if lacks else self.levels.get(area, "meets")

    def fresh(self) -> Journey:
        self.journey = Journey.objects.select_related("institution", "edition", "policy", "cohort").get(pk=self.journey.pk)
        return self.journey


def take_up(walk: Walk, address: str) -> Actor:
    """Accept the newest invitation sent to an address, by the link in its letter."""
    letters = OutgoingMail.objects.filter(to_address=address, body__contains="/invitation/").order_by("-pk")
    for letter in letters:
        token = LINK.search(letter.body)
        invitation = open_invitation(token[1]) if token else None
        if token and invitation is not None and invitation.accepted_at is None:
            return walk.member(accept_invitation(invitation, token=token[1]))
    raise LookupError(f"No open invitation was sent to {address}.")


def express_interest(walk: Walk) -> None:
    name, address = walk.contact
    senior, senior_address = walk.senior
    walk.interest = send_interest(
        institution=walk.institution, scope="named" if walk.scope_names else "whole", scope_names=walk.scope_names, contact_name=name,
        contact_role="Widening participation manager", contact_email=address, contact_phone="", senior_name=senior, senior_role=findings.SENIOR[walk.institution.kind].capitalize(),
        senior_email=senior_address, says_member=walk.institution.scheme_member, cohort_name=walk.scheme.cohort.name if walk.scheme.cohort else "",
        language=walk.language, message="We have read the guidance and would like to begin next term.", readiness={"CL": "yes", "WB": "partly"},
    )  # fmt: skip


def talk(walk: Walk) -> None:
    note = "An hour by video with the contact and the senior person. They know where they stand; the working group is half formed."
    record_conversation(walk.interest, by=walk.scheme.office, on=clock.today(), note=note)


def go_ahead(walk: Walk) -> None:
    answer = "Thank you for talking with us. You are ready to begin, and we look forward to working with you."
    walk.journey = journeys.go_ahead(walk.interest, by=walk.scheme.office, answer=answer, cohort=walk.scheme.cohort, by_group=walk.by_group)
    walk.people["coordinator"] = walk.member(Person.objects.get(email=walk.contact[1]))
    walk.people["sponsor"] = take_up(walk, walk.senior[1])


def invite_colleagues(walk: Walk) -> None:
    for name, address, department in walk.colleagues:
        invite(walk.institution, by=walk.coordinator, email=address, name=name, role="contributor", department=department)
        walk.people[department] = take_up(walk, address)


def accept_and_pay(walk: Walk) -> None:
    journeys.accept_terms(walk.journey, by=walk.coordinator, read=terms_in_use(walk.journey).sha256)
    if walk.scheme.cohort is None:
        journeys.set_billing(
            walk.journey, by=walk.coordinator, payer=walk.institution.name, contact_name="Accounts payable",
            contact_email=f"payables@{walk.contact[1].split('@')[1]}", address="Finance office", purchase_order="PO-20417",
        )  # fmt: skip
    owed = balance(walk.fresh())
    if owed:
        line = FeeLine.objects.get(journey=walk.journey)
        journeys.settle(line, by=walk.scheme.office, sort="paid", pence=owed, on=clock.today(), invoice_reference="INV-0117")


def offer(walk: Walk) -> None:
    answer_by = clock.today() + dt.timedelta(days=7)
    allocation = assessors.offer(walk.fresh(), by=walk.scheme.office, person=walk.assessor.person, capacity="assessor", answer_by=answer_by)
    allocation = assessors.declare(allocation, by=walk.assessor, conflict=False)
    assessors.accept(allocation, by=walk.assessor)


def agree_dates(walk: Walk) -> None:
    today = clock.today()
    dates: list[tuple[str, int, str, dt.date]] = [
        (Milestone.What.DISCUSSION, number, "", today + dt.timedelta(days=20 * number)) for number in (1, 2, 3)
    ]
    dates.append((Milestone.What.DRAFTS, 0, "", today + dt.timedelta(days=50)))
    journeys.agree_dates(walk.fresh(), by=walk.assessor, submit_by=today + dt.timedelta(days=90), dates=dates)


def responses_of(walk: Walk) -> list[Response]:
    selfassessment.prepare_responses(walk.fresh(), by=walk.coordinator)
    rows = Response.objects.filter(journey=walk.journey, open=True).select_related("criterion__area", "journey__institution")
    return list(rows.order_by("criterion__number"))


def assign(walk: Walk) -> None:
    """Spread the criteria over the colleagues, area by area."""
    colleagues = [actor for role, actor in walk.people.items() if role not in ("coordinator", "sponsor", "second_coordinator")]
    if not colleagues:
        return
    for response in responses_of(walk):
        due_on = clock.today() + dt.timedelta(days=25 + 7 * response.criterion.area.number)
        turn = colleagues[response.criterion.area.number % len(colleagues)]
        memberships = Membership.objects.filter(person=turn.person, institution=walk.institution, until_on=None)
        selfassessment.assign(response, by=walk.coordinator, memberships=list(memberships), due_on=due_on)


def write(walk: Walk, responses: list[Response], *, finish: bool = True) -> None:
    """Text, evidence and actions for some responses; `finish` says them ready and agrees them."""
    for response in responses:
        said = walk.words(response.criterion.code)
        by = walk.coordinator
        response = selfassessment.save_response(response, by=by, text=said.text, base=response.version)
        if said.file is not None:
            name, content = said.file
            item = evidence.add_file(walk.institution, by=by, upload=SimpleUploadedFile(name, content), title=said.evidence)
        else:
            address = f"https://www.{walk.contact[1].split('@')[1]}/{response.criterion.code.lower()}"
            item = evidence.add_link(walk.institution, by=by, url=address, title=said.evidence)
        selfassessment.cite(response, by=by, item=item, place=said.place, why="It says so in full")
        if said.action is not None:
            what, why, measure = said.action
            add_action(
                walk.institution, by=by, journey=walk.journey, what=what, why=why, measure=measure, criteria=[response.criterion.code],
                owner=by.person, due_on=clock.today() + dt.timedelta(days=200),
            )  # fmt: skip
        if finish:
            selfassessment.agree(selfassessment.say_ready(response, by=by), by=by)


def write_all(walk: Walk) -> None:
    write(walk, responses_of(walk))


def share_and_support(walk: Walk, codes: tuple[str, ...] = ("WB5", "CI1")) -> None:
    """Share some criteria for discussion; the assessor leaves a note on each."""
    shared = [response for response in responses_of(walk) if response.criterion.code in codes]
    selfassessment.share(shared, by=walk.coordinator)
    for response, (sort, text) in zip(
        shared,
        [("needs_evidence", "Three years together would say more than one. Could registry help?"),
         ("strong", "Strong. Could you show that those it is for were asked, and what changed?")],
        strict=False,
    ):  # fmt: skip
        support.add_note(response, by=walk.assessor, sort=sort, text=text)


def ask_signature(walk: Walk) -> None:
    selfassessment.ask_signature(walk.fresh(), by=walk.coordinator)


def sign_and_submit(walk: Walk) -> None:
    digest = content_of(walk.fresh()).sha256
    statement = "I have read the whole, and it is a true account of what we do and mean to do."
    selfassessment.sign(walk.journey, by=walk.people["sponsor"], content_sha256=digest, statement=statement)
    walk.submission = selfassessment.submit(walk.fresh(), by=walk.coordinator)


def begin_review(walk: Walk) -> None:
    walk.view = review.begin_review(walk.fresh(), by=walk.assessor)


def units(walk: Walk) -> list[Criterion]:
    """The criteria judged: those that were open in this round's submission."""
    return list(review.units_of(walk.submission))


def judge(walk: Walk, view: View, by: Actor, criteria: list[Criterion]) -> None:
    place, second = walk.institution.name, view.capacity == "second_reader"
    for criterion in criteria:
        outcome, suggestion, share = "met", "", criterion.code in walk.shared
        if criterion.code in walk.not_yet:
            outcome, share = "not_yet", False
        elif criterion.code in ("CI1", "SS3"):
            outcome, suggestion = "with_suggestions", findings.chosen(findings.SUGGESTIONS, criterion.code, place)
        reasons = findings.of_criterion(criterion.code, outcome, place, second)
        review.judge(view, criterion, by=by, outcome=outcome, reasons=reasons, suggestion=suggestion, share_worthy=share)


def judge_all(walk: Walk) -> None:
    criteria = units(walk)
    judge(walk, walk.view, walk.assessor, criteria)
    judge_areas(walk, walk.view, walk.assessor, criteria)


def judge_areas(walk: Walk, view: View, by: Actor, criteria: list[Criterion]) -> None:
    for area in {criterion.area_id: criterion.area for criterion in criteria}.values():
        level = walk.level_of(area.code)
        offset = int(view.capacity == "second_reader")
        reasons = findings.chosen(findings.AREAS[level], area.code, walk.institution.name, offset)
        review.judge_area(view, area, by=by, level=level, reasons=reasons)


def ask_to_clarify(walk: Walk) -> None:
    criterion = next(each for each in units(walk) if each.code in ("WB7", "CL6", "AD5") or each == units(walk)[-1])
    question = "Was the limit of 300 pounds reached for anybody last year, and what happened then?"
    review.ask_clarification(walk.view, criterion, by=walk.assessor, question=question, due_on=clock.today() + dt.timedelta(days=14))


def recommends(walk: Walk) -> str:
    return {"awarded": "award", "awarded_conditions": "award_conditions", "not_yet": "not_yet"}[walk.outcome]


def recommend(walk: Walk) -> None:
    reasons = "The whole is honest, the offer reaches people, and the plan goes where the gaps are."
    review.recommend(walk.view, by=walk.assessor, recommends=recommends(walk), reasons=reasons)
    walk.fresh()


def read_again(walk: Walk) -> None:
    """The second reader's own view, where policy asks for one."""
    if walk.fresh().state != "second_reading" or walk.second is None:
        return
    answer_by = clock.today() + dt.timedelta(days=7)
    allocation = assessors.offer(
        walk.journey, by=walk.scheme.office, person=walk.second.person, capacity="second_reader", answer_by=answer_by
    )
    allocation = assessors.declare(allocation, by=walk.second, conflict=False)
    assessors.accept(allocation, by=walk.second)
    view = review.begin_second_view(walk.submission, by=walk.second)
    criteria = units(walk)
    judge(walk, view, walk.second, criteria)
    judge_areas(walk, view, walk.second, criteria)
    review.record_second_view(view, by=walk.second, recommends=recommends(walk), reasons="Read on its own, I come to the same view.")


def decide(walk: Walk) -> None:
    chair = walk.scheme.panel[0]
    journeys.add_party(walk.fresh(), by=walk.scheme.office, person=chair.person, capacity="panel_chair")
    criteria = units(walk)
    judged = {row.criterion_id: row for row in walk.view.judgements.all()}
    areas = {criterion.area_id: criterion.area for criterion in criteria}
    today = clock.today()
    terms: dict[str, Any] = {}
    if walk.outcome == "awarded_conditions":
        terms["conditions"] = [("Show the first year of figures by stage, rounded.", today + dt.timedelta(days=180))]
    if walk.outcome == "not_yet":
        terms |= {"next_fee_pence": 0, "next_discussions": 1, "next_last_on": today + dt.timedelta(days=270), "current_award": "none"}
    walk.decision = decisions.decide(
        walk.submission, by=chair, outcome=walk.outcome, reasons="The panel follows the views before it.",
        areas={
            key: (level, findings.chosen(findings.FEEDBACK[level], area.code, walk.institution.name))
            for key, area in areas.items() for level in (walk.level_of(area.code),)
        },
        criteria={
            key: (row.outcome, row.reasons, row.suggestion, row.share_worthy, row.outcome == "not_yet") for key, row in judged.items()
        },
        summary="Your working group brought together people who had not met before, and it shows on every page.",
        next_steps="Begin with the figures: they will carry much of what you want to do next.", **terms,
    )  # fmt: skip


def show_draft(walk: Walk) -> None:
    decisions.show_draft(walk.decision, by=walk.scheme.office)


def check_facts(walk: Walk) -> None:
    decision = Decision.objects.get(pk=walk.decision.pk)
    walk.decision = decisions.finish_fact_check(decision, by=walk.coordinator)


def release(walk: Walk) -> None:
    from qualitymark.office.operations import release_whole

    release_whole(Decision.objects.get(pk=walk.decision.pk), by=walk.scheme.office)
    walk.fresh()


# Stage reached, days after the first letter, step.
STEPS: list[tuple[str, int, Callable[[Walk], None]]] = [
    ("interest", 0, express_interest),
    ("talking", 7, talk),
    ("agreed", 14, go_ahead),
    ("paid", 24, accept_and_pay),
    ("allocated", 30, offer),
    ("preparing", 36, agree_dates),
    ("invited", 38, invite_colleagues),
    ("assigned", 39, assign),
    ("written", 80, write_all),
    ("discussed", 90, share_and_support),
    ("discussed_once", 92, hold_discussions),
    ("awaiting_signature", 110, ask_signature),
    ("submitted", 114, sign_and_submit),
    ("in_review", 120, begin_review),
    ("judged", 135, judge_all),
    ("recommended", 137, recommend),
    ("second_read", 145, read_again),
    ("decided", 155, decide),
    ("factual_check", 157, show_draft),
    ("facts_checked", 165, check_facts),
    ("released", 170, release),
]


def days_to(stage: str) -> int:
    return next(days for name, days, _step in STEPS if name == stage)


def walk_to(walk: Walk, stage: str, *, began: dt.date | None = None, skip: frozenset[str] = frozenset()) -> Walk:
    """Run the steps up to and with `stage`. With `began` the clock is moved along, so that each step has its own day."""
    for name, days, step in STEPS:
        if began is not None:
            clock.move_to(began + dt.timedelta(days=days))
        if name not in skip:
            step(walk)
        if name == stage:
            return walk
    raise LookupError(stage)
