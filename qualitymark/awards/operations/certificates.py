"""Certificates: asked for with the award, made by the worker."""

from django.db import transaction

from qualitymark.awards.models import Award, Certificate
from qualitymark.awards.wording import certificate_data
from qualitymark.core import clock
from qualitymark.core.audit import canonical, digest
from qualitymark.core.queue import ask_worker
from qualitymark.core.rows import hold
from qualitymark.files.models import StoredFile

_TASK = "qualitymark.awards.tasks.make_certificate"


@transaction.atomic
def ask_for_certificates(award: Award) -> list[Certificate]:
    """A certificate in English, and in Welsh for an institution in Wales or a journey in Welsh; the same words make one file."""
    languages = ["en-gb"]
    journey = award.decision.submission.journey if award.decision else None
    if award.institution.nation == "wales" or (journey is not None and journey.language == "cy"):
        languages.append("cy")
    found = []
    for language in languages:
        words = digest(canonical(certificate_data(award, language)))
        made, new = Certificate.objects.get_or_create(award=award, language=language, digest=words, defaults={"asked_at": clock.now()})
        if new or made.file_id is None:
            ask_worker(_TASK, made.ref)
        found.append(made)
    return found


@transaction.atomic
def attach_certificate(certificate: Certificate, *, file: StoredFile) -> Certificate:
    """Join the file that the worker made to its certificate. The second of two workers changes nothing."""
    Certificate.objects.filter(pk=certificate.pk, file=None).update(file=file, problem="")
    return hold(certificate)


@transaction.atomic
def note_certificate_problem(certificate: Certificate, *, problem: str) -> None:
    """Keep what went wrong, for the office to see; the tick asks again."""
    Certificate.objects.filter(pk=certificate.pk, file=None).update(problem=problem[:200])


@transaction.atomic
def ask_again_for_certificates() -> int:
    """Ask the worker once more for every certificate that has no file; how many. For the tick."""
    refs = list(Certificate.objects.filter(file=None).values_list("ref", flat=True))
    for ref in refs:
        ask_worker(_TASK, ref)
    return len(refs)
