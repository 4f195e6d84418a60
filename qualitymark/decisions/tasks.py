"""Work of the worker: the feedback report."""

import io

from django.db import transaction
from django_tasks import task

from qualitymark.core.actor import SYSTEM
from qualitymark.documents.typesetting import feedback_report
from qualitymark.files.storage import store_bytes

from .models import Report
from .operations import attach_report, note_report_problem
from .wording import report_data


@task()
def make_report(ref: str) -> None:
    """Typeset and store a report that has no file yet. A failure is kept on the row and told to whoever watches the worker."""
    report = Report.objects.filter(ref=ref, file=None).select_related("decision__submission__journey__institution").first()
    if report is None:
        return
    try:
        made = feedback_report(report_data(report.decision, report.language))
        with transaction.atomic():
            content = io.BytesIO(made)
            file = store_bytes(
                content, name="feedback-report.pdf", media_type="application/pdf", owner="decisions.Report", owner_ref=report.ref, by=SYSTEM
            )
            attach_report(report, file=file)
    except Exception as problem:
        note_report_problem(report, problem=f"{type(problem).__name__}: {problem}")
        raise
