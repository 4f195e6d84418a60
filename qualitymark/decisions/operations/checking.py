"""The check of facts: the institution reads the draft feedback, the office answers and corrects."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import digest, record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, not_now
from qualitymark.decisions.models import DecidedArea, DecidedCriterion, Decision, FactComment
from qualitymark.decisions.notices import tell_answer_to_comment, tell_comment_on_facts, tell_draft_shown, tell_facts_done
from qualitymark.decisions.rules import (
    can_answer_fact_comment,
    can_comment_on_facts,
    can_correct_words,
    can_finish_fact_check,
    can_show_draft,
    can_withdraw_draft,
)
from qualitymark.journeys.operations import advance
from qualitymark.review.states import Outcome


def _held(decision: Decision) -> Decision:
    """The decision, with its journey held first."""
    journey = hold(decision.submission.journey)
    decision = hold(decision)
    decision.submission.journey = journey
    return decision


@transaction.atomic
def show_draft(decision: Decision, *, by: Actor) -> Decision:
    """Show the institution the draft feedback, without outcome or levels, until the policy's days are over; it is told by mail."""
    decision = _held(decision)
    can_show_draft(by, decision).enforce()
    journey = decision.submission.journey
    facts_by = clock.today() + dt.timedelta(days=journey.policy.factual_check_days)
    Decision.objects.filter(pk=decision.pk).update(draft_shown_at=clock.now(), facts_by=facts_by, facts_done_at=None)
    decision.facts_by = facts_by
    tell_draft_shown(decision)
    advance(journey, "show_draft", by=by)
    return hold(decision)


@transaction.atomic
def withdraw_draft(decision: Decision, *, by: Actor) -> Decision:
    """Take the draft back to change it; comments already made stay."""
    decision = _held(decision)
    can_withdraw_draft(by, decision).enforce()
    Decision.objects.filter(pk=decision.pk).update(draft_shown_at=None, facts_by=None, facts_done_at=None)
    advance(decision.submission.journey, "withdraw_draft", by=by)
    return hold(decision)


@transaction.atomic
def comment_on_facts(decision: Decision, *, by: Actor, where: str, text: str) -> FactComment:
    """Say that the draft has a fact wrong, and where. Saying the same twice does no harm: the first stands."""
    decision = _held(decision)
    can_comment_on_facts(by, decision).enforce()
    if not text.strip():
        not_now(_("Say what is wrong, and what is right.")).enforce()
    same = decision.fact_comments.filter(where=where, text=text, by=by.person).first()
    if same is not None:
        return same
    comment = FactComment.objects.create(decision=decision, where=where, text=text, at=clock.now(), by=by.person)
    tell_comment_on_facts(decision, comment)
    record("comment_on_facts", decision, by=by, facts={"comment": comment.ref}, detail={"where": where})
    return comment


@transaction.atomic
def finish_fact_check(decision: Decision, *, by: Actor) -> Decision:
    """The institution has read the draft and says so: the office need not wait for the last day."""
    decision = _held(decision)
    can_finish_fact_check(by, decision).enforce()
    if not Decision.objects.filter(pk=decision.pk, facts_done_at=None).update(facts_done_at=clock.now()):
        not_now(SOMEBODY_ELSE_DID).enforce()
    tell_facts_done(decision)
    record("finish_fact_check", decision, by=by)
    return hold(decision)


@transaction.atomic
def answer_fact_comment(comment: FactComment, *, by: Actor, answer: str) -> FactComment:
    """Tell the institution what became of its comment: corrected, or why the words stay."""
    decision = _held(comment.decision)
    comment = hold(comment)
    comment.decision = decision
    can_answer_fact_comment(by, comment).enforce()
    if not answer.strip():
        not_now(_("Say what became of the comment.")).enforce()
    FactComment.objects.filter(pk=comment.pk).update(answer=answer, answered_at=clock.now())
    tell_answer_to_comment(decision, comment)
    record("answer_fact_comment", decision, by=by, facts={"comment": comment.ref})
    return hold(comment)


@transaction.atomic
def correct_words(
    decision: Decision,
    *,
    by: Actor,
    summary: str,
    next_steps: str,
    areas: dict[int, str] | None = None,
    criteria: dict[int, tuple[str, str]] | None = None,
) -> Decision:
    """Correct the words of the feedback after the check of facts: summary, next steps, feedback by area key, (feedback, suggestion) by
    criterion key. Levels, outcomes and reasons are the deciders' and stay. The audit record binds the words before and after by digest."""
    decision = _held(decision)
    can_correct_words(by, decision).enforce()
    areas, criteria = areas or {}, criteria or {}
    if any(not words.strip() for words in areas.values()):
        not_now(_("Each area keeps some feedback.")).enforce()
    made = decision.criteria.filter(outcome=Outcome.WITH_SUGGESTIONS).exclude(suggestion="").select_related("criterion")
    for each in made:
        if each.criterion_id in criteria and not criteria[each.criterion_id][1].strip():
            not_now(_("%(code)s is met with suggestions, so it keeps one."), code=each.criterion.code).enforce()
    before = words_digest(decision)
    Decision.objects.filter(pk=decision.pk).update(summary=summary, next_steps=next_steps)
    for key, feedback in areas.items():
        DecidedArea.objects.filter(decision=decision, area_id=key).update(feedback=feedback)
    for key, (feedback, suggestion) in criteria.items():
        DecidedCriterion.objects.filter(decision=decision, criterion_id=key).update(feedback=feedback, suggestion=suggestion)
    decision = hold(decision)
    after = words_digest(decision)
    if after != before:
        record("correct_words", decision, by=by, facts={"before": before, "after": after})
    return decision


def words_digest(decision: Decision) -> str:
    """A digest of the words of the feedback, whatever was decided."""
    words = [decision.summary, decision.next_steps]
    words += [part for pair in decision.areas.values_list("area__code", "feedback") for part in pair]
    words += [part for row in decision.criteria.values_list("criterion__code", "feedback", "suggestion") for part in row]
    return digest("\x00".join(words))
