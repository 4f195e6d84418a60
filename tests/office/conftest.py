import pytest
from django.test import Client

from tests import factories as make


@pytest.fixture
def at(db):
    """at(actor): a browser's requests, signed in as that person."""

    def signed_in(actor):
        client = Client()
        if actor.person is not None:
            client.force_login(actor.person)
            session = client.session
            session["acting_as"] = f"member:{actor.institution_id and institution_ref(actor)}" if actor.is_member else actor.capacity
            session.save()
        return client

    return signed_in


def institution_ref(actor):
    from qualitymark.institutions.models import Institution

    return Institution.objects.get(pk=actor.institution_id).ref


@pytest.fixture
def office(at):
    """The office's browser; office.actor is who it is."""
    actor = make.office("Olive Office")
    client = at(actor)
    client.actor = actor
    return client
