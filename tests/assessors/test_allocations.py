"""Offers, declarations, parts: from an offer that names nobody to an end that closes everything."""

import datetime as dt

import pytest

from qualitymark.assessors import operations
from qualitymark.assessors.models import Allocation, Profile, Visit
from qualitymark.assessors.queries import (
    allocations_in_conflict,
    allocations_visible_to,
    load_of,
    own_allocations,
    suggestions,
    ties_found,
)
from qualitymark.core import clock
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Recusal, Role
from qualitymark.institutions.queries import institutions_visible_to
from qualitymark.journeys.models import FeeLine, Party
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.states import State
from tests import factories as make

pytestmark = pytest.mark.django_db
SOON = dt.date(2999, 1, 1)


def ready_journey(**facts):
    """Terms accepted, nothing owed: the gate to allocation is open."""
    journey = make.journey(**{"state": State.AGREED, "terms_accepted_at": clock.now(), "terms_accepted_by": make.person()} | facts)
    make.member(journey.institution)
    return journey


def fit_assessor(name="", **facts):
    actor = make.assessor(name)
    Profile.objects.create(person=actor.person, **{"trained_until": SOON} | facts)
    return actor


def offered(journey=None, capacity="assessor", to=None):
    office, to = make.office(), to or fit_assessor()
    allocation = operations.offer(journey or ready_journey(), by=office, person=to.person, capacity=capacity, answer_by=SOON)
    return allocation, to, office


def test_an_offer_and_its_letter_name_nothing_of_the_institution():
    allocation, assessor, _office = offered()
    letter = OutgoingMail.objects.get(to_address=assessor.person.email)
    institution = allocation.journey.institution
    assert institution.name not in letter.subject + letter.body
    assert "College" in letter.body and "England" in letter.body and allocation.ref in letter.body
    assert not journeys_visible_to(assessor).exists()
    assert [row.pk for row in own_allocations(assessor)["waiting"]] == [allocation.pk]


def test_declared_cleared_and_accepted_the_assessor_takes_part_and_the_coordinators_hear_of_it():
    allocation, assessor, _office = offered()
    operations.declare(allocation, by=assessor, conflict=False)
    allocation.refresh_from_db()
    assert allocation.state == "cleared" and allocation.declared_at and not journeys_visible_to(assessor).exists()
    operations.accept(allocation, by=assessor)
    operations.accept(allocation, by=assessor)
    journey = allocation.journey
    journey.refresh_from_db()
    assert journey.state == State.ALLOCATED and list(journeys_visible_to(assessor)) == [journey]
    assert Party.objects.get().capacity == "assessor"
    assert OutgoingMail.objects.filter(notice="assessor_allocated").count() == 1
    assert Entry.objects.filter(verb="accept").count() == 1


def test_nothing_is_accepted_before_the_declaration():
    allocation, assessor, _office = offered()
    with pytest.raises(Refused, match="conflict of interest"):
        operations.accept(allocation, by=assessor)
    assert not Party.objects.exists()


@pytest.mark.parametrize("after", ["offered", "cleared", "accepted"])
def test_a_conflict_declared_at_any_time_removes_the_institution_everywhere(after):
    allocation, assessor, _office = offered()
    if after != "offered":
        operations.declare(allocation, by=assessor, conflict=False)
    if after == "accepted":
        operations.accept(allocation, by=assessor)
    operations.declare(allocation, by=assessor, conflict=True, why="paid", note="A review in 2025")
    allocation.refresh_from_db()
    institution = allocation.journey.institution
    assert allocation.state == "conflicted"
    assert Recusal.objects.get().why == "paid"
    assert not institutions_visible_to(assessor).filter(pk=institution.pk).exists()
    assert not allocations_visible_to(assessor).exists() and not journeys_visible_to(assessor).exists()
    allocation.journey.refresh_from_db()
    assert allocation.journey.state == State.AGREED
    assert not Party.objects.filter(until_on=None).exists()
    assert OutgoingMail.objects.filter(notice="allocation_answered", subject__contains="Conflict declared").count() == 1
    assert "A review in 2025" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_an_institution_put_on_ones_own_list_of_ties_ends_an_offer_that_named_nobody():
    allocation, assessor, _office = offered()
    operations.declare_tie(allocation.journey.institution, by=assessor, why="related")
    allocation.refresh_from_db()
    assert allocation.state == "conflicted" and not allocations_visible_to(assessor).exists()


def test_an_institution_put_on_the_list_twice_stands_there_once():
    assessor, institution = make.assessor(), make.institution()
    assert operations.declare_tie(institution, by=assessor, why="related") == operations.declare_tie(institution, by=assessor, why="paid")
    assert Recusal.objects.count() == 1


def test_no_conflict_declared_by_somebody_recused_meanwhile_is_a_conflict_found():
    allocation, assessor, _office = offered()
    Recusal.objects.create(
        person=assessor.person, institution=allocation.journey.institution, why="other", declared=False, from_on=make.LONG_AGO
    )
    operations.declare(allocation, by=assessor, conflict=False)
    allocation.refresh_from_db()
    assert allocation.state == "conflicted"


def test_declining_needs_no_reason_and_tells_the_office():
    allocation, assessor, _office = offered()
    operations.decline(allocation, by=assessor)
    operations.decline(allocation, by=assessor)
    allocation.refresh_from_db()
    assert allocation.state == "declined"
    assert OutgoingMail.objects.filter(notice="allocation_answered").count() == 1


def test_the_office_ends_a_part_with_a_reason_and_the_journey_can_be_offered_again():
    allocation, assessor, office = offered()
    operations.declare(allocation, by=assessor, conflict=False)
    operations.accept(allocation, by=assessor)
    operations.end_allocation(allocation, by=office, why="Away until May")
    journey = allocation.journey
    journey.refresh_from_db()
    assert journey.state == State.AGREED and not journeys_visible_to(assessor).exists()
    assert "Away until May" in OutgoingMail.objects.get(notice="allocation_ended").body
    again, _to, _office = offered(journey)
    assert again.state == "offered"


def test_whoever_assessed_does_not_read_second():
    allocation, assessor, office = offered()
    operations.declare(allocation, by=assessor, conflict=False)
    operations.accept(allocation, by=assessor)
    operations.end_allocation(allocation, by=office, why="Ill")
    type(allocation.journey).objects.filter(pk=allocation.journey.pk).update(state=State.SECOND_READING)
    with pytest.raises(Refused, match="another part"):
        offered(allocation.journey, "second_reader", to=assessor)


def test_an_assessor_who_drops_out_while_the_institution_writes_is_replaced_and_the_stage_stands():
    allocation, assessor, office = offered()
    operations.declare(allocation, by=assessor, conflict=False)
    operations.accept(allocation, by=assessor)
    journey = allocation.journey
    type(journey).objects.filter(pk=journey.pk).update(state=State.PREPARING)
    operations.end_allocation(allocation, by=office, why="Ill")
    journey.refresh_from_db()
    new, other, _office = offered(journey)
    operations.declare(new, by=other, conflict=False)
    operations.accept(new, by=other)
    journey.refresh_from_db()
    assert journey.state == State.PREPARING and list(journeys_visible_to(other)) == [journey] and not journeys_visible_to(assessor).exists()


def test_a_second_reader_accepts_in_the_same_way_and_moves_nothing():
    journey = make.journey(state=State.SECOND_READING)
    allocation, reader, _office = offered(journey, "second_reader")
    operations.declare(allocation, by=reader, conflict=False)
    operations.accept(allocation, by=reader)
    journey.refresh_from_db()
    assert journey.state == State.SECOND_READING and Party.objects.get().capacity == "second_reader"


@pytest.mark.parametrize(
    "facts, words",
    [
        ({"terms_accepted_at": None, "terms_accepted_by": None}, "terms are not accepted"),
        ({"state": State.SUBMITTED, "capacity": "decider"}, "put together on its own page"),
        ({"state": State.RELEASED}, "nobody is offered"),
    ],
)
def test_what_stands_in_the_way_of_an_offer_is_said(facts, words):
    capacity = facts.pop("capacity", "assessor")
    with pytest.raises(Refused, match=words):
        offered(ready_journey(**facts), capacity)
    assert not Allocation.objects.exists()


def test_no_offer_before_the_fee_is_settled():
    journey = ready_journey()
    FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
    with pytest.raises(Refused, match="fee is not settled"):
        offered(journey)


def test_one_live_offer_for_a_part_at_a_time():
    allocation, _to, office = offered()
    with pytest.raises(Refused, match="offered to"):
        operations.offer(allocation.journey, by=office, person=fit_assessor().person, capacity="assessor", answer_by=SOON)


def test_nobody_with_a_tie_that_the_platform_knows_is_asked():
    journey = ready_journey()
    recused, works_there, worked_there, left_long_ago = (fit_assessor() for _each in range(4))
    Recusal.objects.create(person=recused.person, institution=journey.institution, why="other", from_on=make.LONG_AGO)
    make.member(journey.institution, Role.CONTRIBUTOR, works_there.person)
    make.member(journey.institution, Role.CONTRIBUTOR, worked_there.person, until_on=clock.today())
    make.member(journey.institution, Role.CONTRIBUTOR, left_long_ago.person, until_on=make.LONG_AGO)
    assert {recused.person.pk, works_there.person.pk, worked_there.person.pk} <= set(ties_found(journey.institution))
    for tied in (recused, works_there, worked_there):
        with pytest.raises(Refused, match="cannot be asked"):
            offered(journey, to=tied)
    assert [each.person for each in suggestions(journey)] == [left_long_ago.person]
    assert offered(journey, to=left_long_ago)[0].state == "offered"


def test_a_full_load_or_training_that_ran_out_needs_a_reason_which_is_recorded():
    journey, office = ready_journey(), make.office()
    busy = fit_assessor(most_journeys=1)
    make.party(make.journey(), busy)
    untrained, no_profile = fit_assessor(trained_until=dt.date(2020, 1, 1)), make.assessor()
    for person in (busy.person, untrained.person, no_profile.person):
        with pytest.raises(Refused, match="Say why"):
            operations.offer(journey, by=office, person=person, capacity="assessor", answer_by=SOON, why="  ")
    operations.offer(journey, by=office, person=busy.person, capacity="assessor", answer_by=SOON, why="Nobody else knows Wales.")
    row = Entry.objects.get(verb="offer")
    assert row.facts["override"] is True and row.detail.text == {"why": "Nobody else knows Wales."}


def test_suggestions_come_with_reasons_and_without_a_score():
    journey = ready_journey(language="cy")
    knows = fit_assessor("Knows colleges", welsh=True)
    operations.keep_profile(knows.person, by=knows, welsh=True, most_journeys=2, strengths=[("kind", "college"), ("nation", "england")])
    plain, busy = fit_assessor("Plain", welsh=True), fit_assessor("Busy", welsh=True, most_journeys=0)
    english = fit_assessor("English alone")
    found = suggestions(journey)
    assert [each.person for each in found] == [knows.person, plain.person, busy.person, english.person]
    assert [len(each.reasons) for each in found[:2]] == [3, 1]
    assert "writes in Welsh" in str(found[-1].cautions[0])
    assert not any(hasattr(each, "score") for each in found)


def test_suggestions_cost_the_same_for_one_assessor_and_for_thirty(count_queries):
    journey = ready_journey()
    fit_assessor()
    with count_queries() as one:
        suggestions(journey)
    for _each in range(30):
        fit_assessor()
    with count_queries() as many:
        suggestions(journey)
    assert len(one) == len(many) <= 15  # five of them ask the moved clock, once a request on a page


def test_a_load_counts_open_journeys_and_open_offers():
    allocation, assessor, _office = offered()
    make.party(make.journey(), assessor)
    make.party(make.journey(state=State.RELEASED), assessor)
    make.party(make.journey(), assessor, "second_reader")
    assert load_of(assessor.person) == 2
    operations.decline(allocation, by=assessor)
    assert load_of(assessor.person) == 1


def test_a_part_whose_conflict_is_found_later_is_shown_to_the_office():
    allocation, assessor, office = offered()
    other, _to, _office = offered()
    assert not allocations_in_conflict(office)
    Recusal.objects.create(person=assessor.person, institution=allocation.journey.institution, why="other", from_on=make.LONG_AGO)
    assert allocations_in_conflict(office) == [allocation] and not allocations_in_conflict(assessor)


def test_a_profile_is_kept_by_its_owner_or_the_office_and_training_by_the_office_alone():
    assessor, office = make.assessor(), make.office()
    operations.keep_profile(
        assessor.person, by=assessor, welsh=False, most_journeys=3, strengths=[("nation", "wales"), ("kind", "college")]
    )
    operations.keep_profile(assessor.person, by=office, welsh=True, most_journeys=3, strengths=[("nation", "wales")])
    profile = Profile.objects.get()
    assert profile.welsh and list(profile.strengths.values_list("of", "code")) == [("nation", "wales")]
    with pytest.raises(Refused):
        operations.keep_profile(assessor.person, by=make.assessor(), welsh=False, most_journeys=3)
    with pytest.raises(Refused):
        operations.record_training(assessor.person, by=assessor, until=SOON)
    assert operations.record_training(assessor.person, by=office, until=SOON).trained_until == SOON


def test_a_visit_ends_after_half_an_hour_and_remembers_the_one_before(monkeypatch):
    journey, assessor = make.journey(), make.assessor()
    first = operations.note_visit(journey, by=assessor)
    assert operations.note_visit(journey, by=assessor).at == first.at
    start = first.at
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(minutes=31))
    later = operations.note_visit(journey, by=assessor)
    assert (later.before, later.at) == (start, start + dt.timedelta(minutes=31)) and Visit.objects.count() == 1
