"""The decision on a submission, its conditions, the check of facts, the feedback report, reconsideration."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qualitymark.core import clock
from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.files.models import StoredFile
from qualitymark.frameworks.models import Area, Criterion
from qualitymark.review.states import Level, Outcome
from qualitymark.selfassessment.models import Submission

from .states import RECONSIDERATION_MOVES, ConditionStanding, CurrentAward, Decided, ReconsiderationState

PERSON = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """Binds one submission and its addenda (by their hashes). Shows nowhere before `released_at`. A withdrawn one stays on record."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Decided.choices)
    reasons = models.TextField()
    summary = models.TextField(blank=True)  # opening words of the feedback
    next_steps = models.TextField(blank=True)
    submission_sha256 = models.CharField(max_length=64)
    addenda_sha256 = models.CharField(max_length=64)
    seen = models.JSONField(default=dict)  # what was and what was not before the deciders; shown, never asked by a rule
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    draft_shown_at = models.DateTimeField(null=True, blank=True)
    facts_by = models.DateField(null=True, blank=True)  # last day of the check of facts
    facts_done_at = models.DateTimeField(null=True, blank=True)  # the institution said it has read the draft
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # of a "not yet": the terms of the next round
    next_fee_pence = models.PositiveIntegerField(null=True, blank=True)
    next_discussions = models.PositiveSmallIntegerField(null=True, blank=True)
    next_last_on = models.DateField(null=True, blank=True)
    current_award = models.CharField(max_length=10, choices=CurrentAward.choices, default=CurrentAward.NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission"], condition=Q(withdrawn_at=None), name="decision_one_standing"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None) | Q(released_at__isnull=False, released_by__isnull=False),
                name="decision_released_pair",
            ),
            models.CheckConstraint(condition=~Q(outcome="not_yet") | Q(next_last_on__isnull=False), name="decision_not_yet_has_a_date"),
        ]

    @property
    def audit_institution(self):
        return self.submission.journey.institution

    @property
    def set_aside(self) -> bool:
        """Was it known to the institution, and then set aside after reconsideration?"""
        return self.released_at is not None and self.withdrawn_at is not None


class Draft(models.Model):
    """What one decider typed on the page of a submission and kept for later: nobody else reads it, and it goes once they have decided."""

    retention = Kept.PASSING
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "person"], name="decision_draft_once")]

    @property
    def audit_institution(self):
        return self.submission.journey.institution


class DecidedArea(models.Model):
    retention = Kept.RECORD
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, choices=Level.choices)
    feedback = models.TextField()

    class Meta:
        ordering = ["area__number"]
        constraints = [models.UniqueConstraint(fields=["decision", "area"], name="decided_area_once")]


class DecidedCriterion(models.Model):
    """`revisit`: the criterion opens again in the next round after a "not yet"."""

    retention = Kept.RECORD
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    feedback = models.TextField(blank=True)
    suggestion = models.TextField(blank=True)
    share_worthy = models.BooleanField(default=False)
    revisit = models.BooleanField(default=False)

    class Meta:
        ordering = ["criterion__number"]
        constraints = [models.UniqueConstraint(fields=["decision", "criterion"], name="decided_criterion_once")]


class Condition(models.Model):
    """What an award with conditions asks, and until when. The institution says that it has met it (when, who, words, a link); the office
    records it as met, or answers that it is not: then what was said goes over to that answer, and it is open again. It ends, with a reason,
    where its decision is set aside."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="conditions")
    text = models.TextField()
    due_on = models.DateField()
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_words = models.TextField(blank=True)
    said_link = models.URLField(max_length=500, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at=None) | Q(met_at=None) & ~Q(ended_why=""), name="condition_ended_why"),
            models.CheckConstraint(
                condition=Q(met_at=None, met_by=None) | Q(met_at__isnull=False, met_by__isnull=False), name="condition_met_pair"
            ),
            models.CheckConstraint(
                condition=Q(said_at=None, said_by=None) | Q(said_at__isnull=False, said_by__isnull=False), name="condition_said_pair"
            ),
        ]

    @property
    def standing(self) -> ConditionStanding:
        """A condition counts as due until the end of its day."""
        if self.met_at:
            return ConditionStanding.MET
        if self.ended_at:
            return ConditionStanding.ENDED
        if self.said_at:
            return ConditionStanding.SAID
        return ConditionStanding.OVERDUE if self.due_on < clock.today() else ConditionStanding.DUE


class ConditionAnswer(models.Model):
    """“Not met yet, because ...”: what the institution had said, the office's answer to it, and the day before and after."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    condition = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="answers")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    said_words = models.TextField()
    said_link = models.URLField(max_length=500, blank=True)
    why = models.TextField()
    due_before = models.DateField()
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    @property
    def is_moved(self) -> bool:
        """Did the office give it another day?"""
        return self.due_on != self.due_before


class FactComment(models.Model):
    """An error of fact that the institution found in the draft, and what the office did about it."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="fact_comments")
    where = models.CharField(max_length=120)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)


class Report(models.Model):
    """The feedback report as a file, made by the worker. `digest` is of the words it was made from, so the same words make one file."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reports")
    language = models.CharField(max_length=7)
    digest = models.CharField(max_length=64)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "language", "digest"], name="report_once")]


class Reconsideration(models.Model):
    """Asked for by the institution after release; decided by somebody who did not decide before."""

    MOVES = RECONSIDERATION_MOVES
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ReconsiderationState.choices, default=ReconsiderationState.ASKED)
    grounds = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="reconsideration_answered_pair",
            )
        ]

    @property
    def audit_institution(self):
        return self.decision.submission.journey.institution
