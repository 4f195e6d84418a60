"""Holding rows, and finding one row among those a person may see."""

import hashlib

from django.db import IntegrityError, connection, transaction
from django.http import Http404


def hold(thing):
    """The same row, read again and locked until the transaction ends.

    On SQLite every transaction that begins with a write lock already excludes others (IMMEDIATE), so a plain read is enough.
    """
    manager = thing.__class__._base_manager  # not type(): request.user is a lazy one
    rows = manager.select_for_update() if connection.features.has_select_for_update else manager.all()
    return rows.get(pk=thing.pk)


def hold_through(thing, name):
    """The same row, held after the journey of what it belongs to (`thing.<name>.journey`), in the order in which every operation holds
    them; both at hand on the row that comes back."""
    owner = getattr(thing, name)
    owner.journey = hold(owner.journey)
    held = hold(thing)
    setattr(held, name, owner)
    return held


def hold_all(rows):
    """The rows of a queryset, read and locked in the order of their keys, so that two operations cannot wait for each other."""
    rows = rows.order_by("pk")
    return list(rows.select_for_update(of=("self",)) if connection.features.has_select_for_update else rows)


def hold_absent(*words):
    """Hold a place where there may be no row yet, named by `words`, until the transaction ends: of two that look whether one is there and
    make it where there is none, the second looks once the first is done. SQLite lets one writer in at a time already."""
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256("\n".join(words).encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def one(rows, **lookup):
    """The one row of `rows` (always a `..._visible_to(actor)`), or the same 404 whatever the reason."""
    try:
        return rows.get(**lookup)
    except (rows.model.DoesNotExist, ValueError):
        raise Http404 from None


def make_once(model, ref="", **facts):
    """(row, newly made?): a row whose ref is a form's own mark (refs.new_once), or any where there is none. The same form sent twice, or
    twice at the same time, makes one row. The caller is in a transaction."""
    if not ref:
        return model._base_manager.create(**facts), True
    made = model._base_manager.filter(ref=ref).first()
    if made is not None:
        return made, False
    try:
        with transaction.atomic():
            return model._base_manager.create(ref=ref, **facts), True
    except IntegrityError:
        made = model._base_manager.filter(ref=ref).first()
        if made is None:
            raise
        return made, False
