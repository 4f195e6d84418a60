"""One time for each request, and one plain page for every refusal."""

from django.http import Http404

from . import clock
from .pages import nothing_to_open, refusal_page
from .verdict import Refused


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
