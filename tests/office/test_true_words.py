"""What the office is told after a click is so: who was told, who was first, and what to do instead."""

import datetime as dt

import pytest

from qualitymark.awards.models import Halfway
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions import operations
from qualitymark.decisions.models import Decision
from qualitymark.institutions.models import Membership
from qualitymark.interest.models import Interest
from qualitymark.interest.operations import send_interest
from qualitymark.journeys.operations import ask_pause
from qualitymark.support.models import Discussion
from tests import factories as make
from tests import stages
from tests.awards import rows as award_rows
from tests.decisions import rows
from tests.interest.test_operations import TOLD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["half-way", "renewal"])
def test_nobody_is_said_to_have_been_told_where_nobody_takes_part(office, page):
    award, held = award_rows.awarded()
    home = held.journey.institution
    address = f"/office/award/{award.ref}/{page}/"
    today = clock.today()
    type(award).objects.update(
        starts_on=clock.add_months(today, -24 if page == "half-way" else -58),
        ends_on=clock.add_months(today, 2 if page == "renewal" else 24),
    )
    Membership.objects.filter(institution=home).delete()
    answer = office.post(address, follow=True)
    assert answer.redirect_chain == [(f"/office/institution/{home.ref}/invite/", 302)], answer.content.decode()
    text = answer.content.decode()
    assert "so nobody has been told" in text and "the institution has been told" not in text


def test_the_second_who_releases_is_told_who_did(office):
    decision, held = rows.checked()
    address = f"/office/decision/{decision.ref}/release/"
    operations.release(Decision.objects.get(pk=decision.pk), by=held.office)
    text = office.post(address).content.decode()
    assert f"It is released already: {held.office.person.name} released it on " in text


def test_only_for_an_assessor_are_the_coordinators_said_to_be_told(office):
    journey = make.journey(state="in_review")
    make.assessor()
    told = "the coordinators are told their name"
    assert told in office.get(f"/office/journey/{journey.ref}/assessor/").content.decode()
    text = office.get(f"/office/journey/{journey.ref}/second-reader/").content.decode()
    assert told not in text and "you are told by letter" in text


def test_a_second_interest_beside_an_open_journey_says_what_to_do(office):
    home = make.institution()
    make.journey(home, state="preparing")
    shown = send_interest(institution=home, **TOLD)
    text = office.get(f"/office/interest/{Interest.objects.get(pk=shown.pk).ref}/go-ahead/").content.decode()
    assert "Join this interest to the open journey" in text and f'href="/office/institution/{home.ref}/"' in text


def alone(home):
    """Nobody of the institution is left but a contributor."""
    Membership.objects.filter(institution=home).exclude(role="contributor").update(until_on=clock.today())
    return make.contributor(home).person.name


UNTOLD = "is there to get the letter, so it has not been told"


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("page", ["suspend", "withdraw", "lift"])
def test_a_change_of_an_award_says_whom_to_tell_by_hand_where_nobody_gets_the_letter(office, page, there):
    award, held = award_rows.awarded()
    home = award.institution
    if page == "lift":
        type(award).objects.update(state="suspended")
    name = "" if there else alone(home)
    text = office.post(f"/office/award/{award.ref}/{page}/", {"why": "A complaint was upheld."}, follow=True).content.decode()
    assert ("The institution has been told." in text) == there
    assert (f"Nobody at {home.display_name} {UNTOLD}. Please tell {name} yourself." in text) != there
    letters = OutgoingMail.objects.filter(notice__in=["award_suspended", "award_withdrawn", "award_lifted"])
    assert letters.exists() == there


def test_the_role_mailbox_of_an_institution_is_told_of_its_award_where_nobody_else_is_there(office):
    award, _held = award_rows.awarded()
    type(award.institution).objects.filter(pk=award.institution_id).update(role_mailbox="mark@home.test")
    alone(award.institution)
    text = office.post(f"/office/award/{award.ref}/suspend/", {"why": "A complaint."}, follow=True).content.decode()
    assert "The institution has been told." in text and UNTOLD not in text
    assert OutgoingMail.objects.get(notice="award_suspended").to_address == "mark@home.test"


def test_a_half_way_review_open_again_says_so_too(office):
    award, _held = award_rows.awarded()
    Membership.objects.filter(institution=award.institution).update(until_on=clock.today())
    today = clock.today()
    facts = {"opened_on": today, "reply_by": today, "state": "no_reply"}
    halfway = Halfway.objects.create(award=award, **facts)
    text = office.post(f"/office/half-way/{halfway.ref}/reopen/", follow=True).content.decode()
    assert f"Open again. Nobody at {award.institution.display_name} {UNTOLD}. Please tell whoever leads it yourself." in text


@pytest.mark.parametrize("there", [True, False])
def test_a_withdrawn_journey_and_a_pause_answered_say_who_was_told(office, there):
    journey = make.journey(state="preparing")
    coordinator = make.coordinator(journey.institution)
    asked = ask_pause(journey, by=coordinator, why="Our registrar is ill.")
    if not there:
        alone(journey.institution)
    text = office.post(f"/office/pause/{asked.ref}/", {"granted": "yes", "note": ""}, follow=True).content.decode()
    assert ("Answered. The coordinators have been told." in text) == there == (UNTOLD not in text)
    text = office.post(f"/office/journey/{journey.ref}/withdraw/", {"why": "They asked to stop."}, follow=True).content.decode()
    assert ("Those who took part have been told." in text) == there == (UNTOLD not in text)


@pytest.mark.parametrize("there", [True, False])
def test_a_draft_shown_says_whether_the_institution_was_told(office, there):
    decision, held = rows.decided()
    home = held.journey.institution
    name = "" if there else alone(home)
    text = office.post(f"/office/decision/{decision.ref}/show/", follow=True).content.decode()
    assert "can read the draft feedback now." in text and ("The institution has been told." in text) == there
    assert (f"Please tell {name} yourself." in text) != there


@pytest.mark.parametrize("there", [True, False])
def test_an_assessor_who_plans_reads_who_was_told_and_nothing_of_a_letter_where_no_day_is_set(client, there):
    walk = stages.at("allocated")
    journey = walk.journey
    if not there:
        alone(journey.institution)
    client.force_login(walk.assessor.person)
    address, day = f"/casework/journey/{journey.ref}/discussion/1/", clock.today() + dt.timedelta(days=20)
    moment = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "time": "10:00"}
    sent = [{"agenda": "What is empty"}, {"agenda": "What is empty", **moment}, {"agenda": "All of it", **moment}]
    for each, set_now in zip(sent, (False, True, False), strict=True):
        standing = Discussion.objects.filter(journey=journey).first()
        text = client.post(address, {"version": standing.version if standing else 0, **each}, follow=True).content.decode()
        assert ("The discussion is planned." in text) == set_now
        assert ("The coordinators have been told." in text) == (there and set_now)
        assert (UNTOLD in text) == (set_now and not there)
