"""Fill an empty, prepared database for the benchmark; prints one JSON line: pages with their addresses, cookies, goals and query counts."""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualitymark.settings")

import django  # noqa: E402

django.setup()

from allauth.account.internal.flows.login import record_authentication  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.data import TEXT, fill  # noqa: E402
from qualitymark.selfassessment.models import Response  # noqa: E402

TOKEN = "b" * 32


def session_of(person, acting_as):
    """The session key of a signed-in person, as signing in with both steps would leave it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["acting_as"] = acting_as
    for method in ("password", "mfa"):
        record_authentication(SimpleNamespace(session=session), person, method)
    session.create()
    return session.session_key


def main(journeys):
    made = fill(journeys)
    coordinator = session_of(made["coordinator"], f"member:{made['place'].ref}")
    office = session_of(made["office"], "office")
    assessor = session_of(made["assessor"], "assessor")
    response = Response.objects.get(journey=made["journey"], criterion=made["criterion"])
    criterion = {"ref": made["journey"].ref, "code": made["criterion"].code}
    pages = {
        "home": page(reverse("website:home"), "", (4, 5), 8),
        "register": page(reverse("awards:register"), "", (4, 5), 8),
        "register entry": page(reverse("awards:register_entry", kwargs={"slug": made["slug"]}), "", (4, 5), 8),
        "practice search": page(reverse("practice:search") + "?q=summer+rooms", "", (25, 30), 8),
        "office list": page(reverse("office:home"), office, (30, 40), 12),
        "coordinator's board": page(reverse("workspace:board", kwargs={"ref": made["journey"].ref}), coordinator, (30, 40), 12),
        "criterion page": page(reverse("workspace:criterion", kwargs=criterion), coordinator, (15, 20), 15),
        "assessor's side-by-side": page(reverse("casework:review", kwargs={"ref": made["reviewed"].ref}), assessor, (23, 30), 15),
    }
    saving = {
        "path": reverse("workspace:criterion", kwargs=criterion), "cookie": cookie(coordinator), "base": response.version, "saved": 0,
        "form": {"csrfmiddlewaretoken": TOKEN, "text": TEXT, "then": "stay"}, "goal_ms": {"sqlite": 8, "postgres": 12}, "queries": 0,
    }  # fmt: skip
    client = client_of(saving["cookie"])
    form = {**saving["form"], "base": str(saving["base"])}
    with CaptureQueriesContext(connection) as counted:
        answer = client.post(saving["path"], form)
    if answer.status_code not in (200, 302):
        raise RuntimeError(f"Saving answered {answer.status_code}.")
    saving["queries"], saving["saved"] = len(counted), Response.objects.get(pk=response.pk).version - saving["base"]
    sys.stdout.write(json.dumps({"pages": pages, "saving": saving}) + "\n")


def cookie(session_key):
    kept = f"{settings.CSRF_COOKIE_NAME}={TOKEN}"
    return f"{kept}; {settings.SESSION_COOKIE_NAME}={session_key}" if session_key else kept


def client_of(header):
    client = Client(HTTP_HOST="127.0.0.1")
    for part in header.split("; "):
        name, _equals, value = part.partition("=")
        client.cookies[name] = value
    return client


def page(path, session_key, goal_ms, goal_queries):
    header = cookie(session_key)
    client = client_of(header)
    client.get(path)
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    goals = {"sqlite": goal_ms[0], "postgres": goal_ms[1]}
    return {"path": path, "cookie": header, "queries": len(counted), "goal_ms": goals, "goal_queries": goal_queries}


if __name__ == "__main__":
    main(int(sys.argv[1]))
