"""Fees as the office sees them: what is owed by whom, and the ledger of one journey."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from qualitymark.core.actor import Actor
from qualitymark.institutions.queries import contents_visible_to
from qualitymark.journeys.models import Billing, FeeEntry, FeeLine, Journey
from qualitymark.journeys.queries import amount, balances, journeys_visible_to, money


@dataclass(frozen=True)
class FeeRow:
    """What one journey owes, and to whom the invoice goes."""

    journey: Journey
    lines: str
    owed: int
    owed_words: str
    payer: str
    purchase_order: str


def fee_journeys(actor: Actor, owing: bool = True) -> QuerySet[Journey]:
    """Journeys with a fee whose content is open to this person, by name; only those that owe something, or all."""
    rows = journeys_visible_to(actor).filter(institution__in=contents_visible_to(actor)).order_by("institution__name", "pk")
    if not owing:
        return rows.filter(Exists(FeeLine.objects.filter(journey=OuterRef("pk"))))
    return rows.filter(pk__in=[key for key, pence in balances(rows.select_related(None)).items() if pence])


def fee_rows(journeys: Iterable[Journey]) -> list[FeeRow]:
    """The lines of a page of journeys that have a fee, in their order. Three queries."""
    kept = list(journeys)
    keys = [journey.pk for journey in kept]
    owed = balances(Journey.objects.filter(pk__in=keys))
    totals: dict[int, int] = {}
    for key, pence in FeeLine.objects.filter(journey__in=keys).values_list("journey_id", "pence"):
        totals[key] = totals.get(key, 0) + pence
    billing = {row.journey_id: row for row in Billing.objects.filter(journey__in=keys).order_by("pk")}
    return [
        FeeRow(
            journey=journey,
            lines=money(totals[journey.pk]),
            owed=owed[journey.pk],
            owed_words=money(owed[journey.pk]),
            payer=billing[journey.pk].payer if journey.pk in billing else "",
            purchase_order=billing[journey.pk].purchase_order if journey.pk in billing else "",
        )
        for journey in kept
    ]


@dataclass(frozen=True)
class LedgerLine:
    """One entry or line of a journey's ledger, in the order in which they were written."""

    on: Any
    words: str | Promise
    amount: str
    reference: str
    note: str
    by: str
    entry: FeeEntry | None  # where it can be reversed


def ledger_of(journey: Journey) -> dict[str, Any]:
    """A journey's fee: lines and entries with the amounts in words, what is owed on each line and on all, and where the invoice goes."""
    lines = list(FeeLine.objects.filter(journey=journey).order_by("added_at", "pk"))
    entries = list(FeeEntry.objects.filter(line__journey=journey).select_related("line", "by", "reverses").order_by("pk"))
    undone = {entry.reverses_id for entry in entries}
    rows = [LedgerLine(line.added_at, line.get_reason_display(), amount(line.pence), "", "", "", None) for line in lines]
    owed = {line.pk: line.pence for line in lines}
    for entry in entries:
        kind = entry.reverses.sort if entry.reverses else entry.sort
        adds = (kind == FeeEntry.Sort.REFUNDED) != (entry.reverses is not None)
        owed[entry.line_id] += entry.pence if adds else -entry.pence
        can = entry.reverses is None and entry.pk not in undone and entry.sort != FeeEntry.Sort.CANCELLED
        pence = amount(entry.pence if adds else -entry.pence)
        rows.append(
            LedgerLine(
                entry.on,
                entry.get_sort_display(),
                pence,
                entry.invoice_reference,
                entry.note,
                entry.by.name if entry.by else "",
                entry if can else None,
            )  # fmt: skip
        )
    return {
        "lines": [(line, money(owed[line.pk]), owed[line.pk]) for line in lines],
        "rows": rows,
        "balance": amount(sum(owed.values())),
        "owed": sum(owed.values()),
        "owed_words": money(sum(owed.values())),
        "back": money(-sum(owed.values())) if sum(owed.values()) < 0 else "",
        "billing": Billing.objects.filter(journey=journey).select_related("by").order_by("-pk").first(),
    }
