"""A letter is a row in the operation's own transaction; delivery comes after, at least once, with one Message-ID."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from qualitymark.core import mail
from qualitymark.core.models import MailWords, OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db


def a_letter(**facts):
    return mail.send("sign_in_code", address="someone@example.test", code="ABC-123", **facts)


def test_a_letter_reaches_the_mail_server_with_its_own_message_id(smtp, run_worker):
    row = a_letter()
    run_worker()
    row.refresh_from_db()
    [delivered] = smtp.to("someone@example.test")
    assert (row.state, delivered["Message-ID"], delivered["Subject"]) == ("sent", row.message_id, row.subject)
    assert "ABC-123" in delivered.get_content()


def test_a_secret_is_not_kept_once_it_is_on_its_way(smtp, run_worker):
    row = a_letter(secret=True)
    run_worker()
    row.refresh_from_db()
    assert (row.state, row.body) == ("sent", "")


def test_an_address_the_server_refuses_is_seen_as_bounced(smtp, run_worker):
    smtp.refuse("someone@example.test")
    row = a_letter()
    run_worker()
    row.refresh_from_db()
    assert row.state == "bounced"


def test_a_server_out_of_reach_leaves_the_letter_to_be_tried_again(smtp, run_worker, settings):
    settings.EMAIL_PORT = 1
    row = a_letter()
    run_worker()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", 1)
    settings.EMAIL_PORT = smtp.port
    assert mail.retry_failed() == 1
    run_worker()
    row.refresh_from_db()
    assert (row.state, row.attempts, len(smtp.to("someone@example.test"))) == ("sent", 2, 1)


def test_no_mail_server_keeps_the_letter_to_be_read(run_worker, settings):
    settings.EMAIL_HOST = ""
    row = a_letter()
    run_worker()
    row.refresh_from_db()
    assert row.state == "held"


def test_a_transaction_that_fails_sends_nothing(smtp, run_worker):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_letter()
        raise ZeroDivisionError
    run_worker()
    assert (OutgoingMail.objects.count(), DBTaskResult.objects.count(), smtp.messages) == (0, 0, [])


def test_one_letter_for_a_notice_person_thing_and_period():
    place = factories.institution()
    first = a_letter(thing=place, period="2026-11")
    assert first is not None
    assert a_letter(thing=place, period="2026-11") is None
    assert a_letter(thing=place, period="2026-12") is not None
    assert OutgoingMail.objects.count() == 2


def test_a_person_without_an_address_gets_nothing():
    nobody = factories.person()
    nobody.email = None
    assert mail.send("sign_in_code", to=nobody, code="1") is None


def test_the_office_can_replace_the_words():
    MailWords.objects.create(
        notice="sign_in_code", language="en-gb", subject="Our own subject", body="Code: {{ code }}", loaded_at="2026-01-01T00:00:00Z"
    )
    row = a_letter()
    assert (row.subject, row.body) == ("Our own subject", "Code: ABC-123\n")


def test_a_subject_cannot_carry_a_header():
    MailWords.objects.create(
        notice="sign_in_code", language="en-gb", subject="Hello {{ code }}", body="Body", loaded_at="2026-01-01T00:00:00Z"
    )
    row = mail.send("sign_in_code", address="someone@example.test", code="x\r\nBcc: other@example.test")
    assert "\n" not in row.subject
