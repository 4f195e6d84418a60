"""The audit record proves itself, and names what was done to it."""

import io
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from qualitymark.core import audit, clock
from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry, EntryDetail, Seal, Stream
from tests import factories

pytestmark = pytest.mark.django_db


def some_entries(count=5):
    place = factories.institution()
    entries = [audit.record("call", place, by=SYSTEM, facts={"n": n}, detail={"name": f"Someone {n}"}) for n in range(count)]
    return place, entries


def test_an_untouched_record_is_whole():
    some_entries()
    assert audit.verify() == []


def test_each_institution_has_a_stream_of_its_own():
    first, _entries = some_entries(2)
    second, _entries = some_entries(3)
    # The scheme's own stream says when each of them began.
    assert dict(Stream.objects.values_list("key", "length")) == {first.ref: 2, second.ref: 3, "scheme": 2}


def test_an_altered_row_is_named():
    place, entries = some_entries()
    Entry.objects.filter(pk=entries[2].pk).update(verb="other")
    assert audit.verify() == [f"{place.ref}: entry 3 was altered."]


def test_a_removed_row_is_named():
    place, entries = some_entries()
    EntryDetail.objects.filter(entry=entries[1]).delete()
    Entry.objects.filter(pk=entries[1].pk).delete()
    assert audit.verify() == [f"{place.ref}: entry 2 is missing."]


def test_a_tail_cut_off_is_named():
    place, entries = some_entries()
    EntryDetail.objects.filter(entry=entries[4]).delete()
    Entry.objects.filter(pk=entries[4].pk).delete()
    assert audit.verify() == [f"{place.ref}: 5 entries were written, 4 are there: the end was cut off or the head altered."]


def test_a_tail_cut_off_with_its_head_put_back_is_told_by_the_seal():
    place, entries = some_entries()
    audit.seal_heads()
    EntryDetail.objects.filter(entry=entries[4]).delete()
    Entry.objects.filter(pk=entries[4].pk).delete()
    Stream.objects.filter(key=place.ref).update(length=4, head=entries[3].hash)
    assert audit.verify()[-1] == f"{place.ref}: 5 entries were sealed, 4 are there: the end was cut off."


def cut(place, entries, left):
    """As somebody would who may write in the database and lacks the key: everything after `left` entries gone, the head put back."""
    gone = [entry.pk for entry in entries[left:]]
    EntryDetail.objects.filter(entry__in=gone).delete()
    Entry.objects.filter(pk__in=gone).delete()
    Seal.objects.filter(stream__key=place.ref).delete()
    Stream.objects.filter(key=place.ref).update(length=left, head=entries[left - 1].hash)


def test_a_tail_cut_off_with_its_head_put_back_and_no_seal_is_named():
    place, entries = some_entries()
    cut(place, entries, 3)
    assert audit.verify() == [f"{place.ref}: its head was not written by the platform: the end was cut off or the head altered."]


def test_a_stream_taken_away_whole_is_missed_once_it_was_sealed():
    place, entries = some_entries()
    audit.seal_heads()
    assert audit.verify() == []
    Seal.objects.filter(stream__key=place.ref).delete()
    EntryDetail.objects.filter(entry__in=entries).delete()
    Entry.objects.filter(stream__key=place.ref).delete()
    Stream.objects.filter(key=place.ref).delete()
    assert audit.verify() == [f"{place.ref}: 5 entries were sealed, and the whole stream is gone."]


def test_a_stream_taken_away_whole_is_missed_before_its_first_seal():
    place, entries = some_entries()
    EntryDetail.objects.filter(entry__in=entries).delete()
    Entry.objects.filter(stream__key=place.ref).delete()
    Stream.objects.filter(key=place.ref).delete()
    assert audit.verify() == [f"{place.ref}: its beginning is on record, and the whole stream is gone."]


def test_an_older_copy_of_the_whole_is_told_by_a_head_that_was_kept_elsewhere():
    office, out = factories.office(), io.StringIO()
    audit.record("call", office.person, by=office)
    call_command("verify_audit", stdout=out)
    kept = out.getvalue().split()[-1]
    later = audit.record("call", office.person, by=office)
    call_command("verify_audit", head=kept, stdout=io.StringIO())
    with transaction.atomic():
        newer = audit.scheme_head()
        later.delete()
        Stream.objects.filter(key="scheme").update(length=later.number - 1, head=later.previous)
        stream = Stream.objects.get(key="scheme")
        Stream.objects.update(proof=audit.head_proof(stream))
    assert audit.verify() == []  # as a copy of yesterday is: whole in itself
    for head in (newer, "", "1:", "x:y", "1"):
        with pytest.raises(CommandError, match="not whole") if head else nullcontext():
            call_command("verify_audit", head=head, stderr=io.StringIO(), stdout=io.StringIO())


def test_a_second_seal_keeps_only_what_grew():
    _place, _entries = some_entries()
    audit.seal_heads()
    audit.seal_heads()
    assert Entry.objects.filter(verb="seal").count() == 1


def test_words_erased_by_another_hand_are_named():
    place, entries = some_entries()
    EntryDetail.objects.filter(entry=entries[1]).update(text={}, salt="", erased_at=clock.now(), erased_why="x")
    assert audit.verify() == [f"{place.ref}: the words of entry 2 were not erased by the platform."]


def test_the_command_misses_a_record_that_is_gone_altogether():
    factories.person()
    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_audit", stderr=io.StringIO())


def test_words_erased_leave_a_tombstone_and_a_whole_chain():
    _place, entries = some_entries()
    assert audit.erase_detail(EntryDetail.objects.filter(entry=entries[0]), "asked for by the person") == 1
    assert EntryDetail.objects.get(entry=entries[0]).text == {}
    assert audit.verify() == []


def test_altered_words_are_named():
    place, entries = some_entries()
    EntryDetail.objects.filter(entry=entries[0]).update(text={"name": "Somebody else"})
    assert audit.verify() == [f"{place.ref}: the words of entry 1 were altered."]


def test_names_and_words_never_stand_in_the_hashed_row():
    _place, entries = some_entries()
    assert "Someone" not in str(Entry.objects.filter(pk=entries[0].pk).values().get())
