"""manage.py tick: does what is due by time alone (qualitymark/desk/due.py lists it). Run it every minute; two at once do no harm."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from qualitymark.core import due
from qualitymark.core.models import DueJob
from qualitymark.desk.due import JOBS, Job, period_of

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        failed = [job.name for job in JOBS if not self._do(job)]
        if failed:
            raise CommandError(f"Not done, and tried again at the next tick: {', '.join(failed)}.")

    def _do(self, job: Job) -> bool:
        """One job by itself: a failure of one keeps none of the others waiting."""
        try:
            run(job)
        except Exception:
            log.exception("The tick could not do: %s", job.name)
            return False
        return True


def run(job: Job) -> None:
    period = period_of(job)
    if period and not job.apart:
        due.once(job.name, period, job.work)
    elif not period or not DueJob.objects.filter(job=job.name, period=period).exists():
        if job.apart:
            job.work()
        else:
            with transaction.atomic():
                job.work()
        if period:
            due.once(job.name, period, lambda: None)
