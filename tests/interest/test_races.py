"""Forgetting while somebody talks."""

import threading
import time

import pytest
from django.db import connection, transaction

from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.interest.models import Conversation, Interest
from qualitymark.interest.operations import forget_old_contacts, record_conversation
from tests import factories as make

from .test_operations import sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


def test_an_old_contact_that_is_talked_to_while_it_would_be_forgotten_stays():
    office, old = make.office(), sent(make.institution())
    clock.move_to(clock.add_months(clock.today(), 25))
    begun, forgotten = threading.Event(), []

    def forget():
        begun.wait(10)
        try:
            forgotten.append(forget_old_contacts())
        except Exception as problem:  # noqa: BLE001 - told below, in the main thread
            forgotten.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=forget)
    thread.start()
    with transaction.atomic():
        record_conversation(old, by=office, on=clock.today(), note="Now they want to.")
        begun.set()
        time.sleep(1)  # the other waits for the row meanwhile
    thread.join(30)
    assert forgotten == [0]
    assert Interest.objects.get() == old and Conversation.objects.get().interest == old and verify() == []
