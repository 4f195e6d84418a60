"""Which responses, submissions and evidence may this actor see?"""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.evidence.models import Item, Sensitivity
from qualitymark.evidence.models import Revision as EvidenceRevision
from qualitymark.evidence.queries import hidden_item_ids, in_working_group, revisions_visible_to
from qualitymark.institutions.queries import contents_visible_to, in_force
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.states import PartyCapacity, State
from qualitymark.selfassessment.models import Addendum, Assignment, Citation, PinnedEvidence, Response, Submission

# What was sent may be read from here on.
SENT_STATES = (
    State.SUBMITTED, State.IN_REVIEW, State.CLARIFICATIONS, State.SECOND_READING, State.WITH_PANEL, State.DECIDED, State.FACTUAL_CHECK, State.RELEASED,
)  # fmt: skip


def _as_assessor(actor: Actor) -> QuerySet:
    """Journeys whose assessor the actor is today."""
    rows = Party.objects.filter(in_force(), person_id=actor.person_id, capacity=PartyCapacity.ASSESSOR)
    return rows.values("journey_id")


def responses_visible_to(actor: Actor) -> QuerySet[Response]:
    """The working group sees all of its institution. The journey's assessor sees what a coordinator shared, and all once it is sent.
    Second reader, panel and office see none here: they read the submission. Funders and visitors see none."""
    rows = Response.objects.filter(journey__in=journeys_visible_to(actor))
    if in_working_group(actor):
        pass
    elif actor.is_assessor:
        rows = rows.filter(Q(shared_at__isnull=False) | Q(journey__state__in=SENT_STATES), journey__in=_as_assessor(actor))
    else:
        rows = rows.none()
    return rows.select_related("journey__institution", "criterion__area", "criterion__group", "criterion__edition")


def submissions_visible_to(actor: Actor) -> QuerySet[Submission]:
    """The working group, every party of the journey, and the office unless it is conflicted."""
    rows = Submission.objects.filter(journey__in=journeys_visible_to(actor))
    if actor.is_member:
        rows = rows if in_working_group(actor) else rows.none()
    else:
        rows = rows.filter(journey__institution__in=contents_visible_to(actor))
    return rows.select_related("journey__institution", "journey__edition", "signoff__signed_by", "signoff__signed_for", "submitted_by")


def evidence_revisions_visible_to(actor: Actor) -> QuerySet[EvidenceRevision]:
    """What a download asks. Members: their library. Readers of a submission: what it pins and what was added to it. The assessor also: the
    latest version of what a shared response cites, if its owner lets the assessor see it. An item for named people: they alone, anywhere."""
    if actor.is_member:
        return revisions_visible_to(actor)
    sent = submissions_visible_to(actor)
    pinned = PinnedEvidence.objects.filter(submission__in=sent).values("revision_id")
    added = Addendum.objects.filter(submission__in=sent, revision__isnull=False).values("revision_id")
    seen = Q(pk__in=pinned) | Q(pk__in=added)
    if actor.is_assessor:
        shared = responses_visible_to(actor).exclude(journey__state__in=SENT_STATES)  # once it is sent, what was sent is what counts
        open_to = Citation.objects.filter(response__in=shared).exclude(item__sensitivity=Sensitivity.GROUP)
        newest = EvidenceRevision.objects.filter(item_id=OuterRef("item_id"), erased_at=None).order_by("-number").values("pk")[:1]
        seen |= Q(pk__in=open_to.filter(item__removed_at=None).annotate(newest=Subquery(newest)).values("newest"))
    rows = EvidenceRevision.objects.filter(seen, item__institution__in=contents_visible_to(actor)).exclude(item__in=hidden_item_ids(actor))
    return rows.select_related("item__institution", "file")


def items_reported_by(actor: Actor) -> QuerySet[Item]:
    """Items of which the actor may say "I cannot open this": those of which they may read a version."""
    return Item.objects.filter(pk__in=evidence_revisions_visible_to(actor).values("item_id"))


def journeys_written_by(actor: Actor) -> QuerySet[Journey]:
    """The journeys on whose self-assessment a member of the working group works; none for anybody else."""
    rows = journeys_visible_to(actor)
    return rows if in_working_group(actor) else rows.none()


def assigned_to(response: Response) -> frozenset[int]:
    """The keys of the people who are to write this response. Asked once for a row: a page that has them puts them on it."""
    if not hasattr(response, "writers"):
        people = Assignment.objects.filter(in_force_as("membership"), response=response).values_list("membership__person_id", flat=True)
        setattr(response, "writers", frozenset(people))  # noqa: B010 - not a column
    return response.writers  # type: ignore[attr-defined,no-any-return]


def in_force_as(prefix: str) -> Q:
    """in_force() for rows reached through a relation."""
    day = clock.today()
    return Q(**{f"{prefix}__from_on__lte": day}) & (Q(**{f"{prefix}__until_on": None}) | Q(**{f"{prefix}__until_on__gt": day}))
