"""First contact: questions to the office, expressions of interest, the scoping conversation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.institutions.models import Institution

from .states import ENQUIRY_MOVES, INTEREST_MOVES, EnquiryState, InterestState

PERSON = settings.AUTH_USER_MODEL


class Scope(models.TextChoices):
    WHOLE = "whole", _("The whole institution")
    NAMED = "named", _("Named colleges or campuses")


class Enquiry(models.Model):
    """A question from a visitor, and the office's answer."""

    MOVES = ENQUIRY_MOVES
    retention = Kept.CONTACT
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    state = models.CharField(max_length=10, choices=EnquiryState.choices, default=EnquiryState.OPEN)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    language = models.CharField(max_length=7)
    question = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None) | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="enquiry_answered_pair",
            )
        ]


class Interest(models.Model):
    """An expression of interest. `institution` is empty while "not on the list": the office matches it to one."""

    MOVES = INTEREST_MOVES
    retention = Kept.CONTACT
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    state = models.CharField(max_length=10, choices=InterestState.choices, default=InterestState.RECEIVED)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    typed_name = models.CharField(max_length=200, blank=True)  # as the sender wrote it
    typed_nation = models.CharField(max_length=20, blank=True)
    typed_kind = models.CharField(max_length=20, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.WHOLE)
    scope_names = models.TextField(blank=True)
    contact_name = models.CharField(max_length=120)
    contact_role = models.CharField(max_length=120)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    senior_name = models.CharField(max_length=120)
    senior_role = models.CharField(max_length=120)
    senior_email = models.EmailField()
    says_member = models.BooleanField(default=False)
    cohort_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=7)
    message = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    answer = models.TextField(blank=True)  # the office's message with go ahead or not yet
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    return_on = models.DateField(null=True, blank=True)
    joined_ref = models.CharField(max_length=12, blank=True)  # the open journey or interest of the institution that it was joined to

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None) | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="interest_answered_pair",
            )
        ]

    @property
    def audit_institution(self):
        return self.institution

    @property
    def institution_words(self) -> str:
        return self.institution.display_name if self.institution else self.typed_name


class ReadinessAnswer(models.Model):
    """One answer of the readiness check, sent along with an interest because the sender chose to."""

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NOT_YET = "not_yet", _("Not yet")

    retention = Kept.CONTACT
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="readiness")
    area_code = models.CharField(max_length=10)
    said = models.CharField(max_length=10, choices=Said.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interest", "area_code"], name="readiness_once")]


class Conversation(models.Model):
    """A scoping conversation between the office and the sender of an interest."""

    retention = Kept.CONTACT
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="conversations")
    on = models.DateField()
    note = models.TextField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
