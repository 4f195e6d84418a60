"""How often somebody may do a thing that needs no sign-in. Counted in the database's cache, so that every process counts together."""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

from . import clock
from .audit import digest

TABLE = str(settings.CACHES["default"]["LOCATION"])


def within(action: str, key: str, most: int, seconds: int) -> bool:
    """Count one more of `action` by `key`; False, and not counted, when there were `most` in the past `seconds`. The key itself is not kept.

    Each has a row that runs out by itself: a number that is raised would be kept for the cache's own time, and two at once would raise it once.
    """
    places = [f"limit:{action}:{digest(key)[:32]}:{place}" for place in range(most)]
    taken = cache.get_many(places)
    return any(cache.add(place, 1, seconds) for place in places if place not in taken)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the last address our own proxy wrote, or the connection's."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    said = forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return said
    # One connection has a whole net of IPv6 addresses to choose from.
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if address.version == 6 else said


def forget_old_counts() -> int:
    """Take away the counts that have run out; how many. The cache itself does so only once it is full."""
    table, now = connection.ops.quote_name(TABLE), connection.ops.adapt_datetimefield_value(clock.real_now())
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - the name is our own
        return cursor.rowcount
