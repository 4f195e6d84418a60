"""Letters that time brings: about conditions, thirty days before and once when the day has gone by; on the day an award lapses; and while
a half-way review waits for a word."""

import datetime as dt

from django.db import transaction

from qualitymark.awards.models import Award, Halfway
from qualitymark.awards.notices import tell_award_lapsed, tell_condition_due, tell_halfway_near
from qualitymark.awards.queries import conditions_to_remind_of, renewal_journey_of, standing
from qualitymark.awards.rules import policy_of
from qualitymark.awards.states import AwardState, HalfwayState, Standing
from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM
from qualitymark.core.rows import hold
from qualitymark.decisions.models import Condition
from qualitymark.decisions.states import ConditionStanding


def remind_of_conditions() -> int:
    """Remind of every open condition that is near or overdue, of each at most once; how many letters. One that the tick first sees past
    its day gets the second letter alone; one that the institution says it has met, none."""
    return sum(remind_of_condition(each) for each in conditions_to_remind_of(SYSTEM))


@transaction.atomic
def remind_of_condition(condition: Condition) -> int:
    """Write to coordinators, sponsor and the role mailbox; how many letters. The row is held, so that two ticks at once write one each."""
    condition = hold(condition)
    award = Award.objects.filter(decision=condition.decision_id, state__in=[AwardState.IN_FORCE, AwardState.SUSPENDED]).first()
    if award is None or condition.standing not in (ConditionStanding.DUE, ConditionStanding.OVERDUE):
        return 0
    return tell_condition_due(award, condition, overdue=condition.standing == ConditionStanding.OVERDUE)


def tell_of_lapses() -> int:
    """Write about every award that has lapsed by its date since the last tick; how many letters. One that was known to have lapsed when
    it was entered, and one that a decision ended, which told of it, get none."""
    rows = Award.objects.filter(state=AwardState.IN_FORCE, ended_on=None, lapse_told_at=None, ends_on__lt=clock.today())
    return sum(tell_of_lapse(each) for each in rows if each.ends_on and clock.date_of(each.made_at) <= each.ends_on)


@transaction.atomic
def tell_of_lapse(award: Award) -> int:
    """Write that the award has lapsed, once; how many letters. None while a renewal keeps it. The row is held and marked in the same
    transaction as the letters, so that two ticks at once, or one that broke, write them once."""
    award = hold(award)
    if award.lapse_told_at is not None or award.ended_on is not None or standing(award) != Standing.LAPSED:
        return 0
    Award.objects.filter(pk=award.pk).update(lapse_told_at=clock.now())
    return tell_award_lapsed(award, renewal_journey_of(award))


WEEK = dt.timedelta(days=7)


def remind_of_halfways() -> int:
    """Remind of every half-way review without an update, once at half of the days to reply and once a week before they end; how many
    letters. One that the tick first sees in its last week gets the second letter alone."""
    rows = Halfway.objects.filter(state=HalfwayState.OPEN, reply_by__gte=clock.today(), award__state=AwardState.IN_FORCE)
    return sum(remind_of_halfway(each) for each in rows)


@transaction.atomic
def remind_of_halfway(halfway: Halfway) -> int:
    """Write to coordinators and sponsor; how many letters. The row is held, so that two ticks at once write one each."""
    halfway = hold(halfway)
    today, policy = clock.today(), policy_of(halfway.award)
    days = dt.timedelta(days=policy.halfway_reply_days if policy else 42)
    if halfway.state != HalfwayState.OPEN or not halfway.reply_by - days < today <= halfway.reply_by:
        return 0
    if today >= halfway.reply_by - WEEK:
        return tell_halfway_near(halfway, "week before")
    return tell_halfway_near(halfway, "half of") if today >= halfway.reply_by - days / 2 else 0
