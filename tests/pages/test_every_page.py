"""Pages in their states, in Chromium: no violation that axe finds, and no sideways scrolling on a phone of 320 pixels.

Which pages and states there are is declared in table.py, and a route that is not there fails. The browser is shown the rows of the
stages in SHOWN; the rows of the other stages are declared and not shown yet, and the pages in NOT_YET have no row.
"""

import re

import pytest

from .asking import ROUTES, Glass, Stage, is_page
from .table import NO_PAGE, NOT_YET, ROWS, rows_of

pytestmark = [pytest.mark.access, pytest.mark.once]
SHOWN = ["agreed", "allocated", "awaiting_signature", "award_ended", "commented", "conflicted"]


@pytest.fixture(scope="module")
def glass(browser):
    window = Glass(browser)
    yield window
    window.close()


@pytest.fixture(scope="module")
def shown():
    """What the browser was shown already: a refusal once for each build of its page, any other page once for each text."""
    return set()


def told_apart(answer):
    html = answer.content.decode()
    return tuple(re.findall(r'<\w+|class="[^"]*"', html)) if answer.status_code in (403, 404, 409) else html


def test_every_route_is_declared_with_its_states_or_as_no_page():
    declared = set(ROWS) | set(NO_PAGE) | set(NOT_YET)
    assert set(ROUTES) - declared == set(), "declare the states of these pages in table.py"
    assert declared - set(ROUTES) == set(), "no such route any more"
    assert set(ROWS) & {*NO_PAGE, *NOT_YET} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("stage", SHOWN)
def test_axe_finds_nothing_and_nothing_moves_sideways(stage, glass, axe, shown):
    here, wrong = Stage(stage), []
    for row in (row for row in rows_of() if row.stage == stage):
        answer = here.ask(row.name, row.who, row.how, row.prefix)
        if answer.status_code != row.status or not is_page(answer):
            wrong.append(f"{row}: {answer.status_code} {answer.get('Location', '')}")
            continue
        if told_apart(answer) not in shown:
            shown.add(told_apart(answer))
            wrong += [f"{row}: {fault}" for fault in glass.faults(answer.content.decode(), axe)]
    assert wrong == [], "\n" + "\n".join(wrong)


def test_the_page_for_our_own_faults_holds_too(glass, axe, rf):
    from django.views.defaults import server_error

    assert glass.faults(server_error(rf.get("/")).content.decode(), axe) == []
