"""The home page, as whom one acts, and what was kept from a signed-out form."""

from typing import Any

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.core.pages import done, page

from . import kept
from .acting import SESSION_KEY, actor_for, choices_of, forget_choices
from .kept_words import fields_of
from .queries import home_for


@require_safe
def home(request):
    waiting = kept.kept_for(request) is not None
    found = home_for(request.actor)
    where: dict[str, Any] = {"journey": found.journey, "next_thing": found.next_thing} if found.journey else {}
    return page(request, "desk/home.html", home=found, kept_form=waiting, person=request.user, **where)


@require_safe
@never_cache
def send_again(request):
    """What was typed before the sign-in ran out, to be read and sent to where it was going."""
    held = kept.kept_for(request)
    if held is None:
        return redirect("desk:home")
    return page(request, "desk/send_again.html", action=held["path"], fields=list(fields_of(held)), files=held["files"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def let_go(request):
    """Asked once more before what was typed is gone for good."""
    if kept.kept_for(request) is None:
        return redirect("desk:home")
    if request.method == "POST":
        kept.drop(request)
        return done(request, _("Let go. Nothing was sent."), "desk:home")
    return page(request, "desk/let_go.html")


@require_safe
def acting_as(request):
    forget_choices(request)
    return page(request, "desk/acting_as.html", choices=choices_of(request.user), now=request.session.get(SESSION_KEY, ""))


@require_POST
def act_as(request, key):
    """Act in another of one's capacities from now on; 404 for one that is not held."""
    if actor_for(request.user, key) is None:
        raise Http404
    request.session[SESSION_KEY] = key
    forget_choices(request)
    return redirect("desk:home")
