"""What somebody typed into a form when their sign-in had run out: kept until they are back, shown to nobody else.

It waits in the browser's anonymous session, bound by a cookie to the person who signed in there last. We signed that cookie, so that nobody
who never signed in fills the database, and who did keeps a few forms an hour. Files cannot wait in a session: their names are kept, so that
the page can say which to choose again.
"""

from typing import Any

from django.utils.crypto import constant_time_compare

from qualitymark.accounts.browsers import known_here, mark_of
from qualitymark.core import clock
from qualitymark.core.limits import address_of, within

SESSION_KEY = "kept_form"
MOST = 256 * 1024  # characters of all fields together
MOST_FROM_HERE, MOST_OF_ONE = 60, 20  # forms kept in an hour: of everybody at one address, of one person
KEPT_FOR = 60 * 60 * 12
LEFT_OUT = ("csrfmiddlewaretoken", "password")


def _seldom(request: Any, who: str) -> bool:
    return within("kept_from", address_of(request), MOST_FROM_HERE, 3600) and within("kept_of", who, MOST_OF_ONE, 3600)


def keep(request: Any) -> bool:
    """Keep the fields of this POST. False when there is nothing to keep, too much, too often, or nobody to keep it for."""
    who = known_here(request)
    fields = [
        [name, value] for name, values in request.POST.lists() for value in values if not any(word in name.lower() for word in LEFT_OUT)
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    files = [upload.name[:200] for uploads in request.FILES.lists() for upload in uploads[1]]
    if not who or not (fields or files) or size > MOST or not _seldom(request, who):
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
