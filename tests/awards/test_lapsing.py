"""An award that lapses: one letter on the day, and a notice at home with what to do next."""

import datetime as dt

import pytest
from django.test import Client

from qualitymark.awards import operations
from qualitymark.awards.models import Award
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def home(actor):
    client = Client()
    client.force_login(actor.person)
    return client.get("/home/").content.decode()


def letters():
    return OutgoingMail.objects.filter(notice="award_lapsed")


def test_on_the_day_coordinators_sponsor_and_mailbox_get_one_letter_and_later_nobody_does(move_clock):
    award, held = rows.awarded()
    type(award.institution).objects.update(role_mailbox="access@home.test")
    move_clock(award.ends_on)
    assert operations.tell_of_lapses() == 0
    move_clock(award.ends_on + DAY)
    sent = operations.tell_of_lapses()
    told = {letter.to_address for letter in letters()}
    assert {held.coordinator.person.email, held.sponsor.person.email, "access@home.test"} <= told and sent == len(told)
    assert f"/our-award/{award.ref}/" in letters()[0].body and f"{award.ends_on:%-d %B %Y}" in letters()[0].body
    factories.coordinator(award.institution)
    move_clock(award.ends_on + 400 * DAY)
    assert operations.tell_of_lapses() == 0 and letters().count() == sent


def test_a_letter_that_broke_half_way_is_written_whole_the_next_time(move_clock, monkeypatch):
    award, _held = rows.awarded()
    move_clock(award.ends_on + DAY)
    with monkeypatch.context() as broken:
        broken.setattr("qualitymark.awards.operations.reminding.tell_award_lapsed", lambda *facts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            operations.tell_of_lapses()
    assert operations.tell_of_lapses() == letters().count() > 0


def test_an_award_kept_by_its_renewal_gets_the_letter_only_once_it_lapses(move_clock):
    award, held = rows.awarded()
    move_clock(award.ends_on - 5 * DAY)
    journey = operations.open_renewal(award, by=held.coordinator)
    type(journey).objects.filter(pk=journey.pk).update(terms_accepted_at=clock.now(), terms_accepted_by=held.coordinator.person)
    move_clock(award.ends_on + DAY)
    grace = award.policy.grace_days
    assert grace > 0 and operations.tell_of_lapses() == 0
    move_clock(award.ends_on + (grace + 1) * DAY)
    assert operations.tell_of_lapses() > 0 and f"/our/{journey.ref}/" in letters()[0].body


@pytest.mark.parametrize("how", ["withdrawn", "ended by a decision", "known to have lapsed when it was entered"])
def test_no_letter_where_it_did_not_lapse_by_its_date_here(move_clock, how):
    award, held = rows.awarded()
    if how == "withdrawn":
        operations.withdraw_award(award, by=held.office, why="Closed.")
    elif how == "ended by a decision":
        Award.objects.update(ended_on=clock.today())
    else:
        Award.objects.update(starts_on=clock.today() - 900 * DAY, ends_on=clock.today() - DAY)
    move_clock(award.ends_on + DAY)
    assert operations.tell_of_lapses() == 0


def test_who_leads_reads_at_home_that_it_has_lapsed_and_what_to_do_next(move_clock):
    award, held = rows.awarded()
    words = "Your Quality Mark has lapsed"
    assert words not in home(held.coordinator)
    move_clock(award.ends_on + DAY)
    page = home(held.coordinator)
    assert words in page and f'href="/our-award/{award.ref}/renew/"' in page and "Begin the renewal" in page
    assert words in home(held.sponsor) and "a coordinator can begin the renewal" in home(held.sponsor)
    assert words not in home(factories.contributor(award.institution))
    journey = operations.open_renewal(award, by=held.coordinator)
    assert f'href="/our/{journey.ref}/"' in home(held.coordinator) and "/renew/" not in home(held.coordinator)
