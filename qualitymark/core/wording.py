"""The words of letters, and how the office replaces them with a file.

A notice's shipped words stand in templates/notices/<notice>.txt. The names that such a template fills in are the names that the
office may write, as {{ name }}, in words of its own. Those are never run as a template: each name is looked up with the shipped
template's own expression, and put in as text. What a shipped template repeats for each of several things (a list of criteria, of
dates) is one name, that of the list.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, TokenType, VariableNode, render_value_in_context
from django.template.defaulttags import ForNode, IfNode
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation

from . import clock
from .audit import digest, record
from .models import MailWords
from .yamltree import MAX_PROBLEMS, InvalidFile, Problem, read_tree
from .yamltree import Node as Place

FOLDER = Path("templates/notices")
LANGUAGES = {"en": "en-gb", "cy": "cy"}
MOST = {"subject": 200, "body": 10_000}
NAME = re.compile(r"\{\{ *([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*) *\}\}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # a database or a mail server would refuse it later, when it is too late to say so
# Without these a letter would not do what it is for.
NEEDED = ("link", "page", "code", "password_reset_url")


class InvalidMailWords(InvalidFile):
    """The file is not words for letters."""


@dataclass(frozen=True)
class Wording:
    """The office's words for one notice in one language."""

    notice: str
    language: str
    subject: str
    body: str


@cache
def notices() -> tuple[str, ...]:
    """The notice of every letter the site sends."""
    return tuple(sorted(path.stem for path in (settings.BASE_DIR / FOLDER).glob("*.txt")))


def _nodes(notice: str) -> NodeList:
    template: Any = get_template(f"notices/{notice}.txt")
    return template.template.nodelist


# The names of a notice


def names_of(notice: str) -> dict[str, Any]:
    """Each name that the shipped words fill in, and what finds its value: an expression, or a loop."""
    found: dict[str, Any] = {}
    for name, finder in _named(_nodes(notice)):
        found.setdefault(name, finder)
    return found


def ambiguous_names(notice: str) -> set[str]:
    """Names that the shipped words use for two different things; there should be none."""
    seen: dict[str, set[str]] = {}
    for name, finder in _named(_nodes(notice)):
        seen.setdefault(name, set()).add(str(getattr(finder, "token", name)))
    return {name for name, tokens in seen.items() if len(tokens) > 1}


def _named(nodes: Any) -> Iterator[tuple[str, Any]]:
    for node in nodes:
        if isinstance(node, VariableNode):
            yield str(node.filter_expression.token).partition("|")[0], node.filter_expression
        elif isinstance(node, BlockTranslateNode):
            yield from _in_sentence(node)
        elif isinstance(node, ForNode):
            sequence: Any = node.sequence
            yield str(sequence.token).partition("|")[0], node
        elif isinstance(node, IfNode):
            for _condition, branch in node.conditions_nodelists:
                yield from _named(branch)


def _in_sentence(node: BlockTranslateNode) -> Iterator[tuple[str, FilterExpression]]:
    """The names in a translated sentence: those it was given under a name of their own, and those it takes as they are."""
    given = dict(node.extra_context)
    if node.countervar and node.counter:
        given[node.countervar] = node.counter
    yield from given.items()
    parser = Parser([], libraries={}, builtins=[])
    for token in [*node.singular, *(node.plural or [])]:
        if token.token_type == TokenType.VAR and token.contents not in given:
            yield token.contents, FilterExpression(token.contents, parser)


def needed_names(notice: str) -> list[str]:
    """Names that the office's words must keep: the link or the code that the letter is for."""
    return [name for name, finder in names_of(notice).items() if name in NEEDED and str(getattr(finder, "token", "")) == name]


# Writing a letter


@dataclass(frozen=True)
class Letter:
    """A letter's frozen words, the language they are in, and the digest of the words they were made from."""

    subject: str
    body: str
    language: str
    digest: str


def newest_words(notice: str, language: str) -> MailWords | None:
    return MailWords.objects.filter(notice=notice, language=language).order_by("-loaded_at", "-pk").first()


def words_for(notice: str, language: str) -> tuple[MailWords | None, str]:
    """The office's own words, or None for the shipped ones, and the language to write in. A letter is wholly in one language: the
    reader's, where there are own words or a whole translation in it, else English."""
    own = newest_words(notice, language)
    if own is not None or is_translated(notice, language):
        return own, language
    return newest_words(notice, settings.LANGUAGE_CODE), settings.LANGUAGE_CODE


def letter(notice: str, language: str, facts: Mapping[str, Any]) -> Letter:
    """The letter of a notice for these facts, for a reader of this language."""
    own, language = words_for(notice, language)
    with translation.override(language):
        if own is not None:
            values = values_of(notice, facts)
            subject, body, source = _filled(own.subject, values), _filled(own.body, values), f"{own.subject}\n\n{own.body}"
        else:
            template: Any = get_template(f"notices/{notice}.txt")
            source = template.template.source
            subject, _, body = template.template.render(Context(dict(facts), autoescape=False)).strip().partition("\n")
    return Letter(_one_line(subject), in_language(tidy(body), language), language, digest(source))


def in_language(body: str, language: str) -> str:
    """A letter's links lead to the pages in its own language."""
    if language == settings.LANGUAGE_CODE:
        return body
    return re.sub(rf"{re.escape(settings.SITE_URL)}/(?!{language}/)", f"{settings.SITE_URL}/{language}/", body)


@cache
def is_translated(notice: str, language: str) -> bool:
    """Is every sentence of the shipped words there in this language?"""
    if language == settings.LANGUAGE_CODE:
        return True
    with translation.override(language):
        # A sentence with a plural is asked for as one: older Pythons find it in no other way.
        return all(
            translation.ngettext(one, many, 2) != many if many else translation.gettext(one) != one
            for one, many in _messages(_nodes(notice))
        )


def _messages(nodes: Any) -> Iterator[tuple[str, str]]:
    """Every sentence of the shipped words, and its plural where it has one."""
    for node in nodes:
        if isinstance(node, TranslateNode):
            yield str(getattr(node.filter_expression.var, "literal", node.filter_expression.var)), ""
        elif isinstance(node, BlockTranslateNode):
            yield node.render_token_list(node.singular)[0], node.render_token_list(node.plural)[0] if node.plural else ""
        elif isinstance(node, IfNode):
            for _condition, branch in node.conditions_nodelists:
                yield from _messages(branch)
        elif isinstance(node, ForNode):
            yield from _messages(node.nodelist_loop)


def tidy(body: str) -> str:
    """A body without the blank lines that an absent part leaves behind."""
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", body.strip()) + "\n"


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[: MOST["subject"]]


def values_of(notice: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """The text of every name of a notice, from the facts that the notice is sent with; empty where there is nothing to say."""
    template: Any = get_template(f"notices/{notice}.txt")
    context = Context(dict(facts), autoescape=False)
    values = {}
    with context.bind_template(template.template):
        for name, finder in {"site_url": None, **names_of(notice)}.items():
            if isinstance(finder, Node):
                values[name] = str(finder.render(context)).strip()
                continue
            value = finder.resolve(context, ignore_failures=True) if finder else facts.get("site_url")
            values[name] = "" if value is None else str(render_value_in_context(value, context))
    return values


def _filled(text: str, values: Mapping[str, str]) -> str:
    return NAME.sub(lambda match: values.get(match[1], ""), text)


# What stands now, to be read


def words_now(notice: str, language: str) -> tuple[str, str]:
    """The subject and body in use, with their names still in braces. Of the shipped words every part is shown, also those that
    depend on circumstances: the office's own words say one thing for all of them."""
    own, language = words_for(notice, language)
    if own is not None:
        return own.subject, own.body.strip() + "\n"
    with translation.override(language):
        subject, _, body = "".join(_outline(_nodes(notice))).strip().partition("\n")
    return _one_line(subject), tidy(body)


def _outline(nodes: Any) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.s
        elif isinstance(node, TranslateNode):
            yield str(node.render(Context()))
        elif isinstance(node, BlockTranslateNode):
            message, names = node.render_token_list(node.plural or node.singular)
            singular, _names = node.render_token_list(node.singular)
            said = translation.ngettext(singular, message, 2) if node.plural else translation.gettext(message)
            yield said % {name: f"{{{{ {name} }}}}" for name in names}
        elif isinstance(node, IfNode):
            yield "\n".join("".join(_outline(branch)).strip("\n") for _condition, branch in node.conditions_nodelists)
        else:
            yield from (f"{{{{ {name} }}}}" for name, _finder in _named([node]))


# Loading a file


def read_mail_words(content: bytes) -> list[Wording]:
    """The words in a file's bytes: {notice: {en: {subject, body}, cy: {...}}}. Raises InvalidMailWords with every problem found."""
    problems: list[Problem] = []
    places = _fields(read_tree(content, InvalidMailWords), "", "letters by name, each with its languages", problems)
    found = [wording for name, place in places for wording in _notice(name, place, problems)]
    if problems:
        raise InvalidMailWords(sorted(problems, key=lambda problem: problem.line)[:MAX_PROBLEMS])
    return found


def _fields(place: Place, where: str, expected: str, problems: list[Problem]) -> list[tuple[str, Place]]:
    if place.kind == "map" and place.fields:
        return list(place.fields.items())
    problems.append(Problem(place.line, where, f"Here stand {expected}."))
    return []


def _notice(notice: str, place: Place, problems: list[Problem]) -> Iterator[Wording]:
    if notice not in notices():
        problems.append(Problem(place.line, notice[:60], f"There is no letter of this name.{_near(notice, notices())}"))
        return
    for language, words in _fields(place, notice, "languages: en, cy", problems):
        where = f"{notice} › {language[:20]}"
        if language not in LANGUAGES:
            problems.append(Problem(words.line, where, "The language is en or cy."))
            continue
        fields = dict(_fields(words, where, "a subject and a body", problems))
        for name, field in fields.items():
            if name not in MOST:
                problems.append(Problem(field.line, f"{where} › {name[:40]}", "A letter has a subject and a body, and nothing else."))
        texts = {name: _text(notice, name, fields.get(name), words, where, problems) for name in MOST} if fields else {}
        if texts and all(texts.values()):
            yield Wording(notice, LANGUAGES[language], texts["subject"], texts["body"])


def _text(notice: str, name: str, field: Place | None, words: Place, where: str, problems: list[Problem]) -> str:
    def wrong(sentence: str) -> None:
        problems.append(Problem((field or words).line, f"{where} › {name}", sentence))

    text = field.text.strip() if field is not None and field.kind == "text" else ""
    if not text:
        wrong(f"Write the {name} as text." if field is not None else f"The {name} is missing.")
        return ""
    if len(text) > MOST[name]:
        wrong(f"This has {len(text):,} characters; {MOST[name]:,} is the most that fits here.")
    if CONTROL.search(text):
        wrong("This holds a character that cannot be printed or sent. Write it anew, without what was pasted.")
    if name == "subject" and "\n" in text:
        wrong("A subject stands on one line.")
    if "{%" in text or "{#" in text:
        wrong("Only names in double braces, such as {{ name }}, are put in here; {% ... %} and {# ... #} are not used.")
    elif set("{}") & set(NAME.sub("", text)):
        wrong("A name stands between double braces, alone, such as {{ name }}: no single braces, filters, quotes or sums.")
    known = {*names_of(notice), "site_url"}
    for used in dict.fromkeys(NAME.findall(text)):
        if used not in known:
            wrong(f"{{{{ {used[:60]} }}}} is not a name of this letter. Its names are {', '.join(sorted(known))}.{_near(used, known)}")
    for needed in needed_names(notice) if name == "body" else []:
        if needed not in NAME.findall(text):
            wrong(f"Keep {{{{ {needed} }}}}: without it the letter does not do what it is for.")
    return text


def _near(given: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(given, list(known), 1)
    return f" Did you mean {near[0]}?" if near else ""


def changed_words(words: list[Wording]) -> list[Wording]:
    """Those that differ from the words in use."""
    return [each for each in words if words_now(each.notice, each.language) != (each.subject, each.body + "\n")]


@transaction.atomic
def load_mail_words(words: list[Wording], *, by: Any) -> list[Wording]:
    """Use these words from now on; those that were in use stay as rows. The same words again change nothing. What changed."""
    changed = changed_words(words)
    now = clock.now()
    rows = [
        MailWords.objects.create(notice=each.notice, language=each.language, subject=each.subject, body=each.body, loaded_at=now)
        for each in changed
    ]
    for row in rows:
        record("load_words", row, by=by, facts={"digest": digest(f"{row.subject}\n\n{row.body}")})
    return changed
