"""Tables of the mechanism: the audit record, outgoing mail, due jobs, the demo's clock."""

from django.db import models

from .refs import new_ref


class Kept:
    """Retention classes (docs/retention.md says how long each is kept and why)."""

    RECORD = "record"  # decisions, awards, the audit record: as long as the scheme lives
    JOURNEY = "journey"  # an institution's pass through the mark: end of the award and six years
    PERSON = "person"  # who people are: two years after their last capacity ends
    CONTACT = "contact"  # enquiries and interests that led nowhere: two years
    PUBLIC = "public"  # published words and frameworks: for good
    PASSING = "passing"  # sessions, sent mail, jobs: ninety days


class ClockOffset(models.Model):
    """How far the demo's clock is moved. One row; never read in a real deployment."""

    retention = Kept.PASSING
    seconds = models.BigIntegerField(default=0)


class Stream(models.Model):
    """One chain of audit entries: "scheme", or an institution's ref. The head row is what writers lock."""

    retention = Kept.RECORD
    key = models.CharField(max_length=40, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    # That length and head are ours (audit.head_proof): who lacks the key cannot cut the end off and put the head back.
    proof = models.CharField(max_length=64, blank=True)

    @property
    def ref(self) -> str:
        return self.key


class Entry(models.Model):
    """One append-only audit row: codes, references and digests only, chained by HMAC with a key kept outside the database."""

    retention = Kept.RECORD
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)  # "journeys.Journey"
    thing_ref = models.CharField(max_length=40)
    actor_ref = models.CharField(max_length=40)
    capacity = models.CharField(max_length=20)
    through = models.CharField(max_length=20)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    detail_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="entry_once_a_number")]
        indexes = [models.Index(fields=["thing", "thing_ref"], name="entry_by_thing")]


class EntryDetail(models.Model):
    """Names, addresses and free text of an entry, bound by a salted digest, so that they can be erased and the chain still verifies."""

    retention = Kept.PERSON
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="detail")
    salt = models.CharField(max_length=32)
    text = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_why = models.CharField(max_length=200, blank=True)
    erased_proof = models.CharField(max_length=64, blank=True)  # that the platform erased them, and nobody else


class Seal(models.Model):
    """A stream's head as it stood at the end of a day; printed or copied elsewhere it proves that nothing was cut off since."""

    retention = Kept.RECORD
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="seals")
    day = models.DateField()
    length = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "day"], name="seal_once_a_day")]


class OutgoingMail(models.Model):
    """A letter with frozen words, written in the operation's transaction and delivered by the worker."""

    class State(models.TextChoices):
        QUEUED = "queued"
        HELD = "held"
        SENT = "sent"
        FAILED = "failed"
        BOUNCED = "bounced"

    retention = Kept.PASSING
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    notice = models.CharField(max_length=60)
    to_address = models.EmailField()
    to_person_ref = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=7)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    template_digest = models.CharField(max_length=64)
    thing = models.CharField(max_length=60, blank=True)
    thing_ref = models.CharField(max_length=40, blank=True)
    institution_ref = models.CharField(max_length=12, blank=True, db_index=True)  # whose thing it is, where it is an institution's
    period = models.CharField(max_length=40, blank=True)
    secret = models.BooleanField(default=False)  # the body carries a link or code: emptied once sent
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "to_address", "thing", "thing_ref", "period"], condition=~models.Q(period=""), name="mail_once_a_period"
            )
        ]


class MailWords(models.Model):
    """The office's own words for a notice, in place of the shipped ones; the latest row for a language counts."""

    retention = Kept.PUBLIC
    notice = models.CharField(max_length=60)
    language = models.CharField(max_length=7)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    loaded_at = models.DateTimeField()

    @property
    def ref(self) -> str:
        """For the audit record: whose words these are."""
        return f"{self.notice[:30]}.{self.language}"


class DueJob(models.Model):
    """A periodic job done for a period: unique, so two workers cannot do it twice."""

    retention = Kept.PASSING
    job = models.CharField(max_length=60)
    period = models.CharField(max_length=40)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="job_once_a_period")]
