"""The page of an action's owner who has no account. Looking spends nothing; what they say is written down under their name."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualitymark.core.limits import address_of, within
from qualitymark.core.pages import attempt, done, page

from . import operations
from .forms import ProgressForm
from .queries import actions_visible_to, link_of


def by_link(request: Any, token: str) -> HttpResponse:
    link = link_of(token) if within("action_link", address_of(request), 120, 3600) else None
    if link is None:
        return page(request, "actionplan/link_ended.html", status=404)
    actor = operations.actor_of_link(link)
    action, form = actions_visible_to(actor).get(), ProgressForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: operations.report_progress(action, by=actor, **form.cleaned_data)):
        return done(request, _("Thank you. Your colleagues can see what you wrote."), "actionplan:by_link", token)
    notes = action.notes.select_related("by").order_by("-pk")
    return page(request, "actionplan/by_link.html", action=action, form=form, notes=notes, name=actor.on_behalf_of)
