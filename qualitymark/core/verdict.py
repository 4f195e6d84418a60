"""May this person do this, now? A verdict says yes, or no with a sentence a person can read.

A verdict's words are a message id and its parameters, put into words late, in the reader's language.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Verdict:
    """Truth value is the permission; `status` is 403 (not for you) or 409 (for you, but not now)."""

    allowed: bool
    message: str | Promise = ""
    params: dict[str, Any] = field(default_factory=dict)
    status: int = 403
    next_step: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def reason(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)

    def enforce(self) -> None:
        """Raise Refused unless allowed. Operations call this; views only ask."""
        if not self.allowed:
            raise Refused(self)


class Refused(Exception):  # noqa: N818 - the word of the house
    """A rule said no. The middleware turns it into one plain page with the reason and the way on."""

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.reason)
        self.verdict = verdict

    @property
    def reason(self) -> str:
        return self.verdict.reason


class ChangedMeanwhile(Exception):  # noqa: N818 - the word of the house
    """The row was changed since the writer opened it. `theirs` is what stands, at `version`; nothing was overwritten. pages.attempt shows
    it beside what was typed."""

    def __init__(self, theirs: Any, version: int):
        super().__init__("changed meanwhile")
        self.theirs = theirs
        self.version = version


def yes() -> Verdict:
    return Verdict(True)


def no(message: str | Promise, next_step: str | Promise = "", **params: Any) -> Verdict:
    """Not for this person."""
    return Verdict(False, message, params, 403, next_step)


def not_now(message: str | Promise, next_step: str | Promise = "", **params: Any) -> Verdict:
    """For this person, but not now: the state or something missing stands in the way."""
    return Verdict(False, message, params, 409, next_step)


SOMEBODY_ELSE_DID = _("Somebody else changed this a moment ago. Nothing of yours was lost: look at it as it is now, then decide.")
