"""What is owed, in pence. Lines add; entries settle; a reversal undoes one entry."""

from collections import defaultdict

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from ..models import FeeEntry, FeeLine, Journey

MINUS = "\N{MINUS SIGN}"
SETTLES = [FeeEntry.Sort.PAID, FeeEntry.Sort.COVERED, FeeEntry.Sort.WAIVED, FeeEntry.Sort.CANCELLED]
# What an entry does to what is owed: paid, covered, waived and no longer owed count down, refunded up, and a reversal undoes what it reverses.
EFFECT = Case(
    When(Q(sort__in=SETTLES) | Q(reverses__sort=FeeEntry.Sort.REFUNDED), then=-F("pence")), default=F("pence"), output_field=IntegerField()
)


def _settled(entries: QuerySet[FeeEntry]) -> int:
    return entries.aggregate(all=Coalesce(Sum(EFFECT), Value(0)))["all"]


def balance_of_line(line: FeeLine) -> int:
    """What is still owed on one line, in pence: never above the line, and below nothing only where a round that was paid for was taken back."""
    return line.pence + _settled(FeeEntry.objects.filter(line=line))


def balance(journey: Journey) -> int:
    """What is still owed, in pence: lines less what settles them; less than nothing where money is to go back. The gate to allocation is a
    balance of nothing. One query."""
    return balances(Journey.objects.filter(pk=journey.pk)).get(journey.pk, 0)


def balances(journeys: QuerySet[Journey]) -> dict[int, int]:
    """What is still owed on each of many journeys, in pence, by their keys: one query however many they are."""
    settles = Q(entries__sort__in=SETTLES) | Q(entries__reverses__sort=FeeEntry.Sort.REFUNDED)
    effect = Sum(Case(When(settles, then=-F("entries__pence")), default=F("entries__pence"), output_field=IntegerField()))
    lines = FeeLine.objects.filter(journey__in=journeys).annotate(effect=Coalesce(effect, Value(0)))
    owed: dict[int, int] = defaultdict(int)
    for key, pence, moved in lines.values_list("journey_id", "pence", "effect"):
        owed[key] += pence + moved
    return dict(owed)


def money(pence: int) -> str:
    """£750, or £749.50: whole pounds without pence. For sentences."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{MINUS if pence < 0 else ''}£{pounds:,}" + (f".{rest:02d}" if rest else "")


def amount(pence: int) -> str:
    """£750.00, or −£749.50: always with its pence, as the amounts of a table stand under each other."""
    return f"{MINUS if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def owed_words(journey: Journey) -> str:
    """What is still owed, as money; empty where nothing is."""
    owed = balance(journey)
    return money(owed) if owed > 0 else ""
