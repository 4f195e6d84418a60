"""What the commands that load a file share: reading it, and telling its problems."""

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from django.core.management.base import CommandError

from qualitymark.core.verdict import Refused
from qualitymark.core.yamltree import MAX_BYTES, InvalidFile

Result = TypeVar("Result")


def read_file(path: str, read: Callable[[bytes], Result]) -> Result:
    """The file as `read` understands it, or a CommandError that names every line and field to put right."""
    try:
        with Path(path).open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    return told(lambda: read(content), path)


def told(work: Callable[[], Result], path: str) -> Result:
    """The result of `work`; a problem of the file or a refusal becomes a CommandError, and nothing was changed."""
    try:
        return work()
    except InvalidFile as error:
        raise CommandError(f"{path} was not loaded, and nothing was changed.\n{error}") from None
    except Refused as error:
        raise CommandError(f"{path} was not loaded, and nothing was changed.\n{error.reason} {error.verdict.next_step}".strip()) from None


def differing(before: list[str], after: list[str], is_now: str) -> Iterator[str]:
    """Line by line what a file would change, set in for the screen; `is_now` is what the words are called that it would replace."""
    for line in difflib.unified_diff(before, after, is_now, "in this file", lineterm="", n=1):
        yield f"  {line}"
