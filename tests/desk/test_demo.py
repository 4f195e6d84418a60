"""The demo's own pages: its door, its clock and its letters."""

import datetime as dt
import importlib
import re

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.urls import clear_url_caches
from django.utils.formats import date_format

import qualitymark.desk.urls
import qualitymark.urls
from qualitymark.core import clock, mail
from qualitymark.core.models import DueJob, OutgoingMail
from qualitymark.desk import due
from qualitymark.desk.management.commands import tick
from qualitymark.institutions.models import Membership
from qualitymark.institutions.operations import invite
from qualitymark.journeys.models import Milestone

from .. import factories

pytestmark = pytest.mark.django_db


def addresses_made_again():
    importlib.reload(qualitymark.desk.urls)
    importlib.reload(qualitymark.urls)
    clear_url_caches()


@pytest.fixture
def demo(settings):
    """Demo mode with its own addresses, for this test; letters wait, as in the demo, for nobody."""
    settings.DEMO, settings.EMAIL_HOST = True, ""
    addresses_made_again()
    yield
    settings.DEMO = False
    addresses_made_again()


def written(number, **facts):
    with transaction.atomic():
        return [mail.send("account_changed", address=f"somebody{each}@example.test", **facts) for each in range(number)]


def test_an_invitation_is_read_in_the_demo_and_taken_up_from_there(demo, client, run_worker):
    place = factories.institution("Moorland College")
    invite(place, by=factories.coordinator(place), email="new@example.test", name="New Person", role="contributor")
    run_worker()
    letter = OutgoingMail.objects.get(to_address="new@example.test")
    listed = client.get("/demo/mail/").content.decode()
    assert letter.subject in listed and "new@example.test" in listed and f'href="/demo/mail/{letter.ref}/"' in listed
    shown = client.get(f"/demo/mail/{letter.ref}/").content.decode()
    link = re.search(r'href="(/invitation/[^"]+)"', shown)[1]
    client.post(link, {"language": "en-gb"})
    assert Membership.objects.filter(institution=place, person__email="new@example.test").exists()
    assert outbox.outbox == []


def test_in_the_demo_the_words_of_a_letter_with_a_code_stay_when_it_goes_to_a_mail_server_on_this_computer(demo, smtp, run_worker):
    (letter,) = written(1, secret=True)
    run_worker()
    letter.refresh_from_db()
    assert letter.state == OutgoingMail.State.SENT and letter.body


def test_the_words_of_a_letter_are_never_markup_and_only_this_sites_addresses_are_links(demo, client, settings):
    (letter,) = written(1)
    body = f"<b>Hello</b> {settings.SITE_URL}/home/?a=1&b=2. {settings.SITE_URL}.evil.example/x https://other.example/"
    OutgoingMail.objects.update(body=body)
    shown = client.get(f"/demo/mail/{letter.ref}/").content.decode()
    assert "&lt;b&gt;Hello" in shown and 'href="/home/?a=1&amp;b=2"' in shown
    assert 'evil.example/x"' not in shown and 'href="https://other' not in shown


def test_the_demos_letters_are_listed_by_page_newest_first_in_as_many_queries_for_one_as_for_thirty(demo, client, count_queries):
    written(1)
    client.get("/demo/mail/")
    with count_queries() as few:
        client.get("/demo/mail/")
    written(29)
    with count_queries() as many:
        client.get("/demo/mail/")
    assert len(many) == len(few)
    written(50)
    page = client.get("/demo/mail/")
    assert len(page.context["letters"]) == 50 and page.context["letters"][0].to_address == "somebody49@example.test"
    assert len(client.get("/demo/mail/?page=2").context["letters"]) == 30


def test_the_page_for_the_code_says_in_the_demo_where_its_letter_is(demo, client):
    who = factories.person()
    page = client.post("/account/login/code/", {"email": who.email}, follow=True).content.decode()
    assert "In this demonstration letters are kept here" in page and 'href="/demo/mail/"' in page


def message_of(answer):
    return " ".join(str(each) for each in answer.context["messages"])


def test_the_clock_is_moved_from_the_demos_page_and_what_is_due_is_done(demo, client):
    place = factories.institution("Moorland College")
    journey, who = factories.journey(place), factories.coordinator(place)
    day = clock.add_months(clock.today(), 1)
    Milestone.objects.create(journey=journey, what="submission", due_on=day + dt.timedelta(days=3))
    page = client.get("/demo/").content.decode()
    assert "Today in the demonstration is" in page and f'name="day" value="{day.isoformat()}"' in page
    answer = client.post("/demo/clock/", {"day": day.isoformat()}, follow=True)
    assert clock.today() == day and f"{date_format(day, 'j F Y')}. What is due by then is done." in message_of(answer)
    letters = OutgoingMail.objects.filter(to_address=who.person.email).count()
    assert letters and f"{letters} letter" in message_of(answer)
    again = client.post("/demo/clock/", {"day": day.isoformat()}, follow=True)
    assert "0 letters were written" in message_of(again) and OutgoingMail.objects.filter(to_address=who.person.email).count() == letters


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Give a day, a month and a year"),
        ({"day_day": "31", "day_month": "2", "day_year": "2031"}, "not a day of the calendar"),
        ({"day": "soon"}, "not a day of the calendar"),
        ({"day": "2021-06-01"}, "does not go back"),
        ({"day": "9999-12-31"}, "twenty years on at most"),
    ],
)
def test_a_day_to_which_the_demo_cannot_go_is_refused_at_the_field_and_kept(demo, client, typed, said):
    before = clock.today()
    answer = client.post("/demo/clock/", typed)
    assert said in " ".join(answer.context["form"].errors["day"]) and said in answer.content.decode()
    assert all(f'value="{value}"' in answer.content.decode() for name, value in typed.items() if "_" in name)
    assert clock.today() == before and not DueJob.objects.exists()


def test_what_could_not_be_done_after_a_move_is_said(demo, client, monkeypatch):
    def fails():
        raise ValueError("broken")

    monkeypatch.setattr(due, "JOBS", [due.Job("broken", due.MINUTE, fails)])
    monkeypatch.setattr(tick, "JOBS", due.JOBS)
    answer = client.post("/demo/clock/", {"day": (clock.today() + dt.timedelta(days=1)).isoformat()}, follow=True)
    assert "could not be done: it is tried again" in message_of(answer)


def test_twenty_years_on_every_face_has_a_home(demo, client):
    faces = [factories.office(), factories.coordinator(factories.institution())]
    assert client.post("/demo/clock/", {"day": clock.add_months(clock.real_today(), 240).isoformat()}).status_code == 302
    assert client.get("/demo/").context["steps"] == []
    for actor in faces:
        client.force_login(actor.person)
        assert client.get("/home/").status_code == 200


def test_the_clock_of_a_real_deployment_has_no_page(client):
    assert client.post("/demo/clock/", {"day": "2031-03-01"}).status_code == 404
    assert clock.today() == clock.real_today()


@pytest.mark.parametrize("ref", ["", "nothing-here/"])
def test_a_real_deployment_has_no_page_for_letters_and_says_nothing_of_one(client, ref):
    assert client.get(f"/demo/mail/{ref}").status_code == 404
    assert "demonstration" not in client.post("/account/login/code/", {"email": factories.person().email}, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_demos_pages_hold_to_axe_and_to_a_narrow_screen(live, page, axe):
    place = factories.institution("Moorland College")
    who = factories.contributor(place).person
    page.goto("/demo/mail/")
    assert axe(page) == []
    written(120)
    for address in ("/demo/", "/demo/mail/", "/demo/mail/?page=2", f"/demo/mail/{OutgoingMail.objects.first().ref}/"):
        for width in (1200, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            assert axe(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (address, width)
    page.goto("/demo/")
    page.get_by_label("Year").fill("1999")
    page.get_by_role("button", name="Move the clock").click()
    page.get_by_role("heading", name="Please look at this again").wait_for()
    assert axe(page) == [] and page.title().startswith("Error:")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Six months on").click()
    page.get_by_text("What is due by then is done").wait_for()
    assert axe(page) == []
    page.goto("/account/login/code/")
    page.get_by_label("Your e-mail address").fill(who.email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/**")
    assert axe(page) == []
    factories.answer_askers()
    page.get_by_role("link", name="In this demonstration letters are kept here").click()
    page.get_by_role("link", name="code").first.click()
    assert page.get_by_text("code is").count() == 1
