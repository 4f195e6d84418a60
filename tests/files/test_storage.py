"""The one door: what is stored, what is served, what a crash leaves, what the scanner holds."""

import datetime as dt
import io
import os
import socketserver
import struct
import threading

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import RequestFactory

from qualitymark.core.actor import SYSTEM
from qualitymark.files import scanner
from qualitymark.files.models import Scan, StoredFile
from qualitymark.files.serving import answer_with
from qualitymark.files.storage import CannotStore, claim, erase, open_stored, store, sweep

from .uploads import PDF, upload

pytestmark = pytest.mark.django_db


def keep(name="agreement.pdf", content=None, owner_ref="r1", **options):
    return store(upload(name, content), owner="evidence.Revision", owner_ref=owner_ref, by=SYSTEM, **options)


def body(response):
    return b"".join(response.streaming_content)


def age(key, days):
    path = default_storage.path(key)
    then = os.path.getmtime(path) - days * 86400
    os.utime(path, (then, then))


def test_a_stored_file_is_known_by_its_digest_and_lies_under_a_key_that_says_nothing():
    row = keep()
    assert row.size == len(PDF) and row.media_type == "application/pdf" and len(row.sha256) == 64
    assert "agreement" not in row.key and open_stored(row).read() == PDF


def test_a_file_over_what_is_left_of_the_quota_is_refused():
    with pytest.raises(CannotStore, match="no room"):
        keep(room_left=10)
    assert StoredFile.objects.count() == 0


def test_an_erased_file_leaves_a_row_without_a_name_and_no_bytes(django_capture_on_commit_callbacks):
    row = keep()
    with django_capture_on_commit_callbacks(execute=True):
        erase(row)
    row.refresh_from_db()
    assert row.name == "" and row.sha256 and not default_storage.exists(row.key)
    with pytest.raises(CannotStore, match="erased"):
        open_stored(row)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_bytes_without_a_row_and_rows_without_an_owner_and_nothing_else():
    kept, young = keep(), keep(owner_ref="")
    unclaimed = keep(owner_ref="")
    StoredFile.objects.filter(pk=unclaimed.pk).update(added_at=unclaimed.added_at - dt.timedelta(days=2))

    class Crash(Exception):
        pass

    def crashing(name):
        with transaction.atomic():
            row = keep(name)
            raise Crash(row.key)

    left = []
    for name in ("poster.png", "notes.txt"):
        with pytest.raises(Crash) as crash:
            crashing(name)
        left.append(str(crash.value))
    age(left[0], 2)
    age(kept.key, 9)
    assert sweep() == {"without_row": 1, "without_owner": 1, "erased": 0}
    assert not default_storage.exists(left[0]) and default_storage.exists(left[1])  # a young one may be an upload under way
    assert default_storage.exists(kept.key) and default_storage.exists(young.key) and not default_storage.exists(unclaimed.key)
    assert sweep() == {"without_row": 0, "without_owner": 0, "erased": 0}


def test_a_claimed_file_is_not_swept():
    row = keep(owner_ref="")
    claim(row, "rev1")
    StoredFile.objects.update(added_at=row.added_at - dt.timedelta(days=3))
    assert sweep()["without_owner"] == 0


def served(row, in_place=False, **headers):
    return answer_with(RequestFactory().get("/", headers=headers), row, in_place=in_place)


def test_a_served_file_cannot_run_or_be_sniffed_and_is_not_kept():
    response = served(keep("notes.txt"))
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("attachment") and "no-store" in response["Cache-Control"]
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_only_kinds_that_are_safe_to_show_are_shown_in_place():
    assert served(keep("poster.png"), in_place=True)["Content-Disposition"].startswith("inline")
    assert served(keep("policy.docx"), in_place=True)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "asked, status, first, last",
    [("bytes=0-9", 206, 0, 9), ("bytes=5-", 206, 5, len(PDF) - 1), ("bytes=-4", 206, len(PDF) - 4, len(PDF) - 1), ("bytes=0-99999", 206, 0, len(PDF) - 1),
     ("bytes=99999-", 416, 0, 0), ("bytes=9-2", 416, 0, 0), ("bytes=-0", 416, 0, 0),
     (f"bytes={'9' * 4400}-", 416, 0, 0), (f"bytes=-{'9' * 4400}", 206, 0, len(PDF) - 1), (f"bytes=5-{'9' * 4400}", 206, 5, len(PDF) - 1),
     (f"bytes={'0' * 4400}5-7", 206, 5, 7)],
)  # fmt: skip
def test_a_part_of_a_file_is_sent_when_asked_for(asked, status, first, last):
    response = served(keep(), Range=asked)
    assert response.status_code == status
    if status == 206:
        assert body(response) == PDF[first : last + 1]
        assert response["Content-Range"] == f"bytes {first}-{last}/{len(PDF)}"


def test_a_range_that_makes_no_sense_gets_the_whole_file():
    assert body(served(keep(), Range="pages=1-2")) == PDF


def test_a_name_with_odd_letters_is_sent_whole_and_breaks_no_header():
    said = served(keep('Llŷn "draft".pdf', PDF))["Content-Disposition"]
    assert "\n" not in said and "filename*=UTF-8''Ll%C5%B7n" in said


class Clamd(socketserver.BaseRequestHandler):
    """As much of clamd as the protocol needs: it finds the word EICAR."""

    def handle(self):
        read = self.request.makefile("rb")
        assert read.read(10) == b"zINSTREAM\0"
        got = b""
        while length := struct.unpack("!L", read.read(4))[0]:
            got += read.read(length)
        self.request.sendall(b"stream: Eicar-Signature FOUND\0" if b"EICAR" in got else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


def test_a_file_is_held_until_the_scanner_has_called_it_clean(clamd, run_worker):
    row = keep()
    assert row.scan == Scan.HELD
    with pytest.raises(CannotStore, match="still being checked"):
        open_stored(row)
    run_worker()
    row.refresh_from_db()
    assert row.scan == Scan.CLEAN and open_stored(row).read() == PDF


def test_a_file_in_which_something_was_found_is_never_served(clamd, run_worker):
    row = keep("notes.txt", b"some words EICAR some words")
    run_worker()
    row.refresh_from_db()
    assert row.scan == Scan.INFECTED
    with pytest.raises(CannotStore, match="found something"):
        open_stored(row)


def test_a_scanner_that_cannot_be_reached_holds_the_file_until_it_answers(settings, run_worker, clamd):
    answering, settings.CLAMD = settings.CLAMD, "127.0.0.1:1"
    row = keep()
    run_worker()
    row.refresh_from_db()
    assert row.scan == Scan.HELD
    settings.CLAMD = answering
    assert scanner.scan_held() == 1
    row.refresh_from_db()
    assert row.scan == Scan.CLEAN


def test_a_scanner_that_answers_with_an_error_is_not_taken_for_clean(settings, monkeypatch):
    monkeypatch.setattr(scanner, "_answer", lambda line: "INSTREAM size limit exceeded. ERROR")
    monkeypatch.setattr(
        scanner, "_connected", lambda: type("L", (), {"sendall": lambda *a: None, "__enter__": lambda s: s, "__exit__": lambda *a: None})()
    )
    with pytest.raises(scanner.Unreachable):
        scanner.is_clean(io.BytesIO(b"x"))
