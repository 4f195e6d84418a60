"""From an interest to a journey, and what follows until the writing begins."""

import datetime as dt

import pytest

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.decisions.queries import whose_turn
from qualitymark.institutions.models import Invitation, Membership
from qualitymark.interest.operations import send_interest
from qualitymark.journeys.models import FeeEntry, FeeLine, Journey, Milestone, Party
from qualitymark.journeys.operations import (
    accept_terms,
    add_party,
    agree_dates,
    answer_pause,
    ask_pause,
    begin_next_round,
    confirm_allocation,
    end_party,
    go_ahead,
    mark_discussion,
    open_renewal,
    resume,
    settle,
    withdraw,
)
from qualitymark.journeys.queries import balance, terms_in_use
from qualitymark.journeys.states import Turn
from tests import factories as make

pytestmark = pytest.mark.django_db


def interest_of(institution, **facts):
    told = {
        "scope": "whole", "scope_names": "", "contact_name": "Cara Contact", "contact_role": "Manager", "contact_email": "cara@example.test",
        "contact_phone": "", "senior_name": "Sian Senior", "senior_role": "Principal", "senior_email": "sian@example.test",
        "says_member": False, "cohort_name": "", "language": "en-gb", "message": "",
    } | facts  # fmt: skip
    return send_interest(institution=institution, **told)


@pytest.fixture
def ready():
    return make.edition(), make.policy()


def test_go_ahead_opens_a_journey_under_what_is_in_force_and_brings_its_people(ready):
    home, office = make.institution(), make.office()
    journey = go_ahead(interest_of(home), by=office, answer="Welcome aboard.")
    assert (journey.edition, journey.policy) == ready
    assert journey.state == "agreed"
    assert Membership.objects.get(institution=home).person.email == "cara@example.test"
    assert Invitation.objects.get(institution=home).role == "sponsor"
    assert balance(journey) == 90000
    home.refresh_from_db()
    assert home.confirmed_by == office.person
    letter = OutgoingMail.objects.get(notice="interest_go_ahead")
    assert letter.to_address == "cara@example.test"
    assert "Welcome aboard." in letter.body and "£900" in letter.body
    assert Entry.objects.filter(verb="open", thing_ref=journey.ref).exists()
    assert verify() == []


def test_going_ahead_twice_opens_one_journey(ready):
    interest, office = interest_of(make.institution()), make.office()
    go_ahead(interest, by=office, answer="Welcome.")
    with pytest.raises(Refused):
        go_ahead(interest, by=office, answer="Welcome.")
    assert Journey.objects.count() == 1
    assert Person.objects.filter(email="cara@example.test").count() == 1


def test_a_member_pays_the_member_rate(ready):
    journey = go_ahead(interest_of(make.institution(scheme_member=True)), by=make.office(), answer="Welcome.")
    assert (FeeLine.objects.get().reason, balance(journey)) == ("member", 75000)


def test_a_cohort_that_covers_the_fee_settles_it_at_once(ready):
    home = make.institution()
    journey = go_ahead(interest_of(home), by=make.office(), answer="Welcome.", cohort=make.cohort(covers_fee=True))
    assert (FeeLine.objects.get().reason, FeeEntry.objects.get().sort, balance(journey)) == ("cohort", "covered", 0)
    assert journey.cohort.members.get().institution == home
    assert whose_turn(journey)[0] == Turn.INSTITUTION


def test_nothing_opens_before_an_institution_is_matched_or_an_edition_published():
    office = make.office()
    with pytest.raises(Refused) as refused:
        go_ahead(interest_of(None, typed_name="Somewhere College"), by=office, answer="Welcome.")
    assert "not matched" in refused.value.reason
    with pytest.raises(Refused) as refused:
        go_ahead(interest_of(make.institution()), by=office, answer="Welcome.")
    assert "No edition" in refused.value.reason


def test_a_second_journey_of_the_whole_institution_is_refused_in_a_sentence(ready):
    home, office = make.institution(), make.office()
    go_ahead(interest_of(home), by=office, answer="Welcome.")
    with pytest.raises(Refused) as refused:
        go_ahead(interest_of(home, contact_email="else@example.test"), by=office, answer="Welcome.")
    assert "open journey" in refused.value.reason
    named = interest_of(home, contact_email="third@example.test", scope="named", scope_names="North campus")
    assert go_ahead(named, by=office, answer="Welcome.").scope_names == "North campus"


def opened(**facts):
    home, office = make.institution(**facts), make.office()
    return go_ahead(interest_of(home), by=office, answer="Welcome."), office


def allocated():
    journey, office = opened()
    accept_terms(journey, by=make.coordinator(journey.institution), read=terms_in_use(journey).sha256)
    settle(FeeLine.objects.get(journey=journey), by=office, sort="paid", pence=90000, on=clock.today())
    assessor = make.assessor()
    return confirm_allocation(journey, by=assessor, person=assessor.person), office, assessor


def test_the_turn_is_the_institutions_until_terms_and_fee_then_the_offices(ready):
    journey, office = opened()
    assert whose_turn(journey)[0] == Turn.INSTITUTION
    journey = accept_terms(journey, by=make.sponsor(journey.institution), read=terms_in_use(journey).sha256)
    assert whose_turn(journey)[:2] == (Turn.INSTITUTION, "Settle the fee")
    settle(FeeLine.objects.get(), by=office, sort="waived", pence=90000, on=clock.today())
    assert whose_turn(journey)[:2] == (Turn.OFFICE, "Allocate an assessor")


def test_terms_are_accepted_once_and_the_office_is_told(ready):
    journey, _office = opened()
    who = make.coordinator(journey.institution)
    first = accept_terms(journey, by=who, read=terms_in_use(journey).sha256).terms_accepted_at
    assert accept_terms(journey, by=make.sponsor(journey.institution), read=terms_in_use(journey).sha256).terms_accepted_at == first
    assert OutgoingMail.objects.filter(notice="terms_accepted").count() == 1


def test_allocation_is_confirmed_only_after_terms_and_fee(ready):
    journey, _office = opened()
    assessor = make.assessor()
    with pytest.raises(Refused):
        confirm_allocation(journey, by=assessor, person=assessor.person)
    assert not Party.objects.exists()
    journey, _office, assessor = allocated()
    assert (journey.state, whose_turn(journey)[0]) == ("allocated", Turn.ASSESSOR)
    confirm_allocation(journey, by=assessor, person=assessor.person)
    assert Party.objects.count() == 1
    assert OutgoingMail.objects.filter(notice="assessor_allocated").count() == 2  # the contact, and the coordinator who accepted


def test_who_reads_a_journey_second_does_not_become_its_assessor(ready):
    journey, office, assessor = allocated()
    reader = make.assessor()
    add_party(journey, by=office, person=reader.person, capacity="second_reader")
    end_party(journey, by=office, person=assessor.person, capacity="assessor")
    with pytest.raises(Refused) as refused:
        confirm_allocation(journey, by=reader, person=reader.person)
    assert "another capacity" in refused.value.reason


def test_nobody_of_the_institution_and_nobody_with_a_conflict_becomes_its_assessor(ready):
    journey, office = opened()
    insider = make.member(journey.institution)
    with pytest.raises(Refused) as refused:
        confirm_allocation(journey, by=office, person=insider)
    assert "belongs to the institution" in refused.value.reason


def test_an_assessor_cannot_put_another_in_the_place(ready):
    journey, _office = opened()
    with pytest.raises(Refused):
        confirm_allocation(journey, by=make.assessor(), person=make.person())


def test_the_assessor_reads_once_and_is_not_the_second_reader(ready):
    journey, office, assessor = allocated()
    with pytest.raises(Refused):
        add_party(journey, by=office, person=assessor.person, capacity="second_reader")
    add_party(journey, by=office, person=make.assessor().person, capacity="second_reader")
    with pytest.raises(Refused):
        add_party(journey, by=office, person=make.assessor().person, capacity="second_reader")


def test_when_the_assessor_leaves_before_the_dates_the_journey_goes_back_and_later_it_stands(ready):
    journey, office, assessor = allocated()
    assert end_party(journey, by=office, person=assessor.person, capacity="assessor").state == "agreed"
    again = make.assessor()
    journey = confirm_allocation(journey, by=again, person=again.person)
    journey = agree_dates(journey, by=again, submit_by=clock.today() + dt.timedelta(days=90), dates=[])
    assert end_party(journey, by=again, person=again.person, capacity="assessor").state == "preparing"
    third = make.assessor()
    assert confirm_allocation(journey, by=third, person=third.person).state == "preparing"
    assert Party.objects.filter(until_on=None).get().person == third.person


def dates_from(day):
    return [("discussion", number, "", day + dt.timedelta(days=20 * number)) for number in (1, 2, 3)]


def test_agreed_dates_begin_the_writing_and_can_be_moved(ready):
    journey, office, assessor = allocated()
    day = clock.today()
    journey = agree_dates(journey, by=assessor, submit_by=day + dt.timedelta(days=90), dates=dates_from(day))
    assert (journey.state, Milestone.objects.count()) == ("preparing", 4)
    Milestone.objects.filter(what="discussion", number=1).update(done_on=day)
    later = day + dt.timedelta(days=5)
    journey = agree_dates(journey, by=office, submit_by=later + dt.timedelta(days=90), dates=dates_from(later))
    assert journey.submit_by == later + dt.timedelta(days=90)
    assert Milestone.objects.get(number=1).due_on == day + dt.timedelta(days=20), "a date that was kept does not move"
    assert Milestone.objects.count() == 4


@pytest.mark.parametrize(
    ("submit_in", "discussion_in", "reason"),
    [(-1, 10, "past"), (90, -1, "past"), (30, 60, "before the day of submission"), (3000, 10, "three years")],
)
def test_dates_that_cannot_be_are_refused_with_the_reason(ready, submit_in, discussion_in, reason):
    journey, _office, assessor = allocated()
    day = clock.today()
    dates = [("discussion", 1, "", day + dt.timedelta(days=discussion_in))]
    with pytest.raises(Refused) as refused:
        agree_dates(journey, by=assessor, submit_by=day + dt.timedelta(days=submit_in), dates=dates)
    assert reason in refused.value.reason


def test_a_pause_moves_every_open_date_by_as_long_as_it_lasted(ready, move_clock):
    journey, office, assessor = allocated()
    day = clock.today()
    journey = agree_dates(journey, by=assessor, submit_by=day + dt.timedelta(days=90), dates=dates_from(day))
    Milestone.objects.filter(number=1).update(done_on=day)
    who = make.coordinator(journey.institution)
    request = ask_pause(journey, by=who, why="A merger")
    assert ask_pause(journey, by=who, why="Again") == request
    answer_pause(request, by=office, granted=True)
    journey.refresh_from_db()
    assert whose_turn(journey)[0] == Turn.NOBODY
    move_clock(day + dt.timedelta(days=30))
    journey = resume(journey, by=who)
    assert journey.submit_by == day + dt.timedelta(days=120)
    due = list(Milestone.objects.order_by("due_on").values_list("due_on", flat=True))
    assert due == [day + dt.timedelta(days=days) for days in (20, 70, 90, 120)]
    assert not journey.paused


def test_a_declined_pause_changes_nothing_but_tells_the_coordinator_why(ready):
    journey, office, _assessor = allocated()
    request = ask_pause(journey, by=make.coordinator(journey.institution), why="Busy")
    answer_pause(request, by=office, granted=False, note="Let us move the dates instead.")
    journey.refresh_from_db()
    assert not journey.paused
    assert "move the dates instead" in OutgoingMail.objects.filter(notice="pause_answered").first().body


def test_a_withdrawn_journey_is_closed_to_its_assessor_and_leaves_room_for_another(ready):
    from qualitymark.journeys.queries import journeys_visible_to

    journey, office, assessor = allocated()
    assert journey in journeys_visible_to(assessor)
    withdraw(journey, by=office, why="The college closes.")
    assert journey not in journeys_visible_to(assessor)
    assert OutgoingMail.objects.filter(notice="journey_withdrawn", to_address=assessor.person.email).exists()
    again = interest_of(journey.institution, contact_email="again@example.test")
    assert go_ahead(again, by=office, answer="Welcome back.").state == "agreed"


def test_the_next_round_opens_the_criteria_named_until_its_last_day_for_its_fee(ready):
    journey, office = make.journey(state="released", edition=ready[0], policy=ready[1]), make.office()
    criteria = list(ready[0].criteria.all()[:2])
    last = clock.today() + dt.timedelta(days=120)
    journey = begin_next_round(journey, by=office, criteria=criteria, last_on=last, discussions=1, fee_pence=20000)
    assert (journey.state, journey.round, journey.submit_by, balance(journey)) == ("preparing", 2, last, 20000)
    assert {each.criterion for each in journey.rounds.get(number=2).revisits.all()} == set(criteria)


def test_a_renewal_opens_once_for_an_award(ready):
    edition, policy = ready
    home = make.institution(scheme_member=True)
    who = make.coordinator(home)
    before = make.journey(home, state="released", by_group=True)
    facts = {"award_ref": "abcdefghjkmn", "scope": "whole", "scope_names": "", "edition": edition, "policy": policy, "language": "cy"}
    from qualitymark.core.actor import SYSTEM

    first = open_renewal(institution=home, by=SYSTEM, previous=before, **facts)
    assert open_renewal(institution=home, by=SYSTEM, previous=before, **facts) == first
    assert (first.previous, first.by_group, balance(first), FeeLine.objects.get().reason) == (before, True, 75000, "renewal")
    assert OutgoingMail.objects.get(notice="renewal_opened").to_address == who.person.email


def test_a_discussion_that_was_held_is_a_date_that_was_kept(ready):
    journey, _office, assessor = allocated()
    day = clock.today()
    journey = agree_dates(journey, by=assessor, submit_by=day + dt.timedelta(days=90), dates=dates_from(day))
    assert mark_discussion(journey, by=assessor, number=2, held_on=day).done_on == day
    assert mark_discussion(journey, by=assessor, number=2, held_on=day) is None
    assert Milestone.objects.filter(done_on=None).count() == 3
