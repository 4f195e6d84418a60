"""Which practice examples may be seen, and which of the published ones answer a search?

The search index is one table, practice_search: FTS5 on SQLite, a tsvector on PostgreSQL. Both hold our own normalised words and nothing
else (docs/decisions/0005), so both find the same.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet

from qualitymark.core.actor import Actor
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import contents_visible_to, institutions_visible_to, normalised

from .models import Consent, Example
from .states import ExampleState

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12  # of a search; more would only narrow it to nothing
MOST_FOUND = 2000
FOLDED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "'": None, "’": None})


def examples_visible_to(actor: Actor) -> QuerySet[Example]:
    """Every example, whatever its state, that the actor works with: an institution's own for its members, all for the office but those of
    institutions its person is recused from. Assessors, readers and panel have none here: published ones are `published_examples`."""
    rows = Example.objects.select_related("institution", "decision__submission__journey")
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


def names_in(institution: Institution, *texts: str) -> list[str]:
    """The institution's own names that stand in these texts: it asked not to be named, and its words would name it."""
    padded = f" {normalised(' '.join(texts))} "
    return [name.text for name in institution.names.all() if name.normalised and f" {name.normalised} " in padded]


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """One word as the index holds it: ASCII, lower case, without the commonest English endings ("housing" and "houses" become "hous")."""
    plain = unicodedata.normalize("NFKD", word.casefold()).casefold().translate(FOLDED)
    return stem("".join(letter for letter in plain if letter.isascii() and letter.isalnum()))


def stem(word: str) -> str:
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
    """The words of a text in its order, as the index holds them."""
    plain = text.replace("'", "").replace("’", "")
    return [word for found in WORD.findall(plain) if (word := folded(found))]


def asked_words(text: str) -> list[str]:
    """The different words of a search, at most MOST_WORDS."""
    return list(dict.fromkeys(words_of(text)))[:MOST_WORDS]


def begins(asked: str, word: str) -> bool:
    """Does a word of a text answer a word of the search? A longer one also finds what begins with it."""
    return word.startswith(asked) if len(asked) > 3 else word == asked


def matching(asked: list[str], *, every: bool = True) -> list[int]:
    """Keys of the indexed examples that hold every word (or any), the most fitting first: words of a title weigh more. One query."""
    if not asked:
        return []
    if connection.vendor == "postgresql":
        wanted = (" & " if every else " | ").join(f"'{word}'{':*' if len(word) > 3 else ''}" for word in asked)
        sql = "SELECT id FROM practice_search, CAST(%s AS tsquery) AS wanted WHERE words @@ wanted ORDER BY ts_rank(words, wanted) DESC, id DESC LIMIT %s"
    else:
        wanted = (" AND " if every else " OR ").join(f'"{word}"{"*" if len(word) > 3 else ""}' for word in asked)
        sql = (
            "SELECT rowid FROM practice_search WHERE practice_search MATCH %s ORDER BY bm25(practice_search, 8.0, 1.0), rowid DESC LIMIT %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, MOST_FOUND])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Found:
    """What a search gave: keys of published examples in order. `loosened`: none held every word, so these hold some."""

    keys: list[int]
    asked: list[str] = field(default_factory=list)
    loosened: bool = False


def search(actor: Actor, *, text: str = "", area: str = "", nation: str = "", kind: str = "") -> Found:
    """Published examples that answer `text` (all, the newest first, where it is empty), narrowed by area, nation and kind.

    Whatever is typed is only words: there is no query language, so nothing typed can be an error. One to four queries.
    """
    wanted = {"area_code": area, "institution__nation": nation, "institution__kind": kind}
    rows = published_examples(actor).filter(**{name: value for name, value in wanted.items() if value})
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
