"""Work done by the worker, away from any page."""

from django_tasks import task

from .mail import deliver_mail


@task()
def deliver(ref: str) -> None:
    deliver_mail(ref)
