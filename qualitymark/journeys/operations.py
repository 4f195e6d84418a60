"""Every change to a journey itself."""

from typing import Any

from django.db import transaction

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.move import move
from qualitymark.core.rows import hold

from .models import Journey


@transaction.atomic
def advance(journey: Journey, verb: str, *, by: Actor, detail: dict[str, Any] | None = None, **facts: Any) -> Journey:
    """Hold the journey and make one move of the lifecycle. The calling operation has enforced its own rule: who, and what must be complete."""
    journey = hold(journey)
    move(journey, verb, by=by, detail=detail, state_since=clock.now(), **facts)
    return journey
