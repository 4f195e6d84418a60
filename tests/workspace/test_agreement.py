"""Terms and fee on the institution's own pages."""

import pytest

from qualitymark.core import clock
from qualitymark.journeys.models import Billing, FeeEntry, FeeLine
from tests import factories as make

pytestmark = pytest.mark.django_db
BILL = {
    "payer": "Northmoor College",
    "contact_name": "Fin",
    "contact_email": "fin@example.test",
    "address": "1 High Street",
    "purchase_order": "PO 7",
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
    at(who).post(page, {"authorised": "on"})
    opened.refresh_from_db()
    assert opened.terms_accepted_by == who.person
    assert at(make.coordinator(opened.institution)).post(page, {"authorised": "on"}).status_code == 302
    opened.refresh_from_db()
    assert opened.terms_accepted_by == who.person, "a repeat changes nothing"


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
