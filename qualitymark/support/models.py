"""The coach's room: discussions with the assessor and support notes. Second reader and panel never see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.journeys.models import Cohort, Journey
from qualitymark.selfassessment.models import Response

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """A meeting that several journeys of a cohort attend as their discussion; notes stay apart."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    called_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=200, blank=True)


class Discussion(models.Model):
    """One of the discussions that the fee includes (their number is policy). Planned, then held."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="discussions")
    at = models.DateTimeField(null=True, blank=True)
    agenda = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "round", "number"], name="discussion_once"),
            models.CheckConstraint(
                condition=Q(held_at=None, recorded_by=None) | Q(held_at__isnull=False, recorded_by__isnull=False),
                name="discussion_held_pair",
            ),
        ]

    @property
    def audit_institution(self):
        return self.journey.institution


class NextStep(models.Model):
    """What was agreed in a discussion: who does what by when."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="next_steps")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False), name="next_step_done_pair"
            )
        ]

    @property
    def audit_institution(self):
        return self.discussion.journey.institution


class SupportNote(models.Model):
    """The assessor's note on a response that was shared for discussion."""

    class Sort(models.TextChoices):
        STRONG = "strong", _("Strong")
        NEEDS_EVIDENCE = "needs_evidence", _("Needs evidence")
        CLARIFY = "clarify", _("Clarify")
        THOUGHT = "thought", _("Have you thought of")

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=20, choices=Sort.choices)
    text = models.TextField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False), name="support_note_done_pair"
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None, replied_by=None) | Q(replied_at__isnull=False, replied_by__isnull=False),
                name="support_note_replied_pair",
            ),
        ]

    @property
    def audit_institution(self):
        return self.response.journey.institution
