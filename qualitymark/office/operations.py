"""Changes that a page of the office makes in one go, through the operations of the rooms below."""

from typing import Any

from django.db import transaction

from qualitymark.accounts.models import Appointment, Person
from qualitymark.accounts.operations import add_person, appoint
from qualitymark.awards.models import Award
from qualitymark.awards.operations import release_and_award
from qualitymark.core.actor import Actor
from qualitymark.decisions.models import Decision
from qualitymark.institutions import operations as institutions
from qualitymark.institutions.models import Identifier, Institution
from qualitymark.interest.models import Interest
from qualitymark.interest.operations import match_institution
from qualitymark.journeys.models import Cohort, Funder, Journey, Party
from qualitymark.journeys.operations import add_funder, add_party
from qualitymark.journeys.states import State
from qualitymark.practice.operations import flag_from
from qualitymark.review.notices import yours_to_decide


@transaction.atomic
def keep_details(
    institution: Institution, *, by: Actor, name: str, name_cy: str, nation: str, kind: str, size: str, ukprn: str, **facts: Any
) -> Institution:
    """Save what the details page holds: names (an earlier one stays findable), number, place; and confirm nation, kind and size."""
    if (name, name_cy) != (institution.name, institution.name_cy):
        institution = institutions.rename_institution(institution, by=by, name=name, name_cy=name_cy)
    if ukprn:
        institutions.set_identifier(institution, by=by, scheme=Identifier.Scheme.UKPRN, value=ukprn)
    institutions.change_details(institution, by=by, **facts)
    return institutions.confirm_institution(institution, by=by, nation=nation, kind=kind, size=size)


@transaction.atomic
def add_for_interest(interest: Interest | None, *, by: Actor, role_mailbox: str, **facts: Any) -> Institution:
    """Add an institution, and match the interest that is about it."""
    institution = institutions.add_institution(by=by, **facts)
    if role_mailbox:
        institutions.change_details(institution, by=by, role_mailbox=role_mailbox)
    if interest is not None:
        match_institution(interest, by=by, institution=institution)
    return institution


@transaction.atomic
def name_funder(cohort: Cohort, *, by: Actor, name: str, email: str) -> Funder:
    """Let a person of the funding body, known by the address or new, see the cohort's counts."""
    return add_funder(cohort, by=by, person=add_person(by=by, name=name, email=email))


@transaction.atomic
def name_decider(journey: Journey, *, by: Actor, person: Person, capacity: str) -> Party:
    """Name somebody to decide on a journey; where everything is in already, they are told at once that it is theirs to decide."""
    party = add_party(journey, by=by, person=person, capacity=capacity)
    journey.refresh_from_db()
    if journey.state == State.WITH_PANEL:
        yours_to_decide(journey, party)
    return party


@transaction.atomic
def release_whole(decision: Decision, *, by: Actor) -> Award | None:
    """Release a decision with all that follows from it: the award or the next round, and an example drafted for each practice that was
    found worth sharing, for the institution to agree to. Gives the award that began, or None."""
    award = release_and_award(decision, by=by)
    decision.refresh_from_db()
    flag_from(decision, by=by)
    return award


@transaction.atomic
def appoint_by_address(*, by: Actor, name: str, email: str, capacity: str) -> Appointment:
    """Give a capacity of the scheme to somebody known by their address, or new."""
    return appoint(add_person(by=by, name=name, email=email), by=by, capacity=capacity)
