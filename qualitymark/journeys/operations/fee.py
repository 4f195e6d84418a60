"""Money: lines say what is owed, entries settle them. Nothing is edited; a wrong entry is reversed by another."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold, make_once
from qualitymark.core.verdict import ChangedMeanwhile, Refused, not_now
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in

from ..models import Billing, FeeEntry, FeeLine, Journey
from ..notices import tell
from ..queries import balance, balance_of_line, money
from ..rules import can_reverse, can_set_billing, can_settle

MOST_PENCE = 100_000_00


def add_line(journey: Journey, *, reason: str, pence: int, covered: bool = False) -> FeeLine:
    """A line of `pence` for the journey's present round, settled at once where a cohort's funder covers it. The caller is in a
    transaction that holds the journey."""
    again = FeeLine.objects.filter(journey=journey, round=journey.round, entries__sort=FeeEntry.Sort.CANCELLED).count()
    facts = {"round": journey.round, "again": again, "pence": pence, "added_at": clock.now()}
    line = FeeLine.objects.create(journey=journey, reason=reason, **facts)
    if covered and pence:
        FeeEntry.objects.create(line=line, sort=FeeEntry.Sort.COVERED, pence=pence, on=clock.today(), at=clock.now())
    return line


def cancel_line(line: FeeLine, *, by: Actor, why: str) -> FeeEntry:
    """End what a line asks for, by a dated entry that says why: all of it but what money came in for, which is left to go back or to count
    towards what else is owed. The caller has enforced its rule, and is in a transaction that holds the journey."""
    pence = balance_of_line(line) + _paid(line)
    facts = {"sort": FeeEntry.Sort.CANCELLED, "pence": pence, "on": clock.today(), "note": why[:300], "at": clock.now()}
    entry = FeeEntry.objects.create(line=line, by=by.person, **facts)
    record("cancel_line", line.journey, by=by, facts={"line": line.ref, "entry": entry.ref, "pence": pence}, detail={"note": why})
    return entry


@transaction.atomic
def set_billing(
    journey: Journey,
    *,
    by: Actor,
    payer: str,
    contact_name: str,
    contact_email: str,
    address: str = "",
    purchase_order: str = "",
    version: int | None = None,
) -> Billing:
    """To whom the invoice goes. Every change is a row; the same words again make none. `version` is how many there were when the
    writer began; another raises ChangedMeanwhile."""
    journey = hold(journey)
    can_set_billing(by, journey).enforce()
    facts = {
        "payer": payer,
        "contact_name": contact_name,
        "contact_email": contact_email,
        "address": address,
        "purchase_order": purchase_order,
    }
    last = Billing.objects.filter(journey=journey).order_by("-pk").first()
    if last is not None and all(getattr(last, name) == value for name, value in facts.items()):
        return last
    standing = Billing.objects.filter(journey=journey).count()
    if version is not None and last is not None and standing != version:
        raise ChangedMeanwhile(last, standing)
    billing = Billing.objects.create(journey=journey, at=clock.now(), by=by.person, **facts)
    record("set_billing", journey, by=by, detail=facts)
    return billing


@transaction.atomic
def settle(
    line: FeeLine, *, by: Actor, sort: str, pence: int, on: dt.date, invoice_reference: str = "", note: str = "", ref: str = ""
) -> FeeEntry:
    """Enter money paid, covered, waived or refunded on a day. Refused: more than is owed, a refund of more than was paid, a day to come.
    `ref` is the form's own mark: the same form sent twice makes one entry."""
    journey = hold(line.journey)
    can_settle(by, journey).enforce()
    made = FeeEntry.objects.filter(ref=ref, line=line).first() if ref else None
    if made is not None:
        return made
    _check_entry(line, sort, pence, on)
    entry, new = make_once(
        FeeEntry,
        ref,
        line=line,
        sort=sort,
        pence=pence,
        on=on,
        invoice_reference=invoice_reference,
        note=note,
        at=clock.now(),
        by=by.person,
    )
    if not new:
        return entry
    record("settle", journey, by=by, facts={"line": line.ref, "entry": entry.ref, "sort": sort, "pence": pence}, detail={"note": note})
    if sort == FeeEntry.Sort.PAID and balance(journey) <= 0:
        people = people_in(journey.institution, Role.COORDINATOR, Role.FINANCE)
        tell("fee_settled", journey, people, period=f"{journey.round}", amount=money(line.pence))
    return entry


def _check_entry(line: FeeLine, sort: str, pence: int, on: dt.date) -> None:
    owed = max(balance_of_line(line), 0)
    if sort not in FeeEntry.Sort or sort in (FeeEntry.Sort.REVERSED, FeeEntry.Sort.CANCELLED):
        raise Refused(not_now(_("An entry says paid, covered, waived or refunded. A wrong entry is reversed on its own row.")))
    if not 0 < pence <= MOST_PENCE:
        raise Refused(not_now(_("The amount must be more than nothing, and no more than %(most)s."), most=money(MOST_PENCE)))
    if on > clock.today():
        raise Refused(not_now(_("The date is still to come: enter money on the day that it moved.")))
    if sort == FeeEntry.Sort.REFUNDED and pence > _paid(line):
        raise Refused(not_now(_("That is more than was paid: %(paid)s can be refunded."), paid=money(_paid(line))))
    if sort != FeeEntry.Sort.REFUNDED and pence > owed:
        raise Refused(not_now(_("That is more than is owed: %(owed)s is left to settle."), owed=money(owed)))


def _paid(line: FeeLine) -> int:
    """Money that came in for a line and has not gone back."""
    entries = FeeEntry.objects.filter(line=line, reversed_by=None).values_list("sort", "pence")
    return sum(pence if sort == FeeEntry.Sort.PAID else -pence for sort, pence in entries if sort in ("paid", "refunded"))


@transaction.atomic
def reverse_entry(entry: FeeEntry, *, by: Actor, note: str) -> FeeEntry:
    """Undo one entry with another, saying why. Refused: twice, a reversal itself, or where a later entry stands on it."""
    journey = hold(entry.line.journey)
    can_reverse(by, entry).enforce()
    line = entry.line
    if entry.sort == FeeEntry.Sort.PAID and _paid(line) < entry.pence:
        raise Refused(not_now(_("Part of this payment was refunded. Reverse the refund first.")))
    cancelled = FeeEntry.objects.filter(line=line, sort=FeeEntry.Sort.CANCELLED).exists()
    if entry.sort == FeeEntry.Sort.REFUNDED and not cancelled and balance_of_line(line) < entry.pence:
        raise Refused(not_now(_("What was refunded has been settled again since. Reverse that entry first.")))
    made = FeeEntry.objects.create(
        line=line, sort=FeeEntry.Sort.REVERSED, pence=entry.pence, on=clock.today(), note=note, reverses=entry, at=clock.now(), by=by.person
    )
    record("reverse_entry", journey, by=by, facts={"line": line.ref, "entry": entry.ref, "pence": entry.pence}, detail={"note": note})
    return made
