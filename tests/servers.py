"""Real servers for tests, each on a free loopback port: a mail sink and the site itself."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chromium():
    """The path of the browser, or None where there is none, or where QM_CHROMIUM says none."""
    named = os.environ.get("QM_CHROMIUM")
    if named == "none":
        return None
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Sink:
    """An SMTP server that keeps every message and may refuse an address."""

    def __init__(self):
        self.messages = []
        self.refused = set()
        self.waiting = 0
        self._open = threading.Event()
        self._open.set()
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        while not self._open.is_set():
            self.waiting += 1
            await asyncio.sleep(0.02)
        self.messages.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def to(self, address):
        """The messages delivered to an address, oldest first, as email.message.EmailMessage."""
        return [message for recipients, message in self.messages if address in recipients]

    def refuse(self, address):
        self.refused.add(address)

    def pause(self):
        """Take letters and keep their senders waiting; `waiting` is no longer 0 once one waits."""
        self._open.clear()

    def resume(self):
        self._open.set()

    def clear(self):
        self.resume()
        self.waiting = 0
        self.messages.clear()
        self.refused.clear()

    def stop(self):
        self._controller.stop()


@dataclass
class Server:
    url: str
    process: subprocess.Popen
    log_file: Path

    def running(self):
        return self.process.poll() is None

    def log(self):
        return self.log_file.read_text(errors="replace")[-4000:]


def environment(var, mail_port, database_url):
    """The environment of a process of the product beside the tests, in demo mode (its clock can be moved)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QM_")}
    return {
        **kept,
        "QM_DEMO": "yes",
        "QM_VAR_DIR": str(var),
        "QM_DATABASE_URL": database_url,
        "QM_EMAIL_HOST": "127.0.0.1",
        "QM_EMAIL_PORT": str(mail_port),
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def serve(var, mail_port, database_url):
    """Granian with one worker on a free port, until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log_file = var / "server.log"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1", "--blocking-threads", "2"]
    command += ["--host", "127.0.0.1", "--port", str(port), "qualitymark.wsgi:application"]
    with log_file.open("wb") as log:
        started = {**environment(var, mail_port, database_url), "QM_SITE_URL": url}
        process = subprocess.Popen(command, cwd=ROOT, env=started, stdout=log, stderr=log)
    server = Server(url, process, log_file)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(server, seconds=30):
    """Returns once the server answers anything at all; otherwise fails with its log."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.running():
        try:
            urllib.request.urlopen(f"{server.url}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The site did not start:\n{server.log()}")
