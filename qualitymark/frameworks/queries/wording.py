"""The texts of an edition for one reader: their language, with a fallback that can be seen; their nation's and kind's own terms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import BigIntegerField, F, Q, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qualitymark.frameworks.models import Edition, Overlay, Text
from qualitymark.frameworks.schema.edition import Audience
from qualitymark.frameworks.schema.rows import read_audience

FALLBACK = settings.LANGUAGE_CODE
TERM = re.compile(r"\{([A-Za-z][a-z0-9_]*)\}")


@dataclass(frozen=True)
class Words:
    """One text as a page shows it. `fallback` is True when the reader's language has none: then show it with lang="en" and say so."""

    text: str = ""
    html: SafeString = SafeString("")
    language: str = FALLBACK
    fallback: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def lang(self) -> str:
        """For a page's lang attribute."""
        return self.language.split("-")[0]


@dataclass(frozen=True)
class _Row:
    text: str
    html: str
    audience: Audience


class Wording:
    """Some or all texts of an edition, for one reader; empty `nation`, `kind` or `size` means that it is not known."""

    def __init__(self, rows: Iterable[tuple], language: str, nation: str = "", kind: str = "", size: str = ""):
        self.language, self.nation, self.kind, self.size = language, nation, kind, size
        self.rows: dict[str, dict[str, _Row]] = {}
        audiences: dict[str, Audience] = {"": Audience()}
        for key, row_language, text, html, audience, overlay in rows:
            if audience not in audiences:
                audiences[audience] = read_audience(audience)
            held = self.rows.setdefault(key, {})
            # A correction takes the place of the words alone; for whom they are is the edition's.
            said = next((row.audience for row in held.values()), None) if overlay else None
            held[row_language] = _Row(text, html, said or audiences[audience])
        self._terms: dict[tuple[str, str], str] = {}

    def words(self, key: str) -> Words:
        """The text under a key; empty Words when the edition has none."""
        by_language = self.rows.get(key)
        if not by_language:
            return Words(language=self.language)
        language = self.language if self.language in by_language else FALLBACK
        row = by_language.get(language)
        if row is None:
            return Words(language=self.language)
        html = TERM.sub(lambda found: escape(self._term_for(found, language)), row.html) if "{" in row.html else row.html
        text = TERM.sub(lambda found: self._term_for(found, language), row.text) if "{" in row.text else row.text
        return Words(text, mark_safe(html), language, language != self.language)  # noqa: S308 - sanitised when it was stored

    def numbered(self, start: str) -> list[tuple[Words, Audience]]:
        """The texts start.1, start.2 and so on."""
        found = []
        number = 1
        while by_language := self.rows.get(f"{start}.{number}"):
            found.append((self.words(f"{start}.{number}"), next(iter(by_language.values())).audience))
            number += 1
        return found

    def is_for(self, audience: Audience) -> bool:
        """Is a text with this audience for this reader, or for somebody this reader may turn out to be?"""
        pairs = ((audience.kinds, self.kind), (audience.nations, self.nation), (audience.sizes, self.size))
        return all(not those or not mine or mine in those for those, mine in pairs)

    def term(self, key: str, language: str = "") -> str:
        """The word for `key` among this reader's kind and nation; the most specific form, in English where the language has none."""
        language = language or self.language
        if (key, language) not in self._terms:
            self._terms[key, language] = self._find_term(key, language)
        return self._terms[key, language]

    def terms(self) -> dict[str, str]:
        keys = {key.split(".")[1] for key in self.rows if key.startswith("term.")}
        return {key: self.term(key) for key in sorted(keys)}

    def _find_term(self, key: str, language: str) -> str:
        best, best_weight = self.rows.get(f"term.{key}.0"), 0
        number = 1
        while form := self.rows.get(f"term.{key}.{number}"):
            audience = next(iter(form.values())).audience
            fits = all(not those or mine in those for those, mine in ((audience.kinds, self.kind), (audience.nations, self.nation)))
            weight = 2 * bool(audience.kinds) + bool(audience.nations)
            if fits and weight > best_weight:
                best, best_weight = form, weight
            number += 1
        row = (best or {}).get(language) or (best or {}).get(FALLBACK)
        return row.text if row else key.replace("_", " ")

    def _term_for(self, found: re.Match, language: str) -> str:
        name = found.group(1)
        word = self.term(name[0].lower() + name[1:], language)
        return word[0].upper() + word[1:] if name[0].isupper() else word


def under(*starts: str) -> Q:
    """The texts whose keys begin with one of these."""
    wanted = Q()
    for start in starts:
        wanted |= Q(key__startswith=start)
    return wanted


def wording_of(
    edition: Edition, *, language: str = FALLBACK, nation: str = "", kind: str = "", size: str = "", wanted: Q | None = None
) -> Wording:
    """The texts of an edition in one query, its overlays over them; `wanted` (on the key) narrows them to what a page needs."""
    texts, overlays = Text.objects.filter(edition=edition), Overlay.objects.filter(edition=edition)
    narrowed = (wanted or Q()) & Q(language__in={language, FALLBACK})
    zero = Value(0, output_field=BigIntegerField())
    columns = ("key", "language", "text", "html", "audience", "overlay")
    rows = texts.filter(narrowed).annotate(overlay=zero).values_list(*columns)
    laid = overlays.filter(narrowed).annotate(overlay=F("pk"), audience=Value("")).values_list(*columns)
    return Wording(rows.union(laid, all=True).order_by("overlay"), language, nation, kind, size)


def terms_for(edition: Edition, *, language: str = FALLBACK, nation: str = "", kind: str = "") -> dict[str, str]:
    """Every term of the edition as this kind and nation say it: {"head": "vice-chancellor", ...}. One query."""
    return wording_of(edition, language=language, nation=nation, kind=kind, wanted=under("term.")).terms()
