"""An operation goes by the row as it stands once it is held, not by the one that its caller read earlier."""

import datetime as dt

import pytest

from qualitymark.core import clock
from qualitymark.core.models import Entry
from qualitymark.core.verdict import Refused
from qualitymark.interest.operations import send_interest
from qualitymark.journeys.models import CohortMember, FeeEntry, Funder, Journey, Milestone
from qualitymark.journeys.operations import end_funder, go_ahead, mark_date, remove_cohort_member
from qualitymark.journeys.queries import balance
from qualitymark.selfassessment.operations import prepare_responses, restore_revision
from qualitymark.support.models import Discussion, NextStep
from qualitymark.support.operations import finish_step
from tests import factories as make
from tests.interest.test_operations import TOLD
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db


def recorded(verb):
    return Entry.objects.filter(verb=verb).count()


def test_a_date_that_was_kept_keeps_its_day():
    journey, assessor, first = make.journey(), make.assessor(), clock.today() - dt.timedelta(days=3)
    made = Milestone.objects.create(journey=journey, what=Milestone.What.DISCUSSION, number=1, due_on=clock.today())
    read_earlier = Milestone.objects.get(pk=made.pk)
    mark_date(made, by=assessor, done_on=first)
    assert mark_date(read_earlier, by=assessor, done_on=clock.today()).done_on == first
    assert Milestone.objects.get().done_on == first and recorded("mark_date") == 1


def test_leaving_a_cohort_twice_is_on_record_once():
    cohort, office = make.cohort(), make.office()
    made = CohortMember.objects.create(cohort=cohort, institution=make.institution(), joined_on=clock.today())
    for _twice in range(2):
        remove_cohort_member(CohortMember(pk=made.pk, cohort=cohort, institution=made.institution), by=office)
    make.funder(cohort)
    one, other = Funder.objects.get(), Funder.objects.get()
    end_funder(one, by=office), end_funder(other, by=office)
    assert (recorded("leave_cohort"), recorded("end_funder")) == (1, 1)


def test_a_cohort_that_covers_the_fee_since_the_page_was_opened_covers_it():
    make.edition(), make.policy()
    cohort = make.cohort(covers_fee=False)
    type(cohort).objects.update(covers_fee=True)
    journey = go_ahead(send_interest(institution=make.institution(), **TOLD), by=make.office(), answer="Welcome", cohort=cohort)
    assert FeeEntry.objects.get().sort == "covered" and balance(journey) == 0


def test_the_coach_finishes_no_step_once_the_submission_is_sent():
    journey, assessor = make.journey(), make.assessor()
    make.party(journey, assessor)
    discussion = Discussion.objects.create(journey=journey, round=1, number=1)
    step = NextStep.objects.create(discussion=discussion, what="Ask", who="Cara")
    assert step.discussion.journey.state == "preparing"
    Journey.objects.update(state="submitted")
    with pytest.raises(Refused, match="Support ends"):
        finish_step(step, by=assessor)


def test_words_that_were_erased_meanwhile_are_not_brought_back():
    stage = make_stage()
    stage.write(text="Names a student.")
    stage.write(text="Names nobody.")
    read_earlier = stage.response().revisions.get(number=1)
    stage.response().revisions.filter(number=1).update(text="", erased_at=clock.now(), erased_why="Names a student")
    with pytest.raises(Refused, match="was erased"):
        restore_revision(read_earlier, by=stage.coordinator, base=2)
    assert stage.response().text == "Names nobody."


def test_responses_are_prepared_once():
    stage = make_stage()
    before = recorded("prepare")
    assert prepare_responses(stage.journey, by=stage.coordinator) == 0 and recorded("prepare") == before
