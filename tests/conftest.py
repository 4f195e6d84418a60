"""What every test may ask for: a database, a moved clock, a mail server, a worker, the served site and a browser.

The database is SQLite in a temporary file, or the one that QM_DATABASE_URL names: scripts/with_postgres.sh pytest tests/...
"""

import atexit
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from .servers import Sink, chromium, serve

VAR = Path(tempfile.mkdtemp(prefix="qm-tests-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
os.environ["QM_VAR_DIR"] = str(VAR)  # for the processes that tests start
# Playwright keeps an event loop in this thread, which Django would take for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
settings.VAR_DIR = VAR
(VAR / "static").mkdir()
settings.STATIC_ROOT = str(VAR / "static")
settings.STORAGES["default"] = {**settings.STORAGES["default"], "OPTIONS": {"location": str(VAR / "files")}}
# Argon2 is slow on purpose; the test of the real hasher asks for it by name.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
POSTGRES = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
if not POSTGRES:
    # A file, so that threads and processes have connections of their own, as in the real thing.
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(VAR / "test.sqlite3")

hypothesis_settings.register_profile(
    "project", deadline=None, database=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("project")


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what says nothing about a database, and browser tests that do not ask for both."""
    if not POSTGRES:
        return
    kept, left = [], []
    for item in items:
        browser_only = "browser" in item.fixturenames and not item.get_closest_marker("both")
        (left if browser_only or item.get_closest_marker("once") else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


@pytest.fixture(autouse=True)
def _own_language():
    """A request leaves its language in the thread; the next test begins in English again."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _empty_store():
    yield
    shutil.rmtree(VAR / "files", ignore_errors=True)


@pytest.fixture
def move_clock(db):
    """move_clock(date): today becomes that date, for this test."""
    from qualitymark.core import clock

    return clock.move_to


@pytest.fixture
def count_queries():
    """with count_queries() as made: ...; len(made) is the number of queries."""
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def counting():
        with CaptureQueriesContext(connection) as made:
            yield made

    return counting


@pytest.fixture(scope="session")
def _sink():
    sink = Sink()
    yield sink
    sink.stop()


@pytest.fixture
def smtp(_sink, settings):
    """A real SMTP server on loopback that keeps what it receives: smtp.messages, smtp.to(address), smtp.refuse(address)."""
    _sink.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _sink.port
    return _sink


@pytest.fixture
def run_worker(db, monkeypatch):
    """run_worker(): does every queued task now, as the worker would, in this process."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands import db_worker

    # Between tasks the worker closes connections that stand in a transaction; a test's own does.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def run():
        db_worker.Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(16),
        ).run()

    return run


@pytest.fixture(scope="session")
def _server(_sink, django_db_setup):
    with serve(VAR, _sink.port, database_url()) as server:
        yield server


@pytest.fixture
def live(_server, transactional_db, smtp):
    """The site, served by granian in a process of its own on the test's database: live.url. Tasks wait for run_worker()."""
    from django.core.cache import cache

    cache.clear()
    assert _server.running(), _server.log()
    return _server


@pytest.fixture(scope="session")
def browser():
    """Chromium, driven by Playwright: browser.new_context(base_url=live.url, ...). Skips where there is no Chromium."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-dev-shm-usage"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, live):
    """A fresh browser window on the served site; page.goto("/register/") works."""
    context = browser.new_context(base_url=live.url, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


# Only what is wrong comes back from the browser: the whole of what axe says of a page is large.
FINDINGS = """async tags => (await axe.run(document, {
  iframes: false, resultTypes: ['violations'], runOnly: {type: 'tag', values: tags},
})).violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${rule.help} at ${node.target}`))"""


@pytest.fixture(scope="session")
def axe():
    """axe(page): the accessibility violations on the page as sentences; an empty list when there are none.

    What stands in a frame is an uploaded file, not a page of ours, and runs no script that could answer.
    """
    script = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")

    def violations(page):
        page.wait_for_load_state()  # a click returns when the next page begins, at times before it has its first element
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        return page.evaluate(FINDINGS, tags)

    return violations


def database_url():
    """The address of the test database, for a process beside this one."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"
