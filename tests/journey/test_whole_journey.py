"""From a visitor's first question to a renewed award, with real forms, letters and files, each person in a window of their own."""

import datetime as dt

import pytest

from qualitymark.core import audit, clock
from qualitymark.institutions.models import Institution
from qualitymark.journeys.models import Journey

from . import steps

pytestmark = [pytest.mark.journey, pytest.mark.both]


def test_the_whole_journey(windows, scheme, move_clock):
    steps.visitor_reads_and_sends_an_interest(windows)
    steps.office_talks_and_says_go_ahead(windows)
    journey = Journey.objects.get()
    steps.coordinator_accepts_the_terms(windows, journey)
    steps.office_settles_and_allocates(windows, journey)
    steps.assessor_takes_it_and_agrees_dates(windows, journey)
    steps.working_group_writes(windows, journey)
    steps.assessor_helps(windows, journey)
    steps.sponsor_signs_and_it_is_sent(windows, journey)
    steps.assessor_reviews(windows, journey)
    steps.second_reader_reads(windows, journey)
    steps.panel_decides(windows, journey)
    steps.facts_are_checked_and_it_is_released(windows, journey)
    steps.anybody_sees_the_award(windows, Institution.objects.get())
    steps.practice_is_shared(windows, journey)
    steps.halfway_comes_round(windows, move_clock)
    steps.renewal_brings_everything_back(windows, move_clock)
    assert audit.verify() == []
    assert clock.today() > dt.date.today()
