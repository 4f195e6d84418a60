"""How often a letter may be asked for with an address alone: a code, or a link to a new password (docs/decisions/0010).

Counted for each address from each connection, strictly, and for each address from everywhere, loosely, so that one stranger cannot use up
what its owner may ask for. A browser where the owner signed in within thirty days has a count that no stranger can touch.
"""

from typing import Any

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from qualitymark.core.limits import address_of, within

from .browsers import known_here, mark_of
from .models import Person
from .queries import person_with

FEW_MINUTES, HOUR = 5 * 60, 60 * 60
SOON, FROM_HERE, FROM_EVERYWHERE, OF_OWN = 3, 6, 24, 10
WAIT = _("That was too often in a short time. Please wait five minutes, then try again.")
LATER = _(
    "More letters were asked for with this address in the past hour than we send. Use the newest that you have, ask again in an hour, "
    "or sign in with a password."
)


def refused(request: Any, what: str, address: str) -> str | None:
    """Count one more asking for `what` with an address; the words of a refusal, or None. The same for an address that is nobody's."""
    address = address.strip().lower()
    whose = person_with(address) or Person()  # whose mark is nobody's
    if constant_time_compare(known_here(request), mark_of(whose)) and within(f"{what}_own", address, OF_OWN, HOUR):
        return None
    here = f"{address_of(request)} {address}"
    if not within(f"{what}_soon", here, SOON, FEW_MINUTES):
        return str(WAIT)
    if within(f"{what}_here", here, FROM_HERE, HOUR) and within(f"{what}_everywhere", address, FROM_EVERYWHERE, HOUR):
        return None
    return str(LATER)
