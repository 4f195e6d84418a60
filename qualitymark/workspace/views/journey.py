"""The journey that an address names, for the person who looks at it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import page
from qualitymark.core.rows import one
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.operations import prepare_responses
from qualitymark.selfassessment.queries import journeys_written_by


def working_group(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for the institution's working group: `ref` of the address becomes the journey, or the same 404 as for a stranger."""

    @wraps(view)
    def with_journey(request: Any, ref: str, *args, **kwargs) -> HttpResponse:
        return view(request, journey_at(request, ref), *args, **kwargs)

    return only(Capacity.MEMBER)(with_journey)


def journey_at(request: Any, ref: str) -> Journey:
    journey = one(journeys_written_by(request.actor), ref=ref)
    request.journey = journey
    return journey


def prepared(journey: Journey, by) -> None:
    """The responses stand from the first look at a page that shows them."""
    prepare_responses(journey, by=by)


@only(Capacity.MEMBER)
def ours(request: Any) -> HttpResponse:
    """The journeys of our institution; with one alone, straight to it."""
    journeys = list(journeys_written_by(request.actor).order_by("-opened_at"))
    if len(journeys) == 1:
        return redirect("workspace:board", journeys[0].ref)
    return page(request, "workspace/ours.html", journeys=journeys)
