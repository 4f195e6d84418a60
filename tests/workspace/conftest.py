import pytest
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
