"""Every change to views, judgements and clarifications."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold, hold_through
from qualitymark.core.verdict import Refused, not_now
from qualitymark.evidence.models import Revision
from qualitymark.frameworks.models import Area, Criterion
from qualitymark.journeys import operations as journeys
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import PartyCapacity, State
from qualitymark.selfassessment import operations as selfassessment
from qualitymark.selfassessment.models import Addendum, Submission

from . import notices
from .models import AreaJudgement, Clarification, Judgement, View
from .queries import areas_of, latest_submission, second_reading_asked, standing_view, units_of
from .rules import (
    LONGEST,
    can_answer,
    can_ask,
    can_begin_review,
    can_begin_second,
    can_judge,
    can_recommend,
    can_record_second,
    can_return,
    can_withdraw_question,
    judgement_agrees,
)
from .states import ClarificationState, Level, Outcome, Recommended, ViewState


class JudgedMeanwhile(Exception):  # noqa: N818 - the word of the house
    """The same judgement was saved from another window since this one was opened. `theirs` is what stands; nothing was overwritten."""

    def __init__(self, theirs: Judgement | AreaJudgement):
        super().__init__("judged meanwhile")
        self.theirs = theirs


@transaction.atomic
def begin_review(journey: Journey, *, by: Actor) -> View:
    """The assessor begins; the same click again gives the same view. Somebody who takes a review over begins with an empty view of their
    own: the former reader's stays on record and counts for nothing."""
    journey = hold(journey)
    can_begin_review(by, journey).enforce()
    submission = latest_submission(journey)
    if submission is None:
        raise Refused(not_now(_("There is no submission to review.")))
    submission.journey = journey
    standing = standing_view(submission, PartyCapacity.ASSESSOR)
    if standing is not None and standing.person_id == by.person_id:
        return standing
    if journey.state == State.SUBMITTED:
        journey = journeys.advance(journey, "begin_review", by=by)
    return _new_view(submission, standing, by=by, capacity=PartyCapacity.ASSESSOR)


@transaction.atomic
def begin_second_view(submission: Submission, *, by: Actor) -> View:
    """The second reader begins their own view, without sight of the first. The same click again gives the same view."""
    journey = hold(submission.journey)
    submission.journey = journey
    can_begin_second(by, submission).enforce()
    standing = standing_view(submission, PartyCapacity.SECOND_READER)
    if standing is not None and standing.person_id == by.person_id:
        return standing
    return _new_view(submission, standing, by=by, capacity=PartyCapacity.SECOND_READER)


def _new_view(submission: Submission, standing: View | None, *, by: Actor, capacity: str) -> View:
    now = clock.now()
    if standing is not None:
        View.objects.filter(pk=standing.pk).update(ended_at=now)
    view = View.objects.create(submission=submission, person=by.person, capacity=capacity, begun_at=now)
    if standing is not None:
        record("end_view", standing, by=by, facts={"taken_over_by": view.ref})
    record("begin_view", view, by=by, after=ViewState.OPEN, facts={"capacity": capacity, "submission": submission.sha256})
    return view


@transaction.atomic
def judge(
    view: View,
    criterion: Criterion,
    *,
    by: Actor,
    outcome: str,
    reasons: str,
    suggestion: str = "",
    share_worthy: bool = False,
    version: int = 0,
) -> Judgement:
    """Judge one criterion, with reasons. `version` is the one the reader saw (0: none yet); another raises JudgedMeanwhile."""
    view = hold_through(view, "submission")
    can_judge(by, view).enforce()
    _need(criterion.pk in {unit.pk for unit in units_of(view.submission)}, _("This criterion is not one of those to judge here."))
    _need(outcome in Outcome.values, _("Choose one of the judgements offered."))
    _need(bool(reasons.strip()), _("Say why, naming the evidence."))
    judgement_agrees(criterion.code, outcome, reasons, suggestion, share_worthy).enforce()
    said = {"outcome": outcome, "reasons": reasons.strip(), "suggestion": suggestion.strip(), "share_worthy": share_worthy}
    standing = Judgement.objects.filter(view=view, criterion=criterion).first()
    if standing is not None and all(getattr(standing, name) == value for name, value in said.items()):
        return standing
    if (standing.version if standing else 0) != version:
        raise JudgedMeanwhile(standing) if standing else Refused(not_now(_("This judgement is no longer there. Look at the page again.")))
    row, _made = Judgement.objects.update_or_create(
        view=view, criterion=criterion, defaults={**said, "version": version + 1, "changed_at": clock.now()}
    )
    facts = {"criterion": criterion.code, "outcome": outcome, "share_worthy": share_worthy, "version": row.version}
    words = {"reasons": row.reasons, "suggestion": row.suggestion}
    record("judge", view, by=by, before=standing.outcome if standing else "", after=outcome, facts=facts, detail=words)
    return row


@transaction.atomic
def judge_area(view: View, area: Area, *, by: Actor, level: str, reasons: str, version: int = 0) -> AreaJudgement:
    """Say what an area reaches, with reasons. `version` as in `judge`."""
    view = hold_through(view, "submission")
    can_judge(by, view).enforce()
    _need(area.pk in {each.pk for each in areas_of(units_of(view.submission))}, _("This area is not one of those to judge here."))
    _need(level in Level.values, _("Choose one of the judgements offered."))
    _need(bool(reasons.strip()), _("Say why, naming the evidence."))
    _need(len(reasons) <= LONGEST, _("Your reasons are longer than 20,000 characters. Say it in fewer words."))
    said = {"level": level, "reasons": reasons.strip()}
    standing = AreaJudgement.objects.filter(view=view, area=area).first()
    if standing is not None and all(getattr(standing, name) == value for name, value in said.items()):
        return standing
    if (standing.version if standing else 0) != version:
        raise JudgedMeanwhile(standing) if standing else Refused(not_now(_("This judgement is no longer there. Look at the page again.")))
    row, _made = AreaJudgement.objects.update_or_create(
        view=view, area=area, defaults={**said, "version": version + 1, "changed_at": clock.now()}
    )
    facts = {"area": area.code, "level": level, "version": row.version}
    record("judge_area", view, by=by, before=standing.level if standing else "", after=level, facts=facts, detail={"reasons": row.reasons})
    return row


@transaction.atomic
def ask_clarification(view: View, criterion: Criterion, *, by: Actor, question: str, due_on: dt.date) -> Clarification:
    """Ask the institution; its coordinators are told. The submission stays as it is: the answer will be a numbered addendum."""
    view = hold_through(view, "submission")
    can_ask(by, view).enforce()
    _need(criterion.pk in {unit.pk for unit in units_of(view.submission)}, _("This criterion is not one of those to judge here."))
    _need(bool(question.strip()), _("Write what you ask."))
    _need(due_on >= clock.today(), _("Give a day that is still to come."))
    submission = view.submission
    same = Clarification.objects.filter(
        submission=submission, criterion=criterion, state=ClarificationState.ASKED, question=question.strip()
    ).first()
    if same is not None:
        return same  # the same click again
    clarification = Clarification.objects.create(
        submission=submission, criterion=criterion, question=question.strip(), due_on=due_on, asked_at=clock.now(), asked_by=by.person
    )
    clarification.submission = submission
    notices.clarification_asked(clarification)
    if submission.journey.state == State.IN_REVIEW:
        submission.journey = journeys.advance(submission.journey, "ask_clarification", by=by)
    facts = {"criterion": criterion.code, "due_on": due_on.isoformat()}
    record("ask", clarification, by=by, after=ClarificationState.ASKED, facts=facts, detail={"question": clarification.question})
    return clarification


@transaction.atomic
def answer_clarification(clarification: Clarification, *, by: Actor, text: str, revisions: Sequence[Revision] = ()) -> Clarification:
    """A coordinator answers: text and evidence become numbered addenda, attested by them. When no question is open the review goes on."""
    clarification = hold_through(clarification, "submission")
    can_answer(by, clarification).enforce()
    _need(bool(text.strip()), _("Write your answer."))
    submission, code = clarification.submission, clarification.criterion.code
    shown = list(revisions)
    addendum = selfassessment.add_addendum(
        submission, by=by, sort=Addendum.Sort.ANSWER, criterion_code=code, text=text, revision=shown[0] if shown else None
    )
    for revision in shown[1:]:
        selfassessment.add_addendum(submission, by=by, sort=Addendum.Sort.ANSWER, criterion_code=code, text="", revision=revision)
    notices.clarification_answered(clarification)
    move(clarification, "answer", by=by, audit={"addendum": addendum.sha256, "number": addendum.number}, addendum=addendum)
    _resume_when_all_are_answered(submission.journey, submission, by=by)
    return clarification


@transaction.atomic
def withdraw_clarification(clarification: Clarification, *, by: Actor) -> Clarification:
    """The assessor takes a question back; when no question is open the review goes on."""
    clarification = hold_through(clarification, "submission")
    can_withdraw_question(by, clarification).enforce()
    notices.clarification_withdrawn(clarification)
    move(clarification, "withdraw", by=by)
    _resume_when_all_are_answered(clarification.submission.journey, clarification.submission, by=by)
    return clarification


def _resume_when_all_are_answered(journey: Journey, submission: Submission, *, by: Actor) -> None:
    if journey.state != State.CLARIFICATIONS:
        return
    if not Clarification.objects.filter(submission=submission, state=ClarificationState.ASKED).exists():
        submission.journey = journeys.advance(journey, "resume_review", by=by)


@transaction.atomic
def recommend(view: View, *, by: Actor, recommends: str, reasons: str) -> View:
    """The assessor's recommendation: everything judged, no question open. It goes to a second reader where the policy asks for one and
    none has recorded a view yet, else to those who decide."""
    view = hold_through(view, "submission")
    if _recorded_so(view, by, recommends, reasons):
        return view
    can_recommend(by, view).enforce()
    _record(view, by=by, recommends=recommends, reasons=reasons)
    submission = view.submission
    second = standing_view(submission, PartyCapacity.SECOND_READER)
    if second_reading_asked(view, recommends) and (second is None or second.state != ViewState.RECORDED):
        submission.journey = journeys.advance(submission.journey, "recommend_to_second", by=by)
        notices.second_reading_asked(view)
    else:
        submission.journey = journeys.advance(submission.journey, "recommend_to_panel", by=by)
        notices.to_be_decided(view)
    return view


@transaction.atomic
def record_second_view(view: View, *, by: Actor, recommends: str, reasons: str) -> View:
    """The second reader's own view, recorded before they see the first; then it is with those who decide."""
    view = hold_through(view, "submission")
    if _recorded_so(view, by, recommends, reasons):
        return view
    can_record_second(by, view).enforce()
    _record(view, by=by, recommends=recommends, reasons=reasons)
    view.submission.journey = journeys.advance(view.submission.journey, "second_read", by=by)
    notices.to_be_decided(view)
    return view


def _recorded_so(view: View, by: Actor, recommends: str, reasons: str) -> bool:
    """The same click again: recorded by the same person in the same words."""
    same = (view.recommends, view.reasons, view.person_id) == (recommends, reasons.strip(), by.person_id)
    return view.state == ViewState.RECORDED and same


def _record(view: View, *, by: Actor, recommends: str, reasons: str) -> None:
    _need(recommends in Recommended.values, _("Choose one of the recommendations offered."))
    _need(bool(reasons.strip()), _("Say why you recommend this."))
    facts = {"recommends": recommends, "capacity": view.capacity}
    words = {"reasons": reasons.strip()}
    move(view, "record", by=by, audit=facts, detail=words, recommends=recommends, reasons=reasons.strip(), recorded_at=clock.now())


@transaction.atomic
def return_to_assessor(submission: Submission, *, by: Actor, why: str) -> View:
    """Open the assessor's view again, with the reason. A second view that is recorded stands, so that it stays independent."""
    submission.journey = hold(submission.journey)
    can_return(by, submission).enforce()
    _need(bool(why.strip()), _("Say what the assessor is to look at again."))
    view = standing_view(submission, PartyCapacity.ASSESSOR)
    if view is None or view.state != ViewState.RECORDED:
        raise Refused(not_now(_("There is no recommendation to return.")))
    view.submission = submission
    move(view, "reopen", by=by, detail={"why": why.strip()}, returned_why=why.strip(), recorded_at=None)
    submission.journey = journeys.advance(submission.journey, "return_to_assessor", by=by)
    notices.returned(view)
    return view


def _need(holds: bool, words: str | Promise) -> None:
    """What a form asks for, asked again here: no way in gets round it."""
    if not holds:
        raise Refused(not_now(words))
