"""The feedback report: made by the worker from the words that were released."""

import io

import pytest
from pypdf import PdfReader

from qualitymark.decisions import operations, queries, tasks
from qualitymark.decisions.models import Report
from qualitymark.decisions.wording import report_data
from qualitymark.files.models import StoredFile
from qualitymark.files.storage import open_stored

from . import rows

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(report):
    with open_stored(report.file) as file:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)


def test_the_worker_makes_the_report_after_release(run_worker):
    _decision, held = rows.released(summary="Hostile #panic(1) <b>words</b>")
    run_worker()
    report = queries.reports_visible_to(held.coordinator).get()
    text = text_of(report)
    for words in (held.journey.institution.name, "Awarded", "Enhanced", "Hostile #panic(1)", "The evidence shows it.", "Keep going."):
        assert words in text
    assert report.file.owner == "decisions.Report" and report.file.owner_ref == report.ref


def test_the_same_words_make_one_file_however_often_it_is_asked_for(run_worker):
    decision, _held = rows.released()
    run_worker()
    for _ in range(2):
        operations.ask_for_report(decision)
    tasks.make_report.call(Report.objects.get().ref)
    run_worker()
    assert Report.objects.count() == 1 and StoredFile.objects.count() == 1


def test_a_report_that_failed_says_why_and_is_made_at_the_next_tick(run_worker, monkeypatch):
    rows.released()
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "store_bytes", lambda *args, **facts: 1 / 0)
        run_worker()
    report = Report.objects.get()
    assert report.file is None and "ZeroDivisionError" in report.problem
    from qualitymark.decisions.operations.reporting import ask_again_for_reports

    assert ask_again_for_reports() == 1
    run_worker()
    report.refresh_from_db()
    assert report.file is not None and report.problem == ""


def test_no_report_holds_a_total_or_a_score():
    decision, _held = rows.released()
    words = str(report_data(decision, "en-gb")).lower()
    for word in ("score", "total", "overall", "grade", "points", "rank"):
        assert word not in words


def test_a_not_yet_names_what_to_revisit_and_on_what_terms():
    decision, _held = rows.released(outcome="not_yet", current_award="extended")
    sections = {each["title"]: each["text"] for each in report_data(decision, "en-gb")["sections"]}
    words = sections["The next round"]
    assert "CL1" in words and "£300.00" in words and "stays current" in words and "CL2" not in words
