"""The panel of assessors: profiles, declarations of interest, allocations."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import PartyCapacity

from .states import ALLOCATION_MOVES, AllocationState

PERSON = settings.AUTH_USER_MODEL


class Profile(models.Model):
    """What an assessor brings, and how much they can take on."""

    retention = Kept.PERSON
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    person = models.OneToOneField(PERSON, on_delete=models.PROTECT, related_name="+")
    welsh = models.BooleanField(default=False)
    most_journeys = models.PositiveSmallIntegerField(default=4)
    trained_until = models.DateField(null=True, blank=True)
    about = models.TextField(blank=True)


class Strength(models.Model):
    """A nation or a kind of provider that an assessor knows well."""

    retention = Kept.PERSON
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="strengths")
    of = models.CharField(max_length=10, choices=[("nation", "nation"), ("kind", "kind"), ("area", "area")])
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "of", "code"], name="strength_once")]


class Visit(models.Model):
    """When somebody of the scheme last opened a journey, so that lists can say what moved since. `before` is the visit before this one."""

    retention = Kept.PASSING
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "journey"], name="visit_once")]


class Allocation(models.Model):
    """An offer to take part in a journey as assessor or second reader. While it is "offered" only nation and kind are shown."""

    MOVES = ALLOCATION_MOVES
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=PartyCapacity.choices)
    state = models.CharField(max_length=12, choices=AllocationState.choices, default=AllocationState.OFFERED)
    why = models.CharField(max_length=300, blank=True)  # the office's reason, and for an override of load or training
    answer_by = models.DateField()
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "capacity"], condition=Q(state__in=["offered", "cleared", "accepted"]), name="allocation_one_live"
            )
        ]

    @property
    def audit_institution(self):
        return self.journey.institution
