"""Until which day reconsideration can be asked for: what the policy says, said where it is needed, refused afterwards."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.formats import date_format

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.decisions import operations
from qualitymark.decisions.models import Reconsideration
from qualitymark.frameworks.models import Policy
from qualitymark.journeys.models import Journey
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db


def as_(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def at_panel(days):
    return rows.at_panel(policy=factories.policy(reconsideration_days=days))


def in_words(day):
    return date_format(day, "j F Y")


@pytest.mark.parametrize("days", [28, 9])
def test_reconsideration_can_be_asked_for_until_the_end_of_the_last_day_of_the_policy_and_not_after_it(days):
    decision, held = rows.released(at_panel(days))
    last = clock.today() + dt.timedelta(days=days)
    reader, ours = as_(held.coordinator), f"/our/{held.journey.ref}/feedback/"
    for address in (ours, f"{ours}reconsideration/"):
        assert f"ntil the end of {last:%-d %B %Y}" in reader.get(address).content.decode()
    clock.move_to(last + dt.timedelta(days=1))
    with pytest.raises(Refused, match=f"could be asked for until the end of {in_words(last)}"):
        operations.ask_reconsideration(decision, by=held.coordinator, grounds="It was not read.")
    assert f"{ours}reconsideration/" not in reader.get(ours).content.decode()
    answer = reader.post(f"{ours}reconsideration/", {"grounds": "It was not read."})
    assert answer.status_code == 409 and in_words(last) in answer.content.decode() and not Reconsideration.objects.exists()
    clock.move_to(last)
    assert operations.ask_reconsideration(decision, by=held.coordinator, grounds="It was not read.").state == "asked"


@pytest.mark.parametrize(("language", "words"), [("en-gb", "until the end of"), ("cy", "tan ddiwedd y dydd ar")])
def test_the_letter_of_a_release_says_until_when_it_can_be_asked_for(language, words):
    held = rows.at_panel()
    Journey.objects.filter(pk=held.journey.pk).update(language=language)
    held.coordinator.person.language = language
    held.coordinator.person.save()
    rows.released(held)
    letter = OutgoingMail.objects.get(notice="decision_released", to_address=held.coordinator.person.email)
    assert words in letter.body and str((clock.today() + dt.timedelta(days=28)).year) in letter.body


def test_a_policy_begins_with_four_weeks():
    assert Policy().reconsideration_days == 28
