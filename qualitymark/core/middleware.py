"""One time for each request, and one plain page for every refusal."""

import logging

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, SuspiciousOperation
from django.http import Http404, HttpResponseBadRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from . import clock
from .logs import SECRET
from .pages import nothing_to_open, refusal_page, unreadable
from .verdict import Refused

log = logging.getLogger(__name__)
MOST_LOGGED = 100  # characters of what a stranger sent
# What reading a question or a form can raise. ValueError and LookupError: a length that is no number, a charset that is none for text.
NOT_READ = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError, ValueError, LookupError)


def known_host(get_response):
    """First of all: a request for a host that is not ours gets a plain page, and a line in the log instead of a traceback."""

    def middleware(request):
        try:
            request.get_host()
        except DisallowedHost:
            log.warning("Refused a request for a host that is not in QM_ALLOWED_HOSTS: %s", _loggable(request.META.get("HTTP_HOST", "")))
            with override(get_language_from_request(request, check_path=True)):  # nothing has chosen one yet
                return _not_our_host()
        return get_response(request)

    return middleware


def _loggable(sent):
    return "".join(letter for letter in sent if " " <= letter <= "~")[:MOST_LOGGED]


def _not_our_host():
    # No stylesheet: it would be asked for at the same wrong host.
    response = HttpResponseBadRequest(render_to_string("400.html", {"unknown_host": True}))
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    setattr(response, "_has_been_logged", True)  # noqa: B010 - else Django adds a line of its own
    return response


def not_kept(get_response):
    """What one person may read stays in no cache on the way, and not behind the browser's back button once they have signed out: every
    answer within a session, and every page of a link that serves one person once. Whoever has neither may keep a public page."""

    def middleware(request):
        response = get_response(request)
        session = settings.SESSION_COOKIE_NAME
        theirs = session in request.COOKIES or session in response.cookies or SECRET.search(request.path_info)
        if theirs and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def readable(get_response):
    """Read question and form once, before any view, form or check of a token does. What cannot be read gets a page that says so, and one
    line in the log: Django's own page of error would read it again, and fail again."""

    def middleware(request):
        try:
            request.GET, request.POST  # noqa: B018 - each is read when first asked for
        except NOT_READ as fault:
            request.GET = QueryDict()
            request._mark_post_parse_error()
            log.warning("Could not read what was sent to %s: %s", _loggable(request.path), _loggable(f"{type(fault).__name__} {fault}"))
            response = unreadable(request, fault)
            setattr(response, "_has_been_logged", True)  # noqa: B010 - else Django adds a line of its own
            return response
        return get_response(request)

    return middleware


def request_clock(get_response):
    def middleware(request):
        token = clock.hold_for_request()
        try:
            return get_response(request)
        finally:
            clock.release(token)

    return middleware


def refusals(get_response):
    def middleware(request):
        response = get_response(request)
        # Reloading, or going on in the other language, asks again for an address that only a form is sent to.
        bare = response.status_code == 405 and request.method == "GET" and not response.streaming and not response.content
        return nothing_to_open(request, response["Allow"]) if bare else response

    def process_exception(request, exception):
        return refusal_page(request, exception.verdict) if isinstance(exception, Refused) else None

    setattr(middleware, "process_exception", process_exception)  # noqa: B010 - where Django looks for it
    return middleware


def no_nul(get_response):
    """No address of ours holds a NUL, and PostgreSQL stores none: such a request is for nothing that exists."""

    def middleware(request):
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware
