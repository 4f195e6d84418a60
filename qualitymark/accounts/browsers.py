"""Who signed in at a browser last: a cookie that we signed, good for thirty days, which says it to us alone."""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

COOKIE = f"{settings.COOKIE_PREFIX}qm_known"
COOKIE_AGE = 60 * 60 * 24 * 30
SALT = "qualitymark.accounts.browsers"


def mark_of(person: Any) -> str:
    return salted_hmac(SALT, person.ref).hexdigest()[:40]


def remember_who(request: Any, response: Any) -> None:
    """Note in a cookie who is signed in here, without saying who."""
    mark = mark_of(request.user)
    if known_here(request) != mark:
        response.set_cookie(
            COOKIE, _signer().sign(mark), max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )


def known_here(request: Any) -> str:
    """The mark of who signed in here last; empty where nobody did, or the cookie is not ours or too old."""
    try:
        return _signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=COOKIE_AGE)
    except BadSignature:
        return ""


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=SALT)
