"""After submission: numbered addenda, one item replaced because it could not be opened, words erased for cause."""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.documents.markdown import RENDERER, render
from qualitymark.evidence.models import AccessProblem, Sensitivity
from qualitymark.evidence.models import Revision as EvidenceRevision
from qualitymark.evidence.operations import add_revision, revise
from qualitymark.selfassessment import notices, rules
from qualitymark.selfassessment.models import Addendum, PinnedEvidence, Response, Revision, Submission, SubmissionPart
from qualitymark.selfassessment.queries.content import addendum_digest, addendum_hash

from .writing import clean

ERASED: dict[str, Any] = {"text": "", "html": "", "salt": ""}


def _hold_submission(submission: Submission) -> Submission:
    """The journey first, then the submission."""
    institution = submission.journey.institution
    journey = hold(submission.journey)
    held: Submission = hold(submission)
    journey.institution = institution
    held.journey = journey
    return held


@transaction.atomic
def add_addendum(
    submission: Submission, *, by: Actor, sort: str, criterion_code: str = "", text: str = "", revision: EvidenceRevision | None = None
) -> Addendum:
    """The next numbered addendum, attested by who makes it. The submission itself stays untouched. Refused once it is decided."""
    submission = _hold_submission(submission)
    rules.can_add_addendum(by, submission).enforce()
    return _add(submission, by, sort=sort, criterion_code=criterion_code, text=text, revision=revision)


def _add(submission: Submission, by: Actor, *, sort: str, criterion_code: str, text: str, revision: EvidenceRevision | None) -> Addendum:
    text = clean(text).strip()
    if not text and revision is None:
        raise Refused(not_now(_("Write your answer, or add the file that answers.")))
    salt, number = secrets.token_hex(16), (submission.addenda.aggregate(most=Max("number"))["most"] or 0) + 1
    addendum = Addendum(
        submission=submission, number=number, sort=sort, criterion_code=criterion_code, text=text, html=render(text),
        renderer=RENDERER, revision=revision, salt=salt, digest=addendum_digest(salt, text), attested_at=clock.now(), attested_by=by.person,
    )  # fmt: skip
    addendum.sha256 = addendum_hash(addendum)
    addendum.save(force_insert=True)
    record(
        "add_addendum", addendum, by=by, facts={"number": number, "sort": str(sort), "criterion": criterion_code, "sha256": addendum.sha256}
    )
    return addendum


@transaction.atomic
def replace_evidence(
    problem: AccessProblem, *, by: Actor, upload: Any = None, url: str = "", text: str = "", ref: str = ""
) -> Addendum | None:
    """Answer "I cannot open this" with a new version of that item alone. Where a submission that is being read pins the item, the new
    version joins it as an addendum, which is returned; otherwise the item is simply revised, and nothing is. `ref` as in `revise`."""
    pin = _pin_of(problem)
    if pin is None:
        revise(problem.item, by=by, upload=upload, url=url, text=text, ref=ref)
        return None
    submission = _hold_submission(pin.submission)
    made = Addendum.objects.filter(submission=submission, revision__ref=ref).first() if ref else None
    if made is not None:
        return made  # the same form, sent twice
    rules.can_replace_evidence(by, problem, submission).enforce()
    raised = AccessProblem.objects.filter(item=problem.item, resolved_at=None).select_related("raised_by")
    people = list({each.raised_by_id: each.raised_by for each in raised}.values())
    revision = add_revision(problem.item, by=by, upload=upload, url=url, text=text, ref=ref)
    addendum = _add(
        submission, by, sort=Addendum.Sort.REPLACEMENT, criterion_code=pin.criterion_code, text=str(_("Replaces “%(title)s”.") % {"title": pin.title}),
        revision=revision,
    )  # fmt: skip
    notices.evidence_replaced(addendum, people)
    return addendum


def _pin_of(problem: AccessProblem) -> PinnedEvidence | None:
    """Where the latest submission of a journey that is still being read pins the item. Those of earlier rounds are decided."""
    later = Submission.objects.filter(journey=OuterRef("submission__journey"), round__gt=OuterRef("submission__round"))
    rows = PinnedEvidence.objects.filter(~Exists(later), revision__item=problem.item)
    rows = rows.filter(submission__journey__state__in=rules.ADDENDUM_STATES)
    return rows.select_related("submission__journey__institution").order_by("-submission__submitted_at", "pk").first()


def _why(why: str) -> str:
    if not why.strip():
        raise Refused(not_now(_("Say why this is erased: it stays on record beside the empty place.")))
    return why.strip()[:200]


@transaction.atomic
def erase_part(part: SubmissionPart, *, by: Actor, why: str) -> SubmissionPart:
    """Erase one text of a submission for cause, and the same words where they were written (the response and its revisions). The digest
    stays, so the submission's hash and the signature under it still verify."""
    submission = _hold_submission(part.submission)
    rules.can_erase(by, submission).enforce()
    part, why = hold(part), _why(why)
    if part.erased_at is not None:
        return part
    now, words = clock.now(), part.text
    for name, value in {**ERASED, "facts": {}, "erased_at": now, "erased_why": why}.items():
        setattr(part, name, value)
    part.save(update_fields=[*ERASED, "facts", "erased_at", "erased_why"])
    if part.sort == SubmissionPart.Sort.RESPONSE:
        submission.pins.filter(criterion_code=part.key).update(title="", place="", why="")
        _erase_source(submission, part.key, words, now, why)
    record("erase", submission, by=by, facts={"part": part.key}, detail={"why": why})
    return part


def _erase_source(submission: Submission, code: str, words: str, now: Any, why: str) -> None:
    """The same words in the response and in its history. Longer and shorter versions of them are other texts: erase_revision takes those."""
    responses = Response.objects.filter(journey=submission.journey, criterion__code=code)
    responses.filter(text=words).update(text="", html="")
    Revision.objects.filter(response__in=responses, text=words, erased_at=None).update(text="", erased_at=now, erased_why=why)


@transaction.atomic
def erase_revision(revision: Revision, *, by: Actor, why: str) -> Revision:
    """Erase one version of a response for cause; its number, writer and time stay."""
    hold(revision.response)  # before it, as who brings a version back does
    revision = hold(revision)
    rules.can_erase_revision(by, revision).enforce()
    why = _why(why)
    if revision.erased_at is None:
        revision.text, revision.erased_at, revision.erased_why = "", clock.now(), why
        revision.save(update_fields=["text", "erased_at", "erased_why"])
        record("erase", revision.response, by=by, facts={"revision": revision.number}, detail={"why": why})
    return revision


@transaction.atomic
def erase_addendum(addendum: Addendum, *, by: Actor, why: str) -> Addendum:
    """Erase the words of an addendum for cause; its own hash still verifies."""
    submission = _hold_submission(addendum.submission)
    rules.can_erase(by, submission).enforce()
    addendum, why = hold(addendum), _why(why)
    if addendum.erased_at is None:
        for name, value in {**ERASED, "erased_at": clock.now(), "erased_why": why}.items():
            setattr(addendum, name, value)
        addendum.save(update_fields=[*ERASED, "erased_at", "erased_why"])
        record("erase", addendum, by=by, facts={"number": addendum.number}, detail={"why": why})
    return addendum


@transaction.atomic
def note_reading(revision: EvidenceRevision, *, by: Actor) -> None:
    """Reads of evidence for named people are on record; of other evidence they are not, because that would be watching colleagues at work."""
    if revision.item.sensitivity == Sensitivity.NAMED:
        record("read", revision, by=by, facts={"item": revision.item.ref, "number": revision.number})
