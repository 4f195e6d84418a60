"""Signing in: a code for most, a password and a second step for those who see the work of many institutions."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from qualitymark.core.models import OutgoingMail

from .. import factories

pytestmark = pytest.mark.django_db
PASSWORD = "four quiet green otters"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def code_for(address):
    factories.answer_askers()
    return re.search(r"code is: (\S+)", OutgoingMail.objects.filter(to_address=address, notice="sign_in_code").latest("pk").body)[1]


def phone_code(secret=SECRET):
    return factories.phone_code(secret)


def signed_in(client):
    return "_auth_user_id" in client.session


def ask_code(client, address):
    return client.post("/account/login/?next=/me/", {"email": address, "next": "/me/"})


def by_code(client, person):
    ask_code(client, person.email)
    return client.post("/account/login/code/confirm/", {"code": code_for(person.email), "next": "/me/"})


def with_second_step(person):
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def test_a_code_from_the_letter_signs_in_once_and_leads_on(client):
    who = factories.coordinator(factories.institution()).person
    assert ask_code(client, who.email.upper())["Location"].startswith("/account/login/code/confirm/")
    code = code_for(who.email)
    page = client.get("/account/login/code/confirm/")
    assert who.email in page.content.decode()
    assert not signed_in(client)
    answer = client.post("/account/login/code/confirm/", {"code": code.lower(), "next": "/me/"})
    assert answer["Location"] == "/me/"
    assert signed_in(client)
    client.post("/account/logout/")
    ask_code(client, who.email)
    assert "not the code we sent last" in client.post("/account/login/code/confirm/", {"code": code}).content.decode()
    assert not signed_in(client)


def test_a_letter_with_a_code_keeps_it_out_of_the_subject_and_is_secret(client):
    who = factories.person()
    ask_code(client, who.email)
    factories.answer_askers()
    letter = OutgoingMail.objects.get()
    assert letter.secret and code_for(who.email) not in letter.subject
    assert letter.to_person_ref == who.ref


def test_an_unknown_address_gets_the_same_answer_and_no_letter(client, django_user_model):
    who = factories.person()
    known = ask_code(client, who.email)
    known_page = client.get(known["Location"]).content.decode()
    client.post("/account/logout/", {"next": "/account/login/"})
    unknown = ask_code(client, "nobody@example.test")
    unknown_page = client.get(unknown["Location"]).content.decode()
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    plain = lambda page, address: re.sub(r'value="[^"]{40,}"', "", page).replace(address, "")  # noqa: E731
    assert plain(known_page, who.email) == plain(unknown_page, "nobody@example.test")
    assert factories.answer_askers() == 2
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/"])
def test_a_known_and_an_unknown_address_are_the_same_work(client, path):
    """So that the time of an answer tells nobody apart: the same statements in the database, on the form and on the page after it."""
    who, work = factories.person(), []
    for address in (who.email, "nobody@example.test"):
        cache.clear()
        visitor = Client()
        with CaptureQueriesContext(connection) as done:
            answer = visitor.post(path, {"email": address})
            visitor.get(answer["Location"])
        work.append([re.sub(r"'[^']*'|\d+|WHERE .*|ORDER BY .*", "", query["sql"]) for query in done])
    assert work[0] == work[1]


def test_what_waits_for_the_worker_tells_neither_address_nor_code(client):
    who = factories.person()
    ask_code(client, who.email)
    waiting = str(DBTaskResult.objects.get().args_kwargs)
    assert who.email not in waiting and code_for(who.email) not in waiting


def test_a_letter_asked_for_before_the_key_was_changed_is_not_written_and_breaks_nothing(client, settings):
    ask_code(client, factories.person().email)
    settings.SECOND_STEP_KEY = "another key altogether"
    assert factories.answer_askers() == 1 and not OutgoingMail.objects.exists()


def test_guessing_a_code_ends_after_five_tries(client):
    who = factories.person()
    ask_code(client, who.email)
    code = code_for(who.email)
    for _ in range(5):
        client.post("/account/login/code/confirm/", {"code": "WRONG"})
    client.post("/account/login/code/confirm/", {"code": code})
    assert not signed_in(client)


def test_asking_for_codes_is_limited_and_says_so(client):
    who = factories.person()
    answers = []
    for _ in range(5):
        answers.append(ask_code(client, who.email))
        client.post("/account/logout/", {"next": "/account/login/"})
    assert "wait five minutes" in answers[-1].content.decode()
    assert factories.answer_askers() == 3
    assert OutgoingMail.objects.count() == 3


def test_an_erased_or_closed_person_cannot_sign_in(client):
    who = factories.person(is_active=False)
    ask_code(client, who.email)
    assert factories.answer_askers() == 1
    assert not OutgoingMail.objects.exists()


def test_the_code_alone_does_not_pass_somebody_with_a_second_step(client):
    who = with_second_step(factories.assessor().person)
    answer = by_code(client, who)
    assert answer["Location"].startswith("/account/second-step/authenticate/")
    assert not signed_in(client)
    assert "not right" in client.post("/account/second-step/authenticate/", {"code": "000000"}).content.decode()
    client.post("/account/second-step/authenticate/", {"code": phone_code()})
    assert signed_in(client)


def test_a_recovery_code_works_in_place_of_the_phone_and_once(client):
    who = with_second_step(factories.person())
    code = RecoveryCodes(Authenticator.objects.get(user=who, type="recovery_codes")).get_unused_codes()[0]
    client.post("/account/login/password/", {"login": who.email, "password": PASSWORD})
    client.post("/account/second-step/authenticate/", {"code": code})
    assert signed_in(client)
    client.post("/account/logout/")
    client.post("/account/login/password/", {"login": who.email, "password": PASSWORD})
    client.post("/account/second-step/authenticate/", {"code": code})
    assert not signed_in(client)


def test_a_wrong_password_says_one_thing_for_known_and_unknown(client):
    who = with_second_step(factories.person())
    words = "do not belong together"
    for address in (who.email, "nobody@example.test"):
        assert words in client.post("/account/login/password/", {"login": address, "password": "not this one at all"}).content.decode()


def test_passwords_are_twelve_characters_or_more_and_kept_by_argon2(client, settings):
    from django.contrib.auth.hashers import identify_hasher

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    who = factories.person()
    client.force_login(who)
    short = client.post("/account/password/set/", {"password1": "elevenchars", "password2": "elevenchars"})
    assert "12 characters" in short.content.decode()
    even = client.post("/account/password/set/", {"password1": "aaaaaaaaaaaa", "password2": "aaaaaaaaaaaa"})
    assert "five different characters" in even.content.decode()
    who.refresh_from_db()
    assert not who.has_usable_password()
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    who.refresh_from_db()
    assert identify_hasher(who.password).algorithm == "argon2"
    assert OutgoingMail.objects.get().notice == "account_changed"


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_looking_does_not_spend(client):
    who = with_second_step(factories.person())
    client.post("/account/password/reset/", {"email": who.email})
    client.post("/account/password/reset/", {"email": "nobody@example.test"})
    assert factories.answer_askers() == 2
    letter = OutgoingMail.objects.get(notice="password_reset")
    assert letter.secret
    path = re.search(r"http://127.0.0.1:8000(/account/\S+)", letter.body)[1]
    for _ in range(3):
        client.head(path)
        form = client.get(path, follow=True)
    new = "five loud purple otters"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    who.refresh_from_db()
    assert who.check_password(new)
    assert "used already" in client.get(path, follow=True).content.decode()
    # Whoever reads the mail alone is still stopped by the second step.
    client.post("/account/login/password/", {"login": who.email, "password": new})
    assert not signed_in(client)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "social/login/", "sessions/", "2fa/webauthn/"]
)
def test_what_is_not_used_is_not_there(client, path):
    assert client.get(f"/account/{path}").status_code == 404
    assert client.post(f"/account/{path}", {"email": "x@example.test", "password1": PASSWORD}).status_code == 404
    client.force_login(factories.person())
    assert client.get(f"/account/{path}").status_code == 404


VISITOR_PAGES = [
    "login/",
    "login/password/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/done/",
    "inactive/",
    "password/reset/key/1-abc/",
]
OWN_PAGES = ["logout/", "password/change/", "password/set/", "second-step/", "reauthenticate/", "second-step/codes/new/"]


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_every_page_of_signing_in_is_in_our_look(client, prefix):
    for path in VISITOR_PAGES:
        answer = client.get(f"{prefix}/account/{path}")
        assert (answer.status_code, b"qm-header" in answer.content) == (200, True), path
    client.force_login(factories.person())
    for path in OWN_PAGES:
        answer = client.get(f"{prefix}/account/{path}", follow=True)
        assert (answer.status_code, b"qm-header" in answer.content) in [(200, True), (403, True)], path


# The second step of those who see the work of many institutions.


@pytest.fixture
def real(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("make", [factories.office, factories.assessor, factories.panel])
@pytest.mark.parametrize("path", ["/home/", "/guidance/", "/me/", "/"])
def test_the_office_assessors_and_panel_see_nothing_before_password_and_second_step(client, real, make, path):
    client.force_login(make().person)
    answer = client.get(path)
    assert answer.status_code == 302 and answer["Location"].startswith("/account/password/set/")


@pytest.mark.parametrize("make", [factories.coordinator, factories.contributor, factories.sponsor])
def test_members_of_institutions_need_neither(client, real, make):
    client.force_login(make(factories.institution()).person)
    assert client.get("/home/").status_code == 200


def test_setting_both_up_leads_from_one_to_the_next_and_then_in(client, real, monkeypatch):
    now = time.time() // 30 * 30 + 15
    monkeypatch.setattr(time, "time", lambda: now)  # no half minute ends while this runs
    who = factories.assessor().person
    by_code(client, who)
    assert client.get("/home/")["Location"].startswith("/account/password/set/")
    client.post("/account/password/set/?next=/home/", {"password1": PASSWORD, "password2": PASSWORD})
    assert client.get("/home/")["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/?next=/home/", {"password": PASSWORD, "next": "/home/"})
    assert client.get("/home/")["Location"].startswith("/account/second-step/phone/")
    form = client.get("/account/second-step/phone/")
    assert b"<svg" in form.content and b"data:" not in form.content
    secret = form.context["form"].secret
    answer = client.post("/account/second-step/phone/", {"code": phone_code(secret)})
    assert answer["Location"] == "/account/second-step/codes/"
    assert len(client.get("/account/second-step/codes/").context["unused_codes"]) == 10
    assert client.get("/home/")["Location"].startswith("/account/second-step/reauthenticate/")
    # The code that set the phone up is spent, also where allauth has forgotten it.
    client.post("/account/second-step/reauthenticate/?next=/home/", {"code": factories.phone_code(secret), "next": "/home/"})
    assert client.get("/home/").status_code == 302
    client.post("/account/second-step/reauthenticate/?next=/home/", {"code": factories.phone_code(secret, 1), "next": "/home/"})
    assert client.get("/home/").status_code == 200


def test_signing_in_by_code_and_second_step_still_asks_for_the_password(client, real):
    who = with_second_step(factories.office().person)
    by_code(client, who)
    client.post("/account/second-step/authenticate/", {"code": phone_code()})
    assert client.get("/home/")["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/?next=/home/", {"password": PASSWORD, "next": "/home/"})
    assert client.get("/home/").status_code == 200


def test_with_password_and_second_step_one_is_in(client, real):
    who = with_second_step(factories.panel().person)
    client.post("/account/login/password/", {"login": who.email, "password": PASSWORD})
    client.post("/account/second-step/authenticate/", {"code": phone_code()})
    assert client.get("/home/").status_code == 200


def test_somebody_with_two_capacities_works_for_their_institution_without(client, real):
    place = factories.institution()
    who = factories.assessor().person
    factories.member(place, who=who)
    client.force_login(who)
    assert client.get("/home/").status_code == 200
    client.post("/acting-as/assessor/")
    assert client.get("/home/").status_code == 302


def test_who_needs_the_second_step_cannot_remove_it(client):
    who = with_second_step(factories.assessor().person)
    client.post("/account/login/password/", {"login": who.email, "password": PASSWORD})
    client.post("/account/second-step/authenticate/", {"code": phone_code()})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.post("/account/second-step/phone/remove/")
    assert "cannot be removed" in page.content.decode()
    assert Authenticator.objects.filter(user=who, type="totp").exists()


@pytest.mark.parametrize("steps,taken", [(-3, False), (-1, True), (0, True), (1, True), (3, False)])
def test_a_code_typed_as_the_app_moves_on_is_taken_and_an_old_one_is_not(client, monkeypatch, steps, taken):
    now = time.time() // 30 * 30 + 15
    monkeypatch.setattr(time, "time", lambda: now)  # no half minute ends while this runs
    who = with_second_step(factories.assessor().person)
    client.post("/account/login/password/", {"login": who.email, "password": PASSWORD})
    client.post("/account/second-step/authenticate/", {"code": factories.phone_code(SECRET, steps)})
    assert signed_in(client) is taken


def test_a_code_that_somebody_saw_is_not_taken_again_while_it_would_still_be_right(client):
    who = with_second_step(factories.assessor().person)
    code = factories.phone_code(SECRET, 1)
    for place, taken in ((client, True), (Client(), False)):
        place.post("/account/login/password/", {"login": who.email, "password": PASSWORD})
        place.post("/account/second-step/authenticate/", {"code": f"{code[:3]} {code[3:]}" if taken else code})
        assert signed_in(place) is taken
        cache.delete(f"allauth.mfa.totp.used?user={who.pk}&code={code}")  # which allauth forgets after half a minute


def test_a_lost_phone_is_reset_by_a_colleague_and_never_by_oneself(client):
    from qualitymark.accounts.operations import reset_second_step
    from qualitymark.core.verdict import Refused

    office = factories.office()
    who = with_second_step(factories.assessor().person)
    client.force_login(who)
    with pytest.raises(Refused):
        reset_second_step(office.person, by=office)
    reset_second_step(who, by=office)
    assert not Authenticator.objects.filter(user=who).exists()
    assert client.get("/home/").status_code == 302
    assert OutgoingMail.objects.get().to_address == who.email


def test_the_secret_of_a_second_step_is_not_readable_in_the_database_and_another_key_opens_it_for_nobody(settings, caplog):
    who = with_second_step(factories.assessor().person)
    row = Authenticator.objects.get(user=who, type="totp")
    assert SECRET not in str(row.data)
    code = phone_code()
    assert TOTP(row).validate_code(code)
    cache.clear()  # a code counts once
    settings.SECOND_STEP_KEY = "another key altogether"
    assert not TOTP(Authenticator.objects.get(pk=row.pk)).validate_code(code)
    assert "QM_SECOND_STEP_KEY" in caplog.text
