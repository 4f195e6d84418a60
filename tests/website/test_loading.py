"""Replacing the words of public pages with a file."""

import pytest
from django.core.management import CommandError
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core.audit import verify
from qualitymark.core.models import Entry
from qualitymark.website import schema
from qualitymark.website.models import PAGES, PublicPage
from qualitymark.website.queries import page_in_force

from .conftest import PAGES as SHIPPED

pytestmark = pytest.mark.django_db
PAGE = """
privacy:
  en:
    title: Privacy
    lead: In short.
    body: |
      # At length

      We keep little, for {years} years at most.
"""


def changed(part, words):
    return PAGE.replace(part, words)


def test_the_shipped_file_holds_every_page_in_both_languages():
    pages = schema.read_pages(SHIPPED.read_bytes())
    assert {(page.code, page.language) for page in pages} == {(code, language) for code in PAGES for language in ("en-gb", "cy")}


def test_a_welsh_page_leads_to_welsh_pages_and_has_as_many_headings():
    pages = {(page.code, page.language): page.body for page in schema.read_pages(SHIPPED.read_bytes())}
    for code in PAGES:
        welsh, english = pages[code, "cy"], pages[code, "en-gb"]
        assert welsh.count("](/cy/") == welsh.count("](/") == english.count("](/")
        assert welsh.count("\n# ") == english.count("\n# ") and welsh.count("\n- ") == english.count("\n- ")


def test_a_file_is_shown_and_changes_nothing_until_it_is_applied(command):
    said = command(PAGE)
    assert "+# At length" in said and "1 of 1 pages would have new words" in said
    assert not PublicPage.objects.exists()


def test_applied_words_are_what_a_page_says_with_the_figures_of_the_policy(command, site):
    command(PAGE, "--apply")
    page = page_in_force("privacy", "en-gb")
    assert (page.title, page.lead, page.fallback) == ("Privacy", "In short.", False)
    assert "<h2>At length</h2>" in page.html and "for three years at most" in page.html


def test_the_same_file_again_changes_nothing_and_the_record_says_so_once(command):
    command(PAGE, "--apply")
    assert "0 of 1 pages" in command(PAGE, "--apply")
    assert [(row.version, row.ref) for row in PublicPage.objects.all()] == [(1, "privacy.en-gb")]
    assert [(entry.verb, entry.thing_ref, entry.facts["version"]) for entry in Entry.objects.all()] == [("load_page", "privacy.en-gb", 1)]
    assert verify() == []


def test_newer_words_follow_older_ones_which_stay(command):
    command(PAGE, "--apply")
    assert "-In short." in command(changed("In short.", "Shorter."), "--apply")
    assert page_in_force("privacy", "en-gb").lead == "Shorter."
    assert list(PublicPage.objects.values_list("version", "lead")) == [(1, "In short."), (2, "Shorter.")]


def test_a_page_without_welsh_shows_english_and_says_so(command):
    command(PAGE, "--apply")
    assert page_in_force("privacy", "cy").fallback
    command(PAGE + "  cy: {title: Preifatrwydd, body: Ychydig a gadwn.}\n", "--apply")
    page = page_in_force("privacy", "cy")
    assert (page.title, page.fallback, page.lead) == ("Preifatrwydd", False, "")


def test_what_a_page_holds_is_markdown_and_no_html(command):
    command(changed("We keep", "<script>alert(1)</script> [go](javascript:alert(1)) We keep"), "--apply")
    html = page_in_force("privacy", "en-gb").html
    assert "<script" not in html and 'href="javascript' not in html and "We keep" in html


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty"),
        ("words", "Here stand pages by name"),
        ("a: [", "not YAML that can be read"),
        (b"\xff\xfe", "not UTF-8"),
        ("a: &x {b: *x}", "Anchors"),
        ("privacy: words", "Line 1, privacy: Here stand languages"),
        ("privacy: {en: words}", "privacy › en: Here stand a title, a body and perhaps a lead."),
        (changed("privacy", "prviacy"), "There is no page of this name; the pages are the-mark, learning, accessibility, privacy."),
        (changed("en:", "cy:"), "privacy: Write at least the English words"),
        (changed("en:", "de:"), "privacy › de: The language is en or cy."),
        (changed("title: Privacy", "title: ''"), "privacy › en › title: Write the title as text."),
        (changed("    title: Privacy\n", ""), "privacy › en › title: The title is missing."),
        (changed("title: Privacy", "title: [a]"), "Write the title as text."),
        (changed("title: Privacy", "titel: Privacy"), "privacy › en › titel: A page has a title, a body and perhaps a lead"),
        (changed("title: Privacy", f"title: {'x' * 161}"), "This has 161 characters; 160 is the most that fits here."),
        (changed("In short.", '"a\\nb"'), "A lead is one paragraph"),
        (changed("We keep", "x" * 50_001), "50,000 is the most that fits here."),
        (changed("{years}", "{yeras}"), "{yeras} is not a figure of the policy; those are fee,"),
        (PAGE + PAGE, "stands twice here"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_why_and_changes_nothing(command, text, told):
    with pytest.raises(CommandError) as refused:
        command(text, "--apply")
    assert told in str(refused.value) and "nothing was changed" in str(refused.value)
    assert not PublicPage.objects.exists() and not Entry.objects.exists()


@pytest.mark.properties
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_breaks_the_reading(content):
    try:
        schema.read_pages(content)
    except schema.InvalidPages as refused:
        assert refused.problems
