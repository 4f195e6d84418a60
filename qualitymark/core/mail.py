"""Outgoing mail: a row with frozen words, written and enqueued inside the operation's transaction.

The words of a notice stand in templates/notices/<notice>.txt: first line the subject, then a blank line, then the body.
The office may replace them (`manage.py load_wording`): see wording.
"""

import datetime as dt
import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from . import clock
from .audit import institution_ref_of, label_of
from .models import OutgoingMail
from .refs import new_ref
from .wording import letter

ATTEMPTS = 12


def send(
    notice: str,
    *,
    to: Any = None,
    address: str = "",
    language: str = "",
    thing: Any = None,
    period: str = "",
    secret: bool = False,
    **context: Any,
) -> OutgoingMail | None:
    """Write one letter to a person (`to`) or an address, and enqueue its delivery. The caller is in a transaction.

    With a `period`, at most one row for (notice, address, thing, period): a repeat returns None. People without an address get nothing.
    """
    from .tasks import deliver

    address = address or (to.email if to is not None else "") or ""
    if not address:
        return None
    language = language or (to.language if to is not None else settings.LANGUAGE_CODE)
    label, thing_ref = (label_of(thing), str(thing.ref)) if thing is not None else ("", "")
    if period and OutgoingMail.objects.filter(notice=notice, to_address=address, thing=label, thing_ref=thing_ref, period=period).exists():
        return None
    words = letter(notice, language, {"to": to, "thing": thing, "site_url": settings.SITE_URL, **context})
    ref = new_ref()
    mail = OutgoingMail.objects.create(
        ref=ref, notice=notice, to_address=address, to_person_ref=to.ref if to is not None else "", language=words.language, subject=words.subject, body=words.body,
        template_digest=words.digest, thing=label, thing_ref=thing_ref,
        institution_ref=institution_ref_of(thing, context.get("journey"), context.get("award"), context.get("institution")), period=period, secret=secret,
        message_id=f"<{ref}@{settings.SITE_URL.split('//')[-1].split(':')[0]}>", created_at=clock.now(),
    )  # fmt: skip
    transaction.on_commit(lambda: deliver.enqueue(ref)) if not transaction.get_connection().in_atomic_block else deliver.enqueue(ref)
    return mail


def deliver_mail(ref: str) -> None:
    """Deliver one letter by SMTP: at least once, with a stable Message-ID. A failure is written on the row and tried again by the tick."""
    mail = OutgoingMail.objects.filter(ref=ref, state__in=[OutgoingMail.State.QUEUED, OutgoingMail.State.FAILED]).first()
    if mail is None:
        return
    if not settings.EMAIL_HOST:
        OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingMail.State.HELD, problem="No mail server is set: kept to read here.")
        return
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    # Letters say "answer this letter": an answer reaches the office whatever the sender's address is.
    message = EmailMessage(mail.subject, mail.body, to=[mail.to_address], reply_to=[settings.OFFICE_EMAIL], headers=headers)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused:
        _after(mail, OutgoingMail.State.BOUNCED, "The receiving server refused the address.")
    except (OSError, smtplib.SMTPException) as problem:
        _after(mail, OutgoingMail.State.FAILED, type(problem).__name__)
    else:
        _after(mail, OutgoingMail.State.SENT, "")


def _after(mail: OutgoingMail, state: str, problem: str) -> None:
    facts: dict[str, Any] = {"state": state, "problem": problem, "attempts": mail.attempts + 1}
    if state == OutgoingMail.State.SENT:
        facts["sent_at"] = clock.now()
        if mail.secret and not settings.DEMO:
            facts["body"] = ""  # a code or link is not kept once it is on its way
    OutgoingMail.objects.filter(pk=mail.pk).update(**facts)


def retry_failed() -> int:
    """Enqueue once more every letter whose delivery failed and whose next try is due; how many.

    The waits double: at once, then 1, 3, 7 minutes after it was written, up to 34 hours; then the office sees it as failed.
    """
    from .tasks import deliver

    now, tried = clock.now(), 0
    for mail in OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED, attempts__lt=ATTEMPTS).order_by("pk"):
        if mail.created_at + dt.timedelta(minutes=2 ** (mail.attempts - 1) - 1) > now:
            continue
        with transaction.atomic():
            # Queued again with its task in one transaction, so that the next tick does not enqueue it a second time.
            if OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.FAILED).update(state=OutgoingMail.State.QUEUED):
                deliver.enqueue(mail.ref)
                tried += 1
    return tried
