"""A form sent after the sign-in ran out comes back filled in."""

import datetime as dt
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qualitymark.core import clock
from qualitymark.selfassessment.models import Response
from qualitymark.selfassessment.operations import prepare_responses

from .. import factories

pytestmark = pytest.mark.django_db
TYPED = "Every care experienced student has a named contact.\r\nWe & they <meet> termly."


@pytest.fixture
def who():
    return factories.contributor(factories.institution()).person


def sign_out_behind_their_back(client):
    """The session ends, as it does after twelve hours; cookies stay."""
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


def left(client, who, path="/me/", **fields):
    client.force_login(who)
    client.get("/home/")
    sign_out_behind_their_back(client)
    return client.post(path, {"name": TYPED, "language": "cy", "mail_choice": "each"} | fields)


def test_what_was_typed_waits_and_is_sent_with_one_click(client, who):
    answer = left(client, who)
    assert answer.status_code == 302 and answer["Location"].startswith("/account/login/?next=%2Fhome%2Fsend-again%2F")
    who.refresh_from_db()
    assert who.language == "en-gb"
    assert "What you typed is kept" in client.get(answer["Location"]).content.decode()

    client.force_login(who)
    assert "signed out while you were writing" in client.get("/home/").content.decode()
    page = client.get("/home/send-again/")
    text = page.content.decode()
    assert "We &amp; they &lt;meet&gt; termly." in text and 'action="/me/"' in text
    assert dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))["language"] == "cy"

    client.post("/me/", {"name": "Short Name", "language": "cy", "mail_choice": "each"})
    who.refresh_from_db()
    assert (who.name, who.language) == ("Short Name", "cy")
    assert client.get("/home/send-again/").status_code == 302


def test_nobody_else_at_the_same_browser_sees_it(client, who):
    left(client, who)
    client.force_login(factories.contributor(factories.institution()).person)
    assert "signed out while" not in client.get("/home/").content.decode()
    assert client.get("/home/send-again/")["Location"] == "/home/"
    client.force_login(who)
    assert client.get("/home/send-again/")["Location"] == "/home/"


def test_a_browser_where_nobody_signed_in_keeps_nothing(client):
    answer = client.post("/me/", {"name": TYPED})
    assert "send-again" not in answer["Location"]
    assert "kept_form" not in client.session


def test_a_cookie_that_we_did_not_write_keeps_nothing(client, who):
    from django.contrib.sessions.models import Session

    from qualitymark.accounts.browsers import mark_of

    left(client, who)
    ours = client.cookies["qm_known"].value
    for made_up in ("x", mark_of(who), ours[:-1] + ("a" if ours[-1] != "a" else "b"), "y" + ours, ":", ""):
        stranger = Client()
        stranger.cookies["qm_known"] = made_up
        before = Session.objects.count()
        answer = stranger.post("/our/x/", {"text": "z" * 250_000})
        assert "send-again" not in answer["Location"] and Session.objects.count() == before, made_up


def test_a_cookie_of_ours_keeps_a_few_forms_an_hour_and_then_none(client, who):
    from django.contrib.sessions.models import Session

    from qualitymark.desk import kept

    left(client, who)
    ours, kept_then = client.cookies["qm_known"].value, Session.objects.count()
    for _time in range(kept.MOST_OF_ONE + 5):
        again = Client()
        again.cookies["qm_known"] = ours
        answer = again.post("/our/x/", {"text": TYPED})
    assert "send-again" not in answer["Location"] and Session.objects.count() == kept_then + kept.MOST_OF_ONE - 1


def test_forms_kept_from_one_address_are_counted_together(monkeypatch):
    from qualitymark.desk import kept

    monkeypatch.setattr(kept, "MOST_FROM_HERE", 2)
    institution = factories.institution()
    answers = [left(Client(), factories.contributor(institution).person)["Location"] for _time in range(3)]
    assert ["send-again" in answer for answer in answers] == [True, True, False]


def test_a_cookie_of_last_year_keeps_nothing(client, who, monkeypatch):
    client.force_login(who)
    client.get("/home/")
    sign_out_behind_their_back(client)
    monkeypatch.setattr("qualitymark.accounts.browsers.COOKIE_AGE", -1)
    assert "send-again" not in client.post("/me/", {"name": TYPED})["Location"]


def test_it_needs_the_forms_own_token(who):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(who)
    careful.get("/home/")
    sign_out_behind_their_back(careful)
    assert careful.post("/me/", {"name": TYPED}).status_code == 403


def test_passwords_files_and_too_much_are_not_kept(client, who):
    left(client, who, my_password="secret words", csrfmiddlewaretoken="token", file=SimpleUploadedFile("plan.pdf", b"%PDF-1.7"))
    held = client.session["kept_form"]
    assert {name for name, _value in held["fields"]} == {"name", "language", "mail_choice"}
    client.force_login(who)
    assert "plan.pdf" in client.get("/home/send-again/").content.decode()

    answer = left(client, who, name="x" * 300_000)
    assert "send-again" not in answer["Location"]


def test_every_field_is_shown_as_its_page_calls_it_before_it_can_be_sent(client, who):
    left(client, who, other_thing="Seven", when_day="3", steps="")
    client.force_login(who)
    text = client.get("/home/send-again/").content.decode()
    before = text[: text.index("Send it again")]
    assert re.search(
        r'<label class="govuk-label" for="(kept_\d+)">Your name</label><textarea class="govuk-textarea" id="\1" name="name"', before
    )
    assert "readonly>" in before
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", before)
    assert ("Language", "Cymraeg") in facts and ("Other thing", "Seven") in facts and ("When: Day", "3") in facts
    assert "Letters from us" in dict(facts) and dict(facts)["Letters from us"] != "each"
    assert "Steps" not in before


def test_what_a_form_carries_for_the_platform_is_sent_unseen_and_a_file_is_named_as_not_kept(client, who):
    left(client, who, version="17", file=SimpleUploadedFile("plan.pdf", b"%PDF-1.7"), **{"steps-TOTAL_FORMS": "3", "steps-0-what": "Meet"})
    client.force_login(who)
    text = client.get("/home/send-again/").content.decode()
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text))
    assert facts["What"] == "Meet" and facts["File"] == "plan.pdf (not kept)"
    assert "17" not in facts.values() and not any("FORMS" in name for name in facts)
    assert 'name="version" value="17"' in text and 'name="steps-TOTAL_FORMS" value="3"' in text


def test_letting_it_go_is_asked_on_a_page_of_its_own(client, who):
    left(client, who)
    client.force_login(who)
    text = client.get("/home/send-again/").content.decode()
    assert text.index("Send it again") < text.index("/home/send-again/let-go/")
    assert client.post("/home/send-again/").status_code == 405
    asked = client.get("/home/send-again/let-go/").content.decode()
    assert "gone for good" in asked and "kept_form" in client.session
    client.post("/home/send-again/let-go/")
    assert "kept_form" not in client.session
    assert client.get("/home/send-again/let-go/")["Location"] == "/home/"


@pytest.mark.once
def test_axe_finds_nothing_on_both_pages(browser, axe, client, who):
    from ..pages.glass import Glass

    left(client, who, file=SimpleUploadedFile("plan.pdf", b"%PDF-1.7"))
    client.force_login(who)
    glass = Glass(browser, axe)
    for address in ("/home/send-again/", "/home/send-again/let-go/"):
        assert glass.faults(client.get(address).content.decode()) == []
    glass.close()


def test_it_is_let_go_on_request_and_after_half_a_day(client, who, move_clock):
    left(client, who)
    client.force_login(who)
    client.post("/home/send-again/let-go/")
    assert "kept_form" not in client.session
    left(client, who)
    client.force_login(who)
    move_clock(clock.today() + dt.timedelta(days=1))
    assert client.get("/home/send-again/").status_code == 302


def test_a_page_asked_for_while_signed_out_is_led_back_to(client):
    assert client.get("/me/?a=1")["Location"] == "/account/login/?next=%2Fme%2F%3Fa%3D1"
    assert client.get("/cy/me/")["Location"].startswith("/cy/account/login/?next=%2Fcy%2Fme%2F")


def test_htmx_leaves_the_page_to_sign_in(client):
    answer = client.get("/me/", headers={"HX-Request": "true"})
    assert answer.status_code == 204 and answer["HX-Redirect"].startswith("/account/login/")


def test_a_response_is_saved_by_sending_it_again(client):
    place = factories.institution()
    coordinator = factories.coordinator(place)
    journey = factories.journey(place)
    prepare_responses(journey, by=coordinator)
    response = Response.objects.filter(journey=journey).first()
    page = f"/our/{journey.ref}/criterion/{response.criterion.code}/"
    client.force_login(coordinator.person)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(page).content.decode()))
    form.pop("csrfmiddlewaretoken")
    sign_out_behind_their_back(client)
    away = client.post(page, form | {"text": TYPED, "save": "yes"})
    assert away["Location"].startswith("/account/login/")
    response.refresh_from_db()
    assert response.text == ""

    client.force_login(coordinator.person)
    again = client.get("/home/send-again/").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', again))
    hidden.pop("csrfmiddlewaretoken")
    typed = html.unescape(re.search(r'name="text" rows="10" readonly>\n(.*?)</textarea>', again, re.S)[1])
    saved = client.post(page, hidden | {"text": typed})
    assert saved.status_code == 302
    response.refresh_from_db()
    assert response.text.split() == TYPED.split()
    assert client.get("/home/send-again/")["Location"] == "/home/"
