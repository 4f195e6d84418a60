"""Making a decision on a submission, and withdrawing it before release."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, Verdict, not_now, yes
from qualitymark.decisions.models import Condition, DecidedArea, DecidedCriterion, Decision, Draft
from qualitymark.decisions.notices import tell_office_decided
from qualitymark.decisions.queries import Standing, addenda_sha256, answered_criteria, latest_submission, standing_in
from qualitymark.decisions.rules import can_decide, can_keep_draft, can_withdraw_decision, opens_core_again
from qualitymark.decisions.states import CurrentAward, Decided
from qualitymark.frameworks.models import Criterion
from qualitymark.journeys.operations import advance
from qualitymark.review.models import View
from qualitymark.review.rules import judgement_agrees
from qualitymark.review.states import Level, Outcome, ViewState
from qualitymark.selfassessment.models import Submission

Areas = dict[int, tuple[str, str]]  # area key: level, feedback
Criteria = dict[int, tuple[str, str, str, bool, bool]]  # criterion key: outcome, feedback, suggestion, share-worthy, revisit
Conditions = list[tuple[str, dt.date]]


@transaction.atomic
def decide(
    submission: Submission,
    *,
    by: Actor,
    outcome: str,
    reasons: str,
    areas: Areas,
    criteria: Criteria,
    conditions: Conditions | None = None,
    summary: str = "",
    next_steps: str = "",
    next_fee_pence: int | None = None,
    next_discussions: int | None = None,
    next_last_on: dt.date | None = None,
    current_award: str = CurrentAward.NONE,
) -> Decision:
    """Decide on the journey's latest submission, binding it and its addenda by their hashes.

    In: a level and feedback for every area, an outcome for every criterion it answers, the reasons. In a further round only for what
    opened again (and its areas): the rest stands with the judgement of the round before, and is written into this decision. An award
    with conditions names them with dates; a "not yet" names the criteria to revisit (each core criterion at "not yet" among them), the fee (pence), discussions and last date of the
    next round, and what becomes of a current award. Refused otherwise, and for anybody but the deciders. Nothing of it shows to anybody else before release.
    """
    journey = hold(submission.journey)
    can_decide(by, journey).enforce()
    latest = latest_submission(journey)
    if latest is None or latest.pk != submission.pk:
        not_now(_("There is a newer submission of this journey."), _("Open the journey again and decide on that one.")).enforce()
    conditions = conditions or []
    answered, standing = list(answered_criteria(submission)), standing_in(submission)
    whole(outcome, reasons, answered, standing, areas, criteria, conditions, next_last_on).enforce()
    not_yet = outcome == Decided.NOT_YET
    if not_yet and (next_fee_pence is None or next_discussions is None):
        not_now(_("Say what the next round costs and how many discussions it holds; nothing is an answer.")).enforce()
    decision = Decision.objects.create(
        submission=submission, outcome=outcome, reasons=reasons, summary=summary, next_steps=next_steps, submission_sha256=submission.sha256,
        addenda_sha256=addenda_sha256(submission), seen=seen_by_deciders(submission), decided_at=clock.now(), decided_by=by.person,
        next_fee_pence=next_fee_pence if not_yet else None, next_discussions=next_discussions if not_yet else None,
        next_last_on=next_last_on if not_yet else None, current_award=current_award if not_yet else CurrentAward.NONE,
    )  # fmt: skip
    DecidedArea.objects.bulk_create(
        DecidedArea(decision=decision, area_id=key, level=level, feedback=feedback) for key, (level, feedback) in areas.items()
    )
    DecidedCriterion.objects.bulk_create(
        DecidedCriterion(
            decision=decision,
            criterion_id=key,
            outcome=judged,
            feedback=feedback,
            suggestion=suggestion,
            share_worthy=share_worthy,
            revisit=not_yet and revisit,
        )
        for key, (judged, feedback, suggestion, share_worthy, revisit) in criteria.items()
    )
    _write_standing(decision, answered, standing)
    Condition.objects.bulk_create(Condition(decision=decision, text=text, due_on=due_on) for text, due_on in conditions)
    forget_draft(submission, by=by)
    tell_office_decided(decision)
    advance(journey, "decide", by=by)
    bound = {"submission": submission.ref, "sha256": decision.submission_sha256, "addenda_sha256": decision.addenda_sha256}
    record("decide", decision, by=by, after=outcome, facts=bound)
    return decision


def _write_standing(decision: Decision, answered: list[Criterion], standing: Standing) -> None:
    """What was not open comes over from the decision of the round before as it is, so that each decision is whole on its own."""
    open_areas = {each.area_id for each in answered if not standing.stands(each)}
    stood = [standing.areas[key] for key in {each.area_id for each in answered} - open_areas if key in standing.areas]
    DecidedArea.objects.bulk_create(
        DecidedArea(decision=decision, area_id=each.area_id, level=each.level, feedback=each.feedback) for each in stood
    )
    rows = [standing.criteria[each.pk] for each in answered if standing.stands(each)]
    DecidedCriterion.objects.bulk_create(
        DecidedCriterion(
            decision=decision, criterion_id=each.criterion_id, outcome=each.outcome, feedback=each.feedback, suggestion=each.suggestion,
            share_worthy=each.share_worthy,
        )
        for each in rows
    )  # fmt: skip


def whole(
    outcome: str,
    reasons: str,
    answered: list[Criterion],
    standing: Standing,
    areas: Areas,
    criteria: Criteria,
    conditions: Conditions,
    next_last_on: dt.date | None,
) -> Verdict:
    """Is this a whole decision, and does it agree with itself? Said in the order of the page."""
    expected, kept = [each for each in answered if not standing.stands(each)], [each for each in answered if standing.stands(each)]
    area_keys = {each.area_id for each in expected}
    if outcome not in Decided.values:
        return not_now(_("Choose what is decided."))
    if not reasons.strip():
        return not_now(_("Give the reasons for the decision."))
    if any(each.pk in criteria for each in kept) or any(each.area_id in areas for each in kept if each.area_id not in area_keys):
        return not_now(
            _("What did not open again stands with its judgement of the round before, so it is not decided now."),
            _("Open the page again: it asks only for what opened again."),
        )
    if set(areas) != area_keys or any(level not in Level.values or not words.strip() for level, words in areas.values()):
        return not_now(_("Give each area a level and its feedback."))
    if set(criteria) != {each.pk for each in expected} or any(judged[0] not in Outcome.values for judged in criteria.values()):
        return not_now(_("Say for each criterion what is decided."))
    for each in expected:
        found, words, suggestion, share_worthy, _revisit = criteria[each.pk]
        if not (agrees := judgement_agrees(each.code, found, words, suggestion, share_worthy)):
            return agrees
    judged = {each.pk: criteria[each.pk][0] for each in expected} | {each.pk: standing.criteria[each.pk].outcome for each in kept}
    core_not_yet = [each.code for each in answered if each.core and judged[each.pk] == Outcome.NOT_YET]
    levels = [level for level, _words in areas.values()]
    levels += [standing.areas[key].level for key in {each.area_id for each in kept} - area_keys if key in standing.areas]
    if outcome == Decided.AWARDED and (core_not_yet or Level.NOT_YET in levels):
        return not_now(
            _("An area or a core criterion stands at “not yet”, so the mark cannot be awarded without conditions."),
            _("Award it with conditions, decide “not yet”, or look at that judgement again."),
        )
    if (outcome == Decided.AWARDED_CONDITIONS) != bool(conditions):
        return not_now(_("Name at least one condition for an award with conditions, and none otherwise."))
    if any(not text.strip() or due_on <= clock.today() for text, due_on in conditions):
        return not_now(_("Each condition needs words and a date that is still to come."))
    if outcome != Decided.NOT_YET:
        return yes()
    if not any(judged[4] for judged in criteria.values()):
        return not_now(_("Name the criteria that the institution revisits: only these open again."))
    left = [each.code for each in expected if each.core and criteria[each.pk][0] == Outcome.NOT_YET and not criteria[each.pk][4]]
    if not (opens := opens_core_again(left)):
        return opens
    if next_last_on is None or next_last_on <= clock.today():
        return not_now(_("Give the last day of the next round, still to come."))
    return yes()


def seen_by_deciders(submission: Submission) -> dict[str, Any]:
    """What was before the deciders, by reference, and that coaching notes were not."""
    views = View.objects.filter(submission=submission, ended_at=None, state=ViewState.RECORDED).values_list("capacity", "ref")
    return {
        "submission": submission.ref,
        "addenda": list(submission.addenda.values_list("number", flat=True)),
        "views": dict(views),
        "support_notes": False,
    }


@transaction.atomic
def withdraw_decision(decision: Decision, *, by: Actor, why: str) -> Decision:
    """Take a decision back before its release, giving a reason: the deciders decide again. It stays on record."""
    journey = hold(decision.submission.journey)
    decision = hold(decision)
    decision.submission.journey = journey
    can_withdraw_decision(by, decision).enforce()
    if not why.strip():
        not_now(_("Say why the decision is withdrawn.")).enforce()
    facts = {"withdrawn_at": clock.now(), "withdrawn_why": why, "draft_shown_at": None}
    if not Decision.objects.filter(pk=decision.pk, withdrawn_at=None, released_at=None).update(**facts):
        not_now(SOMEBODY_ELSE_DID).enforce()
    advance(journey, "withdraw_decision", by=by, detail={"why": why})
    record("withdraw_decision", decision, by=by, before=decision.outcome, detail={"why": why})
    return hold(decision)


@transaction.atomic
def keep_draft(submission: Submission, *, by: Actor, typed: dict[str, list[str]]) -> Draft:
    """Keep what a decider has typed so far, for themselves alone. Nothing is checked or decided by it."""
    can_keep_draft(by, hold(submission.journey)).enforce()
    kept, _made = Draft.objects.update_or_create(submission=submission, person=by.person, defaults={"typed": typed, "kept_at": clock.now()})
    return kept


@transaction.atomic
def forget_draft(submission: Submission, *, by: Actor) -> None:
    """Drop what a decider had kept for later."""
    Draft.objects.filter(submission=submission, person_id=by.person_id).delete()
