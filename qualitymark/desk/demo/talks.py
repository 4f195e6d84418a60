"""The discussions of a walk with its assessor."""

import datetime as dt
from typing import TYPE_CHECKING

from qualitymark.core import clock
from qualitymark.journeys.models import Milestone
from qualitymark.support import operations as support
from qualitymark.support.models import NextStep

if TYPE_CHECKING:
    from .walk import Walk

# What is said in the discussions, and what is agreed in each: notes, next step, who does it.
TALKS = [
    ("We went through wellbeing and admissions. The draft is honest and specific; figures are the thin place.",
     "Ask registry for three years of figures", "Coordinator"),
    ("Registry's figures came and are rounded. We spoke of leadership: the governing body's paper says more than the draft does.",
     "Name the paper and its page in the first area", "Coordinator"),
    ("We read the whole once more. What is left is small: three actions want an owner, and one link had moved.",
     "Give the three actions an owner and a day", "Working group"),
]  # fmt: skip


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the Friday before a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def discuss(walk: "Walk", number: int, on: dt.date | None = None) -> None:
    """Hold one discussion with the assessor, at two in the afternoon of a day that has come (or today), with notes and a next step."""
    day = on or clock.today()
    for step in NextStep.objects.filter(discussion__journey=walk.journey, done_at=None):
        support.finish_step(step, by=walk.coordinator)
    discussion = support.plan_discussion(walk.fresh(), by=walk.assessor, number=number, at=clock.instant(day, dt.time(14)))
    notes, what, who = TALKS[(number - 1) % len(TALKS)]
    steps: list[tuple[str, str, dt.date | None]] = [(what, who, day + dt.timedelta(days=14))]
    support.record_discussion(discussion, by=walk.assessor, notes=notes, next_steps=steps, held_on=day)


def hold_discussions(walk: "Walk") -> None:
    """The first of the walk's discussions, each on the day that the timetable gives it, or today where that is to come."""
    for number in range(1, walk.discussions + 1):
        date = Milestone.objects.filter(journey=walk.journey, what=Milestone.What.DISCUSSION, number=number, done_on=None).first()
        discuss(walk, number, working_day(min(date.due_on, clock.today())) if date else None)
