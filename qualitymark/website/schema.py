"""What a file of public pages may hold. In: bytes. Out: the pages, or InvalidPages with every problem, its line and its place."""

import re
from dataclasses import dataclass

from qualitymark.core.yamltree import InvalidFile, Node, Problem, read_tree

from .models import PAGES

LANGUAGES = {"en": "en-gb", "cy": "cy"}
MOST = {"title": 160, "lead": 500, "body": 50_000}
# What a page may name in braces: figures of the policy in force (queries.policy_words).
FIGURES = ("fee", "member_fee", "discussions", "years", "halfway_month", "factual_check_days")


class InvalidPages(InvalidFile):
    """The file is not public pages."""


@dataclass(frozen=True)
class PageWords:
    code: str
    language: str
    title: str
    lead: str
    body: str


def read_pages(content: bytes) -> list[PageWords]:
    """{code: {en: {title, lead, body}, cy: {...}}} as pages; a lead may be left out. Raises InvalidPages."""
    problems: list[Problem] = []
    found: list[PageWords] = []
    for code, languages in _fields(read_tree(content, InvalidPages), "", "pages by name, each with its languages", problems):
        if code not in PAGES:
            problems.append(Problem(languages.line, code[:40], f"There is no page of this name; the pages are {', '.join(PAGES)}."))
            continue
        fields = dict(_fields(languages, code, "languages: en and perhaps cy", problems))
        if fields and "en" not in fields:
            problems.append(Problem(languages.line, code, "Write at least the English words, under “en”."))
        for language, words in fields.items():
            found += _page(code, language, words, problems)
    if problems:
        raise InvalidPages(sorted(problems, key=lambda problem: problem.line)[:50])
    return found


def _fields(place: Node, where: str, expected: str, problems: list[Problem]) -> list[tuple[str, Node]]:
    if place.kind == "map" and place.fields:
        return list(place.fields.items())
    problems.append(Problem(place.line, where, f"Here stand {expected}."))
    return []


def _page(code: str, language: str, words: Node, problems: list[Problem]) -> list[PageWords]:
    where = f"{code} › {language[:20]}"
    if language not in LANGUAGES:
        problems.append(Problem(words.line, where, "The language is en or cy."))
        return []
    fields = dict(_fields(words, where, "a title, a body and perhaps a lead", problems))
    for name, field in fields.items():
        if name not in MOST:
            problems.append(
                Problem(field.line, f"{where} › {name[:40]}", "A page has a title, a body and perhaps a lead, and nothing else.")
            )
    if not fields:
        return []
    texts = {name: _text(name, fields.get(name), words, where, problems) for name in MOST}
    return [PageWords(code, LANGUAGES[language], **texts)]


def _text(name: str, field: Node | None, words: Node, where: str, problems: list[Problem]) -> str:
    def wrong(sentence: str) -> None:
        problems.append(Problem((field or words).line, f"{where} › {name}", sentence))

    text = field.text.strip() if field is not None and field.kind == "text" else ""
    if not text:
        if field is not None or name != "lead":
            wrong(f"Write the {name} as text." if field is not None else f"The {name} is missing.")
        return ""
    if len(text) > MOST[name]:
        wrong(f"This has {len(text):,} characters; {MOST[name]:,} is the most that fits here.")
    if name != "body" and "\n" in text:
        wrong(f"A {name} is one paragraph, without a break.")
    for figure in re.findall(r"\{([^{}]*)\}", text):
        if figure not in FIGURES and figure not in {each.capitalize() for each in FIGURES}:
            wrong(f"{{{figure[:40]}}} is not a figure of the policy; those are {', '.join(FIGURES)}.")
    return text
