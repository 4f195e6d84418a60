"""Two texts that began from the same one, put together by paragraph.

A paragraph is what blank lines part: a list or a table without blank lines inside is one. What only one of the two changed is taken from
that one; what both changed alike is taken once; what both changed differently is for a person to put together.
"""

import re

from merge3 import Merge3

_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without the blank lines between them."""
    return [part for part in _BLANK.split(text.strip("\n")) if part.strip()]


def merged(common: str, mine: str, theirs: str) -> str | None:
    """The text that holds what each of the two changed in `common`; None where both changed the same paragraph, each in another way."""
    if mine == theirs or theirs == common:
        return mine
    if mine == common:
        return theirs
    base, a, b = paragraphs(common), paragraphs(mine), paragraphs(theirs)
    if not base:
        return None  # two first drafts: what they mean together only a person can say
    together: list[str] = []
    for kind, *where in Merge3(base, a, b).merge_regions():
        if kind == "conflict":
            start, end, a_start, a_end, b_start, b_end = where
            found = _side_by_side(base[start:end], a[a_start:a_end], b[b_start:b_end])
            if found is None:
                return None
            together += found
        else:  # unchanged: indices of the base; same and a: of the first text; b: of the second
            source = base if kind == "unchanged" else b if kind == "b" else a
            together += source[where[0] : where[1]]
    return "\n\n".join(together)


def _side_by_side(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Neighbouring paragraphs that the two changed. Where one of them only added before or after, both stand; where each changed another one,
    each is taken from whoever changed it. None where they met in a paragraph, or nothing says which belongs to which."""
    for added, other in ((mine, theirs), (theirs, mine)):
        if added[: len(base)] == base:
            return other + added[len(base) :]
        if added[len(added) - len(base) :] == base:
            return added[: len(added) - len(base)] + other
    if not len(base) == len(mine) == len(theirs):
        return None
    found = []
    for old, own, other_own in zip(base, mine, theirs, strict=True):
        if old not in (own, other_own) and own != other_own:
            return None
        found.append(other_own if own == old else own)
    return found
