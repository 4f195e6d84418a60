"""A further interest of an institution that has a journey or an interest open is joined to it in one step."""

import pytest
from django.test import Client

from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Membership
from qualitymark.interest.models import Interest
from qualitymark.interest.operations import match_institution, reopen
from qualitymark.interest.states import InterestState
from qualitymark.journeys.operations import go_ahead, join_interest
from qualitymark.journeys.rules import can_go_ahead, can_join
from tests import factories as make

from .cast import whole_cast
from .test_opening import interest_of

pytestmark = pytest.mark.django_db
SECOND = {"contact_name": "Col Colleague", "contact_email": "col@example.test", "message": "We too would like to begin."}


def browser(actor):
    client = Client()
    client.force_login(actor.person)
    return client


@pytest.fixture
def home():
    """An institution with an open journey that Cara Contact coordinates, and a further interest of it."""
    make.edition(), make.policy()
    found, office = make.institution(), make.office()
    journey = go_ahead(interest_of(found), by=office, answer="Welcome.")
    return found, office, journey, interest_of(found, **SECOND)


def test_the_office_joins_a_further_interest_to_the_open_journey_and_its_words_stay(home):
    institution, office, journey, second = home
    client, address = browser(office), f"/office/interest/{second.ref}/"
    assert "Join to the open journey" in client.get(address).content.decode()
    asked = client.get(f"{address}join/").content.decode()
    assert "Cara Contact" in asked and "names who leads" in asked
    before = Membership.objects.count()
    assert client.post(f"{address}join/").url == address
    second.refresh_from_db()
    assert (second.state, second.joined_ref, second.answered_by) == ("joined", journey.ref, office.person)
    assert Entry.objects.get(verb="join").facts["journey"] == journey.ref and verify() == []
    assert Membership.objects.count() == before and not can_go_ahead(office, second)
    shown = client.get(address).content.decode()
    assert "We too would like to begin." in shown and "col@example.test" in shown and "was told who leads there" in shown
    assert address in client.get(f"/office/institution/{institution.ref}/").content.decode()
    assert address not in client.get("/office/").content.decode()
    again = client.post(f"{address}join/")
    assert again.status_code == 409 and OutgoingMail.objects.filter(notice="interest_joined").count() == 1
    with pytest.raises(Refused, match="is joined to what"):
        match_institution(second, by=office, institution=make.institution())
    assert reopen(second, by=office).state == "talking" and Interest.objects.get(pk=second.pk).joined_ref == ""


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_the_sender_learns_who_leads_and_nothing_else_and_nobody_else_is_written_to(home, language):
    _institution, office, journey, second = home
    Interest.objects.filter(pk=second.pk).update(language=language)
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    join_interest(second, by=office)
    letter = OutgoingMail.objects.exclude(pk__in=before).get()
    assert (letter.notice, letter.to_address) == ("interest_joined", "col@example.test")
    assert "Cara Contact" in letter.body and ("can invite you" in letter.body) is (language == "en-gb")
    assert ("Arweinir" in letter.body) is (language == "cy")
    for secret in ("cara@example.test", "Sian Senior", journey.ref, journey.get_state_display(), office.person.name, "we too would"):
        assert secret.lower() not in f"{letter.subject} {letter.body}".lower(), secret


def test_who_leads_already_is_told_that_they_do():
    make.edition(), make.policy()
    office, institution = make.office(), make.institution()
    go_ahead(interest_of(institution), by=office, answer="Welcome.")
    join_interest(interest_of(institution, typed_name="x", contact_email="CARA@example.test"), by=office)
    assert "You lead on it there yourself" in OutgoingMail.objects.get(notice="interest_joined").body


def test_two_that_wait_are_joined_and_one_of_them_stays_open():
    office, institution = make.office(), make.institution()
    first, second = interest_of(institution), interest_of(institution, **SECOND)
    join_interest(second, by=office)
    second.refresh_from_db()
    assert second.joined_ref == first.ref and "Cara Contact" in OutgoingMail.objects.get(notice="interest_joined").body
    assert Entry.objects.get(verb="join").facts["interest"] == first.ref
    with pytest.raises(Refused, match="nothing to join"):
        join_interest(first, by=office)


def test_nothing_is_joined_where_nobody_leads_or_nothing_is_open(home):
    institution, office, journey, second = home
    Membership.objects.filter(institution=institution).delete()
    with pytest.raises(Refused, match="nobody to name"):
        join_interest(second, by=office)
    assert can_join(office, interest_of(make.institution(), contact_email="new@example.test")).status == 409
    unmatched = interest_of(None, typed_name="Somewhere", contact_email="far@example.test")
    assert can_join(office, unmatched).status == 409
    assert not OutgoingMail.objects.filter(notice="interest_joined").exists()


@pytest.mark.access
def test_the_office_alone_joins_and_only_while_the_interest_waits_or_was_answered_not_yet(home):
    _institution, _office, journey, second = home
    cast = whole_cast(journey)
    for state in InterestState:
        second.state = state
        may = {name for name, actor in cast.items() if can_join(actor, second)}
        assert may == ({"office"} if state in ("received", "talking", "not_yet") else set()), state
