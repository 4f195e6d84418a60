"""How an award stands on a day. Derived from dates, the row's state and its renewal; never stored, and no score of anything.

It stands outside the shelves because it asks nothing: facts in, one word out.
"""

import datetime as dt
from dataclasses import dataclass

from .states import AwardState, Standing


@dataclass(frozen=True)
class Renewal:
    """What is known of the journey that renews an award. A journey that was withdrawn is none."""

    open: bool  # neither released nor withdrawn
    taken_up: bool  # its terms were accepted: the institution means it
    first_round: bool
    submitted_on: dt.date | None = None  # first submission of the first round
    last_day: dt.date | None = None  # by when it is to be submitted, where that is agreed
    awaits_decision: bool = False  # submitted in its present round


@dataclass(frozen=True)
class Facts:
    public_record: bool
    state: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    ended_on: dt.date | None = None
    stays_current: bool = False
    grace_days: int = 0
    renewal: Renewal | None = None


def standing_of(facts: Facts, on: dt.date) -> Standing:
    """One word for how the award stands on a day.

    A public record has no derived standing. In force: current until its last day. After that it stays current, "in renewal", while its
    renewal is open and was submitted by the last day; or, taken up, may still be submitted in the days of grace; or while a decision said
    "not yet" but that it stays current until the next round is decided, and that round can still be sent or is being decided.
    """
    if facts.public_record or facts.ends_on is None or facts.starts_on is None:
        return Standing.NOT_RECORDED
    if facts.state != AwardState.IN_FORCE:
        return Standing(facts.state)
    if facts.ended_on is not None and on >= facts.ended_on:
        return Standing.LAPSED
    if on <= facts.ends_on:
        return Standing.CURRENT
    return Standing.IN_RENEWAL if facts.renewal is not None and _kept(facts, facts.renewal, on) else Standing.LAPSED


def _kept(facts: Facts, renewal: Renewal, on: dt.date) -> bool:
    if not renewal.open or facts.ends_on is None:
        return False
    grace_until = facts.ends_on + dt.timedelta(days=facts.grace_days)
    if renewal.first_round:
        if renewal.submitted_on is not None:
            return renewal.submitted_on <= (grace_until if renewal.taken_up else facts.ends_on)
        return renewal.taken_up and on <= grace_until
    if not facts.stays_current:
        return False
    return renewal.awaits_decision or renewal.last_day is None or on <= renewal.last_day
