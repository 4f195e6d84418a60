"""The judge's room: each reader's own view of a submission, and clarifications. It never looks into the coach's room."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.frameworks.models import Area, Criterion
from qualitymark.journeys.states import PartyCapacity
from qualitymark.selfassessment.models import Addendum, Submission

from .states import CLARIFICATION_MOVES, VIEW_MOVES, ClarificationState, Level, Outcome, Recommended, ViewState

PERSON = settings.AUTH_USER_MODEL


class View(models.Model):
    """One reader's view of one submission: judgements, levels, a recommendation. The second reader's is recorded before seeing the first."""

    MOVES = VIEW_MOVES
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=PartyCapacity.choices)
    state = models.CharField(max_length=10, choices=ViewState.choices, default=ViewState.OPEN)
    recommends = models.CharField(max_length=20, choices=Recommended.choices, blank=True)
    reasons = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True, blank=True)
    returned_why = models.TextField(blank=True)  # why the decider or the office last returned it
    ended_at = models.DateTimeField(null=True, blank=True)  # its reader was replaced: it stays on record and counts for nothing

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "capacity"], condition=Q(ended_at=None), name="view_one_standing_a_capacity"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(recorded_at__isnull=False) & ~Q(recommends="")), name="view_recorded_whole"
            ),
        ]

    @property
    def audit_institution(self):
        return self.submission.journey.institution


class Judgement(models.Model):
    """Of one criterion (or of the group, by its first criterion), with reasons."""

    retention = Kept.RECORD
    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="judgements")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reasons = models.TextField()
    suggestion = models.TextField(blank=True)  # an improvement action worth setting
    share_worthy = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["view", "criterion"], name="judgement_once")]


class AreaJudgement(models.Model):
    retention = Kept.RECORD
    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, choices=Level.choices)
    reasons = models.TextField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["view", "area"], name="area_judgement_once")]


class Clarification(models.Model):
    """A question of the assessor about a submission, answered by a numbered addendum; the submission stays untouched."""

    MOVES = CLARIFICATION_MOVES
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ClarificationState.choices, default=ClarificationState.ASKED)
    question = models.TextField()
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    addendum = models.OneToOneField(Addendum, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="answered", addendum__isnull=False) | (~Q(state="answered") & Q(addendum=None)),
                name="clarification_answered_pair",
            )
        ]

    @property
    def audit_institution(self):
        return self.submission.journey.institution
