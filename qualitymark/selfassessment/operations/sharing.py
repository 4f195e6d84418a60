"""Who writes what by when, what the assessor may see, and what evidence is cited for it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold, hold_all
from qualitymark.core.verdict import Refused, not_now
from qualitymark.evidence.models import Item
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment import notices, rules
from qualitymark.selfassessment.models import Assignment, Citation, Response

from .writing import hold_response


def _held(journey: Journey, responses: Iterable[Response]) -> tuple[Journey, list[Response]]:
    """The journey, then those of the responses that are its own, held in order."""
    institution = journey.institution
    journey = hold(journey)
    journey.institution = institution
    rows = hold_all(Response.objects.filter(pk__in=[each.pk for each in responses], journey=journey).select_related("criterion"))
    for row in rows:
        row.journey = journey
    return journey, sorted(rows, key=lambda row: row.criterion.number)


@transaction.atomic
def assign(response: Response, *, by: Actor, memberships: Iterable[Membership], due_on: dt.date | None = None) -> Response:
    """Give one response to these members of the working group, in place of whoever had it, with a date."""
    return assign_many(response.journey, [response], by=by, memberships=memberships, due_on=due_on)[0]


@transaction.atomic
def assign_many(
    journey: Journey, responses: Iterable[Response], *, by: Actor, memberships: Iterable[Membership], due_on: dt.date | None = None
) -> list[Response]:
    """The same for many at once. Whoever did not have one of them before gets one letter for all of theirs."""
    journey, rows = _held(journey, responses)
    rules.can_coordinate(by, journey).enforce()
    if not rows:
        raise Refused(not_now(_("Choose at least one criterion.")))
    wanted = list(
        Membership.objects.filter(
            in_force(),
            pk__in=[each.pk for each in memberships],
            institution_id=journey.institution_id,
            role__in=[Role.COORDINATOR, Role.CONTRIBUTOR],
        ).select_related("person")
    )
    pks = {each.pk for each in wanted}
    had = set(Assignment.objects.filter(response__in=rows).values_list("response_id", "membership_id"))
    Assignment.objects.filter(response__in=rows).exclude(membership_id__in=pks).delete()
    now = clock.now()
    new = [Assignment(response=row, membership=each, at=now) for row in rows for each in wanted if (row.pk, each.pk) not in had]
    Assignment.objects.bulk_create(new, ignore_conflicts=True)
    for row in rows:
        row.due_on = due_on
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(due_on=due_on)
    for each in wanted:
        theirs = [one.response for one in new if one.membership_id == each.pk]
        if theirs and each.person_id != by.person_id:
            notices.assigned(journey, each.person, theirs)
    facts = {
        "criteria": [row.criterion.code for row in rows],
        "memberships": sorted(each.ref for each in wanted),
        "due_on": str(due_on or ""),
    }
    record("assign", journey, by=by, facts=facts)
    return rows


@transaction.atomic
def share(responses: Iterable[Response], *, by: Actor) -> list[Response]:
    """Let the assessor see these responses, their evidence and nothing else. All must belong to one journey."""
    return _set_shared(list(responses), by, True)


@transaction.atomic
def unshare(responses: Iterable[Response], *, by: Actor) -> list[Response]:
    """The assessor no longer sees these responses; the notes they left stay."""
    return _set_shared(list(responses), by, False)


def _set_shared(responses: list[Response], by: Actor, shared: bool) -> list[Response]:
    if not responses:
        raise Refused(not_now(_("Choose at least one criterion.")))
    journey, rows = _held(responses[0].journey, responses)
    rules.can_share(by, journey).enforce()
    changing = [row for row in rows if (row.shared_at is not None) != shared]
    now, person = (clock.now(), by.person) if shared else (None, None)
    if changing:
        Response.objects.filter(pk__in=[row.pk for row in changing]).update(shared_at=now, shared_by=person)
        for row in changing:
            row.shared_at, row.shared_by = now, person
        record("share" if shared else "unshare", journey, by=by, facts={"criteria": [row.criterion.code for row in changing]})
    return rows


@transaction.atomic
def cite(response: Response, *, by: Actor, item: Item, place: str = "", why: str = "") -> Citation:
    """Cite an item of the library for a response: where in it, and what it shows. Citing it again changes place and reason."""
    response = hold_response(response)
    item = hold(item)
    rules.can_cite(by, response, item).enforce()
    place, why = " ".join(place.split())[:100], " ".join(why.split())[:300]
    found, made = Citation.objects.get_or_create(
        response=response, item=item, defaults={"place": place, "why": why, "at": clock.now(), "by": by.person}
    )
    if not made and (found.place, found.why) == (place, why):
        return found
    if not made:
        found.place, found.why = place, why
        found.save(update_fields=["place", "why"])
    record("cite", response, by=by, facts={"item": item.ref})
    return found


@transaction.atomic
def uncite(citation: Citation, *, by: Actor) -> Response:
    """The item stays in the library, and wherever else it is cited."""
    response = hold_response(citation.response)
    rules.can_write(by, response).enforce()
    if Citation.objects.filter(pk=citation.pk).delete()[0]:
        record("uncite", response, by=by, facts={"item": citation.item.ref})
    return response
