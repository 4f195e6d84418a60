"""Every institution that the scheme knows, with or without a journey: found by any of its names, past ones too, or by its number."""

from django.db.models import Exists, OuterRef, QuerySet

from qualitymark.core.actor import Actor
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import closed_to, institutions_visible_to
from qualitymark.journeys.models import Journey

from .listing import called


def institutions_found(actor: Actor, words: str = "", *, to_confirm: bool = False) -> QuerySet[Institution]:
    """Institutions by name, each with `closed` (to this person, by a conflict of interest) and `has_journey`.

    `words` are parts of one of its names, or its number; none narrows nothing. With `to_confirm`, those alone whose nation and kind
    nobody has confirmed. Their content is not opened by being listed: name and nation stay with a conflict.
    """
    rows = institutions_visible_to(actor).annotate(
        closed=Exists(Institution.objects.filter(closed_to(actor.person_id), pk=OuterRef("pk"))),
        has_journey=Exists(Journey.objects.filter(institution=OuterRef("pk"))),
    )
    if words.strip():
        rows = rows.filter(pk__in=called(words))
    if to_confirm:
        rows = rows.filter(confirmed_at=None, closed=False)
    return rows.order_by("name", "pk")
