"""What somebody typed into a form when their sign-in had run out: kept until they are back, shown to nobody else.

It waits in the browser's anonymous session, bound by a cookie to the person who signed in there last. Files cannot wait
in a session: their names are kept, so that the page can say which to choose again.
"""

from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from qualitymark.core import clock

SESSION_KEY = "kept_form"
COOKIE = "qm_known"
COOKIE_AGE = 60 * 60 * 24 * 30
MOST = 256 * 1024  # characters of all fields together
KEPT_FOR = 60 * 60 * 12
LEFT_OUT = ("csrfmiddlewaretoken", "password")


def mark_of(person: Any) -> str:
    return salted_hmac("qualitymark.desk.kept", person.ref).hexdigest()[:40]


def remember_who(request: Any, response: Any) -> None:
    """Note in a cookie who is signed in here, without saying who."""
    mark = mark_of(request.user)
    if request.COOKIES.get(COOKIE) != mark:
        response.set_cookie(COOKIE, mark, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def keep(request: Any) -> bool:
    """Keep the fields of this POST. False when there is nothing to keep, too much, or nobody to keep it for."""
    who = request.COOKIES.get(COOKIE, "")
    fields = [
        [name, value] for name, values in request.POST.lists() for value in values if not any(word in name.lower() for word in LEFT_OUT)
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    files = [upload.name[:200] for uploads in request.FILES.lists() for upload in uploads[1]]
    if not who or not (fields or files) or size > MOST:
        return False
    at = int(clock.now().timestamp())
    request.session[SESSION_KEY] = {"path": request.get_full_path(), "fields": fields, "files": files[:20], "who": who, "at": at}
    return True


def kept_for(request: Any) -> dict[str, Any] | None:
    """What waits for the person who is signed in now; what waits for somebody else, or too long, is dropped unseen."""
    held = request.session.get(SESSION_KEY)
    if held is None:
        return None
    fresh = 0 <= int(clock.now().timestamp()) - held["at"] < KEPT_FOR
    if fresh and constant_time_compare(held["who"], mark_of(request.user)):
        return held
    drop(request)
    return None


def drop(request: Any) -> None:
    request.session.pop(SESSION_KEY, None)
