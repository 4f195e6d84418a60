"""What a decider typed, chose and ticked is kept, whatever came between."""

import re

import pytest

from qualitymark.decisions import operations
from qualitymark.decisions.models import Draft
from tests import factories

from . import rows
from .test_pages import as_, deciding, page_of

pytestmark = pytest.mark.django_db
CHOSEN = {
    "outcome": "not_yet", "level-CI": "exceptional", "outcome-CL2": "not_yet", "revisit-CL2": "on", "share-CI1": "on", "next_fee": "300.50",
    "next_last_on_day": "3", "next_last_on_month": "4", "next_last_on_year": "2031", "condition-2": "ACONDITION",
}  # fmt: skip


def test_the_second_of_two_deciders_keeps_each_level_and_tick_and_finds_them_should_it_come_back():
    held = rows.at_panel()
    other = factories.panel()
    factories.party(held.journey, other, "decider")
    decision, _held = rows.decided(held)
    typed = deciding(held, reasons="LONGTHOUGHT", **CHOSEN)
    text = as_(other).post(page_of(held), typed).content.decode()
    for words in ("Area CI: level\nExceptional", "CL2: judgement\nNot yet", "Revisit CL2 in the next round\nTicked", "CI1 is worth sharing\nTicked",
                  "What is decided\nNot yet", "300.50", "2031-04-03", "ACONDITION", "What you typed is kept for you"):  # fmt: skip
        assert words in text, words
    assert "Revisit CL1" not in text
    operations.withdraw_decision(decision, by=held.chair, why="We misread it.")
    assert "LONGTHOUGHT" not in as_(held.chair).get(page_of(held)).content.decode()
    everything_is_there(as_(other).get(page_of(held)).content.decode())


def test_what_comes_back_with_an_error_has_each_level_and_tick():
    held = rows.at_panel()
    everything_is_there(as_(held.chair).post(page_of(held), deciding(held, reasons="LONGTHOUGHT", **CHOSEN)).content.decode())


def everything_is_there(text):
    ticked = set(re.findall(r'name="((?:revisit|share)-\w+)"[^>]* checked', text))
    chosen = dict(re.findall(r'<select name="([\w-]+)".*?value="(\w*)" selected', text, re.S))
    assert ticked == {"revisit-CL2", "share-CI1"} and "LONGTHOUGHT" in text and "ACONDITION" in text
    assert (chosen["level-CI"], chosen["level-CL"], chosen["outcome-CL2"]) == ("exceptional", "enhanced", "not_yet")
    assert re.search(r'value="not_yet"[^>]* checked', text) and 'value="300.50"' in text and 'name="next_last_on_year"' in text
    assert 'value="2031"' in text


def test_nothing_is_kept_of_what_is_sent_after_the_release():
    _decision, held = rows.released()
    answer = as_(held.chair).post(page_of(held), deciding(held, reasons="LONGTHOUGHT"))
    text = answer.content.decode()
    assert answer.status_code == 409 and "LONGTHOUGHT" in text and "is kept for you" not in text and not Draft.objects.exists()
