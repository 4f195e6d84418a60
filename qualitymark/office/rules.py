"""Which rows may the office open? Somebody with a conflict of interest is refused with the name of a colleague; others get the same 404."""

from qualitymark.core.actor import Actor
from qualitymark.core.rows import one
from qualitymark.institutions.models import Institution, Membership
from qualitymark.institutions.queries import institutions_visible_to, memberships_visible_to
from qualitymark.interest.models import Interest
from qualitymark.interest.queries import interests_visible_to
from qualitymark.interest.rules import can_handle
from qualitymark.journeys.models import FeeEntry, FeeLine, Journey, PauseRequest
from qualitymark.journeys.queries import journeys_visible_to


def institution_for(actor: Actor, ref: str) -> Institution:
    """The institution with this ref, for the office without a conflict of interest; else a 404 or a refusal."""
    institution = one(institutions_visible_to(actor), ref=ref)
    can_handle(actor, institution).enforce()
    return institution


def journey_for(actor: Actor, ref: str) -> Journey:
    """The journey with this ref, for the office without a conflict of interest; else a 404 or a refusal."""
    journey = one(journeys_visible_to(actor), ref=ref)
    can_handle(actor, journey.institution).enforce()
    return journey


def interest_for(actor: Actor, ref: str) -> Interest:
    """The interest with this ref among those the actor may see, or a 404."""
    return one(interests_visible_to(actor), ref=ref)


def membership_for(actor: Actor, ref: str) -> Membership:
    """The membership with this ref among those the actor may see, or a 404."""
    return one(memberships_visible_to(actor), ref=ref)


def line_for(actor: Actor, ref: str) -> FeeLine:
    """The fee line with this ref, for the office without a conflict of interest; else a 404 or a refusal."""
    line = one(FeeLine.objects.select_related("journey__institution"), ref=ref)
    can_handle(actor, line.journey.institution).enforce()
    return line


def entry_for(actor: Actor, ref: str) -> FeeEntry:
    """The fee entry with this ref, for the office without a conflict of interest; else a 404 or a refusal."""
    entry = one(FeeEntry.objects.select_related("line__journey__institution"), ref=ref)
    can_handle(actor, entry.line.journey.institution).enforce()
    return entry


def pause_for(actor: Actor, ref: str) -> PauseRequest:
    """The request for a pause with this ref, for the office without a conflict of interest; else a 404 or a refusal."""
    request = one(PauseRequest.objects.select_related("journey__institution"), ref=ref)
    can_handle(actor, request.journey.institution).enforce()
    return request
