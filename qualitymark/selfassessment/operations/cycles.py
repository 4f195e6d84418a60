"""The next round and the next cycle: what reopens, and what comes over from before."""

from collections.abc import Iterable

from django.db import transaction

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.frameworks.models import Criterion
from qualitymark.journeys.models import Journey, Revisit
from qualitymark.selfassessment.models import Citation, Response, Revision, Submission, SubmissionPart
from qualitymark.selfassessment.states import ResponseState

from .writing import add_revision, prepare_responses


@transaction.atomic
def carry_over(journey: Journey, previous: Journey, *, by: Actor) -> int:
    """Bring the responses of the last cycle over as drafts, with the evidence they cite; nobody has said that they are ready. A criterion
    follows its code, or the code that the edition says it had before. How many came over. Only an untouched response takes one, so a
    repeat does no harm. The caller (a renewal) has enforced its rule."""
    prepare_responses(journey, by=by)
    institution, count = journey.institution, 0
    journey = hold(journey)
    journey.institution = institution
    old = {each.criterion.code: each for each in Response.objects.filter(journey=previous).select_related("criterion")}
    cited: dict[int, list[Citation]] = {}
    for citation in Citation.objects.filter(response__journey=previous, item__removed_at=None):
        cited.setdefault(citation.response_id, []).append(citation)
    for response in Response.objects.filter(journey=journey, version=0).select_related("criterion"):
        source = old.get(response.criterion.code) or old.get(response.criterion.was)
        if source is None or not (source.text or source.not_applicable):
            continue
        response.journey = journey
        _carry(response, source, cited.get(source.pk, []), by)
        count += 1
    record("carry_over", journey, by=by, facts={"from": previous.ref, "responses": count})
    return count


def _carry(response: Response, source: Response, cited: list[Citation], by: Actor) -> None:
    now = clock.now()
    citations = [
        Citation(response=response, item_id=one.item_id, place=one.place, why=one.why, at=now, by_id=by.person_id or one.by_id)
        for one in cited
    ]
    Citation.objects.bulk_create(citations, ignore_conflicts=True)
    if source.not_applicable and not response.criterion.core:
        facts = {"not_applicable": True, "not_applicable_why": source.not_applicable_why}
        Response.objects.filter(pk=response.pk).update(**facts)
    if source.text:
        add_revision(response, by=by, text=source.text, base=0, origin=Revision.Origin.CARRIED)
        move(response, "draft", by=by, audit={"carried_from": source.ref})


@transaction.atomic
def reopen_for_round(journey: Journey, criteria: Iterable[Criterion], *, by: Actor) -> int:
    """For the next round: these criteria are open again, as drafts, seen by nobody outside until shared; all others stand with their
    judgement. How many are open. The caller (a release) has enforced its rule and moved the journey."""
    institution = journey.institution
    journey, codes = hold(journey), sorted({criterion.code for criterion in criteria})
    journey.institution = institution
    named = list(Response.objects.filter(journey=journey, criterion__code__in=codes).select_related("criterion"))
    Response.objects.filter(journey=journey).exclude(pk__in=[row.pk for row in named]).update(open=False)
    fresh = {"open": True, "not_applicable": False, "shared_at": None, "shared_by": None, "due_on": None}
    Response.objects.filter(pk__in=[row.pk for row in named]).update(**fresh)
    for row in named:
        row.journey = journey
        if row.state in (ResponseState.READY, ResponseState.AGREED):
            move(row, "draft", by=by, audit={"round": journey.round})
    record("reopen_for_round", journey, by=by, facts={"round": journey.round, "criteria": codes})
    return len(named)


@transaction.atomic
def take_back_round(submission: Submission, *, by: Actor) -> int:
    """The round that opened after this submission is taken back: what it had opened stands again as it was sent, and open is what was open
    when it was sent. Words written since stay in the history. How many were put back. The caller (a decision set aside) has enforced its
    rule and moved the journey."""
    journey = hold(submission.journey)
    journey.institution = submission.journey.institution
    sent = {part.key: part for part in submission.parts.filter(sort=SubmissionPart.Sort.RESPONSE)}
    rows = Response.objects.filter(journey=journey).select_related("criterion")
    reopened = [row for row in rows.filter(open=True) if row.criterion.code in sent]
    for row in reopened:
        row.journey = journey
        _put_back(row, sent[row.criterion.code], by)
    opened = Revisit.objects.filter(round__journey=journey, round__number=submission.round).values("criterion_id")
    rows.update(open=True)
    if submission.round > 1:
        rows.exclude(criterion__in=opened).update(open=False)
    record("take_back_round", journey, by=by, facts={"round": submission.round, "criteria": sorted(row.criterion.code for row in reopened)})
    return len(reopened)


def _put_back(response: Response, part: SubmissionPart, by: Actor) -> None:
    """The words and the standing with which it was sent. Words that were erased since are not brought back."""
    if part.erased_at is None and part.text != response.text:
        add_revision(response, by=by, text=part.text, base=response.version, origin=Revision.Origin.RESTORED)
    if part.facts.get("not_applicable"):
        facts = {"not_applicable": True, "not_applicable_why": part.facts.get("not_applicable_why", "")}
        Response.objects.filter(pk=response.pk).update(**facts)
    elif response.state != ResponseState.AGREED:
        move(response, "put_back", by=by, audit={"round": part.submission.round})
