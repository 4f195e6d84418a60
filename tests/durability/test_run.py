"""`make run`, as a newcomer meets it: the first start, Ctrl-C, the second start."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.servers import ROOT, free_port

pytestmark = [pytest.mark.durability, pytest.mark.once]


@pytest.fixture
def start(tmp_path):
    """start(port): scripts/run.sh in a session of its own, in the tests' own environment; returns once it tells the address."""
    begun, log = [], tmp_path / "run.log"

    def begin(port):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("QM_")}
        env = {**kept, "VENV": sys.prefix, "PORT": str(port), "QM_VAR_DIR": str(tmp_path / "var")}
        with log.open("wb") as out:
            run = subprocess.Popen(
                ["scripts/run.sh"], cwd=ROOT, env=env, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True
            )
        begun.append(run)
        until = time.monotonic() + 240
        while "Stop with" not in log.read_text():
            assert time.monotonic() < until and run.poll() is None, log.read_text()[-3000:]
            time.sleep(0.1)
        return run, log.read_text()

    yield begin
    for run in begun:
        run.terminate()
        run.wait(timeout=30)


def stop(run):
    """Ctrl-C, as a terminal sends it."""
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(timeout=30) == 0


def read(var, question, *values):
    with sqlite3.connect(var / "qualitymark.sqlite3") as database:
        return database.execute(question, values).fetchall()


def test_a_second_start_keeps_what_was_typed_and_leaves_no_process_behind(tmp_path, start):
    var, port = tmp_path / "var", free_port()
    run, said = start(port)
    assert f"http://127.0.0.1:{port}/demo/" in said and "Traceback" not in said
    assert (var / "site-address").read_text() == f"http://127.0.0.1:{port}\n"
    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
    counts = "select (select count(*) from accounts_person), (select count(*) from institutions_institution)"
    ((people, places),) = read(var, counts)
    assert people > 10 and places > 10
    read(var, "update institutions_institution set town = ? where id = 1", "Typed by somebody")
    stop(run)
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    run, said = start(port)
    assert "Traceback" not in said
    assert read(var, "select town from institutions_institution where id = 1") == [("Typed by somebody",)]
    assert read(var, counts) == [(people, places)]
    stop(run)


def test_a_port_that_is_taken_is_said_so_before_anything_is_made(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        env = {**os.environ, "VENV": sys.prefix, "PORT": str(port), "QM_VAR_DIR": str(tmp_path / "var")}
        run = subprocess.run(["scripts/run.sh"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    assert run.returncode == 1
    assert f"Port {port} is not free" in run.stderr and "make run PORT=" in run.stderr
    assert not (tmp_path / "var" / "qualitymark.sqlite3").exists()
