"""The conditions of an award, one by one: the institution says that it has met one, the office records it as met."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, not_now
from qualitymark.decisions.models import Condition
from qualitymark.decisions.notices import tell_condition_met, tell_condition_said
from qualitymark.decisions.rules import can_meet_condition, can_say_condition_met
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
def meet_condition(condition: Condition, *, by: Actor, note: str = "") -> Condition:
    """Record that a condition is met. The institution is told by mail; the note is kept on the audit record."""
    condition = _held(condition)
    can_meet_condition(by, condition).enforce()
    if not Condition.objects.filter(pk=condition.pk, met_at=None).update(met_at=clock.now(), met_by=by.person):
        not_now(SOMEBODY_ELSE_DID).enforce()
    tell_condition_met(condition)
    record("meet_condition", condition.decision, by=by, facts={"condition": condition.ref}, detail={"note": note} if note else None)
    return hold(condition)
