"""What an office document may not carry inside: ways out of it, and things that run or unfold when somebody opens it.

Links to pages stay, and so do linked pictures, recordings and other workbooks: programs of today ask, or show nothing, before they fetch
one from the web. What is fetched or run without a question is refused: a template elsewhere, a frame, a part of the text, an object.
"""

import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD, LINKS_MOST = 65_536, 4_194_304
MAY_BE_OUTSIDE = ("hyperlink", "image", "audio", "video", "media", "externalLinkPath", "externalLink")
UNSPOKEN = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
SAVE_AS_PDF = _("Save it as a PDF, and add that.")


def refuse_inside(inside: zipfile.ZipFile, refuse: Callable[[str | Promise, str | Promise], Exception]) -> None:
    """Raise what `refuse(sentence, what next)` gives where a part of the document is not to be handed on."""
    names = inside.namelist()
    if any(_leads_out(name) for name in names):
        raise refuse(
            _("“%(name)s” has a part that would be written outside the document when it is unpacked, so we do not take it."),
            _("Open it on your computer, save it again under a new name, and add that."),
        )
    if any(_is_object(name) for name in names) or _has_open_object(inside, names):
        raise refuse(
            _("“%(name)s” carries an object of another program (OLE or ActiveX), which could be a program itself."),
            _("Put a picture or a table in its place, or save it as a PDF, and add that."),
        )
    for name in names:
        if name.lower().endswith((".xml", ".rels")) and _declares_a_type(inside, name):
            raise refuse(
                _(
                    "“%(name)s” has a part with a document type of its own (DTD), which no office document needs and which can reach outside."
                ),
                _("Open it on your computer and save it again, or save it as a PDF, and add that."),
            )
    for name in names:
        if name.lower().endswith(".rels") and (reaches := _reaches_out(inside, name)):
            if reaches == "attachedTemplate":
                raise refuse(
                    _("“%(name)s” fetches its template from elsewhere when it is opened."),
                    _("In Word, choose the template Normal for it (Developer, Document Template) and save it; or save it as a PDF."),
                )
            raise refuse(_("“%(name)s” fetches a part of itself from elsewhere when it is opened."), SAVE_AS_PDF)


def _leads_out(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or re.match(r"[A-Za-z]:", plain) is not None


def _is_object(name: str) -> bool:
    """An object of another program; a workbook behind a chart is none."""
    lower = name.lower()
    return "/activex/" in lower or ("/embeddings/" in lower and not lower.endswith((".xlsx", ".docx", ".pptx", ".rels", "/")))


def _has_open_object(inside: zipfile.ZipFile, names: list[str]) -> bool:
    listed = "META-INF/manifest.xml"
    return listed in names and b"application/vnd.sun.star.oleobject" in _beginning(inside, listed, LINKS_MOST)


def _beginning(inside: zipfile.ZipFile, part: str, most: int) -> bytes:
    with inside.open(part) as opened:
        return opened.read(most)


def _declares_a_type(inside: zipfile.ZipFile, part: str) -> bool:
    """A document type stands before the first element; one that is pushed out of sight by a long comment counts as well."""
    head = _beginning(inside, part, HEAD)
    said = UNSPOKEN.sub(b"", head.replace(b"\x00", b""))  # without the zeros UTF-16 reads as UTF-8
    return b"<!DOCTYPE" in said or b"<!ENTITY" in said or (len(head) == HEAD and b"<" not in said)


def _reaches_out(inside: zipfile.ZipFile, part: str) -> str:
    """The kind of the first relationship that leads outside and may not, or "". Refused as damaged: what is no list of relationships."""
    try:
        # No document type stands in it (asked before), so no entity can unfold.
        tree = ElementTree.fromstring(_beginning(inside, part, LINKS_MOST))  # noqa: S314
    except ElementTree.ParseError as problem:
        raise ValueError("not a list of relationships") from problem
    for each in tree.iter():
        sort = each.get("Type", "").rsplit("/", 1)[-1]
        if each.get("TargetMode", "").lower() == "external" and sort not in MAY_BE_OUTSIDE:
            return sort or "?"
    return ""
