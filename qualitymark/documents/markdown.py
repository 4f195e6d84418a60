"""Markdown in, sanitised HTML out. The HTML is stored beside the text with the renderer's version."""

import nh3
from markdown_it import MarkdownIt

RENDERER = "1"
_TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "a",
    "blockquote",
    "code",
    "pre",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")


def render(text: str, below: int = 2) -> str:
    """Safe HTML of `text`. Headings are shifted below the page's own (a first heading becomes level `below` + 1); pictures are dropped."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + below, 6)}"
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return sanitised(html)


def sanitised(html: str, more: frozenset[str] | set[str] = frozenset()) -> str:
    """HTML with the tags of a text alone, and `more` ones; links only to the web and to mail."""
    return nh3.clean(
        html, tags=_TAGS | more, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="nofollow noopener"
    )
