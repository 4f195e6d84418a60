"""Two ticks at the same moment write each letter once."""

import datetime as dt

import pytest

from qualitymark.awards.operations import remind_of_conditions, tell_of_lapses
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions.models import Condition
from tests.journeys.test_races import at_once

from .rows import awarded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.durability]


def test_two_ticks_at_once_remind_of_a_condition_once():
    awarded(outcome="awarded_conditions")
    Condition.objects.update(due_on=clock.today() - dt.timedelta(days=1))
    sent = at_once(*[remind_of_conditions] * 3)
    letters = OutgoingMail.objects.filter(notice="condition_overdue")
    assert sum(sent) == letters.count() == letters.values("to_address").distinct().count() > 1


def test_two_ticks_at_once_tell_of_a_lapse_once():
    award, _held = awarded()
    clock.move_to(award.ends_on + dt.timedelta(days=1))
    sent = at_once(*[tell_of_lapses] * 3)
    letters = OutgoingMail.objects.filter(notice="award_lapsed")
    assert sum(sent) == letters.count() == letters.values("to_address").distinct().count() > 1
