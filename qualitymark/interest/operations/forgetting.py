"""What led nowhere is kept for two years after the last contact, then deleted (docs/retention.md, `contact`)."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM
from qualitymark.core.audit import erase_detail, record
from qualitymark.core.models import EntryDetail
from qualitymark.core.rows import hold_all

from ..models import Conversation, Enquiry, Interest
from ..states import InterestState

KEPT_MONTHS = 24


@transaction.atomic
def forget_old_contacts() -> int:
    """Delete questions, and interests without a journey, whose last contact is two years past; how many. Their names and words in the audit
    record are erased with them; that they came and were answered stays."""
    before = dt.datetime.combine(clock.add_months(clock.today(), -KEPT_MONTHS), dt.time(), clock.LONDON)
    since = Q(answered_at__isnull=True) | Q(answered_at__lt=before)
    talked = Conversation.objects.filter(interest=OuterRef("pk"), noted_at__gte=before)
    interests = Interest.objects.filter(since, ~Exists(talked), sent_at__lt=before).exclude(state=InterestState.GO_AHEAD)
    interests = interests.exclude(return_on__gte=before.date())
    rows: list[Enquiry | Interest] = [*_held(Enquiry.objects.filter(since, asked_at__lt=before)), *_held(interests)]
    for row in rows:
        erase_detail(EntryDetail.objects.filter(entry__thing_ref=row.ref), "two years after the last contact")
        row.delete()
        record("forget", row, by=SYSTEM)
    return len(rows)


def _held(old: QuerySet) -> list:
    """The rows, held, that are old still once they are held: one that was answered or talked about meanwhile stays."""
    return list(old.filter(pk__in=[row.pk for row in hold_all(old)]))
