"""Walks a tree and says, with line and field, what is not as it should be; goes on, so that one look finds everything."""

import difflib
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from qualitymark.core.yamltree import MAX_PROBLEMS, InvalidFile, Node, Problem

LANGUAGES = ("en", "cy")
CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
EDITION = re.compile(r"[A-Z0-9][A-Za-z0-9.-]*")  # it stands in addresses and in the names of files
KEY = re.compile(r"[a-z][a-z0-9_]*")
BRACES = re.compile(r"\{([^{}]*)\}")
TERM = re.compile(r"[A-Za-z][a-z0-9_]*")


class Problems:
    """The list that a walk fills."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.terms: list[tuple[Node, str, str]] = []

    def add(self, line: int, where: str, sentence: str) -> None:
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(Problem(line, where, sentence))

    def raise_any(self, refusal: type[InvalidFile]) -> None:
        if self.found:
            raise refusal(sorted(self.found, key=lambda problem: problem.line))


class At:
    """One place in the tree. Every reader gives a value of its type, an empty one after a problem."""

    def __init__(self, node: Node, where: str, problems: Problems):
        self.node = node
        self.where = where
        self.problems = problems

    def problem(self, sentence: str) -> None:
        self.problems.add(self.node.line, self.where, sentence)

    def inside(self, node: Node, name: str) -> "At":
        return At(node, f"{self.where} › {name}" if self.where else name, self.problems)

    # Maps and lists

    def fields(self, required: Iterable[str] = (), optional: Iterable[str] = ()) -> dict[str, "At"]:
        """The known fields of a map; unknown and missing ones are problems."""
        required, known = list(required), [*required, *optional]
        if self.node.kind != "map":
            self.problem(f"Fields are expected here: {', '.join(known)}.")
            return {}
        found = {}
        for name, node in self.node.fields.items():
            if name in known:
                found[name] = self.inside(node, name)
            else:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean “{near[0]}”?" if near else f"the fields here are {', '.join(known)}."
                self.inside(node, name).problem(f"“{name[:60]}” is not a field of this place; {hint}")
        for name in required:
            if name not in found:
                self.problem(f"The field “{name}” is missing.")
        return found

    def items(self, most: int, least: int = 0) -> list["At"]:
        """The places of a list, each named by its code or key where it has one."""
        if self.node.kind != "list":
            self.problem("A list is expected here, each line of it beginning with a dash.")
            return []
        if not least <= len(self.node.items) <= most:
            self.problem(f"Between {least} and {most} items are expected here, not {len(self.node.items)}.")
        return [self.inside(node, self._name(node, number)) for number, node in enumerate(self.node.items[:most], 1)]

    @staticmethod
    def _name(node: Node, number: int) -> str:
        for name in ("code", "key"):
            if node.kind == "map" and name in node.fields and node.fields[name].text:
                return node.fields[name].text[:40]
        return str(number)

    # Text and its kinds

    def text(self, most: int = 4000) -> str:
        """Text that is not empty; surrounding blanks are dropped."""
        if self.node.kind != "text":
            self.problem("Text is expected here, in quotes if it holds a colon or a brace.")
            return ""
        text = self.node.text.strip()
        if not text:
            self.problem("This text is empty. Write it, or leave the field out.")
        if len(text) > most:
            self.problem(f"This text has {len(text):,} characters; {most:,} is the most that fits here.")
        return text

    def words(self, most: int = 4000) -> str:
        """Text in which terms may stand in braces."""
        text = self.text(most)
        for name in BRACES.findall(text):
            self.problems.terms.append((self.node, self.where, name))
        if BRACES.sub("", text).count("{") + BRACES.sub("", text).count("}"):
            self.problem("A brace stands alone here. A term is written {students}, with both braces.")
        return text

    def plain_words(self, most: int = 200) -> str:
        """Text on one line, without terms: titles are read in many places."""
        text = self.text(most)
        if "{" in text or "}" in text or "\n" in text:
            self.problem("A title stands on one line and holds no terms in braces.")
        return text

    def pattern(self, pattern: re.Pattern, example: str, most: int = 40) -> str:
        text = self.text(most)
        if text and not pattern.fullmatch(text):
            self.problem(f"“{text[:40]}” is not written as {example}.")
        return text

    def code(self) -> str:
        return self.pattern(CODE, "a code: capital letters, figures and hyphens, such as CL1 or SCO-S58-A")

    def edition_code(self) -> str:
        return self.pattern(
            EDITION, "the code of an edition: letters, figures, dots and hyphens, a capital or a figure first, such as 2026-1", 20
        )

    def key(self) -> str:
        return self.pattern(KEY, "a key: small letters, figures and underlines, such as governing_body")

    def choice(self, choices: Iterable[str]) -> str:
        choices = list(choices)
        text = self.text(100)
        if text and text not in choices:
            near = difflib.get_close_matches(text, choices, 1)
            hint = f"did you mean “{near[0]}”?" if near else f"choose from {', '.join(choices[:12])}."
            self.problem(f"“{text[:40]}” is not known here; {hint}")
            return ""
        return text

    def choices(self, choices: Iterable[str]) -> tuple[str, ...]:
        """A list without repeats, each from the choices, in their order."""
        choices = list(choices)
        given = [place.choice(choices) for place in self.items(len(choices) * 2, 1)]
        if len(set(given)) < len(given):
            self.problem("The same word stands twice in this list.")
        return tuple(choice for choice in choices if choice in given)

    def flag(self) -> bool:
        text = self.text(10)
        if text and (text not in ("true", "false") or not self.node.plain):
            self.problem("Write true or false here.")
        return text == "true"

    def whole(self, least: int, most: int) -> int:
        text = self.text(20)
        if not re.fullmatch(r"[0-9]{1,10}", text):
            if text:
                self.problem("A whole number is expected here, in figures.")
            return least
        if not least <= int(text) <= most:
            self.problem(f"A number from {least} to {most} is expected here.")
        return int(text)

    def date(self) -> date:
        text = self.text(20)
        try:
            return date(*map(int, re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text).groups()))  # type: ignore[union-attr]
        except (AttributeError, ValueError):
            if text:
                self.problem("A date is expected here, written 2026-11-24.")
            return date(1, 1, 1)

    def address(self) -> str:
        text = self.text(500)
        try:
            parts = urlsplit(text)
            good = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not re.search(r"[\s<>\"'\\]", text)
        except ValueError:
            good = False
        if text and not good:
            self.problem("A web address is expected here, beginning https:// or http://.")
        return text

    # Texts by language

    def texts(self, most: int = 4000, terms: bool = True) -> dict[str, str]:
        """Text for each language; English must be there."""
        places = self.fields(["en"], [language for language in LANGUAGES if language != "en"])
        return {language: place.words(most) if terms else place.plain_words(min(most, 200)) for language, place in places.items()}

    def titles(self) -> dict[str, str]:
        return self.texts(terms=False)

    def lists(self, most: int, least: int = 1) -> dict[str, list[str]]:
        """A list of short texts for each language; English must be there."""
        places = self.fields(["en"], [language for language in LANGUAGES if language != "en"])
        return {language: [item.words(300) for item in place.items(most, least)] for language, place in places.items()}


def check_terms(problems: Problems, known: set[str]) -> None:
    """Every term in braces must be one that the file explains; a capital first letter asks for a capital."""
    for node, where, name in problems.terms:
        if not TERM.fullmatch(name) or name[0].lower() + name[1:] not in known:
            near = difflib.get_close_matches(name.lower(), sorted(known), 1)
            hint = f" Did you mean {{{near[0]}}}?" if near else ""
            problems.add(node.line, where, f"{{{name[:40]}}} is not among the terms of this file.{hint}")


def no_repeats(places: list[At], values: list[str], what: str) -> None:
    """Each code or key once."""
    seen: dict[str, int] = {}
    for place, value in zip(places, values, strict=True):
        if value and value in seen:
            place.problem(f"The {what} {value} stands already on line {seen[value]}.")
        seen.setdefault(value, place.node.line)
