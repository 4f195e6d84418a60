"""What everybody is told who is refused: why, what is safe, and the way back."""

import logging

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db


def at(actor):
    client = Client()
    client.force_login(actor.person)
    return client


@pytest.fixture
def leaving():
    """The last coordinator, and the page on which they would leave."""
    coordinator = make.coordinator(make.institution())
    journey = make.journey(make.Institution.objects.get(pk=coordinator.institution_id))
    member = make.Membership.objects.get(person=coordinator.person)
    return at(coordinator), f"/our/{journey.ref}/people/", f"/our/{journey.ref}/people/{member.ref}/end/"


def test_a_refusal_leads_back_to_the_page_before_and_else_home(leaving):
    client, people, page = leaving
    back = client.get(page, headers={"Referer": f"http://testserver{people}?a=1"})
    assert back.status_code == 409
    assert f'href="{people}?a=1">Back to the page before' in back.content.decode()
    for elsewhere in (
        "",
        "https://elsewhere.example/our/",
        "javascript:alert(1)",
        "http://testserver",
        f"http://testserver{page}",
        "//[",
        "http://[",
    ):
        text = client.get(page, headers={"Referer": elsewhere}).content.decode()
        assert "Back to the page before" not in text and 'href="/home/">Home' in text, elsewhere


def test_the_last_coordinator_is_led_to_inviting_another(leaving):
    client, _people, page = leaving
    for method in (client.get, client.post):
        text = method(page).content.decode()
        assert "last coordinator" in text and "/people/invite/?role=coordinator" in text and "Ask the office" in text


def test_a_part_that_cannot_end_is_not_offered_to_be_ended(leaving):
    client, people, page = leaving
    text = client.get(people).content.decode()
    assert page not in text and "the only coordinator" in text
    make.coordinator(make.Institution.objects.get())
    text = client.get(people).content.decode()
    assert page in text and "the only coordinator" not in text


def test_the_office_is_not_sent_to_ask_the_office():
    office = at(make.office())
    page = office.get("/home/send-again/let-go/nothing/")
    assert page.status_code == 404
    withdrawn = make.journey(make.institution(), state="withdrawn")
    text = office.get(f"/office/journey/{withdrawn.ref}/withdraw/")
    assert text.status_code == 409 and "/contact/" not in text.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("secure", [False, True])
def test_an_unknown_host_gets_a_plain_page_and_one_line_in_the_log(client, caplog, settings, secure):
    settings.SECURE_SSL_REDIRECT = secure
    caplog.set_level(logging.WARNING)
    for path in ("/", "/home/", "/static/css/qualitymark.css", "/healthz"):
        caplog.clear()
        answer = Client(headers={"Host": "x" * 90 + "\x1b[31m\n<script>" + "y" * 500}).get(path)
        text = answer.content.decode()
        assert answer.status_code == 400 and "is not one of its own" in text and "<script>" not in text and "stylesheet" not in text
        assert len(caplog.records) == 1 and caplog.records[0].exc_info is None
        said = caplog.records[0].getMessage()
        assert said.count("x") < 110 and "\x1b" not in said and "\n" not in said and "yyy" not in said


def test_an_unknown_host_is_refused_in_the_language_of_its_own_address(client):
    for path, language, words in (
        ("/cy/", "cy", "Ni allem ddarllen"),
        ("/register/", "en", "We could not read"),
        ("/cy/register/", "cy", "Ni allem ddarllen"),
    ):
        text = client.get(path, HTTP_HOST="elsewhere.test").content.decode()
        assert f'<html lang="{language}">' in text and words in text, path


def test_another_request_that_cannot_be_read_gets_our_page_too(client, settings, caplog):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    answer = client.post("/contact/", {"a": 1, "b": 2, "c": 3, "d": 4})
    assert answer.status_code == 413 and "more than we can take in one form" in answer.content.decode()


@pytest.mark.once
def test_axe_finds_nothing_on_the_pages_of_refusal(browser, axe, rf, leaving):
    from qualitymark.core.pages import refusal_page
    from qualitymark.core.verdict import not_now
    from tests.pages.glass import Glass

    client, people, page = leaving
    request = rf.post("/somewhere/", headers={"Referer": f"http://testserver{people}"})
    request.actor = request.user = make.Person()
    request.actor.is_office = False
    pages = [client.get(page), refusal_page(request, not_now("No."), way_on=("/there/", "Go there"), typed="Words. " * 200)]
    pages.append(Client(headers={"Host": "elsewhere.example"}).get("/"))
    glass = Glass(browser, axe)
    for answer in pages:
        assert glass.faults(answer.content.decode()) == []
    glass.close()


TOKEN = "a" * 32
ODD = {
    "a form in latin-1": ("application/x-www-form-urlencoded; charset=latin-1", b"a=b"),
    "parts without a boundary": ("multipart/form-data", b"a=b"),
    "parts that break off": ("multipart/form-data; boundary=x", b"--x\r\nContent-Dispo"),
    "a charset that is none": (
        "multipart/form-data; boundary=x; charset=hex",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
    ),
    "a file's name of 5,000 letters": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="' + b"n" * 5000 + b'"\r\n\r\nb\r\n--x--\r\n',
    ),
    "more text than we take": ("application/x-www-form-urlencoded", b"a=" + b"b" * (3 * 1024 * 1024)),
    "more fields than we take": ("application/x-www-form-urlencoded", b"a=b&" * 2001),
}


@pytest.mark.parametrize("path", ["/", "/contact/", "/nope", "/our/x/", "/account/login/", "/cy/contact/"])
@pytest.mark.parametrize("odd", ODD)
def test_what_cannot_be_read_gets_our_page_and_one_line_in_the_log(odd, path, caplog):
    kind, body = ODD[odd]
    caplog.set_level(logging.WARNING)
    stranger = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": TOKEN, "Referer": "http://testserver/"})
    stranger.cookies["csrftoken"] = TOKEN
    answer = stranger.generic("POST", path, body, content_type=kind)
    if odd == "parts that break off":  # read as a form without fields
        assert answer.status_code < 500
        return
    text = answer.content.decode()
    assert answer.status_code == (413 if odd.startswith("more ") else 400)
    assert path.startswith("/cy/") or "did not read it" in text and "Nothing was changed" in text and "back button" in text
    assert "default-src 'none'" in answer["Content-Security-Policy"] and answer["X-Frame-Options"] == "DENY"
    ours = [record for record in caplog.records if record.name.startswith(("qualitymark", "django"))]
    assert len(ours) == 1 and ours[0].exc_info is None and "Could not read what was sent to" in ours[0].getMessage()


@pytest.mark.parametrize(
    "question, kind, status",
    [
        ("a=b&" * 2001, "", 413),
        ("a=b&" * 2001, "text/plain; charset=latin-1", 413),
        ("a=%20", "text/plain; charset=hex", 400),
        ("a=%20", "text/plain; charset=\x00", 400),
        ("a=%20", "text/plain; charset=none-such", 400),
        ("", "text/plain; charset*=none-such''x", 200),
    ],
)
def test_a_question_that_cannot_be_read_gets_our_page(client, monkeypatch, question, kind, status):
    from qualitymark.wsgi import Request

    monkeypatch.setattr("django.test.client.WSGIRequest", Request)  # what the server makes of a request
    answer = client.get("/contact/?" + question, headers={"Content-Type": kind})
    assert answer.status_code == status and "default-src 'none'" in answer["Content-Security-Policy"]
    assert status == 200 or "did not read it" in answer.content.decode()


def test_a_form_that_saves_itself_gets_the_words_alone(client):
    answer = client.generic("POST", "/contact/", b"a=b", content_type="multipart/form-data", headers={"HX-Request": "true"})
    assert answer.status_code == 400 and "did not read it" in answer.content.decode() and "<html" not in answer.content.decode()
