"""Holding rows, and finding one row among those a person may see."""

from django.db import connection
from django.http import Http404


def hold(thing):
    """The same row, read again and locked until the transaction ends.

    On SQLite every transaction that begins with a write lock already excludes others (IMMEDIATE), so a plain read is enough.
    """
    manager = type(thing)._base_manager
    rows = manager.select_for_update() if connection.features.has_select_for_update else manager.all()
    return rows.get(pk=thing.pk)


def one(rows, **lookup):
    """The one row of `rows` (always a `..._visible_to(actor)`), or the same 404 whatever the reason."""
    try:
        return rows.get(**lookup)
    except (rows.model.DoesNotExist, ValueError):
        raise Http404 from None
