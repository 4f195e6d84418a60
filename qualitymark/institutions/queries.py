"""Which institutions may this actor see? Every other `..._visible_to` starts from here: this is where a recusal removes one."""

import datetime as dt
import re
import unicodedata

from django.db.models import Q, QuerySet

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity

from .models import Institution, Membership, Recusal


def in_force(today: dt.date | None = None) -> Q:
    """Rows with from_on and until_on that hold today."""
    day = today or clock.today()
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))


def recused_institution_ids(actor: Actor) -> QuerySet:
    return Recusal.objects.filter(in_force(), person_id=actor.person_id).values("institution_id")


def institutions_visible_to(actor: Actor) -> QuerySet[Institution]:
    """A member sees the institution they act for; the office all (name and stage stay even with a recusal: see contents_visible_to);
    an assessor, reader or panel member all but those they are recused from (journeys narrow it to their own); others none."""
    if actor.is_member:
        return Institution.objects.filter(pk=actor.institution_id or 0) if actor.roles else Institution.objects.none()
    if actor.is_office or actor.capacity == Capacity.SYSTEM:
        return Institution.objects.all()
    if actor.is_assessor or actor.is_panel:
        return Institution.objects.exclude(pk__in=recused_institution_ids(actor))
    return Institution.objects.none()


def contents_visible_to(actor: Actor) -> QuerySet[Institution]:
    """Institutions whose content the actor may read: for a conflicted member of the office name and stage remain, content closes."""
    rows = institutions_visible_to(actor)
    return rows.exclude(pk__in=recused_institution_ids(actor)) if actor.is_office else rows


def is_recused(actor: Actor, institution: Institution) -> bool:
    return bool(actor.person_id) and Recusal.objects.filter(in_force(), person_id=actor.person_id, institution=institution).exists()


def normalised(name: str) -> str:
    """A name as a search compares it: no accents, no punctuation, lower case, usual abbreviations written out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("&", " and ")
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join({"univ": "university", "uni": "university", "coll": "college", "st": "saint"}.get(word, word) for word in words)


def roles_in(person_id: int, institution_id: int) -> frozenset[str]:
    rows = Membership.objects.filter(in_force(), person_id=person_id, institution_id=institution_id)
    return frozenset(rows.values_list("role", flat=True))


def people_in(institution: Institution, *roles: str) -> QuerySet[Person]:
    """Who holds one of these roles (any, where none is named) in an institution today: to whom a letter goes."""
    rows = Membership.objects.filter(in_force(), institution=institution)
    if roles:
        rows = rows.filter(role__in=roles)
    return Person.objects.filter(pk__in=rows.values("person_id"), is_active=True).order_by("name")
