"""The frame of every page, and the gallery of parts, in a real browser."""

import re

import pytest

from qualitymark.core.context import languages

pytestmark = pytest.mark.once
WIDTHS = [1280, 390, 320]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_gallery_asks_the_database_for_the_time_alone(client, db, count_queries):
    with count_queries() as made:
        answer = client.get("/gallery/")
    assert answer.status_code == 200
    assert len(made) <= 1


def test_a_page_says_its_language_and_leads_to_the_other(client, db):
    english, welsh = client.get("/gallery/?a=1").content.decode(), client.get("/cy/gallery/?a=1").content.decode()
    assert '<html lang="en">' in english
    assert 'href="/cy/gallery/?a=1" lang="cy"' in english
    assert '<html lang="cy">' in welsh
    assert 'href="/gallery/?a=1" lang="en"' in welsh
    assert 'href="/cy/accessibility/"' in welsh


@pytest.mark.parametrize(
    "path", ["/cy//evil.example/login", "/cy///evil.example/", "/cy/%5Cevil.example/", "/cy//%5C/evil.example/", "//evil.example/"]
)
def test_the_other_language_is_never_another_site(client, db, path):
    links = re.findall(r'<a href="([^"]*)"[^>]*hreflang', client.get(path).content.decode())
    assert links and all(re.match(r"/[^/\\]", link) for link in links), links
    assert all(re.match(r"/(cy/)?[^/\\]", each["url"]) for each in languages("/cy/\\/evil.example/"))


def test_a_page_begins_with_the_way_past_its_head(client, db):
    html = client.get("/gallery/").content.decode()
    assert re.search(r'<body>\s*<a class="govuk-skip-link" href="#main">', html)
    assert 'id="main"' in html
    assert html.count("<h1") == 1
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src)", html)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_part_fails_a_reader_or_moves_the_page_sideways(page, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/gallery/")
    assert overflow(page) <= 0
    assert axe(page) == []


def test_the_menu_of_a_phone_opens_without_script_and_by_keyboard(browser, live):
    context = browser.new_context(base_url=live.url, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/gallery/")
    link = page.get_by_role("link", name="Cymraeg").first
    assert not page.locator("#menu").is_visible()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#menu").is_visible()
    context.close()


def test_a_refused_form_is_read_first_and_text_not_sent_is_guarded(page):
    page.goto("/gallery/")
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#why").fill("Not sent yet")
    page.goto("/")
    assert asked == ["beforeunload"]


def test_words_are_counted_as_one_types_and_never_refused(page):
    page.goto("/gallery/")
    page.locator("#writing-text").fill("one two three " * 120)
    page.get_by_text("360 words, up to 300").wait_for()
    assert page.locator("#writing-text").input_value().startswith("one two three")


def test_at_four_hundred_per_cent_and_in_forced_colours_nothing_is_lost(browser, live, axe):
    context = browser.new_context(
        base_url=live.url, viewport={"width": 320, "height": 256}, forced_colors="active", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/gallery/")
    assert overflow(page) <= 0
    assert page.locator("#areas .qm-mark--ready").first.is_visible()
    context.close()
