"""A visitor asks, the office answers."""

from django.db import transaction

from qualitymark.core import clock
from qualitymark.core.actor import VISITOR, Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold, hold_absent, make_once

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
def answer_enquiry(enquiry: Enquiry, *, by: Actor, answer: str) -> Enquiry:
    """Answer a question by letter. The same answer again sends nothing; another one is sent as well."""
    enquiry = hold(enquiry)
    can_answer_enquiry(by, enquiry).enforce()
    if enquiry.answer == answer:
        return enquiry
    enquiry.answer = answer
    tell_answered(enquiry)
    move(enquiry, "answer", by=by, detail={"answer": answer}, answer=answer, answered_at=clock.now(), answered_by=by.person)
    return enquiry
