"""Evidence items: files, links, figures and quotations. They belong to the institution and outlive a journey."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref
from qualitymark.files.models import StoredFile
from qualitymark.institutions.models import Institution

PERSON = settings.AUTH_USER_MODEL


class Sort(models.TextChoices):
    FILE = "file", _("File")
    LINK = "link", _("Link")
    FIGURE = "figure", _("Figures")
    QUOTE = "quote", _("Quotation")


class Sensitivity(models.TextChoices):
    GROUP = "group", _("Our working group")
    ASSESSOR = "assessor", _("Our working group, and the assessor once shared")
    NAMED = "named", _("Only people named")


class Item(models.Model):
    """One thing that shows something. Its content is in revisions: a submission pins one of them."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    title = models.CharField(max_length=200)
    shows = models.TextField(blank=True)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True)  # a named colleague without an account
    department = models.CharField(max_length=100, blank=True)
    dated_on = models.DateField(null=True, blank=True)  # the date of the evidence itself
    valid_until = models.DateField(null=True, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity.choices, default=Sensitivity.ASSESSOR)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)  # out of the library; pinned revisions stay readable where they were submitted

    @property
    def audit_institution(self):
        return self.institution


class NamedReader(models.Model):
    """A person who may read an item restricted to named people."""

    retention = Kept.JOURNEY
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="named_reader_once")]


class Revision(models.Model):
    """One version of an item's content: a stored file, an address, or text. `sha256` is of that content and outlives an erasure."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="evidence_revision_once")]

    @property
    def audit_institution(self):
        return self.item.institution


class AccessProblem(models.Model):
    """ "I cannot open this", said by a reader; answered by the owner with a new revision."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="problems")
    note = models.TextField(blank=True)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None) | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="access_problem_resolved_pair",
            )
        ]

    @property
    def audit_institution(self):
        return self.item.institution
