"""Every version of a response, in the sittings in which they were written."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Length

from qualitymark.selfassessment.models import Response, Revision

SITTING = dt.timedelta(minutes=10)  # between two saves that a page makes by itself: longer, and the writer came back


@dataclass
class Sitting:
    """The last version of a sitting, and those that were saved by themselves on the way to it, newest first."""

    last: Revision
    on_the_way: list[Revision] = field(default_factory=list)


def history_of(response: Response) -> list[Sitting]:
    """All versions, newest first; what saved itself while one person wrote stands under where they left it. One query, without the texts."""
    rows = response.revisions.select_related("person").defer("text").annotate(letters=Length("text")).order_by("-number")
    sittings: list[Sitting] = []
    for row in rows:
        if sittings and _goes_on(row, sittings[-1]):
            sittings[-1].on_the_way.append(row)
        else:
            sittings.append(Sitting(row))
    return sittings


def _goes_on(row: Revision, sitting: Sitting) -> bool:
    later = sitting.on_the_way[-1] if sitting.on_the_way else sitting.last
    alone = later.origin in (Revision.Origin.AUTO, Revision.Origin.PAGE) and row.origin == Revision.Origin.AUTO
    same = (row.person_id, row.for_name, row.erased_at) == (later.person_id, later.for_name, later.erased_at)
    return alone and same and later.at - row.at <= SITTING


def two_of(response: Response, number: int, other: int) -> tuple[Revision | None, Revision | None]:
    """Two versions, the earlier first; None for one that there is not, or whose text was erased. One query."""
    wanted = response.revisions.filter(Q(number=number) | Q(number=other), erased_at=None).select_related("person")
    rows = {row.number: row for row in wanted}
    return rows.get(min(number, other)), rows.get(max(number, other))
