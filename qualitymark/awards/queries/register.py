"""The public register. What it may say of an institution is the fields of these frozen classes, and nothing else."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext

from qualitymark.awards.models import Award
from qualitymark.awards.states import AwardState, Standing
from qualitymark.core import clock
from qualitymark.institutions.models import Identifier, Institution, Kind, Name, Nation, PublicSlug, Succession, shown_name
from qualitymark.institutions.queries import SMALL, institution_at, normalised

from .awards import register_words_of
from .standings import in_force_on, standings

PER_PAGE = 30


@dataclass(frozen=True)
class Entry:
    """One line of the register."""

    name: str
    slug: str
    nation: str
    kind: str
    scope_names: tuple[str, ...]
    first_awarded: str
    until: dt.date | None
    standing: str
    standing_words: str
    dates: str  # first award and last day in words
    source: str


@dataclass(frozen=True)
class Past:
    """One award in a holder's history."""

    number: str
    standing: str
    standing_words: str | Promise
    scope_names: tuple[str, ...]
    first_awarded: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    elsewhere: bool
    source: str


@dataclass(frozen=True)
class Holder:
    """A holder's own page: what it is called, what it holds and held, and the words it agreed to."""

    name: str
    name_en: str  # the other of two names: the English one on a Welsh page, else the Welsh one
    name_cy: str
    former_names: tuple[str, ...]
    ukprn: str
    nation: str
    kind: str
    town: str
    website: str
    fictitious: bool
    now_part_of: str
    now_part_of_slug: str
    awards: tuple[Past, ...]
    highlights: str
    support_url: str
    contact_name: str


def first_awarded_words(award: Award) -> str:
    """What the source says where it says less or more than a month ("by late 2025"); else the month and year in the reader's language."""
    said = award.first_awarded_words
    if said and said != f"{award.first_awarded_on:%B %Y}":
        return said
    return f"{MONTHS[award.first_awarded_on.month]} {award.first_awarded_on.year}"


def _matching(search: str, nation: str, kind: str) -> Q:
    """Institutions by any of their names (former and Welsh ones too) or by UKPRN, narrowed to a nation and kind."""
    wanted = Q()
    if nation in Nation.values:
        wanted &= Q(institution__nation=nation)
    if kind in Kind.values:
        wanted &= Q(institution__kind=kind)
    number = re.sub(r"\s", "", search)
    if re.fullmatch(r"\d{8}", number):
        held = Identifier.objects.filter(scheme__in=[Identifier.Scheme.UKPRN, Identifier.Scheme.DEMO], value=number)
        return wanted & Q(institution__in=held.values("institution_id"))
    form = normalised(search[:200])
    words = [word for word in form.split() if word not in SMALL] or form.split()
    if words:
        names = Name.objects.all()
        for word in words[:8]:
            names = names.filter(normalised__contains=word)
        wanted &= Q(institution__in=names.values("institution_id"))
    elif search.strip():
        wanted &= Q(pk__in=[])  # signs alone name nobody
    return wanted


# The columns of a line, in order. Plain values: fifty rows of models cost more than the rest of the page.
_COLUMNS = (
    "address__slug", "institution__name", "institution__name_cy", "institution__fictitious", "institution__nation", "institution__kind",
    "scope_names", "first_awarded_on", "first_awarded_words", "ends_on", "state", "origin", "source",
)  # fmt: skip


def public_entries(
    search: str = "", nation: str = "", kind: str = "", *, show: str = "current", page: Any = 1, per_page: int = PER_PAGE
) -> Page:
    """A page of the register: holders whose award stands today, or with `show="past"` those whose award has run out or ended.

    Public records stand in their own section (`public_records`). At most four queries, whatever the length.
    """
    today = clock.today()
    rows = Award.objects.exclude(origin=Award.Origin.PUBLIC_RECORD).filter(_matching(search, nation, kind))
    stands = in_force_on(today)
    if show == "past":
        holding = Award.objects.filter(stands).values("institution_id")
        rows = rows.exclude(state=AwardState.SUPERSEDED).exclude(stands).exclude(institution__in=holding)
    else:
        rows = rows.filter(stands)
    ordered = _with_address(rows).order_by("institution__name", "scope_names", "pk").values_list(*_COLUMNS)
    pages = Paginator(ordered, per_page)
    pages.count = rows.count()  # of the awards alone, without what is joined for their words
    found = pages.get_page(page)
    found.object_list = _entries(list(found.object_list), today, stands=show != "past")
    return found


def public_records(search: str = "", nation: str = "", kind: str = "") -> list[Entry]:
    """Institutions known from public record alone to have been awarded the mark, without one of the platform's own awards. One query."""
    known = Award.objects.exclude(origin=Award.Origin.PUBLIC_RECORD).values("institution_id")
    rows = Award.objects.filter(_matching(search, nation, kind), origin=Award.Origin.PUBLIC_RECORD).exclude(institution__in=known)
    return _entries(list(_with_address(rows).order_by("institution__name").values_list(*_COLUMNS)), clock.today(), stands=False)


def _with_address(rows: QuerySet[Award]) -> QuerySet[Award]:
    """With the current public address of each institution as `address`."""
    current = Q(institution__slugs__current=True)
    return rows.annotate(address=FilteredRelation("institution__slugs", condition=current))


def _entries(rows: list[tuple], today: dt.date, *, stands: bool) -> list[Entry]:
    """The lines of a list, with the words of the reader's language put in once for all of them.

    Of a list of awards that stand, one past its last day stands because of its renewal; of one that do not, one in force has run out.
    """
    nations, kinds = ({code: str(label) for code, label in names.items()} for names in (_NATIONS, _KINDS))
    words = {word: str(word.label) for word in Standing}
    first_words, until_words = gettext("First awarded %(first)s"), gettext("First awarded %(first)s, valid until %(until)s")
    fictitious, months = gettext("fictitious"), [str(MONTHS[number]) for number in range(1, 13)]
    found = []
    for slug, english, welsh, made_up, nation, kind, scope, first_on, first_said, ends_on, state, origin, source in rows:
        record, name = origin == Award.Origin.PUBLIC_RECORD, shown_name(english, welsh)
        first = first_said or f"{months[first_on.month - 1]} {first_on.year}"
        until = f"{ends_on.day} {months[ends_on.month - 1]} {ends_on.year}" if ends_on else ""
        if record:
            word = Standing.NOT_RECORDED
        elif stands:
            word = Standing.CURRENT if ends_on >= today else Standing.IN_RENEWAL
        else:
            word = Standing.LAPSED if state == AwardState.IN_FORCE else Standing(state)
        found.append(
            Entry(
                name=f"{name} ({fictitious})" if made_up else name,
                slug=slug or "",
                nation=nations[nation],
                kind=kinds[kind],
                scope_names=_lines(scope),
                first_awarded=first,
                until=ends_on,
                standing=word,
                standing_words=words[word],
                dates=(until_words if until else first_words) % {"first": first, "until": until},
                source=source if record else "",
            )
        )
    return found


_NATIONS: dict[str, Any] = dict(Nation.choices)
_KINDS: dict[str, Any] = dict(Kind.choices)


def _lines(names: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in names.splitlines() if line.strip())


def holder_at(slug: str) -> tuple[Holder | None, str]:
    """The holder of a public address, and the current address when `slug` is an old one or that of what an institution became.

    (None, "") for an address that nobody has, and for an institution that was never awarded the mark: the two look the same.
    """
    ukprn = Identifier.objects.filter(institution=OuterRef("institution"), scheme=Identifier.Scheme.UKPRN).values("value")[:1]
    became = Exists(Succession.objects.filter(predecessor=OuterRef("institution")))
    rows = _held(institution__slugs__slug=slug, institution__slugs__current=True).select_related("institution")
    awards: list[Any] = list(rows.annotate(ukprn=Subquery(ukprn), became=became))
    if not awards:
        return None, _onward(slug)
    institution = awards[0].institution
    successor = _successor_of(institution) if awards[0].became else None
    return _holder(institution, awards, successor, _current_slug(successor.successor) if successor else ""), slug


def _onward(slug: str) -> str:
    """Where an old address leads, or that of an institution which holds nothing and became another that does."""
    known = institution_at(slug)
    if known is None:
        return ""
    institution, current = known
    if _held(institution=institution).exists():
        return current
    successor = _successor_of(institution)
    # What it became may hold the mark: its address leads there.
    return _current_slug(successor.successor) if successor and _held(institution=successor.successor).exists() else ""


def _held(**of: Any) -> QuerySet[Award]:
    return Award.objects.filter(**of).order_by("-starts_on", "-first_awarded_on", "-pk")


def _successor_of(institution: Institution) -> Succession | None:
    return Succession.objects.filter(predecessor=institution).select_related("successor").order_by("-on").first()


def _current_slug(institution: Institution) -> str:
    return PublicSlug.objects.filter(institution=institution, current=True).values_list("slug", flat=True).first() or ""


def _holder(institution: Institution, awards: list[Any], successor: Succession | None, onward: str) -> Holder:
    words = standings(awards)
    standing_award = next((each for each in awards if words[each.pk] in (Standing.CURRENT, Standing.IN_RENEWAL)), None)
    agreed = register_words_of(standing_award) if standing_award else None
    former = Name.objects.filter(institution=institution, sort=Name.Sort.FORMER).order_by("-until_on").values_list("text", flat=True)
    welsh = shown_name("", institution.name_cy) != ""
    return Holder(
        name=institution.display_name,
        name_en=institution.name if welsh else "",
        name_cy="" if welsh else institution.name_cy,
        former_names=tuple(former),
        ukprn=awards[0].ukprn or "",
        nation=_NATIONS[institution.nation],
        kind=_KINDS[institution.kind],
        town=institution.town,
        website=institution.website,
        fictitious=institution.fictitious,
        now_part_of=successor.successor.display_name if successor else "",
        now_part_of_slug=onward,
        awards=tuple(past_of(each, words[each.pk]) for each in awards),
        highlights=agreed.highlights if agreed else "",
        support_url=agreed.support_url if agreed else "",
        contact_name=agreed.contact_name if agreed else "",
    )


def past_of(award: Award, word: Standing) -> Past:
    """One line of a holder's history on the register, with the standing that was worked out for it."""
    return Past(
        number=award.number,
        standing=word,
        standing_words=word.label,
        scope_names=_lines(award.scope_names),
        first_awarded=first_awarded_words(award),
        starts_on=award.starts_on,
        ends_on=award.ends_on,
        elsewhere=award.origin != Award.Origin.PLATFORM,
        source=award.source if award.origin == Award.Origin.PUBLIC_RECORD else "",
    )


@dataclass(frozen=True)
class Checked:
    """What the check address of a certificate says today."""

    number: str
    name: str
    slug: str
    award: Past


def checked(number: str) -> Checked | None:
    """The award of a number, for anybody who holds a certificate; None where no award has it. Public records have no certificate."""
    rows = Award.objects.exclude(origin=Award.Origin.PUBLIC_RECORD).select_related("institution")
    award = rows.filter(number=number.strip().upper()[:20]).first()
    if award is None:
        return None
    word = standings([award])[award.pk]
    return Checked(award.number, award.institution.display_name, _current_slug(award.institution), past_of(award, word))
