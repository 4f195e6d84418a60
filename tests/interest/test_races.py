"""Forgetting while somebody talks."""

import threading
import time

import pytest
from django.db import connection, transaction

from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.interest.models import Conversation, Interest
from qualitymark.interest.operations import answer_enquiry, ask, forget_old_contacts, record_conversation
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


def test_of_two_answers_at_the_same_time_one_letter_goes_out():
    asked, told = ask(name="Vic", email="vic@example.test", language="en-gb", question="What does it cost?"), []
    people, gate = [make.office("Olive"), make.office("Una")], threading.Barrier(2)

    def answer(person):
        gate.wait(10)
        try:
            answer_enquiry(asked, by=person, answer=f"{person.person.name} answers.", seen="")
        except Refused as refusal:
            told.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(told) == 1 and "while you were writing" in told[0]
    assert OutgoingMail.objects.filter(notice="enquiry_answered").count() == 1 and verify() == []
