"""Which capacities a page is for. Others are told nothing: the same 404, whether the address exists or not."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse


def only(*capacities: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for people acting in one of these capacities. Somebody signed out is sent to sign in and comes back here."""

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.actor.capacity not in capacities:  # type: ignore[attr-defined]
                raise Http404
            return view(request, *args, **kwargs)

        guarded.capacities = frozenset(capacities)  # type: ignore[attr-defined]
        return guarded

    return door
