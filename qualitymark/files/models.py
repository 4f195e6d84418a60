"""Stored files: what is known of each, never where a person may find it."""

from django.conf import settings
from django.db import models

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref


class Scan(models.TextChoices):
    NOT_CONFIGURED = "not_configured"  # no scanner is set: served, and said so to the office
    HELD = "held"  # waiting for the scanner: not served
    CLEAN = "clean"
    INFECTED = "infected"  # never served


class StoredFile(models.Model):
    """One file in storage under a random key. `owner` names the row that answers who may read it ("evidence.Revision")."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)  # as the person named it, cleaned
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    scan = models.CharField(max_length=20, choices=Scan.choices, default=Scan.NOT_CONFIGURED)
    owner = models.CharField(max_length=60)  # "evidence.Revision"
    owner_ref = models.CharField(max_length=40, blank=True)  # empty until the owning row stands: the sweeper takes those left by a crash
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
