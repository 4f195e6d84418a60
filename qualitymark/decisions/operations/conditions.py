"""The conditions of an award, one by one: the institution says that it has met one, the office records it as met or answers why it is not."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, not_now
from qualitymark.decisions.models import Condition, ConditionAnswer, Decision
from qualitymark.decisions.notices import tell_condition_met, tell_condition_not_met, tell_condition_said
from qualitymark.decisions.rules import can_answer_not_met, can_meet_condition, can_say_condition_met
from qualitymark.evidence.operations import checked_address


def _held(condition: Condition) -> Condition:
    """The condition, with its decision held first: one that is withdrawn at the same moment has no open condition."""
    decision = hold(condition.decision)
    condition = hold(condition)
    condition.decision = decision
    return condition


@transaction.atomic
def say_condition_met(condition: Condition, *, by: Actor, words: str, link: str = "") -> Condition:
    """The institution says that a condition is met: in words, with a link to what shows it. The office is told and looks at it.

    The latest words stand; earlier ones remain on the audit record. The same words again change nothing. Refused without words, and with a link that the
    office could not follow.
    """
    condition = _held(condition)
    can_say_condition_met(by, condition).enforce()
    words, link = words.strip(), checked_address(link) if link.strip() else ""
    if not words:
        not_now(_("Say what you have done.")).enforce()
    if (words, link) == (condition.said_words, condition.said_link):
        return condition
    said = {"said_at": clock.now(), "said_by": by.person, "said_words": words, "said_link": link}
    if not Condition.objects.filter(pk=condition.pk, met_at=None).update(**said):
        not_now(SOMEBODY_ELSE_DID).enforce()
    condition = hold(condition)
    tell_condition_said(condition)
    record("say_condition_met", condition.decision, by=by, facts={"condition": condition.ref}, detail={"words": words, "link": link})
    return condition


@transaction.atomic
def answer_not_met(condition: Condition, *, by: Actor, why: str, due_on: dt.date | None = None, seen: str = "") -> ConditionAnswer:
    """Answer what the institution said: not met yet, because ..., with a new day where the office gives one. It stands open again; both
    sayings are kept, and the institution is told by mail.

    `seen` is the moment (ISO) of the saying that was read, where a page knows it. Refused without a reason, with a day that is not to come,
    and where the institution has said more since.
    """
    condition = _held(condition)
    can_answer_not_met(by, condition).enforce()
    assert condition.said_at and condition.said_by and by.person  # as the rule asks
    if seen and seen != condition.said_at.isoformat():
        not_now(_("The institution has said more since you opened this page."), _("Read what stands there now, then answer.")).enforce()
    if not why.strip():
        not_now(_("Say why it is not met yet: the institution reads it.")).enforce()
    if due_on is not None and due_on <= clock.today():
        not_now(_("Give a day that is still to come, or leave it empty.")).enforce()
    answer = ConditionAnswer.objects.create(
        condition=condition, said_at=condition.said_at, said_by=condition.said_by, said_words=condition.said_words,
        said_link=condition.said_link, why=why.strip(), due_before=condition.due_on, due_on=due_on or condition.due_on, at=clock.now(), by=by.person,
    )  # fmt: skip
    open_again = {"said_at": None, "said_by": None, "said_words": "", "said_link": "", "due_on": answer.due_on}
    Condition.objects.filter(pk=condition.pk).update(**open_again)
    tell_condition_not_met(answer)
    days = {"due_before": answer.due_before.isoformat(), "due_on": answer.due_on.isoformat()}
    record("answer_not_met", condition.decision, by=by, facts={"condition": condition.ref, **days}, detail={"why": answer.why})
    return answer


def end_conditions(decision: Decision, *, by: Actor, why: str) -> int:
    """End each condition of a decision that is not met yet, saying why; how many. What was said and answered stays. The caller (a decision
    set aside) has enforced its rule, and is in a transaction that holds the decision."""
    rows = Condition.objects.filter(decision=decision, met_at=None, ended_at=None)
    refs = list(rows.order_by("pk").values_list("ref", flat=True))
    rows.update(ended_at=clock.now(), ended_why=why)
    if refs:
        record("end_conditions", decision, by=by, facts={"conditions": refs}, detail={"why": why})
    return len(refs)


@transaction.atomic
def meet_condition(condition: Condition, *, by: Actor, note: str = "") -> Condition:
    """Record that a condition is met. The institution is told by mail; the note is kept on the audit record."""
    condition = _held(condition)
    can_meet_condition(by, condition).enforce()
    if not Condition.objects.filter(pk=condition.pk, met_at=None).update(met_at=clock.now(), met_by=by.person):
        not_now(SOMEBODY_ELSE_DID).enforce()
    tell_condition_met(condition)
    record("meet_condition", condition.decision, by=by, facts={"condition": condition.ref}, detail={"note": note} if note else None)
    return hold(condition)
