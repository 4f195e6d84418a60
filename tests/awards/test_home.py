"""What the holder of an award finds at home and around its award's page."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.formats import date_format

from qualitymark.actionplan.models import Action
from qualitymark.actionplan.operations import remove_action
from qualitymark.actionplan.queries import plan_of
from qualitymark.awards import operations
from qualitymark.awards.models import Certificate
from qualitymark.awards.rules import halfway_day, renewal_day
from qualitymark.awards.tasks import make_certificate
from qualitymark.core import clock
from qualitymark.journeys.models import Journey
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def signed_in(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def main_of(client, address):
    return client.get(address).content.decode().partition("<main")[2].partition("</main")[0]


def month(day):
    return date_format(day, "F Y")


def test_home_shows_the_award_its_certificate_the_next_month_and_one_next_thing(move_clock):
    award, held = rows.awarded()
    make_certificate.func(Certificate.objects.get(award=award, language="en-gb").ref)
    client = signed_in(held.coordinator)
    page = main_of(client, "/home/")
    assert f"Quality Mark {award.number}" in page and f"Current, until {award.ends_on:%-d %B %Y}" in page
    assert f'href="/our-award/{award.ref}/certificate/' in page
    assert f"Half-way review: it opens in {month(halfway_day(award))}" in page
    assert "Done" not in page.partition("Your award")[2].partition("<h2>")[0]
    assert f"opens by itself in {month(halfway_day(award))}" in main_of(client, f"/our-award/{award.ref}/")
    assert page.count("qm-turn__whose") + page.count('class="qm-turn"') == 1 and "qm-turn--yours" not in page
    move_clock(halfway_day(award))
    halfway = operations.open_halfway(award, by=held.office)
    page = main_of(client, "/home/")
    assert page.count('class="qm-turn ') == 1 and f'href="/our-award/half-way/{halfway.ref}/"' in page and "qm-turn--yours" in page
    operations.update_halfway(halfway, by=held.coordinator, text="Going well.")
    assert f"Renewal: it opens in {month(renewal_day(award))}" in main_of(client, "/home/")
    assert f"Quality Mark {award.number}" in main_of(signed_in(factories.contributor(award.institution)), "/home/")


def test_home_says_nothing_of_an_award_where_there_is_none(client):
    page = main_of(signed_in(factories.coordinator(factories.institution())), "/home/")
    assert "Your award" not in page and "our-award" not in page


def test_the_awards_page_stands_among_the_institutions_own_pages():
    award, held = rows.awarded()
    client = signed_in(held.coordinator)
    page = main_of(client, f"/our-award/{award.ref}/")
    assert (
        f'<a href="/our-award/{award.ref}/" aria-current="page">Our award</a>' in page
        and f'href="/our/{held.journey.ref}/feedback/"' in page
    )
    assert f'href="/our-award/{award.ref}/">Our award</a>' in main_of(client, f"/our/{held.journey.ref}/feedback/")
    for neighbour in ("", "actions/", "people/"):
        assert f'href="/our/{held.journey.ref}/award/">Our award</a>' in main_of(client, f"/our/{held.journey.ref}/{neighbour}")
    assert client.get(f"/our/{held.journey.ref}/award/").url == f"/our-award/{award.ref}/"
    other = factories.journey(award.institution)
    assert client.get(f"/our/{other.ref}/award/").status_code == 404


def test_an_award_made_elsewhere_has_its_way_home():
    factories.policy()
    award = rows.row()
    page = main_of(signed_in(factories.coordinator(award.institution)), f"/our-award/{award.ref}/")
    assert 'class="govuk-breadcrumbs"' in page and 'href="/home/"' in page and "qm-tabs" not in page


def test_while_half_way_review_and_renewal_are_open_each_action_is_listed_once(move_clock):
    award, held = rows.awarded()
    owner, facts = held.coordinator.person, {"institution": award.institution, "added_at": clock.now(), "journey": held.journey}
    Action.objects.create(what="Ring everybody", state="under_way", owner=held.coordinator.person, **facts)
    Action.objects.create(what="Publish the offer", state="done", owner=owner, **facts)
    move_clock(halfway_day(award))
    halfway = operations.open_halfway(award, by=held.office)
    move_clock(renewal_day(award))
    journey = operations.open_renewal(award, by=held.coordinator)
    client = signed_in(held.coordinator)
    pages = [f"/our-award/half-way/{halfway.ref}/", "/home/", f"/our/{journey.ref}/actions/"]
    for address in pages:
        assert main_of(client, address).count("Ring everybody") == 1, address
    review = main_of(client, pages[0])
    assert "Publish the offer" in review and "Under way" in review
    fresh = Action.objects.get(journey=journey)
    assert "what became of it there" in main_of(client, f"/our/{journey.ref}/actions/{fresh.ref}/")
    assert "Ring everybody" in main_of(client, f"/our/{held.journey.ref}/actions/")
    Journey.objects.filter(pk=journey.pk).update(state="withdrawn")
    assert main_of(client, pages[0]).count("Ring everybody") == 1


def test_an_award_made_elsewhere_stands_at_home_with_its_review_and_the_actions_typed_there(move_clock):
    factories.policy()
    award = rows.row(starts_on=clock.today(), ends_on=clock.add_months(clock.today(), 36) - DAY)
    coordinator, office = factories.coordinator(award.institution), factories.office()
    move_clock(halfway_day(award))
    halfway = operations.open_halfway(award, by=office)
    client, seen = signed_in(coordinator), signed_in(office)
    here, there = f"/our-award/half-way/{halfway.ref}/", f"/office/half-way/{halfway.ref}/"
    assert "What it sets now comes with its update." in main_of(seen, there)
    client.post(f"{here}action/", factories.marked({"what": "Ring everybody", "owner_name": "Housing", "priority": "normal"}))
    made = Action.objects.get(what="Ring everybody")
    assert "Ring everybody" not in main_of(seen, there)  # the institution's own until it sends its update
    operations.update_halfway(halfway, by=coordinator, text="Going well.")
    page = main_of(seen, there)
    assert "Ring everybody" in page and "set since this review opened" in page and "Housing" in page
    operations.close_halfway(halfway, by=office, note="We talked.")
    move_clock(clock.today() + DAY)
    Action.objects.create(institution=award.institution, what="Later", added_at=clock.now())
    assert "Ring everybody" in main_of(seen, there) and "Later" not in main_of(seen, there)
    home = main_of(client, "/home/")
    assert "not on its way" not in home and f'href="{here}"' in home and "Closed after the conversation" in home
    assert f'href="{here}action/{made.ref}/"' in home


def test_a_renewals_plan_has_each_action_once_with_its_day_and_what_became_of_the_others_under_a_heading(move_clock):
    award, held = rows.awarded()
    facts = {"institution": award.institution, "added_at": clock.now(), "journey": held.journey, "owner_name": "Housing"}
    Action.objects.create(what="Ring everybody", state="under_way", due_on=clock.today() + DAY, **facts)
    Action.objects.create(what="Publish the offer", state="done", **facts)
    Action.objects.create(what="Ask the new ones", due_on=clock.add_months(award.ends_on, 3), **facts)
    move_clock(renewal_day(award))
    journey = operations.open_renewal(award, by=held.coordinator)
    kept, late = Action.objects.get(journey=journey, what="Ask the new ones"), Action.objects.get(journey=journey, what="Ring everybody")
    assert kept.due_on == clock.add_months(award.ends_on, 3) and late.due_on is None
    assert sorted(each.what for each in plan_of(journey)) == ["Ask the new ones", "Publish the offer", "Ring everybody"]
    client, here = signed_in(held.coordinator), f"/our/{journey.ref}/actions/"
    page = main_of(client, here)
    tasks, _heading, before = page.partition("From the last cycle")
    assert "Publish the offer" in before and "Publish the offer" not in tasks and "overdue" not in page
    assert tasks.count("needs a new day") == 1 and "needs a new day" in tasks.partition("Ring everybody")[2]
    remove_action(late, by=held.coordinator)
    assert "Ring everybody" not in main_of(client, here)
    assert "Ring everybody" in main_of(client, f"/our/{held.journey.ref}/actions/")
