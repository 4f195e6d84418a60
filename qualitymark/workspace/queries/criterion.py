"""What one criterion's page shows: the guidance, the text, its evidence, who writes it, who can see it, what was said about it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import get_language, gettext

from qualitymark.core.actor import Actor
from qualitymark.decisions.queries import decisions_visible_to
from qualitymark.documents.markdown import render
from qualitymark.evidence.models import Item, Sort
from qualitymark.evidence.models import Revision as EvidenceRevision
from qualitymark.evidence.queries import hidden_item_ids
from qualitymark.files.kinds import kind_of
from qualitymark.frameworks.models import Criterion
from qualitymark.frameworks.queries import CriterionGuidance, answered_with, criterion_guidance, labels_for
from qualitymark.frameworks.queries.wording import FALLBACK
from qualitymark.institutions.models import Membership
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Citation, Comment, Response
from qualitymark.selfassessment.queries import responses_visible_to, writers_of
from qualitymark.support.queries import notes_visible_to


@dataclass
class Cited:
    """One citation as the pane shows it: what it is, where to open it, where in it, and what else it supports."""

    ref: str
    item_ref: str
    title: str
    badge: str
    url: str
    outside: bool  # leads away from the platform
    text: str
    place: str
    why: str
    also: list[str]
    hidden: bool  # for named people, and the reader is none of them
    problem: str


@dataclass
class LastTime:
    """What the last released decision said of a criterion, and of which version."""

    round: int
    submitted_at: dt.datetime
    released_at: dt.datetime | None
    outcome: str
    label: str
    html: str
    suggestion: str
    stands: bool  # it did not open again


@dataclass
class CriterionPage:
    response: Response
    guidance: list[CriterionGuidance]
    title: str
    evidence: list[Cited]
    writers: list[Membership]
    comments: list[Comment]
    notes: list[Any]
    previous: str = ""
    next: str = ""
    last_by: str = ""
    codes: list[str] = field(default_factory=list)
    last_time: LastTime | None = None


def response_at(actor: Actor, ref: str, code: str) -> QuerySet[Response]:
    """The response at an address, with what its page needs of the journey. The page takes the one row of it, or answers 404."""
    rows = responses_visible_to(actor).filter(journey__ref=ref, criterion__code=code)
    # Afresh: the journey's edition is the criterion's too, and each further table joined costs a millisecond of planning.
    return rows.select_related(None).select_related("journey__institution", "journey__edition", "criterion__area", "criterion__group")


def last_writer(response: Response) -> str:
    """Whose words the latest version is: the colleague they were entered for, or the person who saved it. One query."""
    row = response.revisions.order_by("-number").values_list("for_name", "person__name").first()
    return (row[0] or row[1] or "") if row else ""


def page_of(actor: Actor, response: Any) -> CriterionPage:
    """Everything beside the text. Ten queries for a criterion, one or two more for each further criterion of a group."""
    journey = response.journey
    response.criterion.edition = journey.edition
    writers = writers_of([response])[response.pk]
    response.writers = frozenset(each.person_id for each in writers)
    codes = list(Response.objects.filter(journey=journey).order_by("criterion__number").values_list("criterion__code", flat=True))
    at = codes.index(response.criterion.code)
    guidance = [guidance_on(journey, criterion) for criterion in criteria_of(response)]
    return CriterionPage(
        response=response,
        guidance=guidance,
        title=(guidance[0].group_title if journey.by_group else guidance[0].title).text,
        evidence=evidence_of(actor, response),
        writers=writers,
        comments=list(Comment.objects.filter(response=response).select_related("by").order_by("at", "pk")),
        notes=list(notes_visible_to(actor).filter(response=response).select_related(None).select_related("by")),
        previous=codes[at - 1] if at else "",
        next=codes[at + 1] if at + 1 < len(codes) else "",
        last_by=last_writer(response),
        codes=codes,
        last_time=last_time_of(actor, response),
    )


def last_time_of(actor: Actor, response: Response) -> LastTime | None:
    """In a further round: the judgement and the reasons of the last decision that was released. No query in a first."""
    journey = response.journey
    if journey.round == 1:
        return None
    rows = decisions_visible_to(actor).filter(submission__journey=journey, released_at__isnull=False, withdrawn_at=None)
    decision = rows.order_by("-submission__round").first()
    row = decision.criteria.filter(criterion=response.criterion_id).first() if decision else None
    if decision is None or row is None:
        return None
    label = labels_for(journey.policy, language=get_language() or FALLBACK)["criterion"].get(row.outcome, row.get_outcome_display())
    sent = decision.submission
    return LastTime(
        sent.round, sent.submitted_at, decision.released_at, row.outcome, label, render(row.feedback), row.suggestion, not response.open
    )


def criteria_of(response: Response) -> list[Criterion]:
    """The criteria that a response answers: one, or those of its group that apply to the institution."""
    institution = response.journey.institution
    return answered_with(response.criterion, kind=institution.kind, size=institution.size, by_group=response.journey.by_group)


def guidance_on(journey: Journey, criterion: Criterion) -> CriterionGuidance:
    """A criterion's guidance for the institution's nation, kind and size, in the reader's language."""
    institution = journey.institution
    return criterion_guidance(
        criterion, nation=institution.nation, kind=institution.kind, size=institution.size, language=get_language() or FALLBACK
    )


def newest_of(items: set[int]) -> dict[int, EvidenceRevision]:
    """The latest version of each item that was not erased, by the item's key. One query."""
    rows = EvidenceRevision.objects.filter(item__in=items, erased_at=None).select_related("file").order_by("number")
    return {row.item_id: row for row in rows}


def evidence_of(actor: Actor, response: Response) -> list[Cited]:
    """What is cited for a response, in the order in which it was. Two queries (three where something is for named people)."""
    all_cited = Citation.objects.filter(response__journey=response.journey_id).select_related("item").order_by("pk")
    rows = list(all_cited.annotate(code=Subquery(Criterion.objects.filter(pk=OuterRef("response__criterion")).values("code")[:1])))
    also: dict[int, list[str]] = {}
    for row in rows:
        also.setdefault(row.item_id, []).append(row.code)
    mine = [row for row in rows if row.response_id == response.pk]
    newest = newest_of({row.item_id for row in mine})
    named = any(row.item.sensitivity == "named" for row in mine)
    hidden = set(hidden_item_ids(actor).filter(pk__in=[row.item_id for row in mine]).values_list("pk", flat=True)) if named else set()
    code = response.criterion.code
    return [
        _cited(row, newest.get(row.item_id), [each for each in also[row.item_id] if each != code], row.item_id in hidden) for row in mine
    ]


def _cited(row: Citation, revision: EvidenceRevision | None, also: list[str], hidden: bool) -> Cited:
    shown = None if hidden else revision
    return Cited(
        ref=row.ref,
        item_ref=row.item.ref,
        title=row.item.title,
        badge=badge_of(row.item, shown),
        url=address_of(shown),
        outside=bool(shown and shown.url),
        text=shown.text if shown else "",
        place=row.place,
        why=row.why,
        also=also,
        hidden=hidden,
        problem=_problem(row.item, revision),
    )


def badge_of(item: Item, revision: EvidenceRevision | None) -> str:
    """A short word for what an item is: PDF, Word, Link."""
    if revision is not None and revision.file is not None:
        kind = kind_of(revision.file.media_type)
        return kind.badge if kind else gettext("File")
    return {Sort.LINK: gettext("Link"), Sort.FIGURE: gettext("Figures"), Sort.QUOTE: gettext("Quote")}.get(Sort(item.sort), gettext("File"))


def address_of(revision: EvidenceRevision | None) -> str:
    """Where a version is opened: its own page of the platform, or the web address that it is."""
    if revision is None or not (revision.file_id or revision.url):
        return ""
    return revision.url or f"/evidence/file/{revision.ref}/"


def _problem(item: Item, revision: EvidenceRevision | None) -> str:
    if item.removed_at:
        return gettext("taken out of the library")
    if revision is None:
        return gettext("no version is left")
    if revision.file is not None and revision.file.scan == "infected":
        return gettext("the virus scanner found something in it")
    if revision.file is not None and revision.file.scan == "held":
        return gettext("still being checked for viruses")
    return ""
