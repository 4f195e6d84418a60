"""The one door to storage. Everything that is stored is stored here, under a random key; everything that is read is read here.

Order of writing: the bytes first, then the row, inside the caller's transaction. What a crash leaves is therefore bytes without a row,
which `sweep` finds; a row never names bytes that are not there.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock

from .kinds import CannotStore, clean_name, examine, refuse
from .models import Scan, StoredFile

CHUNK = 1024 * 1024
A_DAY = dt.timedelta(days=1)

__all__ = ["CannotStore", "claim", "erase", "open_stored", "store", "store_bytes", "sweep"]


def store(upload: Any, *, owner: str, by: Any, owner_ref: str = "", room_left: int | None = None) -> StoredFile:
    """Keep an uploaded file. The caller is in a transaction.

    `owner` names the table whose row answers who may read it ("evidence.Revision") and `owner_ref` that row, unless it is claimed later;
    `by` is an Actor; `room_left` is how many bytes the owner may still use. Refused (CannotStore): see kinds.examine, and a full quota.
    """
    kind = examine(upload)
    if room_left is not None and upload.size > room_left:
        raise refuse(
            _("There is no room for “%(name)s”: your institution's files may come to %(most)s MB together."),
            _("Take files that you no longer need out of the library, or ask the office for more room."),
            name=clean_name(upload.name),
            most=settings.INSTITUTION_MAX_BYTES // 1048576,
        )
    return _keep(upload, clean_name(upload.name), kind.media_type, owner=owner, by=by, owner_ref=owner_ref)


def store_bytes(content: IO[bytes], *, name: str, media_type: str, owner: str, owner_ref: str, by: Any) -> StoredFile:
    """Keep a file that the platform itself made (a report, a certificate). The caller is in a transaction."""
    return _keep(content, clean_name(name), media_type, owner=owner, by=by, owner_ref=owner_ref, own=True)


def _keep(source: Any, name: str, media_type: str, *, owner: str, by: Any, owner_ref: str, own: bool = False) -> StoredFile:
    key = new_key()
    size, sha256 = _measured(source)
    source.seek(0)
    default_storage.save(key, File(source, name=name))
    scanned = bool(settings.CLAMD) and not own
    row = StoredFile.objects.create(
        key=key, name=name, media_type=media_type, size=size, sha256=sha256, owner=owner, owner_ref=owner_ref, added_by=by.person,
        added_at=clock.now(), scan=Scan.HELD if scanned else Scan.NOT_CONFIGURED,
    )  # fmt: skip
    if scanned:
        from .tasks import scan  # tasks stand above: they call back into this module

        scan.enqueue(row.ref)
    return row


def new_key() -> str:
    """A random name in one of 256 folders. It says nothing of whose file it is."""
    return f"{secrets.token_hex(1)}/{secrets.token_hex(20)}"


def _measured(source: Any) -> tuple[int, str]:
    source.seek(0)
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()


def claim(file: StoredFile, owner_ref: str) -> None:
    """Name the row that owns a file which was stored before that row stood."""
    StoredFile.objects.filter(pk=file.pk, owner_ref="").update(owner_ref=owner_ref)
    file.owner_ref = owner_ref


def may_be_served(file: StoredFile) -> bool:
    return file.erased_at is None and file.scan in (Scan.CLEAN, Scan.NOT_CONFIGURED)


def open_stored(file: StoredFile) -> IO[bytes]:
    """The stored bytes. Refused while the virus scanner holds the file, when it found something, and after an erasure."""
    if file.erased_at is not None:
        raise refuse(_("This file was erased. What remains is that it was here."))
    if file.scan == Scan.HELD:
        raise refuse(_("This file is still being checked for viruses."), _("Come back in a few minutes."))
    if file.scan == Scan.INFECTED:
        raise refuse(
            _("The virus scanner found something in this file, so nobody can open it."),
            _("Ask the person who added it to clean it and to add it again."),
        )
    try:
        return default_storage.open(file.key)
    except FileNotFoundError as problem:
        raise refuse(
            _("This file cannot be read just now."), _("Tell the scheme's office: it may need to be put back from a backup.")
        ) from problem


def erase(file: StoredFile) -> None:
    """Take the bytes out of storage, once the caller's transaction stands. The row stays as a tombstone, without the name."""
    now = clock.now()
    StoredFile.objects.filter(pk=file.pk, erased_at=None).update(erased_at=now, name="")
    file.erased_at, file.name = now, ""
    transaction.on_commit(lambda: default_storage.delete(file.key))


def sweep(older_than: dt.timedelta = A_DAY) -> dict[str, int]:
    """Take away what a crash left: bytes that no row names, rows that no owner claimed, bytes of an erased row. Counts of each.

    Only what is older than a day, because an upload under way looks the same.
    """
    before = clock.now() - older_than
    counts = {"without_row": 0, "without_owner": 0, "erased": 0}
    for row in StoredFile.objects.filter(owner_ref="", added_at__lt=before, erased_at=None):
        with transaction.atomic():
            erase(row)
        counts["without_owner"] += 1
    for keys in _in_hundreds(_keys_before(before)):
        rows = dict(StoredFile.objects.filter(key__in=keys).values_list("key", "erased_at"))
        for key in keys:
            if key not in rows:
                default_storage.delete(key)
                counts["without_row"] += 1
            elif rows[key] is not None:
                default_storage.delete(key)
                counts["erased"] += 1
    return counts


def _keys_before(before: dt.datetime) -> Iterator[str]:
    """Keys in storage older than an instant. The store's own clock counts here: it is the one that dated them."""
    moved = clock.offset()
    for folder in sorted(_listed("")[0]):
        for name in _listed(folder)[1]:
            key = f"{folder}/{name}"
            if default_storage.get_modified_time(key) + moved < before:
                yield key


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _in_hundreds(keys: Iterator[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for key in keys:
        some.append(key)
        if len(some) == 100:
            yield some
            some = []
    if some:
        yield some
