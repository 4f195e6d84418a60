"""The queue of work for the worker, kept in the database (django-tasks-db): what a killed worker left is taken up again."""

import datetime as dt
from typing import Any

from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import clock

ABANDONED_AFTER = dt.timedelta(minutes=15)
TRIES = 3


def ask_worker(path: str, *args: Any) -> None:
    """Have the worker do the task at `path` ("qualitymark.decisions.tasks.make_report"), asked in the caller's transaction.

    A task is named by its path because the operations that ask stand below the tasks that do the work.
    """
    import_string(path).enqueue(*args)


def take_up_abandoned() -> int:
    """Make ready again every task that a worker began long ago and never ended, because it was killed; how many.

    Every task of ours may be done twice: a letter that was sent is not sent again, a document is made anew. A task that killed its
    worker TRIES times is left, so that it cannot stop the queue for ever.
    """
    # The queue's own times are the real ones, also where the demo's clock is moved.
    before = clock.now() - clock.offset() - ABANDONED_AFTER
    taken = 0
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=before):
        if len(row.worker_ids) < TRIES:
            taken += DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.READY, started_at=None
            )
    return taken
