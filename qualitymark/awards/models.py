"""The award and its life: certificate, half-way review, what the register may say."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitymark.actionplan.models import Action
from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.decisions.models import Decision
from qualitymark.files.models import StoredFile
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.models import Institution
from qualitymark.interest.models import Scope

from .states import AWARD_MOVES, HALFWAY_MOVES, AwardState, HalfwayState

PERSON = settings.AUTH_USER_MODEL


class Award(models.Model):
    """The mark as one institution holds it. From the platform (then a decision stands behind it), from elsewhere with known dates
    ("elsewhere"), or known from a public record alone: then first-awarded date and source only, and no standing is derived."""

    class Origin(models.TextChoices):
        PLATFORM = "platform", _("Decided here")
        ELSEWHERE = "elsewhere", _("Decided before this platform")
        PUBLIC_RECORD = "public_record", _("Known from public record")

    MOVES = AWARD_MOVES
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    number = models.CharField(max_length=20, unique=True)  # "QM-2026-0007": on the certificate and its check address
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=15, choices=Origin.choices)
    state = models.CharField(max_length=12, choices=AwardState.choices, default=AwardState.IN_FORCE)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edition_code = models.CharField(max_length=20, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.WHOLE)
    scope_names = models.TextField(blank=True)
    first_awarded_on = models.DateField()
    first_awarded_words = models.CharField(max_length=60, blank=True)  # "June 2021", where the day is not known
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # the day from which a decision ended it, before its term
    stays_current = models.BooleanField(default=False)  # a decision said it stays current until the next round is decided
    lapse_told_at = models.DateTimeField(null=True, blank=True)  # when the letter about its lapse was written: once for each award
    state_why = models.TextField(blank=True)
    source = models.URLField(max_length=500, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="public_record", starts_on=None, ends_on=None, decision=None)
                | (~Q(origin="public_record") & Q(starts_on__isnull=False, ends_on__isnull=False)),
                name="award_dates_or_public_record",
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=models.F("starts_on")), name="award_ends_after_start"),
            # One standing award an institution and scope: a renewal supersedes, it does not stand beside. Public records stand apart.
            models.UniqueConstraint(
                fields=["institution", "scope", "scope_names"],
                condition=Q(state__in=["in_force", "suspended"], ended_on=None) & ~Q(origin="public_record"),
                name="award_one_standing",
            ),
            models.UniqueConstraint(fields=["institution"], condition=Q(origin="public_record"), name="award_one_public_record"),
            models.CheckConstraint(condition=~Q(origin="public_record") | ~Q(source=""), name="award_public_record_has_source"),
        ]

    @property
    def audit_institution(self):
        return self.institution


class NumberSeries(models.Model):
    """The last number given in a series of award numbers ("QM-2026"). The row is held while a number is given: no gap, no double."""

    retention = Kept.RECORD
    series = models.CharField(max_length=12, unique=True)
    last = models.PositiveIntegerField(default=0)


class Certificate(models.Model):
    """The certificate as a file, made by the worker."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificates")
    language = models.CharField(max_length=7)
    digest = models.CharField(max_length=64)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "language", "digest"], name="certificate_once")]


class RegisterWords(models.Model):
    """What the holder lets its own register page say beyond the award itself: highlights in words, a contact. The latest row counts."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="register_words")
    highlights = models.TextField(blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    support_url = models.URLField(max_length=500, blank=True)
    consented_at = models.DateTimeField()
    consented_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    @property
    def audit_institution(self):
        return self.award.institution


class Halfway(models.Model):
    """The light-touch review half-way through the term: has an owner, yields no judgement."""

    MOVES = HALFWAY_MOVES
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="halfway")
    state = models.CharField(max_length=10, choices=HalfwayState.choices, default=HalfwayState.OPEN)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_on = models.DateField()
    reply_by = models.DateField()
    update_text = models.TextField(blank=True)
    update_at = models.DateTimeField(null=True, blank=True)
    update_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)  # of the update; each sending that changes it is one more
    note = models.TextField(blank=True)  # the office's or assessor's note of the conversation
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(update_at=None, update_by=None) | Q(update_at__isnull=False, update_by__isnull=False),
                name="halfway_update_pair",
            )
        ]

    @property
    def audit_institution(self):
        return self.award.institution


class HalfwayAction(models.Model):
    """An improvement action as it stood when the half-way review opened."""

    retention = Kept.RECORD
    halfway = models.ForeignKey(Halfway, on_delete=models.CASCADE, related_name="actions")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    state_then = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["halfway", "action"], name="halfway_action_once")]
