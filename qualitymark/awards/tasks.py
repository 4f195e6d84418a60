"""Work of the worker: the certificate."""

import io

from django.db import transaction
from django_tasks import task

from qualitymark.core.actor import SYSTEM
from qualitymark.documents.typesetting import certificate as typeset
from qualitymark.files.storage import store_bytes

from .models import Certificate
from .operations import attach_certificate, note_certificate_problem
from .wording import certificate_data


@task()
def make_certificate(ref: str) -> None:
    """Typeset and store a certificate that has no file yet. A failure is kept on the row and told to whoever watches the worker."""
    certificate = Certificate.objects.filter(ref=ref, file=None).select_related("award__institution").first()
    if certificate is None:
        return
    try:
        made = typeset(certificate_data(certificate.award, certificate.language))
        with transaction.atomic():
            name = f"certificate-{certificate.award.number.lower()}.pdf"
            file = store_bytes(
                io.BytesIO(made), name=name, media_type="application/pdf", owner="awards.Certificate", owner_ref=certificate.ref, by=SYSTEM
            )
            attach_certificate(certificate, file=file)
    except Exception as problem:
        note_certificate_problem(certificate, problem=f"{type(problem).__name__}: {problem}")
        raise
