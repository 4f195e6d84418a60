"""The served site, the mail server, the worker and the browser that other tests stand on."""

import urllib.error
import urllib.request

import pytest

from qualitymark.core.models import OutgoingMail


def test_the_served_site_says_that_it_lives(live):
    with urllib.request.urlopen(f"{live.url}/healthz", timeout=10) as answer:
        assert answer.status == 200


def test_an_address_that_is_not_there_is_answered_in_words(live):
    with pytest.raises(urllib.error.HTTPError) as problem:
        urllib.request.urlopen(f"{live.url}/no-such-page/", timeout=10)
    assert problem.value.code == 404 and b"<h1" in problem.value.read()


def letter(address):
    from django.utils import timezone

    return OutgoingMail.objects.create(
        notice="test", to_address=address, language="en-gb", subject="Your code", body="It is 123456.\n",
        template_digest="", message_id=f"<{address}>", created_at=timezone.now(),
    )  # fmt: skip


def test_a_letter_reaches_a_real_mail_server_through_the_worker(db, smtp, run_worker):
    from qualitymark.core.tasks import deliver

    mail = letter("somebody@example.test")
    deliver.enqueue(mail.ref)
    run_worker()
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.SENT
    (received,) = smtp.to("somebody@example.test")
    assert received["Subject"] == "Your code" and received["Message-ID"] == mail.message_id
    assert "123456" in received.get_content()


def test_a_refused_address_is_written_on_the_letter(db, smtp, run_worker):
    from qualitymark.core.tasks import deliver

    mail = letter("gone@example.test")
    smtp.refuse("gone@example.test")
    deliver.enqueue(mail.ref)
    run_worker()
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.BOUNCED


@pytest.mark.both
def test_the_browser_shows_the_home_page_without_a_fault_of_style_or_script(page):
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/")
    assert page.locator("h1").count() == 1
    assert faults == []
