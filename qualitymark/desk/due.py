"""What is due by time alone. `manage.py tick` does it: every minute what waits, once a day the rest.

Each function may be called at any time, by two machines at once: it does what is due and not done yet.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qualitymark.awards.operations import (
    ask_again_for_certificates,
    close_unanswered_halfways,
    open_due_halfways,
    open_due_renewals,
    remind_of_conditions,
    remind_of_ends,
    remind_of_halfways,
    tell_of_lapses,
)
from qualitymark.core import clock
from qualitymark.core.audit import seal_heads
from qualitymark.core.limits import forget_old_counts
from qualitymark.core.mail import retry_failed
from qualitymark.core.queue import take_up_abandoned
from qualitymark.decisions.operations.reporting import ask_again_for_reports
from qualitymark.files.scanner import scan_held
from qualitymark.files.storage import sweep
from qualitymark.interest.operations import forget_old_contacts

from .operations import clear_passing, remind_of_criteria, remind_of_dates, remind_of_offers

MINUTE, HOUR, DAY = "minute", "hour", "day"


@dataclass(frozen=True)
class Job:
    """`every` is MINUTE (each tick), HOUR, or DAY (the first tick of a day in London). `apart`: works on files, outside any transaction."""

    name: str
    every: str
    work: Callable[[], object]
    apart: bool = False


JOBS = [
    Job("letters that failed", MINUTE, retry_failed),
    Job("work that a killed worker left", MINUTE, take_up_abandoned),
    Job("files held for the scanner", MINUTE, scan_held, apart=True),
    Job("counts of attempts that have run out", HOUR, forget_old_counts),
    Job("feedback reports not made", HOUR, ask_again_for_reports),
    Job("certificates not made", HOUR, ask_again_for_certificates),
    Job("seals of the audit record", DAY, seal_heads),
    Job("half-way reviews to open", DAY, open_due_halfways),
    Job("half-way reviews without an answer", DAY, close_unanswered_halfways),
    Job("reminders of half-way reviews", DAY, remind_of_halfways),
    Job("renewals to open", DAY, open_due_renewals),
    Job("reminders of an award's end", DAY, remind_of_ends),
    Job("awards that have lapsed", DAY, tell_of_lapses),
    Job("reminders of conditions", DAY, remind_of_conditions),
    Job("reminders of criteria", DAY, remind_of_criteria),
    Job("reminders of dates", DAY, remind_of_dates),
    Job("reminders of offers", DAY, remind_of_offers),
    Job("what is kept for ninety days", DAY, clear_passing),
    Job("contacts of two years ago that led nowhere", DAY, forget_old_contacts),
    Job("files that nobody owns", DAY, sweep, apart=True),
]


def period_of(job: Job) -> str:
    """The day or the hour of a job; nothing for one that is done at each tick."""
    if job.every == HOUR:
        return clock.now().strftime("%Y-%m-%dT%H")
    return str(clock.today()) if job.every == DAY else ""
