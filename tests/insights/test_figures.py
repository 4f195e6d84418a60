"""Figures across the sector, from decisions in the database to the learning page."""

import re

import pytest
from django.core.management import call_command

from qualitymark.insights.queries import decisions_counted, sector_figures
from tests import factories
from tests.insights.made import decision


@pytest.fixture
def scheme(db):
    """(edition, policy): figures from ten decisions on, cells of five."""
    return factories.edition(), factories.policy()


def counts(figures, area="CL"):
    found = next(each for each in figures.areas if each.code == area)
    return {level.code: level.count for level in found.levels}


def many(scheme, number, levels, **facts):
    return [decision(*scheme, levels, of=factories.institution(**facts)) for _number in range(number)]


def shown(**wanted):
    return sector_figures(language="en-gb", **wanted)


def test_figures_wait_for_the_policys_minimum_of_released_decisions(scheme):
    many(scheme, 9, "meets")
    decision(*scheme, "meets", released=False)
    assert shown() is None
    decision(*scheme, "meets")
    assert shown().institutions == 10


@pytest.mark.parametrize("released, counted", [(0, 0), (9, 0), (10, 10), (14, 10), (15, 15), (21, 20)])
def test_figures_move_on_in_steps_so_that_one_release_changes_nothing(scheme, released, counted):
    assert decisions_counted(released, scheme[1]) == counted


def test_one_more_release_leaves_every_figure_as_it_was(scheme):
    many(scheme, 6, "meets")
    many(scheme, 6, "enhanced")
    before = shown()
    decision(*scheme, "exceptional", minutes=5)
    assert shown() == before


def test_an_institution_counts_once_with_its_latest_decision(scheme):
    many(scheme, 9, "meets")
    again = factories.institution()
    decision(*scheme, "not_yet", of=again, outcome="not_yet")
    many(scheme, 4, "enhanced")
    decision(*scheme, "enhanced", of=again, minutes=5)
    figures = shown()
    assert (figures.decisions, figures.institutions) == (15, 14)
    assert counts(figures) == {"not_yet": None, "meets": 9, "enhanced": None, "exceptional": None}
    found = figures.areas[0]
    assert found.withheld == 5


def test_a_withdrawn_decision_and_one_without_every_area_do_not_count(scheme):
    from qualitymark.core import clock
    from qualitymark.decisions.models import Decision

    many(scheme, 10, "meets")
    Decision.objects.filter(pk=decision(*scheme, "exceptional").pk).update(withdrawn_at=clock.now(), released_at=None, released_by=None)
    assert shown().institutions == 10
    many(scheme, 4, {"CL": "meets"})
    decision(*scheme, {"CL": "meets"}, minutes=5)
    figures = shown()
    assert (figures.decisions, figures.institutions) == (15, 10)


def test_by_nation_shows_the_groups_that_are_large_enough(scheme):
    for nation, number in (("england", 6), ("scotland", 7), ("wales", 6)):
        many(scheme, number, "meets", nation=nation)
        many(scheme, 6, "enhanced", nation=nation)
    many(scheme, 3, "meets", nation="northern_ireland")
    figures = shown(by="nation")
    assert figures.institutions == 40
    groups = {str(group.label): [level.count for level in group.levels] for group in figures.areas[0].groups}
    assert groups == {
        "Scotland": [None, 7, None, None]
    }  # England hides what Northern Ireland is, the smaller level hides that there was no other
    assert all(count is None or count >= 5 for row in groups.values() for count in row)
    assert shown(by="nonsense").areas[0].groups == []


def test_suggestions_are_named_in_the_frameworks_order_and_never_of_a_few(scheme):
    for number in range(15):
        decision(*scheme, "meets", suggestions=["CI1"] * (number < 7) + ["CL2"] * (number < 4) + ["CL1"] * (number < 13))
    assert [(each.code, each.count, each.at_least) for each in shown().suggestions] == [("CL1", 10, True), ("CI1", 7, False)]


def test_figures_cost_the_same_queries_for_ten_and_for_thirty(scheme, count_queries):
    many(scheme, 10, "meets")
    with count_queries() as ten:
        shown(by="nation")
    many(scheme, 20, "enhanced")
    with count_queries() as thirty:
        shown(by="nation")
    assert len(ten) == len(thirty) <= 12


# The page


@pytest.fixture
def words(db):
    call_command("load_pages", "qualitymark/website/pages.yaml", "--apply", verbosity=0)


def test_before_the_minimum_the_page_says_what_it_waits_for_and_not_how_many_there_are(client, scheme, words):
    many(scheme, 7, "meets")
    html = client.get("/learning/").content.decode()
    assert "What holders say" in html
    assert (
        "once 10 decisions are released" in html and "7" not in re.sub(r"<head>.*?</head>", "", html, flags=re.S).split('id="figures"')[1]
    )


def test_the_page_shows_figures_and_no_institution(client, scheme, words):
    made = many(scheme, 8, "meets", nation="england") + many(scheme, 8, "exceptional", nation="scotland")
    html = client.get("/learning/").content.decode()
    assert "From 15 released decisions" in html and "withheld" in html
    assert all(each.submission.journey.institution.name not in html for each in made)
    for by in ("nation", "kind", "x", "%3Cscript%3E"):
        answer = client.get(f"/learning/?by={by}")
        assert answer.status_code == 200 and "<script>" not in answer.content.decode()


def test_the_page_costs_few_queries(client, scheme, words, count_queries):
    many(scheme, 12, "meets")
    with count_queries() as made:
        client.get("/learning/?by=kind")
    assert len(made) <= 14


@pytest.mark.parametrize("path", ["/learning/", "/learning/?by=nation", "/learning/?by=kind"])
def test_no_learning_page_fails_a_reader(page, axe, path):
    scheme = factories.edition(), factories.policy()
    call_command("load_pages", "qualitymark/website/pages.yaml", "--apply", verbosity=0)
    page.goto(path)
    assert axe(page) == []
    for nation in ("england", "scotland"):
        many(scheme, 6, "meets", nation=nation)
        many(scheme, 6, "enhanced", nation=nation)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
