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
from .queries import home_for


@require_safe
def home(request):
    waiting = kept.kept_for(request) is not None
    found = home_for(request.actor)
    where: dict[str, Any] = {"journey": found.journey, "next_thing": found.next_thing} if found.journey else {}
    return page(request, "desk/home.html", home=found, kept_form=waiting, person=request.user, **where)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def send_again(request):
    """What was typed before the sign-in ran out, ready to be sent to where it was going. A POST here lets it go."""
    held = kept.kept_for(request)
    if request.method == "POST":
        kept.drop(request)
        return done(request, _("Let go. Nothing was sent."), "desk:home")
    if held is None:
        return redirect("desk:home")
    long, short = kept.parts_of(held)
    return page(request, "desk/send_again.html", action=held["path"], long=long, short=short, files=held["files"])


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
