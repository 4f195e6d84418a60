"""What is done at the command line of a real deployment: the first person of the office, a lost phone, erasing a person."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from qualitymark.accounts.models import Appointment, Person
from qualitymark.core import audit
from qualitymark.core.models import Entry
from qualitymark.interest.models import Enquiry
from qualitymark.journeys.models import Billing

from .. import factories

pytestmark = pytest.mark.django_db


def run(*words, **facts):
    out = StringIO()
    call_command(*words, stdout=out, **facts)
    return out.getvalue()


def test_the_first_person_of_the_office_chooses_a_password_by_a_link_that_works_once(client, settings):
    said = run("add_office", "jo@office.example", "Jo Marlow")
    path = re.search(r"http://127.0.0.1:8000(/\S+)", said)[1]
    assert Appointment.objects.get().person.email == "jo@office.example"
    form = client.get(path, follow=True)
    password = "four quiet green otters"
    client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    assert Person.objects.get().check_password(password)
    assert "does not work any more" in client.get(path, follow=True).content.decode()
    settings.SECOND_FACTOR_REQUIRED = True
    client.post("/account/login/password/", {"login": "jo@office.example", "password": password})
    assert client.get("/home/")["Location"].startswith("/account/second-step/phone/")


def test_doing_it_again_makes_nobody_twice():
    run("add_office", "jo@office.example", "Jo Marlow")
    run("add_office", "JO@office.example", "Jo Marlow")
    assert (Person.objects.count(), Appointment.objects.count()) == (1, 1)


@pytest.mark.parametrize("words", [("not an address", "Jo"), ("jo@office.example", "  "), ("jo@office.example", "x" * 200)])
def test_a_wrong_address_or_name_is_refused_in_words(words):
    with pytest.raises(CommandError):
        run("add_office", *words)
    assert not Person.objects.exists()


def test_a_lost_phone_is_reset():
    who = factories.office().person
    TOTP.activate(who, "JBSWY3DPEHPK3PXP")
    run("reset_second_step", who.email)
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(verb="reset_second_step", capacity="system").exists()
    with pytest.raises(CommandError, match="Nobody"):
        run("reset_second_step", "nobody@example.test")


def test_erasing_reaches_every_room_and_only_with_yes():
    who = factories.person("Gwen Pritchard")
    place = factories.institution()
    factories.member(place, who=who)
    address = who.email
    Enquiry.objects.create(name="Gwen Pritchard", email=address, language="en-gb", question="When?", asked_at="2026-01-01T00:00Z")
    facts = {"journey": factories.journey(place), "at": "2026-01-01T00:00Z", "by": who}
    Billing.objects.create(payer="The College", contact_name="Gwen Pritchard", contact_email=address, **facts)
    assert "Nothing was changed" in run("erase_person", address, why="asked")
    assert Person.objects.filter(email=address).exists()
    run("erase_person", address, why="asked", yes=True)
    for model in (Person, Enquiry, Billing):
        held = str(list(model.objects.filter(pk__gt=0).values()))
        assert "Gwen" not in held and address not in held
    assert audit.verify() == []


def test_the_last_of_the_office_is_not_erased():
    who = factories.office().person
    with pytest.raises(CommandError, match="last person"):
        run("erase_person", who.email, why="asked", yes=True)
