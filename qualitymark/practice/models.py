"""The repository of effective practice: examples, and consent to exactly the words published."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.decisions.models import Decision
from qualitymark.institutions.models import Institution

from .states import EXAMPLE_MOVES, ExampleState

PERSON = settings.AUTH_USER_MODEL


class Example(models.Model):
    """One practice of one institution. `words` is its normalised text for the search index; see queries.search."""

    MOVES = EXAMPLE_MOVES
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    slug = models.SlugField(max_length=120, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=ExampleState.choices, default=ExampleState.FLAGGED)
    area_code = models.CharField(max_length=10)
    criterion_code = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    text = models.TextField()
    html = models.TextField(blank=True)
    words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    name_institution = models.BooleanField(default=True)  # or "a college in Wales"
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "criterion_code"], condition=Q(decision__isnull=False), name="example_once_a_criterion"
            )
        ]

    @property
    def audit_institution(self):
        return self.institution


class Consent(models.Model):
    """Given to one version of the words, digest and all; withdrawable at any time, on record for good."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    example = models.ForeignKey(Example, on_delete=models.PROTECT, related_name="consents")
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["example"], condition=Q(withdrawn_at=None), name="consent_one_standing"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_pair",
            ),
        ]
