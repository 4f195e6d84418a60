"""Improvement actions: what an institution set itself. They belong to it and outlive a journey."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.institutions.models import Institution
from qualitymark.journeys.models import Journey

from .states import ACTION_MOVES, ActionState

PERSON = settings.AUTH_USER_MODEL


class Action(models.Model):
    """What, why, which criteria, who, by when, and how we will know."""

    class Priority(models.TextChoices):
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    MOVES = ACTION_MOVES
    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # in which it was set
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.PLANNED)
    what = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    measure = models.TextField(blank=True)  # how we will know
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True)
    owner_email = models.EmailField(blank=True)  # an owner without an account updates by signed link
    department = models.CharField(max_length=100, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    start_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    @property
    def audit_institution(self):
        return self.institution


class ActionCriterion(models.Model):
    """A criterion the action answers to, by its stable code: actions outlive editions."""

    retention = Kept.JOURNEY
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "code"], name="action_criterion_once")]


class ProgressNote(models.Model):
    """What somebody said of an action at a time, and its state then. Never edited."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="notes")
    state = models.CharField(max_length=10, choices=ActionState.choices)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)


class ActionLink(models.Model):
    """A signed link by which an owner without an account updates one action, until a date."""

    retention = Kept.PASSING
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
