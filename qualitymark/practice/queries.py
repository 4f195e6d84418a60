"""Which practice examples may be seen, and which of the published ones answer a search?

The search index is one table, practice_search: FTS5 on SQLite, a tsvector on PostgreSQL. Both hold our own normalised words and nothing
else (docs/decisions/0005), so both find the same.
"""

import datetime as dt
import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qualitymark.awards.models import Award
from qualitymark.core.actor import Actor
from qualitymark.frameworks.models import Edition
from qualitymark.frameworks.queries.criteria import area_titles, unit_titles
from qualitymark.frameworks.queries.editions import edition_in_force
from qualitymark.frameworks.queries.policies import policy_in_force
from qualitymark.frameworks.queries.wording import Words
from qualitymark.institutions.models import Institution, Kind, Nation, PublicSlug
from qualitymark.institutions.queries import contents_visible_to, institutions_visible_to, normalised

from .models import Consent, Example
from .states import ExampleState

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12  # of a search; more would only narrow it to nothing
MOST_FOUND = 2000
FOLDED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
UNQUOTED = str.maketrans({"'": None, "’": None})


def examples_visible_to(actor: Actor) -> QuerySet[Example]:
    """Every example, whatever its state, that the actor works with: an institution's own for its members, all for the office but those of
    institutions its person is recused from. Assessors, readers and panel have none here: published ones are `published_examples`."""
    rows = Example.objects.select_related("institution", "decision__submission__journey__edition")
    if not (actor.is_member or actor.is_office):
        return rows.none()
    return rows.filter(institution__in=contents_visible_to(actor))


def published_examples(actor: Actor) -> QuerySet[Example]:
    """What anybody may read. An assessor, reader or panel member does not meet an institution they are recused from here either."""
    rows = Example.objects.filter(state=ExampleState.PUBLISHED).select_related("institution")
    if actor.is_assessor or actor.is_panel:
        rows = rows.filter(institution__in=institutions_visible_to(actor))
    return rows


def was_published(slug: str) -> bool:
    """Did an example stand at this public address that has since been withdrawn?"""
    return Example.objects.filter(slug=slug, published_at__isnull=False).exclude(state=ExampleState.PUBLISHED).exists()


def standing_consent(example: Example) -> Consent | None:
    """The consent that holds today, if any; it is to one version of the words alone."""
    return example.consents.filter(withdrawn_at=None).select_related("given_by").first()


def whose_words(example: Example) -> str:
    """Who wrote the present words; empty where they were drafted from the submission."""
    latest = example.versions.select_related("by").order_by("-number").first()
    return latest.by.name if latest and latest.by else ""


def example_titles(example: Example, language: str) -> dict[str, Words | str]:
    """Titles of the area and criterion of an example, in the edition it was decided under or else the one in force."""
    journey = example.decision.submission.journey if example.decision else None
    edition, by_group = (journey.edition, journey.by_group) if journey else (edition_in_force(), False)
    areas, criteria = _titles(edition, by_group, language)
    return {"area": areas.get(example.area_code, example.area_code), "criterion": criteria.get(example.criterion_code, "")}


def _titles(edition: Edition | None, by_group: bool, language: str) -> tuple[dict[str, Words], dict[str, Words]]:
    """Titles of areas, and by criterion code of what was answered in one response."""
    if edition is None:
        return {}, {}
    return area_titles(edition, language=language), unit_titles(edition, by_group=by_group, language=language)


def names_in(institution: Institution, *texts: str) -> list[str]:
    """The institution's own names that stand in these texts: it asked not to be named, and its words would name it."""
    padded = f" {normalised(' '.join(texts))} "
    return [name.text for name in institution.names.all() if name.normalised and f" {name.normalised} " in padded]


@lru_cache(maxsize=50_000)
def folded(word: str) -> tuple[str, ...]:
    """One word as the index holds it: ASCII and lower case, and beside it, where it differs, its stem ("housing", "hous")."""
    plain = unicodedata.normalize("NFKD", word.casefold()).casefold().translate(FOLDED)
    plain = "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
    return tuple(dict.fromkeys((plain, stem(plain)))) if plain else ()


def stem(word: str) -> str:
    """A word without its common English endings, so that "visits", "visited" and "visiting" are found by each other."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("sses"):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            return word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def words_of(text: str) -> list[str]:
    """The words of a text in its order, each with its stem, as the index holds them."""
    return [form for found in WORD.findall(text.translate(UNQUOTED)) for form in folded(found)]


def asked_words(text: str) -> list[tuple[str, ...]]:
    """The different words of a search, each in the forms that answer it; at most MOST_WORDS."""
    found = (folded(word) for word in WORD.findall(text.translate(UNQUOTED)))
    return list(dict.fromkeys(forms for forms in found if forms))[:MOST_WORDS]


def begins(asked: str, word: str) -> bool:
    """Does a word of a text answer a word of the search? A longer one also finds what begins with it."""
    return word.startswith(asked) if len(asked) > 3 else word == asked


def matching(asked: list[tuple[str, ...]], *, every: bool = True) -> list[int]:
    """Keys of the indexed examples that hold every word (or any), the most fitting first: words of a title weigh more. One query."""
    if not asked:
        return []
    if connection.vendor == "postgresql":
        one, either, both, begun = "'{}'", " | ", " & ", "'{}':*"
        sql = "SELECT id FROM practice_search, CAST(%s AS tsquery) AS wanted WHERE words @@ wanted ORDER BY ts_rank(words, wanted) DESC, id DESC LIMIT %s"
    else:
        one, either, both, begun = '"{}"', " OR ", " AND ", '"{}"*'
        sql = (
            "SELECT rowid FROM practice_search WHERE practice_search MATCH %s ORDER BY bm25(practice_search, 8.0, 1.0), rowid DESC LIMIT %s"
        )
    each = (either.join((begun if len(form) > 3 else one).format(form) for form in forms) for forms in asked)
    wanted = (both if every else either).join(f"({forms})" for forms in each)
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, MOST_FOUND])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Found:
    """What a search gave: keys of published examples in order. `loosened`: none held every word, so these hold some."""

    keys: list[int]
    asked: list[tuple[str, ...]] = field(default_factory=list)
    loosened: bool = False


def search(actor: Actor, *, text: str = "", area: str = "", nation: str = "", kind: str = "") -> Found:
    """Published examples that answer `text` (all, the newest first, where it is empty), narrowed by area, nation and kind.

    Whatever is typed is only words: there is no query language, so nothing typed can be an error. One to six queries.
    """
    wanted = {"area_code": area, "institution__nation": nation, "institution__kind": kind}
    rows = published_examples(actor).filter(**{name: value for name, value in wanted.items() if value})
    if kind or nation:
        rows = rows.exclude(signatures().hidden(kind=kind, nation=nation))
    asked = asked_words(text)
    if not asked:
        shown = [] if text.strip() else list(rows.order_by("-published_at", "-pk").values_list("pk", flat=True)[:MOST_FOUND])
        return Found(shown)
    for every in (True, False):
        ranked = matching(asked, every=every)
        seen = set(rows.filter(pk__in=ranked).values_list("pk", flat=True)) if ranked else set()
        if seen or len(asked) == 1:
            break
    return Found([pk for pk in ranked if pk in seen], asked, loosened=bool(seen) and not every)


@dataclass(frozen=True)
class Shown:
    """An example as the public reads it: these fields and no others leave the house. `institution` is empty where it is not named."""

    slug: str
    title: str
    lang: str
    institution: str
    kind_and_nation: str
    area_code: str
    area: Words | str
    in_guidance: bool
    criterion_code: str
    since: dt.datetime
    snippet: SafeString = SafeString("")
    criterion: Words | str = ""
    html: SafeString = SafeString("")
    register_slug: str = ""  # where the register tells of a named institution


Place = tuple[str, str]  # a kind and a nation


@dataclass(frozen=True)
class Signatures:
    """How an institution that is not named is signed: for each kind and nation, whether either may be said."""

    says_kind: frozenset[Place]
    says_nation: frozenset[Place]

    def of(self, institution: Institution) -> str:
        """In words: "College, Scotland", or as much of it as leaves enough institutions that could be meant."""
        place = (str(institution.kind), str(institution.nation))
        kind, nation = institution.get_kind_display(), institution.get_nation_display()
        if place in self.says_kind and place in self.says_nation:
            return _("%(kind)s, %(nation)s") % {"kind": kind, "nation": nation}
        if place in self.says_kind:
            return str(kind)
        return _("An institution, %(nation)s") % {"nation": nation} if place in self.says_nation else _("An institution")

    def hidden(self, *, kind: str, nation: str) -> Q:
        """Examples that must not answer a search for this kind and nation, because their signature does not say it."""
        found = Q(pk__in=[])
        for each_kind in Kind.values:
            for each_nation in Nation.values:
                place = (str(each_kind), str(each_nation))
                if (kind and place not in self.says_kind) or (nation and place not in self.says_nation):
                    found |= Q(institution__kind=each_kind, institution__nation=each_nation)
        return Q(name_institution=False) & found


def signatures() -> Signatures:
    """What may be said of institutions that are not named, from those that the register or an example tells of: never so much that fewer
    than the policy's minimum could be meant. The rule is public, so those of a coarser signature must also be enough among themselves:
    what is too small is told by kind, or else by nation, or not at all. Two queries."""
    policy = policy_in_force()
    least = policy.cell_minimum if policy else 5
    told = Q(pk__in=Award.objects.values("institution")) | Q(
        pk__in=Example.objects.filter(state=ExampleState.PUBLISHED).values("institution")
    )
    sizes = Counter((str(kind), str(nation)) for kind, nation in Institution.objects.filter(told).values_list("kind", "nation"))
    groups = [({place}, size, True, True) for place, size in sizes.items() if size >= least]
    rest = {place for place, size in sizes.items() if size < least}
    for part in (0, 1):
        for said in sorted({place[part] for place in rest}):
            members = {place for place in rest if place[part] == said}
            size = sum(sizes[place] for place in members)
            if size >= least:
                groups.append((members, size, part == 0, part == 1))
                rest -= members
    groups.sort(key=lambda group: (group[1], sorted(group[0])))
    while groups and 0 < sum(sizes[place] for place in rest) < least:
        rest |= groups.pop(0)[0]
    return Signatures(
        frozenset(place for places, _size, kind, _nation in groups if kind for place in places),
        frozenset(place for places, _size, _kind, nation in groups if nation for place in places),
    )


def areas_for(language: str) -> dict[str, Words]:
    """Areas of the edition in force, code to title, in their order. Two queries."""
    edition = edition_in_force()
    if edition is None:
        return {}
    titles = area_titles(edition, language=language)
    return {code: titles[code] for code in edition.areas.values_list("code", flat=True) if code in titles}


def shown_examples(actor: Actor, keys: list[int], asked: list[tuple[str, ...]], areas: dict[str, Words]) -> list[Shown]:
    """The published examples with these keys, in this order, each with the place in its text that answers the search. Three
    queries."""
    rows = published_examples(actor).in_bulk(keys)
    signed = signatures() if any(not row.name_institution for row in rows.values()) else None
    return [_shown(rows[key], areas, signed, snippet=snippet_of(rows[key].html, asked)) for key in keys if key in rows]


def shown_example(example: Example, language: str) -> Shown:
    """One published example with all its words. Seven queries at most, eight where it was answered by group."""
    by_group = Example.objects.filter(pk=example.pk, decision__submission__journey__by_group=True).exists()
    areas, criteria = _titles(edition_in_force(), by_group, language)
    return _shown(
        example, areas, None if example.name_institution else signatures(), criterion=criteria.get(example.criterion_code, ""),
        html=mark_safe(example.html),  # noqa: S308 - sanitised when it was stored
        register_slug=_register_slug(example.institution) if example.name_institution else "",
    )  # fmt: skip


def _register_slug(institution: Institution) -> str:
    """The address of an institution in the register; empty for one that is not in it."""
    held = Award.objects.filter(institution=institution)
    return PublicSlug.objects.filter(Exists(held), institution=institution, current=True).values_list("slug", flat=True).first() or ""


def _shown(example: Example, areas: dict[str, Words], signed: Signatures | None, **more: object) -> Shown:
    place = example.institution
    return Shown(
        slug=example.slug,
        title=example.title,
        lang=example.language.split("-")[0],
        institution=place.display_name if example.name_institution else "",
        kind_and_nation=_("%(kind)s, %(nation)s") % {"kind": place.get_kind_display(), "nation": place.get_nation_display()}
        if signed is None or example.name_institution
        else signed.of(place),
        area_code=example.area_code,
        area=areas.get(example.area_code, example.area_code),
        in_guidance=example.area_code in areas,
        criterion_code=example.criterion_code,
        since=example.published_at or example.changed_at,
        **more,  # type: ignore[arg-type]
    )


def snippet_of(stored: str, asked: list[tuple[str, ...]], length: int = 260) -> SafeString:
    """A piece of the text around the first word that answers, such words marked; the beginning where none does. `stored` is our own HTML."""
    stored = re.sub(r"([.?!:]?)\s*</h[1-6]>", lambda ended: f"{ended[1] or '.'} ", stored)  # a heading is a sentence of its own
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", stored)).split())
    first = next((word.start() for word in WORD.finditer(plain) if _answers(asked, word.group())), 0) if asked else 0
    start = plain.rfind(" ", 0, first - length // 3) + 1 if first > length // 2 else 0
    end = plain.rfind(" ", start, start + length) if len(plain) > start + length else len(plain)
    end = start + length if end <= start else end
    pieces, done = ["…\u00a0"] if start else [], start
    for word in WORD.finditer(plain, start, end):
        if _answers(asked, word.group()):
            pieces += [escape(plain[done : word.start()]), "<mark>", escape(word.group()), "</mark>"]
            done = word.end()
    pieces += [escape(plain[done:end]), "\u00a0…" if end < len(plain) else ""]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped


def _answers(asked: list[tuple[str, ...]], word: str) -> bool:
    return any(begins(form, own) for forms in asked for form in forms for own in folded(word))
