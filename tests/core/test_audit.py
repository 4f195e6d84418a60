"""The audit record proves itself, and names what was done to it."""

import pytest

from qualitymark.core import audit
from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry, EntryDetail, Stream
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
    assert dict(Stream.objects.values_list("key", "length")) == {first.ref: 2, second.ref: 3}


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
    assert audit.verify() == [f"{place.ref}: 5 entries were sealed, 4 are there: the end was cut off."]


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
