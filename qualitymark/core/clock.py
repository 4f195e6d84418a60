"""The only source of the time. Instants are UTC; civil dates are in Europe/London.

The demo and the tests may move the clock: one database row holds the offset. A real deployment never reads it.
"""

import datetime as dt
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format

LONDON = ZoneInfo("Europe/London")
LAUNCHED = dt.date(2021, 6, 1)  # the mark was launched in June 2021: no page or policy is older
_offset: ContextVar[dt.timedelta | None] = ContextVar("clock_offset", default=None)


def offset() -> dt.timedelta:
    """How far the demo's clock is moved; zero in a real deployment. Read once a request."""
    if not settings.CLOCK_MOVABLE:
        return dt.timedelta()
    held = _offset.get()
    return held if held is not None else _stored_offset()


def _stored_offset() -> dt.timedelta:
    from .models import ClockOffset  # the table is loaded after this module

    row = ClockOffset.objects.filter(pk=1).values_list("seconds", flat=True).first()
    return dt.timedelta(seconds=row or 0)


def hold_for_request():
    """Remember the offset until `release`, so that one page has one time and one query for it."""
    return _offset.set(_stored_offset() if settings.CLOCK_MOVABLE else dt.timedelta())


def release(token) -> None:
    _offset.reset(token)


def move_to(day: dt.date) -> None:
    """Move the demo's or a test's clock so that today is `day`, at the present time of day."""
    from .models import ClockOffset

    if not settings.CLOCK_MOVABLE:
        raise RuntimeError("The clock of a real deployment cannot be moved.")
    days = (day - real_today()).days
    ClockOffset.objects.update_or_create(pk=1, defaults={"seconds": days * 86400})
    if _offset.get() is not None:
        _offset.set(dt.timedelta(days=days))


def real_today() -> dt.date:
    """Today without the demo's offset."""
    return real_now().astimezone(LONDON).date()


def real_now() -> dt.datetime:
    """Now without the demo's offset: for sessions and counts, which run out by the computer's own clock."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251


def told(moment: dt.datetime) -> dict[str, str]:
    """The day and the time of a moment in London, in words, for a sentence that says when somebody did something."""
    at = moment.astimezone(LONDON)
    return {"day": date_format(at, "j F Y"), "time": f"{at:%H:%M}"}


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + offset()  # noqa: TID251


def today() -> dt.date:
    return now().astimezone(LONDON).date()


def end_of(day: dt.date) -> dt.datetime:
    """The instant a thing due on `day` is late: 23:59:59 in London."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), LONDON).astimezone(dt.UTC)


def instant(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant (in UTC) of a day and a time of day in London."""
    return dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)


def date_of(instant: dt.datetime) -> dt.date:
    return instant.astimezone(LONDON).date()


def add_months(day: dt.date, months: int) -> dt.date:
    """`day` moved by whole months; the last day of a shorter month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))
