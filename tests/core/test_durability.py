"""Many at once, on both databases: no error, no lost row, a whole chain."""

import threading

import pytest
from django.db import connection, transaction

from qualitymark.core import audit
from qualitymark.core.actor import SYSTEM
from qualitymark.core.due import once
from qualitymark.core.models import Entry
from tests import factories

pytestmark = [pytest.mark.durability, pytest.mark.django_db(transaction=True)]


def at_once(count, work):
    """Run `work(number)` in `count` threads that start together; the errors, in words."""
    problems, ready = [], threading.Barrier(count)

    def run(number):
        try:
            ready.wait(10)
            work(number)
        except Exception as problem:
            problems.append(f"{type(problem).__name__}: {problem}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return problems


def test_sixteen_savers_at_once_leave_a_whole_chain():
    place = factories.institution()

    def save(number):
        for turn in range(5):
            with transaction.atomic():
                audit.record("save", place, by=SYSTEM, facts={"saver": number, "turn": turn}, detail={"note": "words"})

    assert at_once(16, save) == []
    assert Entry.objects.filter(stream__key=place.ref).count() == 80
    assert audit.verify() == []


def test_two_workers_do_a_due_job_once():
    done = []
    assert at_once(4, lambda number: once("remind", "2026-11", lambda: done.append(number))) == []
    assert len(done) == 1
