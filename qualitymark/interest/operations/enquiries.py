"""A visitor asks, the office answers."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import VISITOR, Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold, hold_absent, make_once
from qualitymark.core.verdict import not_now

from ..models import Enquiry
from ..notices import tell_answered, tell_asked
from ..queries import SAME_WITHIN
from ..rules import can_answer_enquiry


@transaction.atomic
def ask(*, name: str, email: str, language: str, question: str, ref: str = "") -> Enquiry:
    """Write down a visitor's question, tell them that it arrived, and tell the office. `ref` is the form's own mark: the same form, or the
    same question from the same address within half an hour, makes one row and one letter."""
    email = email.strip().lower()
    hold_absent("enquiry", email)
    now = clock.now()
    made = Enquiry.objects.filter(email=email, question=question, asked_at__gte=now - SAME_WITHIN).first()
    if made is not None:
        return made
    enquiry, new = make_once(Enquiry, ref, name=name, email=email, language=language, question=question, asked_at=now)
    if new:
        tell_asked(enquiry)
        record("ask", enquiry, by=VISITOR, after=enquiry.state, detail={"name": name, "email": email})
    return enquiry


@transaction.atomic
def answer_enquiry(enquiry: Enquiry, *, by: Actor, answer: str, seen: str | None = None) -> Enquiry:
    """Answer a question by letter. The same answer again sends nothing; another one is sent as well.

    `seen` is the moment (ISO) of the answer that stood there when the writer began, empty for none, where a page knows it: refused where
    somebody has answered since, with their name, so that a visitor gets no second letter by accident."""
    enquiry = hold(enquiry)
    can_answer_enquiry(by, enquiry).enforce()
    if enquiry.answer == answer:
        return enquiry
    _not_answered_since(enquiry, seen)
    enquiry.answer = answer
    tell_answered(enquiry)
    move(enquiry, "answer", by=by, detail={"answer": answer}, answer=answer, answered_at=clock.now(), answered_by=by.person)
    return enquiry


def _not_answered_since(enquiry: Enquiry, seen: str | None) -> None:
    at, by = enquiry.answered_at, enquiry.answered_by
    if seen is not None and at and by and seen != at.isoformat():
        not_now(
            _("%(name)s answered this on %(day)s at %(time)s, while you were writing. Your answer was not sent."),
            _("Read theirs first. If something is missing, send what you have to add: it goes as a second letter."),
            name=by.name, **clock.told(at),
        ).enforce()  # fmt: skip
