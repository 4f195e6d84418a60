"""manage.py move_clock."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from qualitymark.core import clock
from qualitymark.core.models import ClockOffset, DueJob

pytestmark = pytest.mark.django_db


def test_the_demo_moves_to_the_day_and_what_is_due_is_done(settings):
    settings.DEMO = True
    call_command("move_clock", "2031-03-01")
    assert clock.today() == dt.date(2031, 3, 1)
    assert DueJob.objects.exists()


@pytest.mark.parametrize(("demo", "day"), [(False, "2031-03-01"), (True, "soon"), (True, "2021-06-01"), (True, "9999-12-31")])
def test_a_real_deployment_and_a_day_that_is_none_or_long_gone_or_far_off_are_refused(settings, demo, day):
    settings.DEMO = demo
    before = list(ClockOffset.objects.values())
    with pytest.raises(CommandError):
        call_command("move_clock", day)
    assert list(ClockOffset.objects.values()) == before
