"""PDF documents, typeset from our own templates. Text goes in as data, never as source.

The typesetter takes more than a hundred megabytes, so it is loaded only where a document is made, which is in the worker. A web
process never calls `feedback_report` or `certificate`: operations ask for a document, tasks make it (docs/decisions/0004).
"""

import json
from pathlib import Path
from typing import Any

from .blocks import blocks, plain
from .pictures import check_code, mark

HERE = Path(__file__).parent
_compilers: dict[str, Any] = {}


def _typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF (PDF/UA-1, tagged) of a template and its data: the same bytes each time for the same data."""
    import typst  # here alone: see above

    if "compiler" not in _compilers:
        _compilers["compiler"] = typst.Compiler(root=str(HERE), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True)
    made = _compilers["compiler"].compile(
        input=str(HERE / "typst" / f"{template}.typ"),
        sys_inputs={"data": json.dumps(data)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    return made[0] if isinstance(made, list) else made


def _language(code: str) -> dict[str, str]:
    lang, _dash, region = code.partition("-")
    return {"lang": lang or "en", "region": (region or "gb").upper()}


def _section(section: dict[str, Any], level: int) -> dict[str, Any]:
    return {
        "title": plain(section["title"]).strip() or "–",
        "label": plain(section.get("label", "")),
        "new_page": bool(section.get("new_page")),
        "blocks": blocks(section.get("text", ""), level),
        "sections": [_section(each, level + 1) for each in section.get("sections", [])],
    }


def feedback_report(data: dict[str, Any]) -> bytes:
    """The PDF of a feedback report.

    In: language; title; institution; scheme; running (foot of each page); contents_word, page_word, mark_alt; facts, pairs of words;
    lead, Markdown; sections of title, label (the level in words, or nothing), text (Markdown), sections, new_page.
    Nothing that a person typed is refused: letters that cannot be printed are named, headings are shifted below the section's own.
    """
    return _typeset(
        "feedback_report",
        _language(data["language"])
        | {name: plain(data[name]) for name in ("title", "institution", "scheme", "running", "contents_word", "page_word", "mark_alt")}
        | {
            "author": plain(data["scheme"]),
            "description": plain(f"{data['title']}, {data['institution']}"),
            "mark": mark(),
            "facts": [[plain(name), plain(words)] for name, words in data["facts"]],
            "lead": blocks(data.get("lead", ""), 0),  # nothing but the title stands above it
            "sections": [_section(each, 1) for each in data["sections"]],
        },
    )


def certificate(data: dict[str, Any]) -> bytes:
    """The PDF of a certificate, one page.

    In: language; title; institution; scheme; lead, sentence, scope, note (plain words, the last two may be empty); facts, up to three
    pairs of words; check_url, check_words; mark_alt, code_alt.
    """
    shown = data["check_url"].split("//", 1)[-1]
    names = ("title", "institution", "scheme", "lead", "sentence", "scope", "note", "check_words", "mark_alt", "code_alt")
    return _typeset(
        "certificate",
        _language(data["language"])
        | {name: plain(data[name]) for name in names}
        | {
            "author": plain(data["scheme"]),
            "description": plain(f"{data['title']}, {data['institution']}"),
            "mark": mark(),
            "code": check_code(data["check_url"]),
            "check_url": data["check_url"],
            "check_shown": plain(shown),
            "facts": [[plain(name), plain(words)] for name, words in data["facts"]],
        },
    )
