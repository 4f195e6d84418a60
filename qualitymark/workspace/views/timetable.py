"""The dates of the journey, and asking for a pause."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualitymark.core import clock
from qualitymark.core.pages import asked, page
from qualitymark.journeys import operations, rules
from qualitymark.journeys.models import Journey
from qualitymark.workspace.forms import WhyForm
from qualitymark.workspace.queries.people import waiting_pause

from .journey import working_group


@working_group
def timetable(request: Any, journey: Journey) -> HttpResponse:
    dates = journey.milestones.order_by("due_on", "pk")
    waiting = waiting_pause(journey)
    return page(
        request, "workspace/timetable.html", journey=journey, dates=list(dates), today=clock.today(), waiting=waiting,
        can_pause=rules.can_ask_pause(request.actor, journey), can_withdraw=rules.can_withdraw(request.actor, journey),
    )  # fmt: skip


@working_group
def pause(request: Any, journey: Journey) -> HttpResponse:
    return asked(
        request, "workspace/pause.html", WhyForm(request.POST or None), can=rules.can_ask_pause(request.actor, journey),
        work=partial(operations.ask_pause, journey, by=request.actor),
        then=(_("The office has your request, and answers by e-mail."), "workspace:timetable", journey.ref), journey=journey,
    )  # fmt: skip


@working_group
def withdraw(request: Any, journey: Journey) -> HttpResponse:
    """End the journey altogether: a page of its own, because there is no way back."""
    return asked(
        request, "workspace/withdraw.html", WhyForm(request.POST or None), can=rules.can_withdraw(request.actor, journey),
        work=partial(operations.withdraw, journey, by=request.actor),
        then=(_("The journey is withdrawn. What you wrote is kept and can be read."), "workspace:board", journey.ref), journey=journey,
    )  # fmt: skip
