"""The feedback report as a file: asked for by a release, made by the worker."""

from django.db import transaction

from qualitymark.core import clock
from qualitymark.core.audit import canonical, digest
from qualitymark.core.queue import ask_worker
from qualitymark.core.rows import hold
from qualitymark.decisions.models import Decision, Report
from qualitymark.decisions.wording import report_data
from qualitymark.files.models import StoredFile

_TASK = "qualitymark.decisions.tasks.make_report"


@transaction.atomic
def ask_for_report(decision: Decision, language: str = "") -> Report:
    """The report of a released decision in a language (the journey's, unless told), made by the worker unless the same words have one."""
    language = language or decision.submission.journey.language
    report, made = Report.objects.get_or_create(
        decision=decision,
        language=language,
        digest=digest(canonical(report_data(decision, language))),
        defaults={"asked_at": clock.now()},
    )
    if made or report.file_id is None:
        ask_worker(_TASK, report.ref)
    return report


@transaction.atomic
def attach_report(report: Report, *, file: StoredFile) -> Report:
    """Join the file that the worker made to its report. The second of two workers changes nothing."""
    report = hold(report)
    if report.file_id is None:
        Report.objects.filter(pk=report.pk).update(file=file, problem="")
    return hold(report)


@transaction.atomic
def note_report_problem(report: Report, *, problem: str) -> None:
    """Keep what went wrong, for the office to see; the tick asks again."""
    Report.objects.filter(pk=report.pk, file=None).update(problem=problem[:200])


@transaction.atomic
def ask_again_for_reports() -> int:
    """Ask the worker once more for every report that has no file; how many. For the tick."""
    refs = list(Report.objects.filter(file=None).values_list("ref", flat=True))
    for ref in refs:
        ask_worker(_TASK, ref)
    return len(refs)
