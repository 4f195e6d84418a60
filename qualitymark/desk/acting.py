"""In which capacities may a person act, and as which do they act now? One account may hold several and always acts as one."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.queries import appointments_of, is_appointed
from qualitymark.core import clock
from qualitymark.core.actor import VISITOR, Actor, Capacity
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Funder

SESSION_KEY = "acting_as"
HELD_KEY = "capacities"
HELD_FOR = 300  # seconds for which a session remembers what one may act as; what one may do is asked of the database every time
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


def label_of(key: str, institution: str = "", roles: str = "") -> Any:
    """The words for a capacity: "Coordinator, Northmoor College", "the scheme office"."""
    if key in WORDS:
        return WORDS[key]
    return f"{', '.join(str(Role(role).label) for role in roles.split())}, {institution}"


def choices_of(person: Any) -> list[Choice]:
    """Everything that a person may act as today, institutions first."""
    return [Choice(key, label_of(key, institution, roles)) for key, institution, roles in _held(person)]


def _held(person: Any) -> list[list[str]]:
    """(key, institution, roles) of each capacity, plain enough to stay in a session."""
    found: dict[str, list[str]] = {}
    for member in Membership.objects.filter(in_force(), person=person).select_related("institution").order_by("institution__name", "pk"):
        row = found.setdefault(
            f"member:{member.institution.ref}", [f"member:{member.institution.ref}", member.institution.display_name, ""]
        )
        row[2] = f"{row[2]} {member.role}".strip()
    rows = list(found.values()) + [[capacity, "", ""] for capacity in appointments_of(person)]
    if Funder.objects.filter(in_force(), person=person).exists():
        rows.append([Capacity.FUNDER, "", ""])
    return rows


def remembered_choices(request: Any) -> list[Choice]:
    """As choices_of, from the session for a few minutes: for the line that says as whom one acts, on every page."""
    held = request.session.get(HELD_KEY)
    now = int(clock.now().timestamp())
    if not held or not 0 <= now - held["at"] < HELD_FOR or held["of"] != request.user.ref:
        held = {"at": now, "of": request.user.ref, "rows": _held(request.user)}
        request.session[HELD_KEY] = held
    return [Choice(key, label_of(key, institution, roles)) for key, institution, roles in held["rows"]]


def forget_choices(request: Any) -> None:
    """After a capacity was given or taken in this session."""
    request.session.pop(HELD_KEY, None)


def actor_for(person: Any, key: str, session: str = "") -> Actor | None:
    """The actor for one of a person's capacities, or None if they do not hold it today. One query."""
    sort, _colon, ref = key.partition(":")
    if sort == Capacity.MEMBER:
        rows = list(Membership.objects.filter(in_force(), person=person, institution__ref=ref).values_list("institution_id", "role"))
        return Actor(person, Capacity.MEMBER, rows[0][0], frozenset(role for _id, role in rows), session=session) if rows else None
    if sort == Capacity.FUNDER:
        return Actor(person, sort, session=session) if Funder.objects.filter(in_force(), person=person).exists() else None
    return Actor(person, sort, session=session) if sort in WORDS and is_appointed(person, sort) else None


def actor_of(request: Any) -> Actor:
    """Who acts in this request. The first capacity is taken where none was chosen yet; a person with none acts as a visitor."""
    if not request.user.is_authenticated:
        return VISITOR
    session = hashlib.sha256((request.session.session_key or "").encode()).hexdigest()[:16]
    key = request.session.get(SESSION_KEY, "")
    actor = actor_for(request.user, key, session) if key else None
    if actor is None:
        forget_choices(request)
        found = remembered_choices(request)
        if not found:
            return Actor(request.user, Capacity.VISITOR, session=session)
        request.session[SESSION_KEY] = found[0].key
        actor = actor_for(request.user, found[0].key, session) or VISITOR
    return actor
