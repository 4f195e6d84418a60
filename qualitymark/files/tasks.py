"""Work on files done by the worker."""

from django_tasks import task

from .scanner import scan_stored


@task()
def scan(ref: str) -> None:
    scan_stored(ref)
