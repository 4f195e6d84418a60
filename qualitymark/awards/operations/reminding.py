"""Letters that time brings about conditions: thirty days before, and once when the day has gone by."""

from django.db import transaction

from qualitymark.awards.models import Award
from qualitymark.awards.notices import tell_condition_due
from qualitymark.awards.queries import conditions_to_remind_of
from qualitymark.awards.states import AwardState
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
