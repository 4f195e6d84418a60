"""A renewal decided "not yet", the present award to run to its end: what register and home say until then and afterwards."""

import datetime as dt

import pytest
from django.test import Client

from qualitymark.awards import operations
from qualitymark.awards.models import Award
from qualitymark.awards.queries import standing
from qualitymark.awards.rules import renewal_day
from qualitymark.core import clock
from qualitymark.journeys.models import Journey
from tests import factories
from tests.decisions import rows as decisions

from . import rows

pytestmark = pytest.mark.django_db


def test_a_renewal_decided_not_yet_leaves_the_award_to_its_end_and_no_longer(move_clock):
    award, held = rows.awarded()
    move_clock(renewal_day(award))
    held.journey = operations.open_renewal(award, by=held.coordinator)
    for person, capacity in ((held.assessor, "assessor"), (held.second, "second_reader"), (held.chair, "panel_chair")):
        factories.party(held.journey, person, capacity)
    held.submission = decisions.submission(held.journey)
    decisions.view(held.submission, held.assessor.person)
    Journey.objects.filter(pk=held.journey.pk).update(state="with_panel", submitted_at=clock.now())
    held.journey.refresh_from_db()
    held.submission.journey = held.journey
    assert rows.awarded(held, "not_yet", current_award="runs")[0] is None
    award = Award.objects.get(pk=award.pk)
    assert (award.state, award.ended_on, award.stays_current) == ("in_force", None, False)
    name = held.journey.institution.display_name
    for day, word, listed in (
        (clock.today(), "current", True),
        (award.ends_on, "current", True),
        (award.ends_on + dt.timedelta(days=1), "lapsed", False),
    ):
        move_clock(day)
        assert standing(award) == word
        assert (name in Client().get("/register/").content.decode()) == listed, day
        client = Client()
        client.force_login(held.coordinator.person)
        assert client.get("/home/").status_code == 200
