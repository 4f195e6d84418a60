"""What changed between two texts, shown in the later one: what came in is marked as such, and so is what went."""

from .markdown import render, sanitised

MARKS = {"ins", "del"}


def compared(before: str, after: str) -> str:
    """Safe HTML of the Markdown `after`, with <ins> around what `before` had not, and <del> around what it had besides."""
    from lxml.html.diff import htmldiff  # here: no other page needs it, and each start of the site would load it

    return sanitised(htmldiff(render(before), render(after)), MARKS)
