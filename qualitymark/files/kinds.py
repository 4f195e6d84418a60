"""What a file may be. Its name, its first bytes and what two libraries make of it have to agree; each misses what the other sees.

`examine(upload)` gives a Kind, or refuses with the reason in a sentence: empty, too large, of a kind that is not taken, not what its name
says, protected by a password, carrying macros or objects, reaching outside itself, or a zip bomb.
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import filetype
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qualitymark.core.verdict import Refused, not_now

from .inside import refuse_inside

HEAD = 8192
# A document inside its zip: more than this, or this many times its own size, is made to exhaust whoever opens it.
UNPACKED_MAX = 1024 * 1024 * 1024
RATIO_MAX, ENTRIES_MAX = 250, 20_000


class CannotStore(Refused):
    """A file that is not taken, and why."""

    def __str__(self) -> str:
        return self.reason


def refuse(message: str | Promise, next_step: str | Promise = "", **params: Any) -> CannotStore:
    return CannotStore(not_now(message, next_step, **params))


@dataclass(frozen=True)
class Kind:
    """One kind of file: the ending that stands for it, its media type, a word for its badge, and whether a browser may show it in place."""

    ending: str
    media_type: str
    badge: str
    shown: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": Kind("pdf", "application/pdf", "PDF", True),
    "docx": Kind("docx", f"{_OFFICE}wordprocessingml.document", "Word"),
    "xlsx": Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", "Excel"),
    "pptx": Kind("pptx", f"{_OFFICE}presentationml.presentation", "Slides"),
    "odt": Kind("odt", f"{_OPEN}text", "Text"),
    "ods": Kind("ods", f"{_OPEN}spreadsheet", "Sheet"),
    "odp": Kind("odp", f"{_OPEN}presentation", "Slides"),
    "png": Kind("png", "image/png", "PNG", True),
    "jpg": Kind("jpg", "image/jpeg", "JPEG", True),
    "txt": Kind("txt", "text/plain", "Text", True),
    "csv": Kind("csv", "text/csv", "CSV"),
}
SAME = {"jpeg": "jpg", "jpe": "jpg"}
BY_TYPE = {kind.media_type: kind for kind in KINDS.values()}
ACCEPT = ",".join(f".{ending}" for ending in [*KINDS, "jpeg"])
TAKEN = _("PDF, Word, Excel and PowerPoint, OpenDocument, PNG and JPEG pictures, plain text and CSV")
# Kinds that people try, and what to do instead.
INSTEAD = {
    ("doc", "dot", "rtf", "pages"): _("Save it as a Word document (.docx) or as a PDF, and add that."),
    ("xls", "xlsb", "numbers"): _("Save it as an Excel workbook (.xlsx) or as CSV, and add that."),
    ("ppt", "pps", "ppsx", "key"): _("Save it as a PowerPoint presentation (.pptx) or as a PDF, and add that."),
    ("docm", "dotm", "xlsm", "xltm", "pptm"): _("It may carry macros. Save it without them (.docx, .xlsx or .pptx), and add that."),
    ("heic", "heif", "webp", "tif", "tiff", "bmp", "gif", "svg"): _("Save or export the picture as JPEG or PNG, and add that."),
    ("zip", "rar", "7z", "gz", "tar"): _("Add the files inside it one by one, so that each can be opened and cited."),
    ("mp4", "mov", "avi", "mp3", "wav", "m4a"): _("Put the recording where your institution keeps such things, and add a link to it."),
    ("htm", "html", "mht", "url", "webloc"): _("Add a link to the page instead, or print it to a PDF."),
    ("msg", "eml"): _("Print the message to a PDF, take out what is private, and add that."),
}


def kind_of(media_type: str) -> Kind | None:
    return BY_TYPE.get(media_type)


def clean_name(name: str) -> str:
    """A file's name as we show and send it: no folders, no control or direction characters, at most 150 characters with its ending kept."""
    plain = unicodedata.normalize("NFC", str(name)).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(each for each in plain if unicodedata.category(each)[0] != "C" and unicodedata.category(each) not in ("Zl", "Zp"))
    plain = re.sub(r'[<>:"|?*]+', "-", re.sub(r"\s+", " ", plain)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: 149 - len(ending)]}.{ending}" if dot and stem and len(ending) < 10 else plain[:150] or "file"


def ending_of(name: str) -> str:
    ending = PurePosixPath(name).suffix.lstrip(".").lower()
    return SAME.get(ending, ending)


def examine(upload: Any) -> Kind:
    """The kind of an uploaded file (with .name, .size, .read, .seek). Refused: CannotStore, with a sentence. The file is left at its start."""
    name = clean_name(upload.name)
    kind = KINDS.get(ending_of(name))
    if kind is None:
        raise _not_taken(name)
    if not upload.size:
        raise refuse(
            _("“%(name)s” is empty."), _("Open it on your computer, check that it holds what you meant, and add it again."), name=name
        )
    if upload.size > settings.FILE_MAX_BYTES:
        raise refuse(
            _("“%(name)s” is too large: %(size)s MB. A file may have up to %(most)s MB."),
            _("Make it smaller (large pictures are the usual reason), or add a link to where it is kept."),
            name=name,
            size=-(-upload.size // 1048576),
            most=settings.FILE_MAX_BYTES // 1048576,
        )
    upload.seek(0)
    try:
        _agree(name, kind, upload, upload.read(HEAD))
    finally:
        upload.seek(0)
    return kind


def _not_taken(name: str) -> CannotStore:
    ending = ending_of(name)
    instead = next((words for endings, words in INSTEAD.items() if ending in endings), None)
    return refuse(
        _("“%(name)s” is of a kind that we do not take. We take: %(taken)s."),
        instead or _("Save it as one of those, and add that."),
        name=name,
        taken=TAKEN,
    )


def _not_what_it_says(name: str) -> CannotStore:
    return refuse(
        _("“%(name)s” is not what its name says: what is inside is something else, or is damaged."),
        _("Open it on your computer; if it opens, save it again in the right format and add that."),
        name=name,
    )


def _agree(name: str, kind: Kind, upload: Any, head: bytes) -> None:
    """Do the name, libmagic and filetype tell the same of this file?"""
    # Asked for here: to find its library magic starts processes, which every start of the site would wait for.
    import pylibmagic  # noqa: F401 - first: it brings the library that magic looks for, where the system has none

    # isort: split
    import magic

    seen = magic.from_buffer(head, mime=True)
    guess = filetype.guess(head)
    guessed = guess.mime if guess else ""
    if kind.ending in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
        if seen in ("application/x-ole-storage", "application/CDFV2", "application/encrypted") or head[:4] == b"\xd0\xcf\x11\xe0":
            raise _protected(name)
        _look_inside(name, kind, upload)
    elif kind.ending in ("txt", "csv"):
        if guessed or not (seen.startswith("text/") or seen in ("application/csv", "application/json", "application/x-ndjson")):
            raise _not_what_it_says(name)
        if seen in ("text/html", "text/x-shellscript", "text/x-php", "text/x-msdos-batch", "text/rtf") or not _is_text(head):
            raise _not_what_it_says(name)
    elif seen != kind.media_type or guessed != kind.media_type:
        raise _not_what_it_says(name)


def _is_text(head: bytes) -> bool:
    """Readable as text: UTF-8, UTF-16 with its mark, or the old Windows letters; never the first bytes of a program."""
    if head[:2] in (b"MZ", b"#!") or head[:4] == b"\x7fELF":
        return False
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return b"\x00" not in head


def _protected(name: str) -> CannotStore:
    return refuse(
        _("“%(name)s” is protected by a password, or is an older document with a new ending: nobody else could open it."),
        _("Save it again without a password in today's format, and add that."),
        name=name,
    )


def _look_inside(name: str, kind: Kind, upload: Any) -> None:
    """An office document is a zip: its parts tell its kind. Nothing is unpacked but the list of parts and one small one."""
    try:
        with zipfile.ZipFile(upload) as inside:
            parts = inside.infolist()
            _bounded(name, parts, upload.size)
            if any(part.flag_bits & 1 for part in parts):
                raise _protected(name)
            names = {part.filename for part in parts}
            if any(_is_macro(part) for part in names):
                raise refuse(
                    _("“%(name)s” carries macros (small programs), which we do not take."),
                    _("Save it without macros, or as a PDF, and add that."),
                    name=name,
                )
            if not _is_kind(kind, inside, names):
                raise _not_what_it_says(name)
            refuse_inside(inside, lambda message, next_step: refuse(message, next_step, name=name))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError, UnicodeError, KeyError) as problem:
        raise _not_what_it_says(name) from problem


def _bounded(name: str, parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    overlapping = packed > size
    swollen = unpacked > UNPACKED_MAX or (unpacked > 50 * 1024 * 1024 and unpacked > RATIO_MAX * size)
    if overlapping or swollen or len(parts) > ENTRIES_MAX:
        raise refuse(
            _("“%(name)s” would unpack to far more than a document needs, so we do not take it."),
            _("Save it as a PDF, or split it into smaller documents, and add those."),
            name=name,
        )


def _is_macro(part: str) -> bool:
    lower = part.lower()
    return lower.endswith(("vbaproject.bin", "vbadata.xml")) or lower.startswith(("basic/", "scripts/"))


def _is_kind(kind: Kind, inside: zipfile.ZipFile, names: set[str]) -> bool:
    if kind.ending in ("odt", "ods", "odp"):
        return "content.xml" in names and _small(inside, "mimetype").strip() == kind.media_type.encode()
    folder = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}[kind.ending]
    types = _small(inside, "[Content_Types].xml")
    return any(each.startswith(folder) for each in names) and b"macroEnabled" not in types and kind.media_type.encode() in types


def _small(inside: zipfile.ZipFile, part: str, most: int = 262_144) -> bytes:
    """The beginning of one part, whatever size it says it has."""
    with inside.open(part) as opened:
        return opened.read(most)
