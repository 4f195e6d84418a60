"""One institution's pass through the mark, and what belongs to it: parties, terms, fee, timetable, rounds, cohorts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.frameworks.models import Criterion, Edition, Policy
from qualitymark.institutions.models import Institution
from qualitymark.interest.models import Interest, Scope

from .states import MOVES, STAGES, PartyCapacity, Stage, State

PERSON = settings.AUTH_USER_MODEL


class Cohort(models.Model):
    """Institutions that go together, and who pays for them."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    name = models.CharField(max_length=200, unique=True)
    funder_name = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    covers_fee = models.BooleanField(default=False)


class CohortMember(models.Model):
    retention = Kept.JOURNEY
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    joined_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "institution"], name="cohort_member_once")]


class Funder(models.Model):
    """A person of the funding body, who may see counts by stage and nothing else."""

    retention = Kept.PERSON
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="funders")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], condition=Q(until_on=None), name="funder_one_open")]


class Journey(models.Model):
    """One pass. Edition and policy are pinned when it opens; `previous` is the journey it renews, `round` counts re-submissions."""

    MOVES = MOVES
    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    interest = models.OneToOneField(Interest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    renews_award_ref = models.CharField(max_length=12, blank=True)  # set when a renewal opens; awards stand above this room
    state = models.CharField(max_length=20, choices=State.choices, default=State.AGREED)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.WHOLE)
    scope_names = models.TextField(blank=True)
    language = models.CharField(max_length=7, default="en-gb")
    by_group = models.BooleanField(default=False)  # a small provider answers a group of criteria in one response
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    terms_accepted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submit_by = models.DateField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    paused_from = models.DateField(null=True, blank=True)  # paused is a dated fact beside the state
    paused_until = models.DateField(null=True, blank=True)
    state_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(terms_accepted_at=None, terms_accepted_by=None)
                | Q(terms_accepted_at__isnull=False, terms_accepted_by__isnull=False),
                name="journey_terms_pair",
            ),
            models.CheckConstraint(condition=Q(paused_until=None) | Q(paused_from__isnull=False), name="journey_pause_begins"),
            # Two scopes of one institution may go at once (named colleges); two journeys of the whole may not.
            models.UniqueConstraint(
                fields=["institution"], condition=Q(scope="whole") & ~Q(state__in=["released", "withdrawn"]), name="journey_one_open_whole"
            ),
        ]
        indexes = [models.Index(fields=["state", "state_since"], name="journey_by_state")]

    @property
    def audit_institution(self):
        return self.institution

    @property
    def stage(self) -> Stage:
        return STAGES[self.state]

    @property
    def paused(self) -> bool:
        return self.paused_from is not None and self.paused_until is None


class AcceptedTerms(models.Model):
    """The terms that an institution accepted, word for word as they were read, with every figure in them. Written once."""

    retention = Kept.JOURNEY
    journey = models.OneToOneField(Journey, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=7)
    title = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    renderer = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)  # of title and text

    @property
    def audit_institution(self) -> Institution:
        return self.journey.institution


class Round(models.Model):
    """A further round after "not yet": which criteria are open again, until when, and on what terms."""

    retention = Kept.JOURNEY
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    began_on = models.DateField()
    last_on = models.DateField()
    discussions = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="round_once")]


class Revisit(models.Model):
    """A criterion that a round opens again; the rest stand with their judgement."""

    retention = Kept.JOURNEY
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="revisits")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "criterion"], name="revisit_once")]


class PauseRequest(models.Model):
    """Asked by a coordinator, granted or declined by the office."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="pause_requests")
    why = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted = models.BooleanField(null=True)
    resumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="pause_request_answered_pair",
            )
        ]


class Party(models.Model):
    """Who of the scheme takes part in a journey, in which capacity, from when until when."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=PartyCapacity.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "capacity"], condition=Q(until_on=None) & ~Q(capacity="decider"), name="party_one_open_a_capacity"
            ),
            models.UniqueConstraint(fields=["journey", "person", "capacity"], condition=Q(until_on=None), name="party_once"),
        ]


class Milestone(models.Model):
    """A date of the journey's timetable."""

    class What(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion with the assessor")
        DRAFTS = "drafts", _("Drafts due")
        SIGNATURE = "signature", _("Signature")
        SUBMISSION = "submission", _("Submission")
        CLOSED = "closed", _("Institution closed")
        OTHER = "other", _("Other date")

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="milestones")
    what = models.CharField(max_length=20, choices=What.choices)
    number = models.PositiveSmallIntegerField(default=0)  # which discussion
    label = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]


class FeeLine(models.Model):
    """What is owed for a journey, for which reason and by whom, in pence. Never edited: reversed by another line or settled by entries."""

    class Reason(models.TextChoices):
        JOURNEY = "journey", _("Assessment, non-member rate")
        MEMBER = "member", _("Assessment, member rate")
        COHORT = "cohort", _("Assessment, covered by the cohort")
        ROUND = "round", _("Further round")
        RENEWAL = "renewal", _("Renewal")

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="fee_lines")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    round = models.PositiveSmallIntegerField(default=1)
    again = models.PositiveSmallIntegerField(default=0)  # how often this round had been taken back when it was owed
    pence = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "round", "again"], name="fee_line_once_a_round")]


class Billing(models.Model):
    """To whom the invoice goes, as the institution last said; the latest row counts."""

    retention = Kept.RECORD
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="billings")
    payer = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    address = models.TextField(blank=True)
    purchase_order = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")


class FeeEntry(models.Model):
    """A dated entry that settles a fee line, in pence; never edited, only reversed. Paid, covered and waived count down, refunded up; what
    is no longer owed counts down by all that no money came in for, so that what was paid is left to give back."""

    class Sort(models.TextChoices):
        PAID = "paid", _("Paid")
        COVERED = "covered", _("Covered by the cohort's funder")
        WAIVED = "waived", _("Waived")
        REFUNDED = "refunded", _("Refunded")
        REVERSED = "reversed", _("Reversed")
        CANCELLED = "cancelled", _("No longer owed: the round was taken back")

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    line = models.ForeignKey(FeeLine, on_delete=models.PROTECT, related_name="entries")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    pence = models.PositiveIntegerField()
    on = models.DateField()
    invoice_reference = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sort="reversed", reverses__isnull=False) | (~Q(sort="reversed") & Q(reverses=None)), name="fee_entry_reversal"
            ),
            models.CheckConstraint(condition=Q(pence__gt=0) | Q(sort__in=["covered", "cancelled"]), name="fee_entry_amount"),
            models.CheckConstraint(condition=~Q(reverses=F("id")), name="fee_entry_not_itself"),
        ]
