"""Terms and fee on the institution's own pages."""

import datetime as dt
import re

import pytest

from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry
from qualitymark.core.wording import Wording, load_mail_words
from qualitymark.journeys.models import Billing, FeeEntry, FeeLine
from qualitymark.journeys.queries import accepted_terms, terms_in_use
from tests import factories as make

pytestmark = pytest.mark.django_db
BILL = {
    "payer": "Northmoor College",
    "contact_name": "Fin",
    "contact_email": "fin@example.test",
    "address": "1 High Street",
    "purchase_order": "PO 7",
    "version": "0",
}


@pytest.fixture
def opened(db):
    journey = make.journey(state="agreed")
    FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
    return journey


def test_the_terms_are_accepted_by_somebody_who_says_they_may(opened, at):
    who = make.sponsor(opened.institution)
    page = f"/our/{opened.ref}/terms/"
    assert "£900" in at(who).get(page).content.decode()
    assert "if you may accept" in at(who).post(page, {}).content.decode()
    read = terms_in_use(opened)
    at(who).post(page, {"authorised": "on", "read": read.sha256})
    opened.refresh_from_db()
    assert opened.terms_accepted_by == who.person
    assert at(make.coordinator(opened.institution)).post(page, {"authorised": "on", "read": read.sha256}).status_code == 302
    opened.refresh_from_db()
    assert opened.terms_accepted_by == who.person, "a repeat changes nothing"


def test_what_is_accepted_is_what_was_read_and_is_kept_whatever_changes_later(opened, at):
    who, page = make.coordinator(opened.institution), f"/our/{opened.ref}/terms/"
    before = terms_in_use(opened)
    load_mail_words([Wording("terms", "en-gb", "Our agreement", "## All of it\n\nThe fee is {{ fee }}.")], by=SYSTEM)
    answer = at(who).post(page, {"authorised": "on", "read": before.sha256})
    opened.refresh_from_db()
    assert opened.terms_accepted_at is None and "changed since you read them" in answer.content.decode()
    now = terms_in_use(opened)
    assert now.sha256 in answer.content.decode() and "<p>The fee is £900.</p>" in answer.content.decode()
    at(who).post(page, {"authorised": "on", "read": now.sha256})
    load_mail_words([Wording("terms", "en-gb", "Our agreement", "Other words altogether.")], by=SYSTEM)
    assert accepted_terms(opened).text == "## All of it\n\nThe fee is £900.\n"
    shown = at(who).get(page).content.decode()
    assert "<p>The fee is £900.</p>" in shown and "Other words" not in shown
    assert Entry.objects.get(verb="accept_terms").facts["terms"] == now.sha256


def test_a_contributor_reads_the_terms_and_may_not_accept_them(opened, at):
    client = at(make.contributor(opened.institution))
    assert "Not accepted yet" in client.get(f"/our/{opened.ref}/terms/").content.decode()
    assert client.post(f"/our/{opened.ref}/terms/", {"authorised": "on"}).status_code == 403


def test_the_finance_contact_says_where_the_invoice_goes_and_sees_what_is_owed(opened, at):
    client = at(make.acting(make.member(opened.institution, "finance"), opened.institution))
    page = f"/our/{opened.ref}/fee/"
    assert "£900 is to be paid" in client.get(page).content.decode()
    wrong = client.post(page, BILL | {"contact_email": "nobody"}).content.decode()
    assert "Write an e-mail address" in wrong and 'value="PO 7"' in wrong
    client.post(page, BILL)
    client.post(page, BILL)
    assert Billing.objects.get().purchase_order == "PO 7"


def test_of_two_who_say_where_the_invoice_goes_the_second_sees_what_the_first_said(opened, at):
    finance = at(make.acting(make.member(opened.institution, "finance"), opened.institution))
    coordinator = make.coordinator(opened.institution)
    page = f"/our/{opened.ref}/fee/"
    at(coordinator).post(page, BILL | {"contact_email": "first@example.test"})
    text = finance.post(page, BILL | {"contact_email": "second@example.test"}).content.decode()
    assert Billing.objects.get().contact_email == "first@example.test" and "Somebody changed this while you wrote" in text
    assert "first@example.test" in text and 'value="second@example.test"' in text and coordinator.person.name in text
    assert 'name="version" value="1"' in text
    assert finance.post(page, BILL | {"contact_email": "second@example.test", "version": "1"}).status_code == 302
    assert Billing.objects.order_by("pk").last().contact_email == "second@example.test"


def test_what_was_settled_shows_and_what_was_reversed_does_not(opened, at):
    line, office = FeeLine.objects.get(), make.office()
    wrong = FeeEntry.objects.create(line=line, sort="paid", pence=100, on=clock.today(), at=clock.now(), by=office.person)
    FeeEntry.objects.create(line=line, sort="reversed", pence=100, on=clock.today(), at=clock.now(), by=office.person, reverses=wrong)
    FeeEntry.objects.create(line=line, sort="covered", pence=90000, on=clock.today(), at=clock.now(), by=office.person)
    text = at(make.coordinator(opened.institution)).get(f"/our/{opened.ref}/fee/").content.decode()
    assert "Nothing is to be paid" in text and "Covered by the cohort" in text and "£1<" not in text


@pytest.mark.access
def test_nobody_else_reads_either_page(opened, at):
    strangers = [make.coordinator(make.institution()), make.office(), make.assessor()]
    for actor in strangers:
        for page in ("terms", "fee"):
            assert at(actor).get(f"/our/{opened.ref}/{page}/").status_code == 404


def test_the_ledger_is_told_by_day_with_its_balance_and_money_in_one_way(client):
    journey = make.journey()
    line = FeeLine.objects.create(journey=journey, reason="journey", pence=125000, added_at=clock.now() - dt.timedelta(days=9))
    FeeLine.objects.create(journey=journey, reason="round", round=2, pence=20050, added_at=clock.now())
    for sort, pence, days in (("paid", 125000, 7), ("refunded", 5000, 5)):
        FeeEntry.objects.create(
            line=line, sort=sort, pence=pence, on=clock.today() - dt.timedelta(days=days), at=clock.now(), by=make.office().person
        )
    client.force_login(make.coordinator(journey.institution).person)
    page = client.get(f"/our/{journey.ref}/fee/").content.decode()
    amounts = re.findall(r'<td class="qm-number">([^<]+)</td>', page)
    assert amounts == ["£1,250.00", "\N{MINUS SIGN}£1,250.00", "£50.00", "£200.50", "£250.50"]
    assert page.index("Balance") > page.index("£200.50") and "-£" not in page
