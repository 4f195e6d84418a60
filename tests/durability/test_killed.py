"""Processes killed at the worst moment, on whichever database the suite runs on: nothing is lost, nothing is half done."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qualitymark.core import audit, clock, queue
from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.tasks import deliver
from tests import conftest, factories
from tests.servers import ROOT, environment

pytestmark = [pytest.mark.durability, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def process(smtp):
    """process(arguments): a process of the product on the test's database; whatever still runs is killed at the end."""
    begun = []

    def begin(*arguments):
        env = environment(conftest.VAR, smtp.port, conftest.database_url())
        begun.append(subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        return begun[-1]

    yield begin
    for each in begun:
        each.kill()
        each.wait()
        each.stdout.close()


def until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def queued_letter(address):
    with transaction.atomic():
        mail = OutgoingMail.objects.create(
            notice="test", to_address=address, language="en-gb", subject="Your code", body="It is 123456.\n",
            template_digest="", message_id=f"<{address}>", created_at=clock.now(),
        )  # fmt: skip
        deliver.enqueue(mail.ref)
    return mail


def test_a_letter_whose_worker_was_killed_is_delivered_by_the_next_one(smtp, process):
    mail = queued_letter("somebody@example.test")
    smtp.pause()
    worker = process("manage.py", "db_worker", "--queue-name", "*", "--interval", "0.1", "--no-startup-delay")
    until(lambda: smtp.waiting)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    smtp.resume()
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    assert queue.take_up_abandoned() == 0, "a task that may still be running is left alone"
    DBTaskResult.objects.update(started_at=clock.now() - dt.timedelta(hours=1))
    assert queue.take_up_abandoned() == 1
    process("manage.py", "db_worker", "--queue-name", "*", "--batch", "--no-startup-delay").wait(30)
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.SENT
    assert {message["Message-ID"] for message in smtp.to("somebody@example.test")} == {mail.message_id}


def test_a_task_that_kills_its_worker_each_time_is_left_in_the_end():
    queued_letter("somebody@example.test")
    long_ago = clock.now() - dt.timedelta(hours=1)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=long_ago, worker_ids=["a", "b", "c"])
    assert queue.take_up_abandoned() == 0


def test_a_writer_killed_in_the_middle_leaves_whole_operations_alone(process):
    place = factories.institution()
    script = f"""
import django; django.setup()
from django.db import transaction
from qualitymark.core import audit
from qualitymark.core.actor import SYSTEM
from qualitymark.institutions.models import Institution
place = Institution.objects.get(pk={place.pk})
number = 0
while True:
    number += 1
    with transaction.atomic():
        Institution.objects.filter(pk=place.pk).update(name=f"Name {{number}}")
        audit.record("renamed", place, by=SYSTEM, facts={{"number": number}}, detail={{"name": f"Name {{number}}"}})
"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualitymark.settings")
    writer = process("-c", script)
    until(lambda: Entry.objects.filter(verb="renamed").count() > 20)
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    last = Entry.objects.filter(verb="renamed").order_by("number").last()
    place.refresh_from_db()
    assert place.name == f"Name {last.facts['number']}"
    assert audit.verify() == []
    with transaction.atomic():
        audit.record("renamed", place, by=SYSTEM, facts={"number": 0})
    assert audit.verify() == []
