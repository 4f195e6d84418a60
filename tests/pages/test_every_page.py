"""Every page in its states, in Chromium: the right page with one heading, no violation that axe finds, and no sideways scrolling; and
what every form answers to what does it no good.

Which pages and states there are is declared in table.py; a route that is not there fails.
"""

import re

import pytest

from qualitymark.core.once import OnceForm

from .asking import ROUTES, Stage, is_page
from .filling import Filler
from .glass import Glass
from .table import NO_FAULT, NO_PAGE, ROWS, TEMPLATES, rows_of

pytestmark = [pytest.mark.access, pytest.mark.once]
SHOWN = sorted({row.stage for row in rows_of()})
AT_ONCE = 45  # rows of one test
PARTS = [(stage, part) for stage in SHOWN for part in range(0, sum(row.stage == stage for row in rows_of()), AT_ONCE)]
HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.S)
REFUSALS = {403: "not open to you", 404: "cannot find that page", 405: "cannot be done just now", 409: "cannot be done just now"}


@pytest.fixture(scope="module")
def glass(browser, axe):
    window = Glass(browser, axe)
    yield window
    window.close()


@pytest.fixture(scope="module")
def filler(glass):
    return Filler(glass)


@pytest.fixture(autouse=True)
def quiet(caplog):
    """A refusal that is declared needs no line in the log."""
    caplog.set_level("CRITICAL", "django.request")


def not_as_declared(row, answer):
    """What tells that an answer is another page than the row says; empty where it is the one."""
    if answer.status_code != row.status or not is_page(answer):
        return f"{answer.status_code} {answer.get('Location', '')}"
    html = answer.content.decode()
    headings = [re.sub(r"<[^>]+>|\s+", " ", heading).strip() for heading in HEADING.findall(html)]
    title = re.search(r"<title>(.*?)</title>", html, re.S)[1].strip()
    if len(headings) != 1 or not headings[0] or not title:
        return f"headings: {headings}, title: {title}"
    if f'<html lang="{"cy" if row.prefix else "en"}">' not in html:
        return "another language"
    own = TEMPLATES.get(row.name, row.name.replace(":", "/").replace("account_", "account/").replace("mfa_", "mfa/") + ".html").split()
    if not {each.name for each in answer.templates} & set(own) and REFUSALS.get(row.status, "no refusal") not in headings[0]:
        return f"neither {own} nor a refusal, but “{headings[0]}”"
    form = (answer.context or {}).get("form")
    if isinstance(form, OnceForm) and any(f'name="{name}"' in html for name in form.fields) and 'name="once"' not in html:
        return "a form that makes a row, shown without its mark"
    if row.how == "sent" and row.status in (200, 422) and row.name not in NO_FAULT and not title.startswith("Error:"):
        return f"sent empty, and nothing says that it is: {title}"
    return ""


def test_every_route_is_declared_with_its_states_or_as_no_page():
    declared = set(ROWS) | set(NO_PAGE)
    assert set(ROUTES) - declared == set(), "declare the states of these pages in table.py"
    assert declared - set(ROUTES) == set(), "no such route any more"
    assert set(ROWS) & set(NO_PAGE) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "part"), PARTS)
def test_each_page_is_the_one_declared_and_neither_axe_nor_a_narrow_phone_finds_a_fault(stage, part, glass, filler):
    here, wrong = Stage(stage), []
    for row in [row for row in rows_of() if row.stage == stage][part : part + AT_ONCE]:

        def looked_at(answer, client, address, row=row):
            fault = not_as_declared(row, answer)
            faults = [fault] if fault else glass.faults(answer.content.decode(), refusal=row.status in REFUSALS)
            if not fault and glass.fresh and row.how == "asked" and not row.prefix and row.status == 200:
                faults += filler.send(client, address)
            wrong.extend(f"{row}: {each}" for each in faults)

        here.ask(row.name, row.who, row.how, row.prefix, looked_at)
    assert wrong == [], "\n" + "\n".join(wrong)


def test_the_page_for_our_own_faults_holds_too(glass, rf):
    from django.views.defaults import server_error

    assert glass.faults(server_error(rf.get("/")).content.decode()) == []


def test_the_glass_shows_what_is_wrong(glass):
    page = '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{}</main></html>'
    assert glass.faults(page.format("<p>It says something.</p>")) == []
    assert "image-alt" in "".join(glass.faults(page.format('<img src="/static/img/favicon.svg">')))
    assert "image-alt" in "".join(
        glass.faults(page.format("<details><summary>More</summary><img src='/static/img/favicon.svg'></details>"))
    )
    assert "where 320 are there" in "".join(glass.faults(page.format(f"<p>{'w' * 900}</p>")))
