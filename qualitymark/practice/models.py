"""The repository of effective practice: examples, and consent to exactly the words published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.decisions.models import Decision
from qualitymark.institutions.models import Institution

from .states import EXAMPLE_MOVES, ExampleState

PERSON = settings.AUTH_USER_MODEL


class Example(models.Model):
    """One practice of one institution. Its present words stand here; every version of them is a row of Version.

    `slug` is the ref until the first publication, then the public address for good. `published_at` stays when an example is withdrawn,
    so that its address can say so. The search index holds published examples alone (operations keep it, see queries.matching).
    """

    MOVES = EXAMPLE_MOVES
    retention = Kept.PUBLIC
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    slug = models.SlugField(max_length=120, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=ExampleState.choices, default=ExampleState.FLAGGED)
    area_code = models.CharField(max_length=10)
    criterion_code = models.CharField(max_length=10)
    language = models.CharField(max_length=7, default=settings.LANGUAGE_CODE)
    title = models.CharField(_("Title"), max_length=160, help_text=_("What it is, in a few words: “A home all year round”."))
    text = models.TextField(
        _("What you do, for whom, and what changed"),
        blank=True,
        max_length=20_000,
        help_text=_(
            "Leave out names of people, and figures that could point to one student. A line between paragraphs; a dash for a list."
        ),
    )
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    name_institution = models.BooleanField(
        _("Name the institution"), default=True, help_text=_("Without a tick, only its kind and nation stand beside the words.")
    )
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "criterion_code"], condition=Q(decision__isnull=False), name="example_once_a_criterion"
            ),
            models.CheckConstraint(condition=~Q(state="published") | Q(published_at__isnull=False), name="example_published_since"),
        ]
        indexes = [models.Index(fields=["state", "-published_at"], name="example_by_state")]

    def __str__(self):
        return self.title

    @property
    def audit_institution(self):
        return self.institution


class Version(models.Model):
    """One version of an example's words, written once: what a consent was given to. `digest` binds title, text and naming."""

    retention = Kept.PUBLIC
    example = models.ForeignKey(Example, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    name_institution = models.BooleanField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # nobody: drafted from the submission
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["example", "number"], name="version_once")]


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
