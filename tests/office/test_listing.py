"""The office's list: what it says of each, how it narrows, what it costs, and the file."""

import csv
import datetime as dt
import importlib
import io

import pytest
from django.utils.formats import date_format

from qualitymark.core import clock
from qualitymark.institutions.models import Name, Recusal
from qualitymark.journeys.models import CohortMember, FeeLine, Milestone, PauseRequest
from qualitymark.office.queries import Filters, journey_rows
from tests import factories as make

pytestmark = pytest.mark.django_db


def rows_for(actor=None, **given):
    return journey_rows(actor or make.office(), Filters.read(given))[0]


def test_each_row_says_where_it_stands_whose_turn_it_is_and_what_is_next():
    journey = make.journey(make.institution("Alder College"), state="preparing")
    due = clock.today() + dt.timedelta(days=9)
    Milestone.objects.create(journey=journey, what="submission", due_on=due)
    make.party(journey, make.assessor("Asa Assessor"))
    row = rows_for()[0]
    assert (row.name, row.state, row.turn, row.assessor) == ("Alder College (fictitious)", "Preparing", "The institution", "Asa Assessor")
    assert row.next_on == f"{due.day} {due:%B} {due.year}" and not row.late


def test_the_first_stage_waits_for_the_institution_until_terms_and_fee_and_then_for_the_office():
    waiting, ready = (
        make.journey(state="agreed"),
        make.journey(state="agreed", terms_accepted_at=clock.now(), terms_accepted_by=make.person()),
    )
    FeeLine.objects.create(journey=waiting, reason="journey", pence=90000, added_at=clock.now())
    turns = {row.journey: (row.turn, row.waits) for row in rows_for()}
    assert turns[waiting.ref] == ("The institution", "Accept the terms and settle the fee")
    assert turns[ready.ref] == ("The office", "Allocate an assessor")
    assert [row.journey for row in rows_for(turn="office")] == [ready.ref]


def test_a_request_for_a_pause_waits_for_the_office_whatever_the_stage():
    journey = make.journey(state="preparing")
    PauseRequest.objects.create(journey=journey, why="Busy", asked_at=clock.now(), asked_by=make.person())
    assert rows_for(turn="office")[0].waits == "Answer the request for a pause"


def test_a_missed_day_is_said_to_be_overdue_and_a_paused_journey_waits_for_nobody():
    late, paused = make.journey(state="preparing"), make.journey(state="preparing", paused_from=clock.today())
    for journey in (late, paused):
        Milestone.objects.create(journey=journey, what="drafts", due_on=clock.today() - dt.timedelta(days=1))
    found = {row.journey: (row.late, row.turn) for row in rows_for()}
    assert found == {late.ref: ("overdue", "The institution"), paused.ref: ("", "Nobody")}


def test_while_the_signature_is_awaited_what_was_due_for_the_writing_is_past_and_the_day_that_is_live_is_shown(client):
    journey = make.journey(state="awaiting_signature")
    for what, days in (("drafts", -9), ("discussion", -5), ("signature", 3), ("submission", 6)):
        Milestone.objects.create(journey=journey, what=what, due_on=clock.today() + dt.timedelta(days=days))
    row = rows_for()[0]
    assert (row.next_on, row.late) == (date_format(clock.today() + dt.timedelta(days=3), "j F Y"), "")
    client.force_login(make.office().person)
    page = client.get(f"/office/institution/{journey.institution.ref}/").content.decode()
    assert "next: Signature" in page and "overdue" not in page
    Milestone.objects.filter(what="signature").update(due_on=clock.today() - dt.timedelta(days=1))
    assert rows_for()[0].late == "overdue"


def test_the_list_narrows_by_everything_it_offers():
    cohort = make.cohort()
    welsh = make.journey(make.institution("Coleg y Bont", nation="wales", kind="university"), state="submitted", cohort=cohort)
    other = make.journey(make.institution("Elm College", nation="england", kind="college"), state="preparing")
    gone = make.journey(make.institution("Fir College"), state="withdrawn")
    number = welsh.institution.identifiers.get().value
    for given in (
        {"q": "bont"},
        {"q": number},
        {"nation": "wales"},
        {"kind": "university"},
        {"state": "submitted"},
        {"cohort": cohort.ref},
        {"turn": "assessor"},
    ):
        assert [row.journey for row in rows_for(**given)] == [welsh.ref], given
    assert {row.journey for row in rows_for()} == {welsh.ref, other.ref}
    assert [row.journey for row in rows_for(state="withdrawn")] == [gone.ref]
    assert {row.journey for row in rows_for(state="nonsense", nation="'", page="x", kind="\x00")} == {welsh.ref, other.ref}


def test_a_journey_that_a_renewal_has_followed_gives_way_to_it():
    home = make.institution()
    before = make.journey(home, state="released")
    after = make.journey(home, state="agreed", previous=before)
    assert [row.journey for row in rows_for()] == [after.ref]


def many(number):
    for place in range(number):
        home = make.institution()
        cohort = make.cohort()
        CohortMember.objects.create(cohort=cohort, institution=home, joined_on=make.LONG_AGO)
        journey = make.journey(home, state=["agreed", "preparing", "in_review"][place % 3], cohort=cohort)
        FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
        make.party(journey, make.assessor())
        Milestone.objects.create(journey=journey, what="submission", due_on=clock.today())


@pytest.mark.parametrize(
    "address",
    [
        "/office/", "/office/institutions.csv", "/office/fees/", "/office/fees/?all=yes", "/office/interests/", "/office/cohorts/",
        "/office/people/", "/office/mail/", "/office/institutions/", "/office/institutions/?q=e&show=confirm",
    ],
)  # fmt: skip
def test_a_list_costs_the_same_for_one_and_for_thirty(office, count_queries, address):
    many(1)
    office.get(address)
    with count_queries() as few:
        office.get(address)
    many(29)
    with count_queries() as more:
        office.get(address)
    assert len(few) == len(more), [query["sql"] for query in more]
    assert len(more) <= 12, [query["sql"] for query in more]


@pytest.mark.parametrize(
    ("address", "view", "rows"),
    [
        ("/office/fees/?", "fees", "rows"),
        ("/office/fees/?all=yes&", "fees", "rows"),
        ("/office/cohorts/?", "cohorts", "cohorts"),
        ("/office/people/?", "staff", "rows"),
    ],
)
def test_a_long_list_is_cut_into_pages_that_hold_every_row_once(office, monkeypatch, address, view, rows):
    monkeypatch.setattr(importlib.import_module(f"qualitymark.office.views.{view}"), "A_PAGE", 2)
    many(4)
    pages = [office.get(f"{address}page={number}") for number in (1, 2, 3)]
    shown = [len(page.context[rows]) for page in pages]
    assert shown == ([2, 2, 1] if view == "staff" else [2, 2, 2])  # a page past the last shows the last
    assert all(f'aria-label="Page {number}"' in pages[0].content.decode() for number in (1, 2))
    keys = [getattr(row, "journey", getattr(row, "person", row)).pk for page in pages for row in page.context[rows]]
    assert len(set(keys)) == (5 if view == "staff" else 4)
    assert "all=yes" not in address or 'href="?all=yes&amp;page=2"' in pages[0].content.decode()


def test_an_institutions_page_costs_the_same_however_much_there_is(office, count_queries):
    from qualitymark.institutions.models import ContactLog

    home = make.institution()
    address = f"/office/institution/{home.ref}/"

    def more(number):
        for place in range(number):
            journey = make.journey(home, state="released")
            FeeLine.objects.create(journey=journey, reason="journey", pence=100, added_at=clock.now())
            Milestone.objects.create(journey=journey, what="submission", due_on=clock.today())
            make.party(journey, make.assessor())
            make.member(home)
            ContactLog.objects.create(institution=home, on=clock.today(), how="call", note=f"Call {place}", by=office.actor.person)

    more(1)
    office.get(address)
    with count_queries() as few:
        office.get(address)
    more(10)
    with count_queries() as many_queries:
        office.get(address)
    assert len(few) == len(many_queries)


def test_the_file_holds_the_same_rows_and_no_formula(office):
    make.journey(make.institution("=HYPERLINK(1)", fictitious=False), state="preparing")
    make.journey(make.institution("Plain College"), state="preparing")
    answer = office.get("/office/institutions.csv?q=")
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0][0] == "Institution"
    assert [line[0] for line in table[1:]] == ["'=HYPERLINK(1)", "Plain College (fictitious)"]


def test_empty_lists_say_what_belongs_there(office):
    for address, words in {
        "/office/": "No journey is open yet",
        "/office/?q=nothing": "Nothing fits all of that",
        "/office/institutions/?q=nothing": "No institution is known by that name or number",
        "/office/interests/": "Nothing waits",
        "/office/enquiries/": "Nothing waits",
        "/office/fees/": "Nothing is owed",
        "/office/cohorts/": "No cohort yet",
        "/office/mail/": "No letters here",
    }.items():
        assert words in office.get(address).content.decode(), address


def test_the_file_holds_every_row_also_where_the_page_breaks(office, monkeypatch):
    monkeypatch.setattr("qualitymark.office.queries.listing.MOST", 2)
    for name in "ABCDE":
        make.journey(make.institution(f"{name} College"), state="preparing")
    table = list(csv.reader(io.StringIO(office.get("/office/institutions.csv").content.decode("utf-8-sig"))))
    assert [line[0][0] for line in table[1:]] == list("ABCDE")


def test_an_institution_without_a_journey_is_found_by_any_of_its_names_or_its_number(office):
    home, other = make.institution("Ash College"), make.institution("Elm College")
    Name.objects.create(institution=home, text="Old Wood Institute", normalised="old wood institute", sort="former", language="en")
    number = home.identifiers.get().value
    for words in ("ash", "wood institute", number):
        text = office.get("/office/institutions/", {"q": words}).content.decode()
        assert f'href="/office/institution/{home.ref}/"' in text and other.ref not in text, words
        assert "1 institution" in text and "No journey yet" in text


def test_what_home_counts_as_to_be_confirmed_is_what_its_link_shows(office):
    known, new = (
        make.institution("Ash College", confirmed_at=clock.now(), confirmed_by=office.actor.person),
        make.institution("Elm College"),
    )
    closed = make.institution("Fir College")
    Recusal.objects.create(person=office.actor.person, institution=closed, why="worked", from_on=clock.today())
    home = office.get("/home/").content.decode()
    assert "1 new one: confirm nation and kind" in home and 'href="/office/institutions/?show=confirm"' in home
    text = office.get("/office/institutions/?show=confirm").content.decode()
    assert new.ref in text and known.ref not in text and "Fir College" not in text
    every = office.get("/office/institutions/").content.decode()
    assert "Fir College" in every and closed.ref not in every


def test_a_list_narrowed_to_whose_turn_it_is_fills_its_pages(monkeypatch):
    monkeypatch.setattr("qualitymark.office.queries.listing.MOST", 2)
    for number, name in enumerate("ABCDEFGH"):
        make.journey(make.institution(f"{name} College"), state="submitted" if number % 2 else "preparing")
    pages = [journey_rows(make.office(), Filters(turn="institution", page=page)) for page in (1, 2)]
    assert [[row.name[0] for row in rows] for rows, _more in pages] == [["A", "C"], ["E", "G"]]
    assert [more for _rows, more in pages] == [True, False]


def test_an_institutions_page_leads_to_every_letter_about_anything_of_it_and_says_who_signed(office, at, monkeypatch):
    from qualitymark.institutions.operations import invite
    from qualitymark.interest.models import Interest
    from qualitymark.interest.operations import send_interest
    from qualitymark.selfassessment.models import SignOff
    from tests.interest.test_operations import TOLD

    home, other = make.institution("Ash College"), make.institution("Elm College")
    for place in (home, other):
        invite(place, by=office.actor, email=f"fin{place.pk}@example.test", name="Fin", role="finance")
    send_interest(institution=None, **TOLD | {"typed_name": "Ash"})
    Interest.objects.update(institution=home)  # matched after its letter was written
    journey, sponsor, delegate = make.journey(home, state="submitted"), make.person("Sal Sponsor"), make.person("Del Egate")
    SignOff.objects.create(journey=journey, round=1, signed_at=clock.now(), signed_by=delegate, signed_for=sponsor, role="delegate")
    text = office.get(f"/office/institution/{home.ref}/").content.decode()
    assert "Del Egate, for Sal Sponsor, as their delegate" in text
    monkeypatch.setattr("qualitymark.office.queries.institution.SOME", 1)
    assert f'href="/office/institution/{home.ref}/letters/"' in text
    letters = office.get(f"/office/institution/{home.ref}/letters/").context["letters"]
    assert {letter.notice for letter in letters} == {"invitation", "interest_received", "interest_arrived"}
    assert f"fin{other.pk}@example.test" not in {letter.to_address for letter in letters}
    colleague = make.office()
    Recusal.objects.create(person=colleague.person, institution=home, why="worked", from_on=clock.today())
    seen = at(colleague).get("/office/mail/").content.decode()
    assert f"fin{home.pk}@" not in seen and f"fin{other.pk}@" in seen
