"""Who writes what. A response is theirs to whom it was given; one given to nobody is everybody's where so few write that both see all.
One rule for the board, the criterion's page, the home page and the reminders."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from qualitymark.core.actor import Actor
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.journeys.states import WRITING_STATES
from qualitymark.selfassessment.models import Assignment, Response
from qualitymark.selfassessment.states import ResponseState

from .visible import in_force_as

WRITING = (Role.COORDINATOR, Role.CONTRIBUTOR)
FEW = 2  # people who write: as few as these need not give each other what both see


def everybodys(members: Iterable[Membership]) -> list[Membership]:
    """Who of an institution's present members writes what was given to nobody, once each: all who write where they are at most two, else
    nobody."""
    people: dict[int, Membership] = {}
    for member in members:
        if member.role in WRITING:
            people.setdefault(member.person_id, member)
    return list(people.values()) if len(people) <= FEW else []


def writers_of(responses: Collection[Response]) -> dict[int, list[Membership]]:
    """By the key of each response, who writes it: whom it was given to, else everybody where few write, else nobody. Its journey must be
    loaded. One query, and one more where something was given to nobody."""
    rows = Assignment.objects.filter(in_force_as("membership"), response__in=responses).select_related("membership__person")
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.response_id].append(row.membership)
    left = [each for each in responses if each.pk not in found]
    places = {each.journey.institution_id for each in left}
    members: dict[int, list[Membership]] = defaultdict(list)
    if places:
        present = Membership.objects.filter(in_force(), institution_id__in=places, role__in=WRITING).select_related("person")
        for member in present.order_by("person__name", "pk"):
            members[member.institution_id].append(member)
    shared = {place: everybodys(members[place]) for place in places}
    return dict(found) | {each.pk: shared[each.journey.institution_id] for each in left}


def responses_of(actor: Actor) -> QuerySet[Response]:
    """The responses that are this member's to write; `given`: to them by name. What was given to nobody only while the institution writes."""
    assigned = Assignment.objects.filter(in_force_as("membership"), response=OuterRef("pk"))
    place = actor.institution_id or 0
    own = assigned.filter(membership__person_id=actor.person_id, membership__institution_id=place)
    rows = Response.objects.filter(journey__in=journeys_visible_to(actor)).annotate(given=Exists(own))
    if actor.roles.isdisjoint(WRITING):
        return rows.filter(given=True)
    present = Membership.objects.filter(in_force(), institution_id=place, role__in=WRITING).order_by()
    people = present.values("institution_id").annotate(n=Count("person_id", distinct=True)).values("n")
    everybodys_now = Q(~Exists(assigned), people__lte=FEW, journey__state__in=WRITING_STATES)
    return rows.alias(people=Subquery(people)).filter(Q(given=True) | everybodys_now)


def still_to_write(actor: Actor, journey: Journey) -> bool:
    """Is something of this journey this member's to write and not ready yet? One query."""
    rows = responses_of(actor).filter(journey=journey, open=True, not_applicable=False)
    return rows.exclude(state__in=(ResponseState.READY, ResponseState.AGREED)).exists()
