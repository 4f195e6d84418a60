"""The virus scanner: clamd, over its own socket protocol. Off unless QM_CLAMD names it ("unix:/run/clamav/clamd.ctl" or "host:port").

A file is held until the scanner has called it clean; a scanner that cannot be reached holds it. The worker scans; the tick asks again.
"""

import socket
import struct
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage

from .models import Scan, StoredFile

CHUNK = 256 * 1024
SECONDS = 60


class Unreachable(Exception):
    """The scanner did not answer, or not with a verdict."""


def scan_stored(ref: str) -> str:
    """Ask the scanner about one held file and write down what it says; what the file's state is now."""
    file = StoredFile.objects.filter(ref=ref, scan=Scan.HELD, erased_at=None).first()
    if file is None:
        return ""
    try:
        with default_storage.open(file.key) as opened:
            clean = is_clean(opened)
    except (Unreachable, FileNotFoundError):
        return Scan.HELD
    verdict = Scan.CLEAN if clean else Scan.INFECTED
    StoredFile.objects.filter(pk=file.pk, scan=Scan.HELD).update(scan=verdict)
    return verdict


def scan_held() -> int:
    """Ask again about every file that is held; how many are released or refused now. Part of the tick."""
    refs = list(StoredFile.objects.filter(scan=Scan.HELD, erased_at=None).values_list("ref", flat=True)) if settings.CLAMD else []
    return sum(scan_stored(ref) != Scan.HELD for ref in refs)


def is_clean(content: IO[bytes]) -> bool:
    """clamd's INSTREAM: length and bytes of each chunk, a length of nothing to end, one line back."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as problem:
        raise Unreachable(type(problem).__name__) from problem
    if answer.endswith("FOUND"):
        return False
    if answer == "stream: OK":
        return True
    raise Unreachable(answer[:200])


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(settings.CLAMD.removeprefix("unix:"))
        return line
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\0") and (some := line.recv(4096)):
        got += some
    return got.rstrip(b"\0\n").decode(errors="replace").strip()
