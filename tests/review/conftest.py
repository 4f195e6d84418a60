"""A submission under review, with everybody around it."""

from types import SimpleNamespace

import pytest

from qualitymark.core import clock
from qualitymark.frameworks.models import Criterion
from qualitymark.institutions.models import Recusal
from qualitymark.journeys.states import State
from qualitymark.review import operations
from qualitymark.review.queries import areas_of, units_of
from tests import factories as make


def judge_all(view, by, outcome="met", level="meets", but=()):
    units = units_of(view.submission)
    for unit in units:
        if unit.code not in but:
            suggestion = "Name a date." if outcome == "with_suggestions" else ""
            operations.judge(view, unit, by=by, outcome=outcome, reasons=f"{unit.code} is shown.", suggestion=suggestion)
    for area in areas_of(units):
        operations.judge_area(view, area, by=by, level=level, reasons=f"{area.code} as a whole.")


@pytest.fixture
def scene(db):
    """A submitted journey whose review has begun: journey, submission, view, assessor, second, coordinator, office, chair; crit(code)."""
    journey = make.journey(state=State.SUBMITTED, policy=make.policy(second_reading="never"))
    assessor, second, chair = make.assessor("Ann Assessor"), make.assessor("Sam Second"), make.panel("Pat Panel")
    make.party(journey, assessor)
    make.party(journey, second, "second_reader")
    make.party(journey, chair, "panel_chair")
    submission = make.submission(journey)
    view = operations.begin_review(journey, by=assessor)
    journey.refresh_from_db()

    def crit(code):
        return Criterion.objects.get(edition=journey.edition, code=code)

    def put(state, **facts):
        type(journey).objects.filter(pk=journey.pk).update(state=state, **facts)
        journey.refresh_from_db()
        view.submission.journey = journey

    return SimpleNamespace(
        journey=journey, submission=submission, view=view, assessor=assessor, second=second, chair=chair,
        coordinator=make.coordinator(journey.institution), office=make.office("Olu Office"), crit=crit, put=put, now=clock.now,
    )  # fmt: skip


def everybody(scene):
    """The whole cast but those of the scene itself."""
    institution = scene.journey.institution
    conflicted, former = make.assessor(), make.member(institution, until_on=make.LONG_AGO)
    conflicted_office = make.office()
    for actor in (conflicted, conflicted_office):
        Recusal.objects.create(person=actor.person, institution=institution, why="other", from_on=make.LONG_AGO)
    make.party(scene.journey, conflicted, "decider")
    twice = make.assessor()
    make.party(make.journey(), twice)
    return {
        "coordinator": scene.coordinator,
        "contributor": make.contributor(institution),
        "sponsor": make.sponsor(institution),
        "former coordinator": make.acting(former, institution),
        "colleague of another institution": make.coordinator(make.institution()),
        "assessor": scene.assessor,
        "assessor of another journey": twice,
        "assessor not allocated": make.assessor(),
        "conflicted assessor": conflicted,
        "second reader": scene.second,
        "panel chair": scene.chair,
        "panel member without a part": make.panel(),
        "office": scene.office,
        "conflicted office": conflicted_office,
        "the assessor as office": make.acting(scene.assessor.person, capacity="office"),
        "the second reader as panel": make.acting(scene.second.person, capacity="panel"),
        "funder": make.funder(make.cohort()),
        "visitor": make.acting(make.person()),
    }
