"""Universities, colleges and other providers as the real world has them: names, identifiers, sites, succession, people, recusals."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref

PERSON = settings.AUTH_USER_MODEL


class Nation(models.TextChoices):
    ENGLAND = "england", _("England")
    SCOTLAND = "scotland", _("Scotland")
    WALES = "wales", _("Wales")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")


class Kind(models.TextChoices):
    UNIVERSITY = "university", _("University")
    SPECIALIST = "specialist", _("Specialist institution")
    COLLEGE = "college", _("College")
    COLLEGE_GROUP = "college_group", _("College group")
    SIXTH_FORM = "sixth_form", _("Sixth form")
    TRAINING_PROVIDER = "training_provider", _("Independent training provider")


class Size(models.TextChoices):
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    CONTRIBUTOR = "contributor", _("Contributor")
    SPONSOR = "sponsor", _("Senior sponsor")
    DELEGATE = "delegate", _("Sponsor's named delegate")
    FINANCE = "finance", _("Finance contact")


def shown_name(name: str, name_cy: str) -> str:
    """Which of its two names an institution is shown by, in the language of the page."""
    return name_cy if name_cy and get_language() == "cy" else name


class Institution(models.Model):
    """One provider. Nation and kind are confirmed by a person: `confirmed_at` and `confirmed_by` stand together or not at all."""

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    name = models.CharField(max_length=200)  # the current name, kept beside its dated row because every list shows it
    name_cy = models.CharField(max_length=200, blank=True)
    nation = models.CharField(max_length=20, choices=Nation.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    size = models.CharField(max_length=10, choices=Size.choices, default=Size.MEDIUM)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fictitious = models.BooleanField(default=False)
    scheme_member = models.BooleanField(default=False)  # pays the member rate
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.URLField(max_length=300, blank=True)
    role_mailbox = models.EmailField(blank=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None) | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="institution_confirmed_pair",
            )
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as pages show it: the Welsh one to a reader of Welsh, where there is one. A fictitious institution is said to be so
        wherever it shows."""
        name = shown_name(self.name, self.name_cy)
        return f"{name} ({_('fictitious')})" if self.fictitious else name

    @property
    def audit_institution(self):
        return self


class Identifier(models.Model):
    """A number by which a register knows an institution: UKPRN for most, others where they exist."""

    class Scheme(models.TextChoices):
        UKPRN = "ukprn", "UKPRN"
        HESA = "hesa", "HESA"
        URN = "urn", "URN"
        DEMO = "demo", _("Demo number")

    retention = Kept.RECORD
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    value = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once")]


class Name(models.Model):
    """A dated name in one language. `normalised` is what a search compares (see queries.normalised)."""

    class Sort(models.TextChoices):
        CURRENT = "current"
        ALSO = "also"  # trading and short names
        FORMER = "former"

    retention = Kept.RECORD
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)
    normalised = models.CharField(max_length=200, db_index=True)
    language = models.CharField(max_length=7, default="en-gb")
    sort = models.CharField(max_length=10, choices=Sort.choices, default=Sort.CURRENT)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "text", "language"], name="name_once")]


class PublicSlug(models.Model):
    """A public address of an institution. Old ones lead to the current one and are never given to another."""

    retention = Kept.PUBLIC
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="slugs")
    slug = models.SlugField(max_length=120, unique=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution"], condition=models.Q(current=True), name="slug_one_current")]


class Succession(models.Model):
    """What became of an institution: renamed, merged into or split into another."""

    class How(models.TextChoices):
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        RENAMED = "renamed", _("Renamed")

    retention = Kept.RECORD
    predecessor = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="origins")
    how = models.CharField(max_length=10, choices=How.choices)
    on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(predecessor=models.F("successor")), name="succession_of_two")]


class Site(models.Model):
    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)


class Membership(models.Model):
    """A person's role in an institution, from a date until a date. Several coordinators are allowed."""

    retention = Kept.PERSON
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    department = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "institution", "role"], condition=models.Q(until_on=None), name="membership_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")), name="membership_dates"
            ),
        ]

    @property
    def audit_institution(self):
        return self.institution


class Invitation(models.Model):
    """One purpose, one person, one use, until a date. The token itself is never stored or logged."""

    retention = Kept.PERSON
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    department = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=7, default="en-gb")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None) | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_pair",
            )
        ]

    @property
    def audit_institution(self):
        return self.institution


class Recusal(models.Model):
    """A conflict of interest, declared or found. For assessors, readers and panel it removes the institution from everything."""

    class Why(models.TextChoices):
        EMPLOYER = "employer", _("I work there, or did in the past five years")
        RELATED = "related", _("Somebody close to me works or studies there")
        PAID = "paid", _("I was paid for work there in the past five years")
        OTHER = "other", _("Another reason")

    retention = Kept.RECORD
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="recusals")
    why = models.CharField(max_length=20, choices=Why.choices)
    note = models.TextField(blank=True)
    declared = models.BooleanField(default=True)  # False: found from what the platform knows
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "institution"], condition=models.Q(until_on=None), name="recusal_one_open")
        ]

    @property
    def audit_institution(self):
        return self.institution


class ContactLog(models.Model):
    """A call or letter between the office and an institution, as the office noted it."""

    retention = Kept.JOURNEY
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField()
    how = models.CharField(max_length=10, choices=[("call", _("Call")), ("letter", _("Letter or e-mail")), ("meeting", _("Meeting"))])
    note = models.TextField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    @property
    def audit_institution(self):
        return self.institution
