"""Who acts; who must sign in first; and who must have a second step before seeing anything."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from qualitymark.accounts.browsers import remember_who
from qualitymark.accounts.queries import STAFF

from . import kept
from .acting import actor_of

# Pages for people who are signed in. Everybody else is led to signing in, whether or not they might see that one.
PRIVATE = ("/home/", "/me/", "/acting-as/", "/our/", "/our-award/", "/evidence/", "/casework/", "/office/", "/cohort/")
# What somebody may reach who has yet to set up the second step.
SETTING_UP = ("/account/", "/acting-as/", "/demo/", "/healthz", "/static/")


def actor(get_response):
    """`request.actor`, worked out when first asked for, so that public pages cost no query."""

    def middleware(request):
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return get_response(request)

    return middleware


def plain_path(request) -> str:
    """The path without the language's prefix."""
    return request.path_info[3:] if request.path_info.startswith("/cy/") else request.path_info


def signing_in(get_response):
    def middleware(request):
        response = get_response(request)
        if plain_path(request).startswith(PRIVATE) and request.user.is_authenticated:
            remember_who(request, response)
        return response

    def process_view(request, view, args, kwargs):
        path = plain_path(request)
        private = path.startswith(PRIVATE)
        if private and not request.user.is_authenticated:
            return _to_sign_in(request)
        if private and request.method == "POST" and (request.session.get(kept.SESSION_KEY) or {}).get("path") == request.get_full_path():
            kept.drop(request)  # it is being sent again
        if settings.SECOND_FACTOR_REQUIRED and not path.startswith(SETTING_UP):
            return _second_step_first(request)
        return None

    setattr(middleware, "process_view", process_view)  # noqa: B010 - where Django looks for it
    return middleware


def _to_sign_in(request):
    if not request.accepts("text/html"):
        return HttpResponse(status=401)  # a page that saves by itself keeps the text, and tells its reader
    after = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("desk:home")
    if request.method == "POST":
        if kept.keep(request):
            after = reverse("desk:send_again")
            messages.info(request, _("You had been signed out. What you typed is kept: sign in, and send it again with one click."))
        else:
            messages.info(
                request, _("You had been signed out. Go back in your browser to find what you typed; copy it before you sign in.")
            )
    return _go(request, f"{reverse('account_login')}?{urlencode({'next': after})}")


def _second_step_first(request):
    """Where somebody of the office, an assessor or a panel member goes first; None when password and second step were both used."""
    if not request.session.session_key or not request.user.is_authenticated or request.actor.capacity not in STAFF:
        return None
    used = {record.get("method") for record in get_authentication_records(request, request.user)}
    if {"password", "mfa"} <= used:
        return None
    return _go(request, f"{reverse(_missing(request.user, used))}?{urlencode({'next': request.get_full_path()})}")


def _missing(person, used) -> str:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import is_mfa_enabled

    if not person.has_usable_password():
        return "account_set_password"
    if "password" not in used:
        return "account_reauthenticate"
    return "mfa_reauthenticate" if is_mfa_enabled(person, [Authenticator.Type.TOTP]) else "mfa_activate_totp"


def _go(request, address):
    """A redirect, which htmx needs as a header to leave the page."""
    if getattr(request, "htmx", None):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)
