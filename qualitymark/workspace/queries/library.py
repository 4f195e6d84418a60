"""The evidence library, and one item of it with everything about it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from qualitymark.core.actor import Actor
from qualitymark.evidence.models import AccessProblem, Item, Revision
from qualitymark.evidence.queries import items_visible_to
from qualitymark.institutions.queries import normalised
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Citation

from .criterion import address_of, badge_of, newest_of


@dataclass
class Shelf:
    """One item in the list."""

    item: Item
    badge: str
    url: str
    cited: str
    problem: bool


def library_of(actor: Actor, *, text: str = "", sort: str = "") -> Any:
    """The items a member sees, the latest first; `text` is looked for in title, what it shows, owner and department."""
    rows = items_visible_to(actor).select_related("owner", "added_by").order_by("-added_at", "-pk")
    for word in normalised(text).split()[:6]:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(shows__icontains=word)
            | Q(department__icontains=word)
            | Q(owner_name__icontains=word)
            | Q(owner__name__icontains=word)
        )
    return rows.filter(sort=sort) if sort else rows


def shelves(items: list[Item], journey: Journey) -> list[Shelf]:
    """The rows of one page of the list, in three queries."""
    keys = {item.pk for item in items}
    newest = newest_of(keys)
    cited: dict[int, list[str]] = {}
    for pk, code in (
        Citation.objects.filter(item__in=keys, response__journey=journey)
        .order_by("response__criterion__number")
        .values_list("item_id", "response__criterion__code")
    ):
        cited.setdefault(pk, []).append(code)
    problems = set(AccessProblem.objects.filter(item__in=keys, resolved_at=None).values_list("item_id", flat=True))
    return [
        Shelf(
            item,
            badge_of(item, newest.get(item.pk)),
            address_of(newest.get(item.pk)),
            ", ".join(cited.get(item.pk, [])),
            item.pk in problems,
        )
        for item in items
    ]


@dataclass
class Version:
    revision: Revision
    url: str


@dataclass
class ItemPage:
    item: Item
    badge: str
    versions: list[Version]
    cited: list[Citation]
    problems: list[AccessProblem]


def item_page(item: Item, journey: Journey) -> ItemPage:
    """What an item's page shows: its versions, newest first, where this journey cites it, and the problems that are open."""
    versions = list(item.revisions.select_related("file", "added_by").order_by("-number"))
    cited = (
        Citation.objects.filter(item=item, response__journey=journey)
        .select_related("response__criterion")
        .order_by("response__criterion__number")
    )
    problems = AccessProblem.objects.filter(item=item, resolved_at=None).select_related("raised_by").order_by("raised_at")
    newest = next((each for each in versions if each.erased_at is None), None)
    return ItemPage(
        item,
        badge_of(item, newest),
        [Version(each, "" if each.erased_at else address_of(each)) for each in versions],
        list(cited),
        list(problems),
    )
