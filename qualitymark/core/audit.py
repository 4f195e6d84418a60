"""The audit record: append-only, chained in one stream for each institution and one for the scheme.

`record` is called as the last step of an operation, so that the stream's head is the last row it locks; two
operations that lock the same rows in the same order cannot wait for each other.
"""

import hashlib
import hmac
import json
import secrets
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Model

from . import clock
from .actor import SYSTEM
from .models import Entry, EntryDetail, Seal, Stream

SCHEME = "scheme"


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def _plain(value: dict[str, Any] | None) -> dict[str, Any]:
    """As the database will give it back: dates and choices as text, so that the same bytes are hashed then as now."""
    return json.loads(canonical(value or {}))


def digest(value: str | bytes) -> str:
    return hashlib.sha256(value.encode() if isinstance(value, str) else value).hexdigest()


def _detail_digest(salt: str, text: dict[str, Any]) -> str:
    return digest(salt.encode() + canonical(text))


def chained(entry: Entry, stream_key: str) -> str:
    """The HMAC of an entry's content and of the entry before it."""
    content = [
        stream_key, entry.number, entry.at.isoformat(), entry.verb, entry.thing, entry.thing_ref, entry.actor_ref, entry.capacity,
        entry.through, entry.before, entry.after, entry.facts, entry.detail_digest, entry.previous,
    ]  # fmt: skip
    return proof_of(*content)


def proof_of(*content: Any) -> str:
    """What only somebody with the key, which is kept outside the database, can work out from this content."""
    return hmac.new(settings.AUDIT_KEY.encode(), canonical(list(content)), hashlib.sha256).hexdigest()


def head_proof(stream: Stream) -> str:
    return proof_of("head", stream.key, stream.length, stream.head)


def stream_of(thing: Any) -> str:
    """The stream a thing is recorded in: its institution's, or the scheme's."""
    owner = getattr(thing, "audit_institution", None)
    return owner.ref if owner is not None else SCHEME


def institution_ref_of(*things: Any) -> str:
    """The reference of the institution to which the first of these belongs that belongs to one, or empty: all are the scheme's own."""
    owners = (getattr(thing, "audit_institution", None) for thing in things if isinstance(thing, Model))
    return next((str(owner.ref) for owner in owners if owner is not None), "")


def label_of(thing: Any) -> str:
    return f"{thing._meta.app_label}.{thing._meta.object_name}"


def _locked(key: str) -> Stream:
    rows = Stream.objects.select_for_update() if connection.features.has_select_for_update else Stream.objects.all()
    stream = rows.filter(key=key).first()
    if stream is None:
        Stream.objects.bulk_create([Stream(key=key)], ignore_conflicts=True)
        stream = rows.get(key=key)
        if key != SCHEME and not stream.length:
            record("begin_stream", Stream(key=SCHEME), by=SYSTEM, facts={"stream": key})
    return stream


def record(
    verb: str,
    thing: Any,
    *,
    by: Any,
    before: str = "",
    after: str = "",
    facts: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry. `facts` hold codes, references and digests only; names and free text go to `detail`, which can be erased."""
    with transaction.atomic():
        facts, detail = _plain(facts), _plain(detail)
        if by.on_behalf_of:
            detail["on_behalf_of"] = by.on_behalf_of
        stream = _locked(stream_of(thing))
        salt = secrets.token_hex(16) if detail else ""
        entry = Entry(
            stream=stream, number=stream.length + 1, at=clock.now(), verb=verb, thing=label_of(thing), thing_ref=str(thing.ref),
            actor_ref=by.ref, capacity=by.capacity, through=by.through, before=before, after=after, facts=facts,
            detail_digest=_detail_digest(salt, detail) if detail else "", previous=stream.head,
        )  # fmt: skip
        entry.hash = chained(entry, stream.key)
        entry.save(force_insert=True)
        if detail:
            EntryDetail.objects.create(entry=entry, salt=salt, text=detail)
        stream.length, stream.head = entry.number, entry.hash
        Stream.objects.filter(pk=stream.pk).update(length=stream.length, head=stream.head, proof=head_proof(stream))
        return entry


@transaction.atomic
def seal_heads() -> int:
    """Seal every stream as it stands today; how many were. The scheme's own stream keeps the heads of those that grew since their last
    seal, so that a stream taken away whole is missed."""
    day, streams = clock.today(), list(Stream.objects.order_by("key"))
    sealed = dict(Seal.objects.values_list("stream_id").annotate(most=Max("length")))
    grown = {stream.key: [stream.length, stream.head] for stream in streams if stream.length > sealed.get(stream.pk, 0)}
    seals = [Seal(stream=stream, day=day, length=stream.length, head=stream.head) for stream in streams]
    made = len(Seal.objects.bulk_create(seals, ignore_conflicts=True))
    if grown.keys() - {SCHEME}:
        record("seal", Stream(key=SCHEME), by=SYSTEM, facts={"heads": grown})
    return made


def erase_detail(rows: Any, why: str) -> int:
    """Erase the names and words of these entries (an EntryDetail queryset), leaving tombstones under which the chain still verifies."""
    held = list(rows.filter(erased_at=None).select_related("entry__stream"))
    for row in held:
        row.text, row.salt, row.erased_at, row.erased_why = {}, "", clock.now(), why[:200]
        row.erased_proof = _erasure_proof(row.entry.stream.key, row.entry, row)
    return EntryDetail.objects.bulk_update(held, ["text", "salt", "erased_at", "erased_why", "erased_proof"], batch_size=500)


def _erasure_proof(key: str, entry: Entry, row: EntryDetail) -> str:
    return proof_of("erased", key, entry.number, entry.detail_digest, row.erased_at.isoformat() if row.erased_at else "", row.erased_why)


def verify(using: str | None = None) -> list[str]:
    """Sentences that name each row altered, removed, out of place or cut off; an empty list when the record is whole.

    `using` names another database connection than the usual one: a restored copy is proved before it takes the place of anything.
    """
    found: list[str] = []
    sealed, begun = _sealed_in_scheme(using), _begun_in_scheme(using)
    for stream in Stream.objects.using(using).order_by("key"):
        begun.discard(stream.key)
        previous, number = "", 0
        seals = {seal.length: seal.head for seal in stream.seals.all()} | sealed.pop(stream.key, {})
        for entry in stream.entries.select_related("detail").order_by("number").iterator(chunk_size=2000):
            number += 1
            if entry.number != number:
                found.append(f"{stream.key}: entry {number} is missing.")
                number = entry.number
            elif entry.previous != previous:
                found.append(f"{stream.key}: entry {entry.number} does not follow the entry before it.")
            if not hmac.compare_digest(entry.hash, chained(entry, stream.key)):
                found.append(f"{stream.key}: entry {entry.number} was altered.")
            found.extend(_detail_problems(stream.key, entry))
            if number in seals and seals[number] != entry.hash:
                found.append(f"{stream.key}: entry {entry.number} is not the one that was sealed.")
            previous = entry.hash
        if number != stream.length or previous != stream.head:
            found.append(
                f"{stream.key}: {stream.length} entries were written, {number} are there: the end was cut off or the head altered."
            )
        elif not hmac.compare_digest(stream.proof, head_proof(stream)):
            found.append(f"{stream.key}: its head was not written by the platform: the end was cut off or the head altered.")
        if seals and max(seals) > number:
            found.append(f"{stream.key}: {max(seals)} entries were sealed, {number} are there: the end was cut off.")
    found.extend(f"{key}: {max(heads)} entries were sealed, and the whole stream is gone." for key, heads in sorted(sealed.items()))
    found.extend(f"{key}: its beginning is on record, and the whole stream is gone." for key in sorted(begun - sealed.keys()))
    return found


def scheme_head() -> str:
    """Length and head of the scheme's own stream, which holds the beginnings and the daily heads of all others: the one line to keep
    elsewhere. Empty before the first entry."""
    stream = Stream.objects.filter(key=SCHEME).first()
    return f"{stream.length}:{stream.head}" if stream else ""


def holds_head(kept: str) -> bool:
    """Is the entry of a head that was kept (as `scheme_head` wrote it) still in the record? An older copy of the whole lacks it."""
    length, _colon, head = kept.strip().partition(":")
    return length.isdecimal() and Entry.objects.filter(stream__key=SCHEME, number=length, hash=head).exists()


def _begun_in_scheme(using: str | None) -> set[str]:
    rows = Entry.objects.using(using).filter(stream__key=SCHEME, verb="begin_stream")
    return {facts.get("stream", "") for facts in rows.values_list("facts", flat=True)}


def _sealed_in_scheme(using: str | None) -> dict[str, dict[int, str]]:
    """What the scheme's own stream says of the others: {stream: {length: head}}."""
    found: dict[str, dict[int, str]] = {}
    for facts in Entry.objects.using(using).filter(stream__key=SCHEME, verb="seal").values_list("facts", flat=True):
        for key, (length, head) in facts.get("heads", {}).items():
            found.setdefault(key, {})[length] = head
    return found


def _detail_problems(key: str, entry: Entry) -> list[str]:
    detail = getattr(entry, "detail", None)
    if not entry.detail_digest:
        return [f"{key}: entry {entry.number} has words that it was not written with."] if detail else []
    if detail is None:
        return [f"{key}: the words of entry {entry.number} were removed without a tombstone."]
    if detail.erased_at is not None:
        ours = hmac.compare_digest(detail.erased_proof, _erasure_proof(key, entry, detail))
        return [] if ours else [f"{key}: the words of entry {entry.number} were not erased by the platform."]
    if _detail_digest(detail.salt, detail.text) != entry.detail_digest:
        return [f"{key}: the words of entry {entry.number} were altered."]
    return []
