"""A journey at the panel with a submission and two recorded views, and decisions in every condition."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.decisions import operations
from qualitymark.frameworks.models import Area, Criterion
from qualitymark.journeys.models import Journey
from qualitymark.review.models import AreaJudgement, Judgement, View
from qualitymark.review.queries import areas_of, units_of
from qualitymark.selfassessment.models import Response, SignOff, Submission, SubmissionPart
from tests import factories

LATER = dt.timedelta(days=60)


@dataclass
class Stage:
    """The people and rows of one journey before the deciders."""

    journey: Journey
    submission: Submission
    coordinator: Any
    sponsor: Any
    assessor: Any
    second: Any
    chair: Any
    office: Any


def submission(journey, round=1):
    sponsor = factories.member(journey.institution, "sponsor")
    signed = SignOff.objects.create(
        journey=journey, round=round, content_sha256="a" * 64, statement="I sign", signed_at=clock.now(), signed_by=sponsor, role="sponsor"
    )
    made = Submission.objects.create(
        journey=journey, round=round, content="{}", sha256="b" * 64, signoff=signed, submitted_at=clock.now(), submitted_by=sponsor
    )
    for number, criterion in enumerate(Criterion.objects.filter(edition=journey.edition), 1):
        SubmissionPart.objects.create(
            submission=made, sort="response", key=criterion.code, number=number, text=f"We do {criterion.code}.", html=f"<p>We do {criterion.code}.</p>",
            salt="s", digest="d" * 64,
        )  # fmt: skip
        Response.objects.get_or_create(
            journey=journey, criterion=criterion, defaults={"state": "agreed", "text": f"We do {criterion.code}."}
        )
    return made


def view(of, person, capacity="assessor", outcome="met", level="meets", state="recorded"):
    made = View.objects.create(
        submission=of, person=person, capacity=capacity, state=state, recommends="award", reasons="Because", begun_at=clock.now(),
        recorded_at=clock.now() if state == "recorded" else None,
    )  # fmt: skip
    edition = of.journey.edition
    Judgement.objects.bulk_create(
        Judgement(view=made, criterion=each, outcome=outcome, reasons=f"{capacity} on {each.code}", changed_at=clock.now())
        for each in Criterion.objects.filter(edition=edition)
    )
    AreaJudgement.objects.bulk_create(
        AreaJudgement(view=made, area=each, level=level, reasons=f"{capacity} on {each.code}", changed_at=clock.now())
        for each in Area.objects.filter(edition=edition)
    )
    return made


def at_panel(state="with_panel", institution=None, policy=None, **facts):
    journey = factories.journey(institution, state=state, policy=policy or factories.policy(), terms_accepted_at=None, **facts)
    held = Stage(
        journey, submission(journey), factories.coordinator(journey.institution), factories.sponsor(journey.institution), factories.assessor(),
        factories.assessor(), factories.panel(), factories.office(),
    )  # fmt: skip
    factories.party(journey, held.assessor, "assessor")
    factories.party(journey, held.second, "second_reader")
    factories.party(journey, held.chair, "panel_chair")
    view(held.submission, held.assessor.person)
    view(held.submission, held.second.person, "second_reader")
    return held


def whole(submission, outcome="awarded", **changes):
    """What `decide` takes, whole and agreeing with itself: of what is open in the submission's round."""
    open_now = units_of(submission)
    facts: dict[str, Any] = {
        "outcome": outcome,
        "reasons": "The evidence shows it.",
        "summary": "A warm and thorough submission.",
        "next_steps": "Keep going.",
        "areas": {each.pk: ("enhanced", f"Feedback on {each.code}") for each in areas_of(open_now)},
        "criteria": {each.pk: ("met", f"Well done on {each.code}", "", False, False) for each in open_now},
    }
    if outcome == "awarded_conditions":
        facts["conditions"] = [("Publish the offer page.", clock.today() + LATER)]
    if outcome == "not_yet":
        facts["criteria"][open_now[0].pk] = ("not_yet", "Not there yet", "Name a person", False, True)
        facts |= {"next_fee_pence": 30000, "next_discussions": 1, "next_last_on": clock.today() + LATER}
    return facts | changes


def decided(held=None, outcome="awarded", **changes):
    held = held or at_panel()
    return operations.decide(held.submission, by=held.chair, **whole(held.submission, outcome, **changes)), held


def shown(held=None, outcome="awarded", **changes):
    decision, held = decided(held, outcome, **changes)
    return operations.show_draft(decision, by=held.office), held


def checked(held=None, outcome="awarded", **changes):
    decision, held = shown(held, outcome, **changes)
    return operations.finish_fact_check(decision, by=held.coordinator), held


def released(held=None, outcome="awarded", **changes):
    decision, held = checked(held, outcome, **changes)
    return operations.release(decision, by=held.office), held


def next_round(held=None, state="with_panel", outcome="met", **changes):
    """After a "not yet" that names CL1: its second round before the deciders, with a view on CL1 and its area alone."""
    decision, held = released(held, "not_yet", **changes)
    held.submission = submission(held.journey, round=2)
    made = view(held.submission, held.assessor.person, outcome=outcome)
    again = decision.criteria.get(revisit=True).criterion
    Judgement.objects.filter(view=made).exclude(criterion=again).delete()
    AreaJudgement.objects.filter(view=made).exclude(area=again.area).delete()
    Journey.objects.filter(pk=held.journey.pk).update(state=state, submitted_at=clock.now())
    held.journey.refresh_from_db()
    held.submission.journey = held.journey
    return decision, held


def cast(held):
    """Everybody who might try, by what they are."""
    institution = held.journey.institution
    other = factories.institution()
    recused_office, recused_panel = factories.office(), factories.panel()
    from qualitymark.institutions.models import Recusal

    for each in (recused_office, recused_panel):
        Recusal.objects.create(person=each.person, institution=institution, why="employer", from_on=factories.LONG_AGO)
    factories.party(held.journey, recused_panel, "decider")
    both = factories.panel()
    factories.party(held.journey, both, "decider")
    factories.party(factories.journey(), both, "assessor")
    from qualitymark.core.actor import SYSTEM, VISITOR

    return {
        "visitor": VISITOR, "system": SYSTEM, "contributor": factories.contributor(institution), "coordinator": held.coordinator,
        "sponsor": held.sponsor, "other coordinator": factories.coordinator(other), "assessor": held.assessor, "second reader": held.second,
        "other assessor": factories.assessor(), "chair": held.chair, "other panel": factories.panel(), "decider elsewhere assessor": both,
        "recused panel": recused_panel, "office": held.office, "recused office": recused_office,
        "assessor as panel": factories.acting(held.assessor.person, capacity=Capacity.PANEL), "funder": factories.funder(factories.cohort()),
    }  # fmt: skip
