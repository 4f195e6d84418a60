"""Replacing the public pages' words from a file."""

from typing import Any

import yaml
from django.db import transaction
from django.db.models import Max

from qualitymark.core import clock
from qualitymark.documents.markdown import render

from .models import PublicPage

LANGUAGES = {"en": "en-gb", "cy": "cy"}


class InvalidPages(Exception):  # noqa: N818 - what the file is, in words
    """The file cannot be loaded; the message names page, language and field."""


def read_pages(text: str) -> list[dict[str, Any]]:
    """The pages of a YAML file: {code: {en: {title, lead, body}, cy: {...}}}. Refuses with a sentence what it does not know."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise InvalidPages(f"The file is not YAML: {problem}") from None
    if not isinstance(content, dict) or not content:
        raise InvalidPages("The file must hold at least one page: a code, then its languages.")
    found = []
    for code, languages in content.items():
        if not isinstance(languages, dict) or "en" not in languages:
            raise InvalidPages(f"{code}: write at least the English words, under “en”.")
        for language, words in languages.items():
            found.append(_page(str(code), language, words))
    return found


def _page(code: str, language: Any, words: Any) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise InvalidPages(f"{code}: the language is en or cy, not {language}.")
    if not isinstance(words, dict) or set(words) - {"title", "lead", "body"} or not {"title", "body"} <= set(words):
        raise InvalidPages(f"{code}, {language}: a page has a title, a body and perhaps a lead, and nothing else.")
    if not all(isinstance(value, str) for value in words.values()) or len(code) > 40 or len(words["title"]) > 160:
        raise InvalidPages(f"{code}, {language}: title, lead and body are texts; a title has at most 160 characters.")
    return {"code": code, "language": LANGUAGES[language], "lead": "", **words}


def changed_pages(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those pages whose words differ from the newest version loaded."""
    newest = {(row.code, row.language): row for row in PublicPage.objects.order_by("version")}

    def differs(page: dict[str, Any]) -> bool:
        row = newest.get((page["code"], page["language"]))
        return row is None or (row.title, row.lead, row.body) != (page["title"], page["lead"], page["body"])

    return [page for page in pages if differs(page)]


@transaction.atomic
def load_pages(pages: list[dict[str, Any]]) -> int:
    """Add a new version of each page that changed; how many. The versions before stay."""
    changed = changed_pages(pages)
    for page in changed:
        last = PublicPage.objects.filter(code=page["code"], language=page["language"]).aggregate(last=Max("version"))["last"] or 0
        PublicPage.objects.create(
            **page,
            version=last + 1,
            html=render(page["body"], below=1),
            publish_on=clock.today() if last else clock.LAUNCHED,
            loaded_at=clock.now(),
        )
    return len(changed)
