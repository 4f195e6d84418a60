"""Three people write in one response while the server is killed under them (kill -9), again and again: what was answered for is there."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from qualitymark.core import audit
from qualitymark.selfassessment.models import Response, Revision
from tests import conftest, factories
from tests.selfassessment.stage import make_stage
from tests.servers import ROOT, environment, free_port

pytestmark = [pytest.mark.durability, pytest.mark.django_db(transaction=True)]
KILLS = int(os.environ.get("QM_KILLS", "20"))
TOKEN = "k" * 32


@pytest.fixture
def port(smtp):
    """The port at which the site is served by processes that may be killed."""
    chosen = free_port()
    env = environment(conftest.VAR, smtp.port, conftest.database_url()) | {
        "QM_SITE_URL": f"http://127.0.0.1:{chosen}",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-W", "ignore", "tests/durability/forking.py", str(chosen)]
    served = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    yield chosen, served.stdout
    os.killpg(served.pid, signal.SIGKILL)
    served.wait()
    served.stdout.close()


class Writer(threading.Thread):
    """Somebody who adds one paragraph after the other, and notes what was answered for."""

    def __init__(self, name, actor, port, address):
        super().__init__(daemon=True)
        self.name, self.port, self.address = name, port, address
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(actor.person.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
        session.create()
        self.cookies = f"sessionid={session.session_key}; csrftoken={TOKEN}"
        self.answered, self.wrong, self.over = [], [], False
        self.text, self.base, self.number = "", 0, 0

    def run(self):
        while not self.over:
            mine = f"{self.name} {self.number}"
            sent = f"{self.text}\n\n{mine}" if self.text else mine
            try:
                status, told = self.send(sent)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)  # the server is dead: whether it was saved, nobody said. The same is sent again.
                continue
            if status == 200 and "version" not in told:
                continue  # killed in the middle of the answer
            if status == 200:
                self.answered.append((mine, sent))
                self.text, self.base, self.number = told["text"] or sent, told["version"], self.number + 1
            else:
                self.wrong.append((status, told))
                return

    def send(self, text):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Cookie": self.cookies,
            "X-CSRFToken": TOKEN,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request("POST", self.address, urlencode({"text": text, "base": self.base, "writing": self.name}), headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(body) if answer.headers.get_content_type() == "application/json" else {"body": body[:300]}


def test_nothing_that_was_answered_for_is_lost_however_often_the_server_is_killed(port):
    number, pids = port
    stage = make_stage()
    stage.write("CL1", "The beginning.")
    address = reverse("workspace:autosave", args=[stage.journey.ref, "CL1"])
    people = {"one": stage.coordinator, "two": stage.contributor, "three": factories.contributor(stage.institution)}
    writers = [Writer(name, actor, number, address) for name, actor in people.items()]
    for writer in writers:
        writer.text, writer.base = "The beginning.", 1
        writer.start()
    chance = random.Random(20)
    for _kill in range(KILLS):
        pid, before = int(pids.readline()), sum(len(writer.answered) for writer in writers)
        until = time.monotonic() + 60
        while (
            sum(len(writer.answered) for writer in writers) < before + 3 and time.monotonic() < until and not any(w.wrong for w in writers)
        ):
            time.sleep(0.005)
        time.sleep(chance.random() * 0.06)
        os.kill(pid, signal.SIGKILL)
    for writer in writers:
        writer.over = True
    for writer in writers:
        writer.join(30)
    assert [writer.wrong for writer in writers] == [[], [], []]
    texts = set(Revision.objects.filter(response__criterion__code="CL1").values_list("text", flat=True))
    stands = Response.objects.get(criterion__code="CL1").text.split("\n\n")
    for writer in writers:
        assert writer.answered and all(sent in texts for _mine, sent in writer.answered)
        assert all(mine in stands for mine, _sent in writer.answered)
    assert len(stands) == len(set(stands))  # and what was sent again is there once
    assert audit.verify() == []
