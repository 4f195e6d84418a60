"""Money: whatever is entered and reversed, what is owed is lines less what settles them, and nothing is edited."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.core import clock
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.journeys.models import Billing, FeeEntry, FeeLine
from qualitymark.journeys.operations import reverse_entry, set_billing, settle
from qualitymark.journeys.queries import balance, balance_of_line, balances, money
from tests import factories as make

pytestmark = pytest.mark.django_db


def line_of(journey, pence=90000, **facts):
    return FeeLine.objects.create(journey=journey, reason="journey", pence=pence, added_at=clock.now(), **facts)


def enter(line, by, sort="paid", pence=90000, **facts):
    return settle(line, by=by, sort=sort, pence=pence, on=facts.pop("on", clock.today()), **facts)


def test_a_payment_settles_the_fee_and_thanks_those_who_paid():
    journey, office = make.journey(state="agreed"), make.office()
    who = make.coordinator(journey.institution)
    enter(line_of(journey), office, invoice_reference="INV-1")
    assert balance(journey) == 0
    mail = OutgoingMail.objects.get()
    assert (mail.notice, mail.to_address) == ("fee_settled", who.person.email)
    assert "£900" in mail.body
    assert Entry.objects.filter(verb="settle", thing_ref=journey.ref).count() == 1


def test_a_part_payment_leaves_the_rest_owed():
    journey, office = make.journey(), make.office()
    enter(line_of(journey), office, pence=40050)
    assert balance(journey) == 49950
    assert money(49950) == "£499.50"


@pytest.mark.parametrize(
    ("sort", "pence", "on", "reason"),
    [
        ("paid", 90001, 0, "more than is owed"),
        ("paid", 0, 0, "more than nothing"),
        ("paid", -5, 0, "more than nothing"),
        ("refunded", 1, 0, "more than was paid"),
        ("paid", 10, 1, "still to come"),
        ("reversed", 10, 0, "reversed on its own row"),
        ("stolen", 10, 0, "paid, covered, waived or refunded"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_with_the_reason(sort, pence, on, reason):
    journey, office = make.journey(), make.office()
    line = line_of(journey)
    with pytest.raises(Refused) as refused:
        enter(line, office, sort, pence, on=clock.today() + dt.timedelta(days=on))
    assert reason in refused.value.reason
    assert FeeEntry.objects.count() == 0


def test_the_same_form_sent_twice_makes_one_entry():
    journey, office = make.journey(), make.office()
    line = line_of(journey)
    first = enter(line, office, pence=100, ref="abcdefghjkmn")
    assert enter(line, office, pence=100, ref="abcdefghjkmn") == first
    assert balance(journey) == 89900


def test_a_reversal_undoes_one_entry_once_and_says_why():
    journey, office = make.journey(), make.office()
    entry = enter(line_of(journey), office)
    reverse_entry(entry, by=office, note="Entered for the wrong institution")
    assert balance(journey) == 90000
    with pytest.raises(Refused) as refused:
        reverse_entry(entry, by=office, note="Again")
    assert "reversed already" in refused.value.reason


def test_a_payment_is_not_reversed_under_a_refund_that_stands_on_it():
    journey, office = make.journey(), make.office()
    line = line_of(journey)
    paid = enter(line, office)
    back = enter(line, office, "refunded", 50000)
    with pytest.raises(Refused):
        reverse_entry(paid, by=office, note="Wrong")
    reverse_entry(back, by=office, note="Not sent")
    reverse_entry(paid, by=office, note="Wrong")
    assert balance(journey) == 90000


def test_billing_is_kept_as_rows_and_the_same_words_make_none():
    journey = make.journey(state="agreed")
    finance = make.acting(make.member(journey.institution, "finance"), journey.institution)
    facts = {"payer": "Northmoor College", "contact_name": "Fin Ance", "contact_email": "fin@example.test", "purchase_order": "PO 7"}
    set_billing(journey, by=finance, **facts)
    set_billing(journey, by=finance, **facts)
    set_billing(journey, by=finance, **facts | {"purchase_order": "PO 8"})
    assert list(Billing.objects.order_by("pk").values_list("purchase_order", flat=True)) == ["PO 7", "PO 8"]


STEP = st.tuples(
    st.sampled_from(["paid", "covered", "waived", "refunded", "reverse"]),
    st.integers(-10, 120_000),
    st.integers(0, 30),
)


@pytest.mark.properties
@settings(max_examples=40)
@given(fees=st.lists(st.integers(0, 100_000), min_size=1, max_size=3), steps=st.lists(STEP, max_size=14))
def test_whatever_is_entered_and_reversed_the_balance_is_what_a_clerk_would_count(fees, steps):
    journey, office = make.journey(), make.office()
    lines = [line_of(journey, pence, round=number) for number, pence in enumerate(fees, start=1)]
    owed = {line.pk: line.pence for line in lines}
    rows = {}
    for number, (what, pence, place) in enumerate(steps):
        line = lines[place % len(lines)]
        held = list(FeeEntry.objects.filter(line=line).order_by("pk"))
        try:
            if what != "reverse":
                enter(line, office, what, pence)
                owed[line.pk] += pence if what == "refunded" else -pence
            elif held:
                entry = held[place % len(held)]
                reverse_entry(entry, by=office, note=f"Step {number}")
                owed[line.pk] += -entry.pence if entry.sort == "refunded" else entry.pence
        except Refused:
            pass
        for line in lines:
            assert balance_of_line(line) == owed[line.pk]
            assert 0 <= owed[line.pk] <= line.pence
        present = {row.pk: (row.sort, row.pence, row.on, row.line_id, row.reverses_id) for row in FeeEntry.objects.filter(line__in=lines)}
        assert rows.items() <= present.items(), "an entry was edited or removed"
        rows = present
    assert balance(journey) == sum(owed.values()) == balances(type(journey).objects.filter(pk=journey.pk))[journey.pk]
