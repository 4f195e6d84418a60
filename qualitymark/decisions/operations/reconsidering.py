"""Reconsideration: asked for by the institution after release, answered by somebody who did not decide."""

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import not_now
from qualitymark.decisions.models import Decision, Reconsideration
from qualitymark.decisions.notices import tell_reconsideration_answered, tell_reconsideration_asked
from qualitymark.decisions.rules import can_answer_reconsideration, can_ask_reconsideration, can_decide_again
from qualitymark.journeys.operations import decide_again
from qualitymark.selfassessment.operations import take_back_round

from .conditions import end_conditions


@transaction.atomic
def ask_reconsideration(decision: Decision, *, by: Actor, grounds: str) -> Reconsideration:
    """Ask that a released decision be looked at again, saying on what grounds. Once for a decision; the office is told."""
    journey = hold(decision.submission.journey)
    decision = hold(decision)
    decision.submission.journey = journey
    can_ask_reconsideration(by, decision).enforce()
    if not grounds.strip():
        not_now(_("Say on what grounds the decision should be looked at again.")).enforce()
    asked = Reconsideration.objects.create(decision=decision, grounds=grounds, asked_at=clock.now(), asked_by=by.person)
    tell_reconsideration_asked(asked)
    record("ask_reconsideration", asked, by=by, after=asked.state, facts={"decision": decision.ref})
    return asked


@transaction.atomic
def answer_reconsideration(reconsideration: Reconsideration, *, by: Actor, stands: bool, answer: str) -> Reconsideration:
    """Say that the decision stands, or that it is decided again: then it is set aside (and stays on record) and its submission goes back
    to the deciders. Its open conditions end. The round that it had opened is taken back, with its fee. An award already made stands until the new decision says
    otherwise."""
    decision = reconsideration.decision
    journey = hold(decision.submission.journey)
    reconsideration = hold(reconsideration)
    decision = reconsideration.decision = hold(decision)
    decision.submission.journey = journey
    can_answer_reconsideration(by, reconsideration).enforce()
    if not answer.strip():
        not_now(_("Give the institution your answer in words.")).enforce()
    facts = {"answer": answer, "answered_at": clock.now(), "answered_by": by.person}
    if not stands:
        can_decide_again(decision).enforce()
        _set_aside(decision, by, answer)
    move(reconsideration, "confirm" if stands else "return", by=by, **facts)
    tell_reconsideration_answered(reconsideration)
    return reconsideration


def _set_aside(decision: Decision, by: Actor, answer: str) -> None:
    """The decision counts no longer, nor does what followed from it; its submission is with the deciders again."""
    submission, journey = decision.submission, decision.submission.journey
    with translation.override(journey.language):
        day = date_format(clock.date_of(decision.decided_at), "j F Y")
        why = gettext("The decision of %(day)s was set aside after reconsideration.") % {"day": day}
    Decision.objects.filter(pk=decision.pk).update(withdrawn_at=clock.now(), withdrawn_why=answer)
    end_conditions(decision, by=by, why=why)
    if journey.round > submission.round:
        take_back_round(submission, by=by)
    decide_again(journey, by=by, round=submission.round, submitted_at=submission.submitted_at, why=why)
