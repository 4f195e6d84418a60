"""How often somebody may do a thing that needs no sign-in. Counted in the database's cache, so that every process counts together."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from .audit import digest


def within(action: str, key: str, most: int, seconds: int) -> bool:
    """Count one more of `action` by `key`; False when it is more than `most` in `seconds`. The key itself is not kept."""
    name = f"limit:{action}:{digest(key)[:32]}"
    if cache.add(name, 1, seconds):
        return True
    try:
        return cache.incr(name) <= most
    except ValueError:  # it ran out between the two
        return cache.add(name, 1, seconds)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the last address our own proxy wrote, or the connection's."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")
