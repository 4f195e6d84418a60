"""In which capacities may a person act, and as which do they act now? One account may hold several and always acts as one."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.queries import appointments_of, is_appointed
from qualitymark.core.actor import VISITOR, Actor, Capacity
from qualitymark.institutions.models import Membership
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Funder

SESSION_KEY = "acting_as"
WORDS = {
    Capacity.OFFICE: _("the scheme office"),
    Capacity.ASSESSOR: _("an assessor"),
    Capacity.PANEL: _("a member of the panel"),
    Capacity.FUNDER: _("a cohort's funder"),
}


@dataclass(frozen=True)
class Choice:
    """One capacity that a person may act in: `key` is what the session holds ("office", "member:<institution ref>")."""

    key: str
    label: Any


def choices_of(person: Any) -> list[Choice]:
    found: dict[str, Any] = {}
    for member in Membership.objects.filter(in_force(), person=person).select_related("institution").order_by("institution__name"):
        found[f"member:{member.institution.ref}"] = member.institution.display_name
    for capacity in appointments_of(person):
        found[capacity] = WORDS[capacity]
    if Funder.objects.filter(in_force(), person=person).exists():
        found[Capacity.FUNDER] = WORDS[Capacity.FUNDER]
    return [Choice(key, label) for key, label in found.items()]


def actor_for(person: Any, key: str, session: str = "") -> Actor | None:
    """The actor for one of a person's capacities, or None if they do not hold it today. One query."""
    sort, _colon, ref = key.partition(":")
    if sort == Capacity.MEMBER:
        rows = list(Membership.objects.filter(in_force(), person=person, institution__ref=ref).values_list("institution_id", "role"))
        return Actor(person, Capacity.MEMBER, rows[0][0], frozenset(role for _id, role in rows), session=session) if rows else None
    if sort == Capacity.FUNDER:
        return Actor(person, sort, session=session) if Funder.objects.filter(in_force(), person=person).exists() else None
    return Actor(person, sort, session=session) if sort in WORDS and is_appointed(person, sort) else None


def actor_of(request) -> Actor:
    """Who acts in this request. The first capacity is taken where none was chosen yet; a person with none acts as a visitor."""
    if not request.user.is_authenticated:
        return VISITOR
    session = hashlib.sha256((request.session.session_key or "").encode()).hexdigest()[:16]
    key = request.session.get(SESSION_KEY, "")
    actor = actor_for(request.user, key, session) if key else None
    if actor is None:
        found = choices_of(request.user)
        if not found:
            return Actor(request.user, Capacity.VISITOR, session=session)
        request.session[SESSION_KEY] = found[0].key
        request.session["acting_others"] = len(found) > 1
        actor = actor_for(request.user, found[0].key, session) or VISITOR
    return actor
