"""A core criterion at “not yet” in a “not yet” opens again: what stands could never be awarded without conditions."""

import itertools
import re

import pytest
from django.test import Client

from qualitymark.core import clock
from qualitymark.core.verdict import Refused
from qualitymark.decisions import operations
from qualitymark.decisions.models import Decision
from qualitymark.frameworks.models import Criterion
from qualitymark.journeys.models import Journey
from qualitymark.review.states import Outcome
from qualitymark.selfassessment.models import Response

from . import rows
from .test_pages import as_, deciding, page_of

pytestmark = pytest.mark.django_db
LEFT_OUT = "Not among those to revisit: CI1."


def test_a_not_yet_leaves_out_any_criterion_but_a_core_one_at_not_yet():
    """Every judgement, core or not, ticked or not, in each outcome; CL1 opens again throughout, so that something does."""
    for outcome, code, judged, ticked in itertools.product(
        ("not_yet", "awarded_conditions"), ("CI1", "CI2"), Outcome.values, (True, False)
    ):
        held = rows.at_panel()
        facts = rows.whole(held.submission, outcome)
        key = Criterion.objects.get(edition=held.journey.edition, code=code).pk
        facts["criteria"][key] = (judged, "Words", "Do this", False, ticked)
        refused = (outcome, code, judged, ticked) == ("not_yet", "CI1", "not_yet", False)
        try:
            operations.decide(held.submission, by=held.chair, **facts)
            assert not refused
        except Refused as told:
            assert refused and LEFT_OUT in told.reason, (outcome, code, judged, ticked)
        assert Decision.objects.filter(submission=held.submission).exists() != refused
        assert (Journey.objects.get(pk=held.journey.pk).state == "with_panel") == refused


def test_every_core_criterion_left_out_is_named_and_each_opens_again_once_it_is_ticked():
    held = rows.at_panel()
    facts = rows.whole(held.submission, "not_yet")
    core = {each.code: each.pk for each in Criterion.objects.filter(edition=held.journey.edition, core=True)}
    other = Criterion.objects.get(edition=held.journey.edition, code="CL2").pk
    facts["criteria"] |= dict.fromkeys(core.values(), ("not_yet", "Words", "", False, False))
    facts["criteria"][other] = ("met", "Words", "", False, True)
    with pytest.raises(Refused, match="Not among those to revisit: CL1, CI1"):
        operations.decide(held.submission, by=held.chair, **facts)
    facts["criteria"] |= dict.fromkeys(core.values(), ("not_yet", "Words", "", False, True))
    decision = operations.decide(held.submission, by=held.chair, **facts)
    operations.show_draft(decision, by=held.office)
    operations.finish_fact_check(Decision.objects.get(), by=held.coordinator)
    operations.release(Decision.objects.get(), by=held.office)
    assert set(Response.objects.filter(journey=held.journey, open=True).values_list("criterion__code", flat=True)) == {"CL1", "CL2", "CI1"}


def test_the_page_names_what_was_left_out_ticks_it_and_keeps_everything_else():
    held = rows.at_panel()
    later = clock.today() + rows.LATER
    terms = {"outcome": "not_yet", "reasons": "LONGTHOUGHT", "next_fee": "300.50", "next_discussions": "1", "next_last_on": str(later)}
    typed = deciding(held, **terms, **{"outcome-CL2": "not_yet", "revisit-CL2": "on", "outcome-CI1": "not_yet", "share-CI2": "on"})
    typed["level-CI"] = "exceptional"
    client: Client = as_(held.chair)
    text = client.post(page_of(held), typed).content.decode()
    assert not Decision.objects.exists()
    for words in (LEFT_OUT, "LONGTHOUGHT", "300.50", 'href="#id_revisit-CI1"', '<details class="qm-more" id="criterion-CI1" open>'):
        assert words in text, words
    assert set(re.findall(r'name="((?:revisit|share)-\w+)"[^>]* checked', text)) == {"revisit-CL2", "revisit-CI1", "share-CI2"}
    chosen = re.search(r'name="level-CI".*?</select>', text, re.S).group()
    assert 'value="exceptional" selected' in chosen
    client.post(page_of(held), typed | {"revisit-CI1": "on"})
    assert set(Decision.objects.get().criteria.filter(revisit=True).values_list("criterion__code", flat=True)) == {"CL2", "CI1"}
