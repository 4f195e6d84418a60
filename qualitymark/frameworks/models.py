"""The framework as data: editions, areas, criteria, duties, texts, and the scheme's policy as dated rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.models import Kept
from qualitymark.core.refs import new_ref

from .states import EDITION_MOVES, EditionState


class Edition(models.Model):
    """A version of the framework. Immutable once published; journeys stay on the edition they began with."""

    MOVES = EDITION_MOVES
    retention = Kept.PUBLIC
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    code = models.CharField(max_length=20, unique=True)  # "2026-1"
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    illustrative = models.BooleanField(default=False)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64)  # SHA-256 of the canonical content; overlays stand outside it
    loaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)


class Area(models.Model):
    retention = Kept.PUBLIC
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=10)  # "CL"
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="area_once"),
            models.UniqueConstraint(fields=["edition", "number"], name="area_number_once"),
        ]


class Group(models.Model):
    """Criteria that a small provider answers in one response."""

    retention = Kept.PUBLIC
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="groups")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="groups")
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["area__number", "number"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="group_once")]


class Criterion(models.Model):
    """A criterion statement. The code is stable across editions; `was` is its code in the edition before."""

    retention = Kept.PUBLIC
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="criteria")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="criteria")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()  # order in the whole edition
    core = models.BooleanField(default=False)
    was = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="criterion_once"),
            models.UniqueConstraint(fields=["edition", "number"], name="criterion_number_once"),
        ]


class CriterionFor(models.Model):
    """A kind and size of provider the criterion is for."""

    retention = Kept.PUBLIC
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="fors")
    kind = models.CharField(max_length=20)
    size = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "kind", "size"], name="criterion_for_once")]


class Text(models.Model):
    """One text of an edition in one language; `key` such as "criterion.CL1.statement", "criterion.CL1.note.2" or "term.head.1".

    `audience` says for whom it is ("kinds:college,college_group nations:wales"); empty is for everyone. Terms stand in braces in `text`
    and in `html` and are put in when it is read (queries/wording.py).
    """

    retention = Kept.PUBLIC
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="texts")
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=7)
    text = models.TextField()
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "key", "language"], name="text_once")]


class Overlay(models.Model):
    """A translation or a typographic correction laid over a published edition, outside its hash; the latest counts."""

    retention = Kept.PUBLIC
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="overlays")
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=7)
    text = models.TextField()
    html = models.TextField(blank=True)
    renderer = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=200)
    on = models.DateField()


class Duty(models.Model):
    """What a nation's law or regulator asks of providers: coded, dated, sourced."""

    class Standing(models.TextChoices):
        IN_FORCE = "in_force", _("In force")
        ENACTED = "enacted", _("Enacted, not all in force")
        PROPOSED = "proposed", _("Proposed")

    retention = Kept.PUBLIC
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="duties")
    code = models.CharField(max_length=20)
    nation = models.CharField(max_length=20)
    standing = models.CharField(max_length=10, choices=Standing.choices)
    audience = models.CharField(max_length=200, blank=True)  # the kinds of provider it touches; empty is all
    source = models.URLField(max_length=500)
    checked_on = models.DateField()
    number = models.PositiveSmallIntegerField()
    criteria = models.ManyToManyField(Criterion, through="DutyCriterion", related_name="duties")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="duty_once")]


class DutyCriterion(models.Model):
    retention = Kept.PUBLIC
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="ties")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="ties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "criterion"], name="duty_criterion_once")]


class Policy(models.Model):
    """The scheme's own rules from a date on. A journey and an award pin the row they began under."""

    class SecondReading(models.TextChoices):
        ALWAYS = "always", _("Every review")
        SAMPLE = "sample", _("A sample")
        NOTABLE = "notable", _("Reviews with an exceptional or not yet")
        NEVER = "never", _("No review")

    class Decider(models.TextChoices):
        PANEL = "panel", _("The panel")
        NAMED = "named", _("A named person of the office, never the assessor")

    retention = Kept.PUBLIC
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    code = models.CharField(max_length=20, unique=True)
    from_on = models.DateField(unique=True)
    fee_pence = models.PositiveIntegerField()
    member_fee_pence = models.PositiveIntegerField()
    discussions = models.PositiveSmallIntegerField()
    term_months = models.PositiveSmallIntegerField()
    renewal_term_months = models.PositiveSmallIntegerField()
    halfway_month = models.PositiveSmallIntegerField()
    halfway_reply_days = models.PositiveSmallIntegerField()
    renewal_opens_month = models.PositiveSmallIntegerField()
    grace_days = models.PositiveSmallIntegerField()
    second_reading = models.CharField(max_length=10, choices=SecondReading.choices)
    sample_percent = models.PositiveSmallIntegerField(default=0)
    decider = models.CharField(max_length=10, choices=Decider.choices)
    factual_check_days = models.PositiveSmallIntegerField()
    cell_minimum = models.PositiveSmallIntegerField(default=5)  # institutions in a published cell
    decisions_minimum = models.PositiveSmallIntegerField(default=10)  # before the learning page shows figures
    invitation_days = models.PositiveSmallIntegerField(default=14)  # before the link of an invitation runs out
    reconsideration_days = models.PositiveSmallIntegerField(default=28)  # from its release, to ask that a decision be looked at again


class PolicyLabel(models.Model):
    """What a judgement is called, in a language: labels are data. `of` is "criterion" or "area"."""

    retention = Kept.PUBLIC
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="labels")
    of = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    language = models.CharField(max_length=7)
    label = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "of", "code", "language"], name="label_once")]
