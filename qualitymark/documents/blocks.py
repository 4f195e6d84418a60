"""Markdown as data for the typesetter: blocks and inline pieces, never source, so that nothing typed can be a command.

A block is a list whose first item says what it is: ["p", inline], ["h", level, inline], ["ul", items], ["ol", start, items],
["quote", blocks], ["code", text], ["table", head, rows], ["rule"]. Inline: ["t", text], ["em", inline], ["strong", inline],
["code", text], ["link", address, inline], ["br"]. An item of a list is a list of blocks; a cell of a table is inline.
"""

import unicodedata
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")
_COVERED = Path(__file__).parent / "fonts" / "coverage.txt"
_SAFE = ("http://", "https://", "mailto:")


def _ranges(text: str) -> frozenset[int]:
    found: set[int] = set()
    for line in text.split():
        first, _dash, last = line.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


covered = _ranges(_COVERED.read_text(encoding="ascii"))


def plain(text: str) -> str:
    """`text` in characters that our letters can print. Others are taken apart (ﬁ to fi), or named in brackets: nothing is left out
    silently, and no character makes a document fail."""
    if all(ord(letter) in covered for letter in text):
        return text
    return "".join(letter if ord(letter) in covered else _spelt(letter) for letter in unicodedata.normalize("NFC", text))


def _spelt(letter: str) -> str:
    if letter in "\n\t\r\v\f\u2028\u2029":
        return " "
    if unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Me"):  # controls, invisible marks, accents that found no letter
        return ""
    apart = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in covered)
    return apart.strip() or f"[{unicodedata.name(letter, f'character U+{ord(letter):04X}').lower()}]"


def inline(nodes: list[SyntaxTreeNode]) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        if node.type in ("em", "strong"):
            found.append([node.type, inline(node.children)])
        elif node.type == "link":
            address = str(node.attrs.get("href", ""))
            inside = inline(node.children)
            found += [["link", address, inside]] if address.startswith(_SAFE) and inside else inside
        elif node.type == "code_inline":
            found.append(["code", plain(node.content)])
        elif node.type == "softbreak":
            found.append(["t", " "])
        elif node.type == "hardbreak":
            found.append(["br"])
        elif node.type == "image":
            found.append(["t", plain(node.content)])  # a picture's words stand for it: pictures are evidence, not text
        elif node.children:
            found += inline(node.children)
        else:
            found.append(["t", plain(node.content)])
    return found


def _blocks(nodes: list[SyntaxTreeNode], level: int, top: int, nested: bool = False) -> list[Any]:
    found: list[Any] = []
    last = level
    for node in nodes:
        if node.type == "heading" and nested:
            found.append(["p", [["strong", inline(node.children)]]])
        elif node.type == "heading":
            # Below the template's heading, and never more than one step deeper than the heading before: a reader by ear would lose the way.
            last = min(level + 1 + int(node.tag[1]) - top, last + 1, 6)
            found.append(["h", last, inline(node.children)])
        elif node.type in ("bullet_list", "ordered_list"):
            items = [_blocks(item.children, level, top, True) for item in node.children]
            start = int(node.attrs.get("start", 1))
            found.append(["ul", items] if node.type == "bullet_list" else ["ol", start, items])
        elif node.type == "blockquote":
            found.append(["quote", _blocks(node.children, level, top, True)])
        elif node.type in ("fence", "code_block"):
            found.append(["code", "\n".join(plain(line) for line in node.content.rstrip("\n").split("\n"))])
        elif node.type == "table":
            rows = [[inline(cell.children) for cell in row.children] for part in node.children for row in part.children]
            found.append(["table", rows[0], rows[1:]])
        elif node.type == "hr":
            found.append(["rule"])
        elif node.type == "paragraph":
            found.append(["p", inline(node.children)])
        else:
            found.append(["p", [["t", plain(node.content)]]])
    return [block for block in found if block[0] not in ("p", "h") or block[-1]]


def blocks(text: str, level: int) -> list[Any]:
    """The blocks of a Markdown text that stands below a heading of `level` (1 is the document's highest)."""
    nodes = SyntaxTreeNode(_markdown.parse(text)).children
    tops = [int(node.tag[1]) for node in nodes if node.type == "heading"]
    return _blocks(nodes, level, min(tops, default=1))
