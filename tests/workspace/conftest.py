import pytest
from django.conf import settings as site
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from tests.selfassessment.stage import make_stage


@pytest.fixture
def stage(db):
    return make_stage()


@pytest.fixture
def at():
    """at(actor): a browser's requests, signed in as that person."""

    def signed_in(actor):
        client = Client()
        client.force_login(actor.person)
        return client

    return signed_in


@pytest.fixture
def signed_in(browser, live):
    """signed_in(actor, script=True, width=1280): a window in which that person is signed in."""
    opened = []

    def window(actor, *, script=True, width=1280):
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(actor.person.pk), site.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
        session.create()
        context = browser.new_context(
            base_url=live.url, java_script_enabled=script, viewport={"width": width, "height": 800}, locale="en-GB"
        )
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session.session_key, "url": live.url}])
        opened.append(context)
        return context.new_page()

    yield window
    for context in opened:
        context.close()
