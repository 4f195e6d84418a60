"""The fee as the institution reads it."""

import datetime as dt
from typing import Any

from qualitymark.core import clock
from qualitymark.journeys.models import Billing, FeeEntry, FeeLine, Journey
from qualitymark.journeys.queries import amount, balance, money

BILLING = ("payer", "contact_name", "contact_email", "address", "purchase_order")


def fee_of(journey: Journey) -> dict[str, Any]:
    """Each line with what settled it, by day, and what is owed in all. Reversed entries and their reversals stay in the office's ledger."""
    lines = list(FeeLine.objects.filter(journey=journey).order_by("added_at", "pk"))
    undone = FeeEntry.objects.filter(reverses__isnull=False).values("reverses_id")
    standing = FeeEntry.objects.filter(line__journey=journey, reverses=None).exclude(pk__in=undone).order_by("on", "pk")
    owed = sum(line.pence for line in lines)
    rows: list[tuple[dt.date, str, str, str]] = [
        (clock.date_of(line.added_at), line.get_reason_display(), "", amount(line.pence)) for line in lines
    ]
    for entry in standing:
        effect = entry.pence if entry.sort == FeeEntry.Sort.REFUNDED else -entry.pence
        owed += effect
        words = entry.invoice_reference or (entry.note if entry.sort == FeeEntry.Sort.CANCELLED else "")
        rows.append((entry.on, entry.get_sort_display(), words, amount(effect)))
    billing = Billing.objects.filter(journey=journey).order_by("-pk").first()
    rows.sort(key=lambda row: row[0])  # of one day, lines first
    return {
        "rows": rows,
        "balance": amount(owed),
        "owed": money(owed) if owed > 0 else "",
        "back": money(-owed) if owed < 0 else "",
        "billing": billing,
    }


def fee_of_round(journey: Journey) -> dict[str, Any] | None:
    """What a later round costs and what is still owed, in words; None in the first, whose fee the terms tell."""
    line = FeeLine.objects.filter(journey=journey, round=journey.round).order_by("-again").first() if journey.round > 1 else None
    if line is None:
        return None
    owed = balance(journey)
    return {"fee": money(line.pence), "free": not line.pence, "owed": money(owed) if owed > 0 else ""}


def billing_start(journey: Journey) -> dict[str, Any]:
    """What the form begins with: what was said last, or the institution's own name; and how often it was said (`version`)."""
    said = list(Billing.objects.filter(journey=journey).order_by("pk"))
    start = {name: getattr(said[-1], name) for name in BILLING} if said else {"payer": journey.institution.name}
    return start | {"version": len(said)}
