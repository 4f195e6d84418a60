"""Which institutions may this actor see? Every other `..._visible_to` starts from here: this is where a recusal removes one."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from qualitymark.accounts.models import Person
from qualitymark.accounts.queries import holding
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity

from .models import ContactLog, Identifier, Institution, Invitation, Membership, Name, PublicSlug, Recusal, Succession

CONFLICT_MONTHS = 60  # as long as Recusal.Why asks about


def in_force(today: dt.date | None = None) -> Q:
    """Rows with from_on and until_on that hold today. `until_on` is the first day on which a row no longer holds: who leaves, leaves at once."""
    return holding(today)


def closed_to(person_id: int) -> Q:
    """Institutions closed to this person: by a recusal, or because they work or worked there (five years), which needs no declaring."""
    recused = Recusal.objects.filter(in_force(), person_id=person_id).values("institution_id")
    since = clock.add_months(clock.today(), -CONFLICT_MONTHS)
    own = Membership.objects.filter(Q(until_on=None) | Q(until_on__gt=since), person_id=person_id).values("institution_id")
    return Q(pk__in=recused) | Q(pk__in=own)


def institutions_visible_to(actor: Actor) -> QuerySet[Institution]:
    """A member sees the institution they act for; the office all (name and stage stay even with a recusal: see contents_visible_to);
    an assessor, reader or panel member all but those they are recused from (journeys narrow it to their own); others none."""
    if actor.is_member:
        return Institution.objects.filter(pk=actor.institution_id or 0) if actor.roles else Institution.objects.none()
    if actor.is_office or actor.capacity == Capacity.SYSTEM:
        return Institution.objects.all()
    if actor.is_assessor or actor.is_panel:
        return Institution.objects.exclude(closed_to(actor.person_id))
    return Institution.objects.none()


def contents_visible_to(actor: Actor) -> QuerySet[Institution]:
    """Institutions whose content the actor may read: for a conflicted member of the office name and stage remain, content closes."""
    rows = institutions_visible_to(actor)
    return rows.exclude(closed_to(actor.person_id)) if actor.is_office else rows


def is_recused(actor: Actor, institution: Institution) -> bool:
    """Has this person a conflict with the institution? Their own membership is one for every capacity but the membership itself."""
    if not actor.person_id or actor.is_member:
        return False
    return Institution.objects.filter(closed_to(actor.person_id), pk=institution.pk).exists()


def memberships_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Present roles: members see their institution's, the office those of institutions whose content is open to them. Nobody else."""
    if not (actor.is_member or actor.is_office or actor.capacity == Capacity.SYSTEM):
        return Membership.objects.none()
    rows = Membership.objects.filter(in_force(), institution__in=contents_visible_to(actor))
    return rows.select_related("person", "institution").order_by("person__name", "pk")


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Coordinators see their institution's invitations, the office those of institutions whose content is open to them."""
    if not (actor.is_office or actor.coordinates(actor.institution_id) or actor.capacity == Capacity.SYSTEM):
        return Invitation.objects.none()
    rows = Invitation.objects.filter(institution__in=contents_visible_to(actor))
    return rows.select_related("institution", "invited_by").order_by("-invited_at", "-pk")


def recusals_visible_to(actor: Actor) -> QuerySet[Recusal]:
    """The office all, others their own."""
    rows = Recusal.objects.select_related("person", "institution").order_by("-from_on", "-pk")
    return rows if actor.is_office else rows.filter(person_id=actor.person_id)


def contacts_visible_to(actor: Actor) -> QuerySet[ContactLog]:
    """The office's log of calls and letters: the office alone, and not of an institution they have a conflict with."""
    if not actor.is_office:
        return ContactLog.objects.none()
    return ContactLog.objects.filter(institution__in=contents_visible_to(actor)).select_related("institution").order_by("-on", "-pk")


def people_in(institution: Institution, *roles: str) -> QuerySet[Person]:
    """Who holds one of these roles (any, where none is named) in an institution today: to whom a letter goes."""
    rows = Membership.objects.filter(in_force(), institution=institution)
    if roles:
        rows = rows.filter(role__in=roles)
    return Person.objects.filter(pk__in=rows.values("person_id"), is_active=True).order_by("name")


def roles_in(person_id: int, institution_id: int) -> frozenset[str]:
    """The roles that a person holds in an institution today."""
    rows = Membership.objects.filter(in_force(), person_id=person_id, institution_id=institution_id)
    return frozenset(rows.values_list("role", flat=True))


SHORT = {"univ": "university", "uni": "university", "coll": "college", "st": "saint"}
# Words that people leave out or put in as they like: a search does not ask for them.
SMALL = frozenset({"of", "the", "and", "a", "in", "at", "for", "y", "yr"})
MOST_FOUND = 20


def normalised(name: str) -> str:
    """A name as a search compares it: no accents, no punctuation, lower case, usual abbreviations written out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['’`]", "", plain.replace("&", " and "))
    return " ".join(SHORT.get(word, word) for word in re.sub(r"[^a-z0-9]+", " ", plain).split())[:200]


@dataclass(frozen=True)
class Found:
    """One institution as a public search shows it: nothing here that is not public, and no key of the database."""

    ref: str
    name: str
    matched: str  # the other name by which it was found, or empty
    town: str
    nation: str
    kind: str
    now_part_of: str  # the name of what it became, or empty


def named(text: str) -> list[Found]:
    """Institutions by any of their names (former, Welsh, short), by initials or by UKPRN: the likeliest first, at most 20."""
    number = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{8}", number):
        held = Identifier.objects.filter(scheme=Identifier.Scheme.UKPRN, value=number).values_list("institution_id", flat=True)
        return _found(dict.fromkeys(held, ""))
    wanted = normalised(text)
    words = [word for word in wanted.split() if word not in SMALL] or wanted.split()
    if not words or len("".join(words)) < 2:
        return []
    rows = Name.objects.all()
    for word in words[:8]:
        rows = rows.filter(normalised__contains=word)
    matched = [(_rank(form, words, sort), form, key, name) for key, name, form, sort in _names(rows)]
    if not matched and len(words) == 1 and 2 <= len(wanted) <= 8:
        matched = [
            (0, form, key, name)
            for key, name, form, _sort in _names(Name.objects.all())
            if any(each.startswith(wanted) for each in initials(form))
        ]
    best: dict[int, str] = {}
    for _place, _form, key, name in sorted(matched):
        best.setdefault(key, name)
    return _found(dict(list(best.items())[:MOST_FOUND]))


def _names(rows: QuerySet[Name]) -> QuerySet:
    return rows.values_list("institution_id", "text", "normalised", "sort")


def _rank(form: str, words: list[str], sort: str) -> int:
    """0 for a name that is just these words, 1 where it begins with them, 2 for whole words in any order, 3 for parts; former names after."""
    own = [word for word in form.split() if word not in SMALL]
    if own == words:
        place = 0
    elif own[: len(words)] == words:
        place = 1
    else:
        place = 2 if set(words) <= set(own) else 3
    return 2 * place + (sort == Name.Sort.FORMER)


def initials(form: str) -> set[str]:
    """ "university of wales trinity saint david" gives uowtsd and uwtsd."""
    words = form.split()
    return {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in SMALL)}


def _found(matched: dict[int, str]) -> list[Found]:
    rows = {row.pk: row for row in Institution.objects.filter(pk__in=list(matched))}
    merged = Succession.objects.filter(predecessor__in=list(rows), how=Succession.How.MERGED).select_related("successor")
    became = {each.predecessor_id: each.successor.display_name for each in merged}
    return [
        Found(
            ref=rows[key].ref,
            name=rows[key].display_name,
            matched="" if not name or name in (rows[key].name, rows[key].name_cy) else name,
            town=rows[key].town,
            nation=rows[key].get_nation_display(),
            kind=rows[key].get_kind_display(),
            now_part_of=became.get(key, ""),
        )
        for key, name in matched.items()
        if key in rows
    ]


def institution_at(slug: str) -> tuple[Institution, str] | None:
    """The institution of a public address and its current address: another one than `slug` when that is an old one. None when unknown."""
    row = PublicSlug.objects.filter(slug=slug).select_related("institution").first()
    if row is None:
        return None
    current = (
        row.slug
        if row.current
        else PublicSlug.objects.filter(institution=row.institution, current=True).values_list("slug", flat=True).first()
    )
    return row.institution, current or row.slug


@dataclass(frozen=True)
class Known:
    """What an import compares a row with: the institution, and every name it has or had, as names are compared."""

    institution: Institution
    names: frozenset[str]


def known_by_number(ukprn: str = "") -> dict[str, Known]:
    """Every institution that has a UKPRN, or the one of this number: two queries, however many there are."""
    held = Identifier.objects.filter(scheme=Identifier.Scheme.UKPRN).select_related("institution")
    names = Name.objects.filter(institution__in=held.filter(value=ukprn).values("institution")) if ukprn else Name.objects.all()
    theirs: dict[int, set[str]] = {}
    for key, name in names.values_list("institution_id", "normalised"):
        theirs.setdefault(key, set()).add(name)
    rows = held.filter(value=ukprn) if ukprn else held
    return {row.value: Known(row.institution, frozenset(theirs.get(row.institution_id, ()))) for row in rows}
