"""The self-assessment: responses and revisions, citations of evidence, comments, sign-off, the submission as it was sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.evidence.models import Item
from qualitymark.evidence.models import Revision as EvidenceRevision
from qualitymark.frameworks.models import Criterion
from qualitymark.institutions.models import Membership
from qualitymark.journeys.models import Journey

from .states import RESPONSE_MOVES, ResponseState

PERSON = settings.AUTH_USER_MODEL


class Response(models.Model):
    """What an institution writes for one criterion, or for a group (then `criterion` is the group's first).

    The current text stands here beside its rendered HTML; every text it ever had is a Revision. `version` is the number of the latest.
    """

    MOVES = RESPONSE_MOVES
    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ResponseState.choices, default=ResponseState.EMPTY)
    not_applicable = models.BooleanField(default=False)
    not_applicable_why = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=0)
    open = models.BooleanField(default=True)  # False: stands with its judgement from an earlier round
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["criterion__number"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "criterion"], name="response_once"),
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None) | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="response_shared_pair",
            ),
        ]

    @property
    def audit_institution(self):
        return self.journey.institution

    @property
    def settled(self) -> bool:
        """Nothing is left to do here: ready, agreed, said not to apply, or standing with its judgement from an earlier round."""
        return self.not_applicable or not self.open or self.state in (ResponseState.READY, ResponseState.AGREED)


class Revision(models.Model):
    """One text a response had. Written on every save, never changed, never dropped; `base` is the version the writer began from."""

    class Origin(models.TextChoices):
        PAGE = "page", _("Written on the page")
        AUTO = "auto", _("Saved while writing")
        MERGED = "merged", _("Put together by itself: each wrote in other paragraphs")
        BOTH = "both", _("Put together from two texts")
        RESTORED = "restored", _("Restored")
        CARRIED = "carried", _("Carried over from the last cycle")
        ENTERED = "entered", _("Entered for a colleague")

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    for_name = models.CharField(max_length=120, blank=True)  # the named colleague without an account whose words these are
    session = models.CharField(max_length=64, blank=True)
    writing = models.CharField(max_length=12, blank=True)  # the page it was typed on: what was sent again is known by it
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PAGE)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "number"], name="revision_once")]


class Assignment(models.Model):
    """A member of the working group whose response this is to write."""

    retention = Kept.JOURNEY
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="assignments")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "membership"], name="assignment_once")]


class Citation(models.Model):
    """An evidence item cited for a response: where in it, and why. One item may serve many criteria."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="citations")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=100, blank=True)  # "page 3, clause 7"
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "item"], name="citation_once")]


class Comment(models.Model):
    """Said about a response inside the institution."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    returns = models.BooleanField(default=False)  # the note with which the coordinator returned the response


class SignatureRequest(models.Model):
    """The coordinator asked for signature: from here until the end of the request the content stands still.

    `salt` binds the texts of this round into their digests. It is emptied once they are submitted (each part then keeps its own), so that
    nobody can guess an erased text from its digest.
    """

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    salt = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    unfrozen_why = models.TextField(blank=True)  # empty when it ended by a submission

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey"], condition=Q(ended_at=None), name="signature_request_one_open")]


class SignOff(models.Model):
    """A signature under exactly one content: `content_sha256` is what was read and signed."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    content_sha256 = models.CharField(max_length=64)
    statement = models.TextField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)  # sponsor or delegate
    signed_for = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")  # the sponsor, where a delegate signed

    @property
    def audit_institution(self):
        return self.journey.institution


class Submission(models.Model):
    """What was sent, written once. `content` is canonical JSON of codes and digests; the texts stand in parts, each bound by its digest,
    so that a text can be erased for cause and the submission's own hash still verifies."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    schema = models.PositiveSmallIntegerField(default=1)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    signoff = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "round"], name="submission_once_a_round")]

    @property
    def audit_institution(self):
        return self.journey.institution


class SubmissionPart(models.Model):
    """One text of a submission (a response or an action), bound to it by a salted digest."""

    class Sort(models.TextChoices):
        RESPONSE = "response"
        ACTION = "action"

    retention = Kept.RECORD
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="parts")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    key = models.CharField(max_length=40)  # the criterion's code, or the action's ref
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)  # shown, never asked by a rule: state, owner's name, dates
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=20)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["submission", "sort", "key"], name="part_once")]


class PinnedEvidence(models.Model):
    """An evidence revision as cited in a submission."""

    retention = Kept.RECORD
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="pins")
    criterion_code = models.CharField(max_length=10)
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "criterion_code", "revision"], name="pin_once")]


class Addendum(models.Model):
    """A numbered addendum after submission: an answer to a clarification, or one item replaced because it could not be opened."""

    class Sort(models.TextChoices):
        ANSWER = "answer", _("Answer to a clarification")
        REPLACEMENT = "replacement", _("Evidence that could not be opened, replaced")

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    sort = models.CharField(max_length=12, choices=Sort.choices)
    criterion_code = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=20)
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)  # of the text, salted, so that the text can be erased and `sha256` still verifies
    sha256 = models.CharField(max_length=64)
    attested_at = models.DateTimeField()
    attested_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="addendum_once")]

    @property
    def audit_institution(self):
        return self.submission.journey.institution
