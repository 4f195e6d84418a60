"""Periodic jobs: each is done once for a period, whoever ticks."""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from . import clock
from .models import DueJob


def once(job: str, period: str, work: Callable[[], object]) -> bool:
    """Do `work` unless it is already done for `period`; work and mark are one transaction. True if it was done now."""
    try:
        with transaction.atomic():
            if DueJob.objects.filter(job=job, period=period).exists():
                return False
            DueJob.objects.create(job=job, period=period, done_at=clock.now())
            work()
    except IntegrityError:
        if DueJob.objects.filter(job=job, period=period).exists():
            return False
        raise
    return True
