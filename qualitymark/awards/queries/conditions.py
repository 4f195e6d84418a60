"""The conditions of awards: those that are still open, for those who may see them."""

import datetime as dt

from django.db.models import QuerySet

from qualitymark.awards.models import Award
from qualitymark.awards.states import AwardState
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.decisions.models import Condition
from qualitymark.decisions.queries import conditions_visible_to

NEAR = dt.timedelta(days=30)


def open_conditions_visible_to(actor: Actor) -> QuerySet[Condition]:
    """Conditions neither met nor ended of awards that stand or are suspended, the earliest day first."""
    standing = Award.objects.filter(state__in=[AwardState.IN_FORCE, AwardState.SUSPENDED], ended_on=None, decision__isnull=False)
    rows = conditions_visible_to(actor).filter(
        met_at=None, ended_at=None, decision__in=standing.values("decision_id"), decision__withdrawn_at=None
    )
    return rows.select_related("said_by", "decision__submission__journey__institution").order_by("due_on", "pk")


def conditions_to_remind_of(actor: Actor) -> QuerySet[Condition]:
    """Those near their day or past it about which the institution has said nothing yet."""
    return open_conditions_visible_to(actor).filter(said_at=None, due_on__lte=clock.today() + NEAR)
