"""A further interest of an institution that has something open already."""

from django.db import transaction

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.interest.models import Interest
from qualitymark.interest.notices import tell_joined

from ..queries.joining import open_one
from ..rules import can_join


@transaction.atomic
def join_interest(interest: Interest, *, by: Actor) -> Interest:
    """Close an interest as joined to the institution's open journey, or to its other interest that waits. All that was sent stays.

    The sender gets a letter that names who leads at the institution and nothing else of what stands there; nobody becomes a member by it.
    The institution's row is held, so that of two interests joined to each other at once one stays open.
    """
    interest = hold(interest)
    if interest.institution is not None:
        interest.institution = hold(interest.institution)
    can_join(by, interest).enforce()
    found = open_one(interest)
    assert found is not None  # can_join said so  # noqa: S101
    tell_joined(interest, found.leads, found.own)
    audit = {"journey" if found.is_journey else "interest": found.ref}
    now = clock.now()
    move(interest, "join", by=by, audit=audit, joined_ref=found.ref, answered_at=now, answered_by=by.person, return_on=None)
    return interest
