"""Turns that a journey takes beside the straight road of stages.py: each walks there by the real operations."""

import datetime as dt

from qualitymark.actionplan.operations import add_action, send_link
from qualitymark.assessors.operations import accept, declare, offer
from qualitymark.awards import operations as awards
from qualitymark.awards.models import Award
from qualitymark.core import clock
from qualitymark.decisions import operations as decisions
from qualitymark.decisions.models import Condition, Decision, Reconsideration
from qualitymark.desk.demo.walk import ask_to_clarify
from qualitymark.evidence.models import Item
from qualitymark.evidence.operations import report_problem
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.operations import invite, recuse
from qualitymark.interest.operations import ask, send_interest
from qualitymark.journeys import operations as journeys
from qualitymark.selfassessment.models import Response
from qualitymark.selfassessment.operations import share
from qualitymark.support.operations import call_meeting
from tests import factories, stages
from tests.practice.made import example

from .crowds import crowded, renowned


def meeting(cohort):
    """Several journeys of a cohort with one assessor are to meet."""
    walk = stages.at("discussed_once")
    journey = walk.fresh()
    journeys.add_cohort_member(cohort, by=walk.scheme.office, institution=walk.institution)
    journey.cohort = cohort
    journey.save(update_fields=["cohort"])
    neighbour = factories.journey(cohort=cohort, edition=journey.edition, policy=journey.policy)
    factories.party(neighbour, walk.assessor)
    call_meeting(cohort, by=walk.assessor, at=clock.now() + dt.timedelta(days=9), journeys=[journey], about="Belonging")
    return walk


def conflicted(_cohort):
    """The office's own person has a tie to the institution."""
    walk = stages.at("discussed_once")
    recuse(walk.scheme.office.person, walk.institution, by=walk.scheme.office, why="related", note="My sister works there.")
    return walk


def problem(_cohort):
    """The assessor could not open an item."""
    walk = stages.at("in_review")
    report_problem(Item.objects.filter(institution=walk.institution).first(), by=walk.assessor, note="It asks for a password.")
    return walk


def commented(_cohort):
    """The institution says what is wrong in the draft."""
    walk = stages.at("factual_check")
    decision = Decision.objects.get(pk=walk.decision.pk)
    decisions.comment_on_facts(decision, by=walk.coordinator, where="CL1", text="We have five rooms.")
    return walk


def withdrawn(_cohort):
    """The journey was given up."""
    walk = stages.at("discussed_once")
    journeys.withdraw(walk.fresh(), by=walk.scheme.office, why="They asked to stop.")
    return walk


def not_yet(_cohort):
    return stages.at("released", outcome="not_yet", not_yet=frozenset({"CL2"}))


def reconsidering(cohort):
    """The institution asked for a not-yet to be looked at again."""
    walk = not_yet(cohort)
    decisions.ask_reconsideration(Decision.objects.get(), by=walk.people["sponsor"], grounds="A paper was not read.")
    return walk


def set_aside(cohort):
    """It was set aside, and is to be decided again."""
    walk = reconsidering(cohort)
    asked = Reconsideration.objects.get()
    decisions.answer_reconsideration(asked, by=walk.scheme.office, stands=False, answer="We had not read it. We do so now.")
    return walk


def halfway(_cohort):
    walk = stages.at("released")
    clock.move_to(clock.add_months(clock.today(), 19))
    awards.open_halfway(Award.objects.get(), by=walk.scheme.office)
    return walk


def renewing(_cohort):
    walk = stages.at("released")
    clock.move_to(clock.add_months(clock.today(), 31))
    walk.journey = awards.open_renewal(Award.objects.get(), by=walk.scheme.office)
    return walk


def with_panel(_cohort):
    """Recommended, and the chair of the panel takes part."""
    walk = stages.at("second_read")
    journeys.add_party(walk.fresh(), by=walk.scheme.office, person=walk.scheme.panel[0].person, capacity="panel_chair")
    return walk


def second_reading(_cohort):
    """A notable level brings a second reader, who has accepted and not begun."""
    walk = stages.at("recommended", levels={"CL": "exceptional"})
    until = clock.today() + dt.timedelta(days=7)
    asked = offer(walk.fresh(), by=walk.scheme.office, person=walk.second.person, capacity="second_reader", answer_by=until)
    accept(declare(asked, by=walk.second, conflict=False), by=walk.second)
    return walk


def renewable(_cohort):
    """An award that may be renewed, and nobody has asked."""
    walk = stages.at("released")
    clock.move_to(clock.add_months(clock.today(), 31))
    return walk


def award_ended(_cohort):
    walk = stages.at("released")
    awards.withdraw_award(Award.objects.get(), by=walk.scheme.office, why="It was asked for.")
    return walk


def flagged(_cohort):
    """An assessor thought a practice worth sharing; the institution has said nothing yet."""
    walk = stages.at("released")
    example(walk.institution, "flagged")
    return walk


def published(_cohort):
    """A practice with the institution's consent stands in the repository."""
    walk = stages.at("released")
    example(walk.institution, "published")
    return walk


def busy(cohort):
    """Everything that may wait beside the writing: a question from outside, a pause asked for, an invitation open, an action of somebody
    without an account, a criterion shared, a tie of an assessor, a fee settled; the institution is a member of the cohort."""
    walk = stages.at("discussed_once")
    journey, by, office = walk.fresh(), walk.coordinator, walk.scheme.office
    journeys.add_cohort_member(cohort, by=office, institution=walk.institution)
    recuse(factories.assessor("Con Flicted").person, walk.institution, by=office, why="employer")
    ask(name="Vic Visitor", email="vic@visitor.test", language="en-gb", question="What does it cost?")
    journeys.ask_pause(journey, by=by, why="The adviser is ill.")
    invite(walk.institution, by=by, email="new@home.test", role="contributor", name="New Colleague")
    action = add_action(
        walk.institution, by=by, journey=journey, what="Ring everybody", why="They ask", measure="Calls made", criteria=["CL1"],
        owner_name="Ola Owner", owner_email="ola@home.test", due_on=clock.today() + dt.timedelta(days=60),
    )  # fmt: skip
    send_link(action, by=by)
    share([Response.objects.get(journey=journey, criterion__code="CL1")], by=by)
    return walk


def offered(_cohort):
    """An assessor is asked, and has not answered."""
    walk = stages.at("paid")
    until = clock.today() + dt.timedelta(days=7)
    offer(walk.fresh(), by=walk.scheme.office, person=walk.assessor.person, capacity="assessor", answer_by=until)
    return walk


def questioned(_cohort):
    """The assessor asks for a clarification."""
    walk = stages.at("judged")
    ask_to_clarify(walk)
    return walk


def conditions(_cohort):
    """The mark is awarded with a condition to meet."""
    return stages.at("released", outcome="awarded_conditions")


def condition_said(cohort):
    """The institution says that the condition is met."""
    walk = conditions(cohort)
    decisions.say_condition_met(
        Condition.objects.get(), by=walk.people["sponsor"], words="The page is live.", link="https://www.home.test/offer"
    )
    return walk


def condition_answered(cohort):
    """The office answered that it is not, with a new day."""
    walk = condition_said(cohort)
    later = clock.today() + dt.timedelta(days=90)
    decisions.answer_not_met(Condition.objects.get(), by=walk.scheme.office, why="It names no person to ask.", due_on=later)
    return walk


def known_already(_cohort):
    """A colleague of an institution with an open journey writes too."""
    walk = stages.at("agreed")
    send_interest(
        institution=walk.institution, contact_name="Col Colleague", contact_role="Lecturer", contact_email="col@home.test", senior_name="Sue Senior",
        senior_role="Dean", senior_email="sue@home.test", language="en-gb", message="We would like to begin.",
    )  # fmt: skip
    return walk


def both_read(_cohort):
    """A second reader recorded a view of their own."""
    return stages.at("second_read", policy=factories.policy(second_reading=Policy.SecondReading.ALWAYS))


TURNS = {
    each.__name__: each
    for each in (
        meeting, conflicted, problem, commented, withdrawn, not_yet, reconsidering, set_aside, halfway, renewing, award_ended, flagged, published,
        busy, offered, questioned, conditions, crowded, renowned, renewable, with_panel, second_reading, both_read,
        condition_said, condition_answered, known_already,
    )
}  # fmt: skip
