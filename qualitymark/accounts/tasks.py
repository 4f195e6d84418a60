"""What the worker does for signing in."""

import json

from django.db import transaction
from django_tasks import task

from qualitymark.core.sealed import opened

from .notices import answer_asker


@task()
def answer(sealed: str) -> None:
    """Write the letter that somebody asked for at a form of signing in, where the address is somebody's. `sealed`: notice, address and
    what the letter tells; under a key of before nothing is written, and who waits asks again."""
    asked = json.loads(opened(sealed) or "{}")
    if asked:
        with transaction.atomic():
            answer_asker(**asked)
