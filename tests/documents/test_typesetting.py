"""Reports and certificates as PDF: tagged, titled, the same bytes each time, and nothing typed is a command or makes them fail."""

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from qualitymark.documents.blocks import blocks, plain
from qualitymark.documents.typesetting import certificate, feedback_report

pytestmark = pytest.mark.once


def report(**changes):
    data = {
        "language": "en-gb", "title": "Feedback report", "institution": "Northmoor College", "scheme": "Quality Mark", "running": "Northmoor",
        "contents_word": "Contents", "page_word": "Page", "mark_alt": "The mark", "facts": [["Decision", "Awarded"]], "lead": "Opening words.",
        "sections": [
            {"title": "Culture", "label": "Enhanced", "text": "## Typed heading\n\nWell *done*.", "new_page": True,
             "sections": [{"title": "CL1", "label": "Met", "text": "- one\n- two"}]},
            {"title": "Next steps", "text": "Go on."},
        ],
    }  # fmt: skip
    return data | changes


def paper(**changes):
    data = {
        "language": "cy", "title": "Tystysgrif QM-2027-0001", "institution": "Coleg Tŵr", "scheme": "Quality Mark", "lead": "This certifies that",
        "sentence": "holds the mark", "scope": "", "note": "", "facts": [["From", "1 May 2027"], ["Until", "30 April 2030"]],
        "check_url": "https://mark.example/check/QM-2027-0001/", "check_words": "Check it:", "mark_alt": "The mark", "code_alt": "Code to the check page",
    }  # fmt: skip
    return data | changes


def read(pdf):
    found = PdfReader(io.BytesIO(pdf))
    return found, "\n".join(page.extract_text() for page in found.pages)


def tags_of(reader):
    """The structure types of a tagged PDF, in reading order."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif hasattr(node, "get"):
            if "/S" in node:
                found.append(node["/S"])
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_a_report_is_tagged_and_says_its_title_language_and_text():
    pdf, text = read(feedback_report(report()))
    root = pdf.trailer["/Root"]
    assert (pdf.metadata.title, root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("Feedback report", "en-GB", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a PDF object
    for words in ("Northmoor College", "Opening words.", "Enhanced", "Typed heading", "Well done.", "one", "Go on."):
        assert words in text
    tags = tags_of(pdf)
    assert tags.index("/H1") < tags.index("/H2")
    assert {"/Title", "/H1", "/H2", "/L", "/LI", "/P", "/Figure"} <= {str(tag) for tag in tags}


def test_a_certificate_is_one_page_in_its_language_with_its_check_address():
    pdf, text = read(certificate(paper()))
    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/Lang"].startswith("cy")
    assert "Coleg Tŵr" in text and "1 May 2027" in text
    links = [note.get_object()["/A"]["/URI"] for note in pdf.pages[0]["/Annots"]]
    assert links and set(links) == {"https://mark.example/check/QM-2027-0001/"}


def test_the_same_words_make_the_same_bytes():
    assert feedback_report(report()) == feedback_report(report())
    assert certificate(paper()) == certificate(paper())


def test_hostile_markup_comes_out_as_the_letters_it_is_made_of():
    typed = '#panic("x") $ x_1 $ @cite <label> \\ #set page(fill: red) [link](javascript:alert(1)) <script>alert(1)</script>'
    _pdf, text = read(feedback_report(report(lead=typed, institution='#import "x" $y$')))
    for words in ('#panic("x")', "@cite", "<label>", "#set page(fill: red)", "<script>alert(1)</script>", '#import "x" $y$'):
        assert words in text


def test_a_letter_that_cannot_be_printed_is_named_and_none_is_dropped_silently():
    assert plain("ŵ ŷ é – fine") == "ŵ ŷ é – fine"
    assert plain("e\u0301 \ufb01 \U0001f600 a\x00b") == "é fi [grinning face] ab"


def test_headings_never_skip_a_level_below_the_section_they_stand_in():
    levels = [block[1] for block in blocks("### a\n\n###### b\n\n# c\n\n> # quoted", 2) if block[0] == "h"]
    assert levels[0] == 3 or levels[0] <= 3
    assert all(later <= earlier + 1 for earlier, later in zip([2, *levels], levels, strict=False))


@settings(max_examples=40)
@given(st.text(max_size=300), st.text(st.characters(categories=["L", "S", "P"]), max_size=40))
def test_nothing_that_a_person_types_makes_a_report_fail(body, name):
    made = feedback_report(report(institution=name, lead=body, sections=[{"title": name, "label": name, "text": body}]))
    assert made.startswith(b"%PDF")


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            ["# a", "###### b", "- x\n  - y", "1. z", "> q", "| a | b |\n|-|-|\n| 1 |", "```\n#x\n```", "***", "![p](u)", "[l](http://x)"]
        ),
        max_size=8,
    )
)
def test_any_order_of_markdown_makes_a_report(parts):
    assert feedback_report(report(lead="\n\n".join(parts))).startswith(b"%PDF")


def test_a_web_process_does_not_load_the_typesetter():
    script = (
        "import sys\nfrom qualitymark.wsgi import application\nfrom django.urls import get_resolver\n"
        "def walk(patterns):\n"
        "    [walk(each.url_patterns) for each in patterns if hasattr(each, 'url_patterns')]\n"
        "walk(get_resolver().url_patterns)\n"
        "assert 'qualitymark.awards.urls' in sys.modules\n"
        "assert 'typst' not in sys.modules, 'typst is loaded'\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=_environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def _environment():
    import os

    from django.conf import settings as held

    return os.environ | {"DJANGO_SETTINGS_MODULE": "qualitymark.settings", "QM_DEMO": "yes", "PYTHONPATH": str(held.BASE_DIR)}
