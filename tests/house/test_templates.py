"""What may stand in a template."""

import re

import pytest

from .tree import ROOT, short

pytestmark = pytest.mark.once
PAGES = sorted((ROOT / "templates").rglob("*.html"))
# The page of the last resort asks nothing of the site, not even its languages.
SPOKEN = [path for path in PAGES if path.name != "500.html"]
# The gallery of parts is for those who build pages; its sample sentences are not the site's words.
SPOKEN = [path for path in PAGES if path.name != "gallery.html"]
MAILS = sorted((ROOT / "templates" / "notices").rglob("*.txt"))
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
MARKED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.S)
COMMENT = re.compile(r"\{%\s*comment\b.*?endcomment\s*%\}|<!--.*?-->|<!doctype[^>]*>", re.S | re.I)
# Words that are the same in every language of the site.
SAME = {"quality mark", "cymraeg", "english", "pdf", "csv", "word", "html", "ukprn", "github", "url", "kb", "mb", "px", "nbsp"}

CLASS = re.compile(r"\{% block page_class %\}.*?\{% endblock %\}")


def bare(text):
    return COMMENT.sub(" ", CLASS.sub(" ", text))


def test_no_inline_style_or_script_and_no_handler():
    bad = re.compile(r"\sstyle\s*=|<style\b|\son\w+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)", re.I)
    found = []
    for path in PAGES:
        for number, line in enumerate(bare(path.read_text()).splitlines(), 1):
            # JSON in a script element is data, not script.
            if bad.search(line) and "application/ld+json" not in line and "application/json" not in line:
                found.append(f"{short(path)}:{number}")
    assert found == []


def test_every_word_on_a_page_is_marked_for_translation():
    found = []
    for path in SPOKEN:
        text = TAG.sub(" ", MARKED.sub(" ", bare(path.read_text())))
        text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
        text = re.sub(r"<[^<>]*>", "\n", text)
        text = re.sub(r"&\w+;|&#\d+;", " ", text)
        for line in text.splitlines():
            words = re.findall(r"[A-Za-z]{2,}", line)
            if " ".join(words).lower() not in SAME and any(word.lower() not in SAME for word in words):
                found.append(f"{short(path)}: {' '.join(line.split())[:60]}")
    assert found == []


def test_every_spoken_attribute_is_marked_for_translation():
    found = []
    for path in SPOKEN:
        text = TAG.sub("", MARKED.sub("", bare(path.read_text())))
        for name, value in re.findall(r'\s(aria-label|alt|title)="([^"]*)"', text):
            if re.search(r"[A-Za-z]{3,}", value):
                found.append(f"{short(path)}: {name}={value[:50]}")
    assert found == []


def test_no_placeholder_stands_in_for_a_label():
    assert [short(path) for path in SPOKEN if re.search(r"\splaceholder=", path.read_text())] == []


def test_a_page_that_changes_something_carries_the_token():
    found = []
    for path in SPOKEN:
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.S | re.I):
            if re.search(r"method\s*=\s*[\"']?post", form, re.I) and "csrf_token" not in form and "csrfmiddlewaretoken" not in form:
                found.append(short(path))
    assert found == []


def test_every_letter_begins_with_its_subject():
    found = []
    for path in MAILS:
        head = [line for line in TAG.sub("x", MARKED.sub("x", path.read_text())).splitlines() if line.strip()]
        if len(head) < 2:
            found.append(short(path))
    assert found == []


def test_the_words_user_and_admin_do_not_stand_on_a_page():
    bad = re.compile(r"\b(users?|admins?|administrators?|approv\w+|never ?mind|lorem)\b", re.I)
    found = []
    for path in [*PAGES, *MAILS]:
        text = bare(path.read_text())
        spoken = " ".join(re.findall(r"\{%\s*trans(?:late)?\s+[\"'](.*?)[\"']", text)) + " ".join(MARKED.findall(text))
        if hit := bad.search(TAG.sub(" ", spoken)):
            found.append(f"{short(path)}: {hit.group()}")
    assert found == []
