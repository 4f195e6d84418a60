"""Answering with a stored file. The page that serves one has asked its owner's room who may read it, on every request, whatever part is wanted."""

import re
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from .kinds import kind_of
from .models import StoredFile
from .storage import open_stored

CHUNK = 256 * 1024
MOST_DIGITS = 20  # of a byte's number: past the end of any file
# Nothing in a stored file may run, load or send anything. A picture may be framed by our own pages.
LOCKED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"
# Chromium's own PDF reader does not open under sandbox; it runs no script of the document.
PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


def answer_with(request: HttpRequest, file: StoredFile, *, in_place: bool = False) -> HttpResponseBase:
    """The file, or the part of it that the Range header asks for. `in_place`: shown by the browser where its kind allows."""
    source, kind = open_stored(file), kind_of(file.media_type)
    response = _part(source, request.headers.get("Range", ""), file.size)
    for name, value in _headers(file, in_place and kind is not None and kind.shown).items():
        response[name] = value
    return response


def _part(source: IO[bytes], header: str, size: int) -> HttpResponseBase:
    """The bytes that a Range header asks for, or all of them where there is none; 416 for those that are not there."""
    wanted = _range(header, size)
    if wanted is None:
        source.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = wanted
    response = StreamingHttpResponse(_bytes(source, first, last - first + 1), status=206 if header else 200)
    response["Content-Length"] = str(last - first + 1)
    if header:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _headers(file: StoredFile, shown: bool) -> dict[str, str]:
    """What keeps a stored file from running, loading or sending anything, and from being kept on the way."""
    return {
        "Content-Type": f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type,
        "Content-Disposition": _disposition("inline" if shown else "attachment", file.name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": PDF if shown and file.media_type == "application/pdf" else LOCKED,
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
    }


def _disposition(how: str, name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace("\\", "_").replace('"', "_")
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte. The whole file where no single range is asked for; None where the range is outside it."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip()) if header else None
    if not found or found.groups() == ("", ""):
        return 0, size - 1
    first, last = (_byte(digits) for digits in found.groups())
    if first is None:
        return (max(size - (last or 0), 0), size - 1) if last else None
    begin, end = first, size - 1 if last is None else min(last, size - 1)
    return (begin, end) if begin <= end else None


def _byte(digits: str) -> int | None:
    """The number, or one past the end of any file where it is longer than Python turns into a number."""
    return int(digits.lstrip("0")[:MOST_DIGITS] or 0) if digits else None


def _bytes(source: IO[bytes], first: int, left: int) -> Iterator[bytes]:
    with source:
        source.seek(first)
        while left > 0 and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
