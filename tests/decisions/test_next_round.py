"""The second round after a "not yet": what is decided anew, what stands, and which of two decisions a page means."""

import pytest
from django.test import Client

from qualitymark.core.verdict import Refused
from qualitymark.decisions import operations, queries, rules
from qualitymark.decisions.models import Decision
from qualitymark.journeys.models import Journey
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db


def as_(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def test_the_decision_of_the_second_round_is_the_one_that_is_withdrawn():
    first, held = rows.next_round()
    assert queries.standing_decision(held.journey) is None
    second, _held = rows.decided(held)
    assert queries.standing_decision(held.journey) == second
    answer = as_(held.chair).post(f"/casework/journey/{held.journey.ref}/decision/withdraw/", {"why": "We misread it."})
    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.withdrawn_at is None and second.withdrawn_why == "We misread it."
    assert Journey.objects.get(pk=held.journey.pk).state == "with_panel"


def test_nothing_of_a_released_decision_moves_the_round_after_it():
    first, held = rows.next_round()
    second, _held = rows.decided(held)
    first = Decision.objects.get(pk=first.pk)
    with pytest.raises(Refused):
        operations.show_draft(first, by=held.office)
    operations.show_draft(second, by=held.office)
    first = Decision.objects.get(pk=first.pk)
    assert not rules.can_withdraw_draft(held.office, first)
    assert not rules.can_comment_on_facts(held.coordinator, first)
    operations.finish_fact_check(Decision.objects.get(pk=second.pk), by=held.coordinator)
    operations.release(Decision.objects.get(pk=second.pk), by=held.office)
    assert not rules.can_ask_reconsideration(held.coordinator, Decision.objects.get(pk=first.pk))
    assert rules.can_ask_reconsideration(held.coordinator, Decision.objects.get(pk=second.pk))
    assert as_(factories.contributor(held.journey.institution)).get(f"/our/{held.journey.ref}/feedback/").status_code == 200
