"""Somebody is erased: off the public register, out of their parts, and whoever runs the platform is told what is left without them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from qualitymark.assessors.models import Allocation
from qualitymark.awards.models import RegisterWords
from qualitymark.awards.operations import set_register_words
from qualitymark.core import audit, clock
from qualitymark.core.actor import SYSTEM
from qualitymark.core.mail import send
from qualitymark.core.models import OutgoingMail
from qualitymark.institutions.models import PublicSlug
from qualitymark.journeys.models import Party
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Response, Revision
from qualitymark.selfassessment.queries import verify_submission
from tests import factories
from tests.awards import rows as award_rows
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db
NAME = "Gwen Pritchard"


def run(command, *words, **facts):
    out = StringIO()
    call_command(command, *words, stdout=out, **facts)
    return out.getvalue()


def erase(who, **facts):
    return run("erase_person", who.email, why="asked", **facts)


def test_the_public_register_no_longer_says_whom_to_ask_for_and_the_coordinators_are_told(client):
    award = award_rows.row(factories.institution(fictitious=False))
    gwen, other = factories.coordinator(award.institution, who=factories.person(NAME)), factories.coordinator(award.institution)
    set_register_words(award, by=other, contact_name=f"{NAME}, Student Support", highlights="A warm welcome.", agrees=True)
    page = f"/register/{PublicSlug.objects.get(institution=award.institution).slug}/"
    assert NAME in client.get(page).content.decode()
    erase(gwen.person, yes=True)
    words = RegisterWords.objects.get()
    assert (words.contact_name, words.highlights, words.withdrawn_at) == ("", "A warm welcome.", None)
    letters = OutgoingMail.objects.filter(notice="register_contact_erased")
    assert [letter.to_address for letter in letters] == [other.person.email] and NAME not in letters[0].body
    assert NAME not in client.get(page).content.decode()
    assert audit.verify() == []


def test_a_namesake_on_another_institutions_page_stays():
    award = award_rows.row()
    set_register_words(award, by=factories.coordinator(award.institution), contact_name=NAME, agrees=True)
    elsewhere = factories.coordinator(factories.institution(), who=factories.person(NAME))
    erase(elsewhere.person, yes=True)
    assert RegisterWords.objects.get().contact_name == NAME


def test_the_look_says_what_is_left_without_somebody_and_then_the_offices_home_does(client):
    journey = factories.journey(state="preparing")
    only, reader = factories.coordinator(journey.institution), factories.assessor()
    factories.party(journey, reader)
    facts = {"offered_at": clock.now(), "offered_by": factories.office().person, "answer_by": clock.today()}
    allocation = Allocation.objects.create(journey=journey, person=reader.person, capacity="assessor", state="accepted", **facts)
    office = factories.office()
    name, said = journey.institution.name, erase(only.person)
    assert f"{name}: this is the only coordinator" in said and f"/office/institution/{journey.institution.ref}/" in said
    assert f"{name}: this person is its assessor" in erase(reader.person)
    assert "only coordinator" not in erase(reader.person) and Party.objects.get().until_on is None
    for who in (only, reader):
        erase(who.person, yes=True)
    allocation.refresh_from_db()
    assert allocation.state == "ended" and Party.objects.get().until_on is not None
    client.force_login(office.person)
    shown = {row.url: str(row.words) for section in client.get("/home/").context["home"].sections for row in section.rows}
    assert shown[f"/office/institution/{journey.institution.ref}/"] == "nobody coordinates it any more: invite somebody"
    assert shown[f"/office/journey/{journey.ref}/assessor/"] == "its assessor is gone: offer it to somebody else"
    for page in shown:
        assert client.get(page).status_code == 200
    factories.coordinator(journey.institution)
    shown = [row.url for section in client.get("/home/").context["home"].sections for row in section.rows]
    assert f"/office/institution/{journey.institution.ref}/" not in shown
    assert audit.verify() == []


def test_before_the_dates_are_agreed_the_journey_comes_back_to_be_allocated():
    journey, reader = factories.journey(state="allocated"), factories.assessor()
    factories.party(journey, reader)
    erase(reader.person, yes=True)
    journey.refresh_from_db()
    assert journey.state == "agreed"


def test_what_names_somebody_in_a_submission_is_told_with_the_command_that_erases_it_and_the_hash_still_verifies():
    stage = make_stage()
    gwen = stage.coordinator
    gwen.person.name = NAME
    gwen.person.save()
    stage.complete().write("CL1", f"{NAME} meets everybody in the first week.")
    operations.say_ready(stage.response("CL1"), by=gwen)
    submission = operations.submit(stage.ask().sign().journey, by=gwen)
    action = submission.parts.get(sort="action").key  # of which she is the owner
    said = erase(gwen.person, yes=True)
    commands = [line.split("manage.py erase_words ")[1] for line in said.splitlines() if "manage.py erase_words" in line]
    assert {f"{submission.ref}:CL1", f"{submission.ref}:{action}"} <= set(commands) and "criterion CL1" in said
    for reference in commands:
        run("erase_words", reference, why="names somebody")
    assert NAME not in str([*submission.parts.values(), *Revision.objects.values(), *Response.objects.values()])
    assert verify_submission(submission) == []
    with pytest.raises(CommandError, match="No text has this reference"):
        run("erase_words", "nothing", why="x")
    assert audit.verify() == []


def test_letters_to_others_are_counted_and_their_words_erased_when_asked():
    journey = factories.journey()
    gwen, other = factories.coordinator(journey.institution, who=factories.person(NAME)), factories.coordinator(journey.institution)
    mail = send(
        "assessor_allocated",
        to=other.person,
        thing=journey,
        institution=journey.institution,
        assessor=NAME,
        journey=journey,
        link="https://x.example/",
    )
    OutgoingMail.objects.filter(pk=mail.pk).update(state="sent")
    assert "letters to others, assessor_allocated: 1" in erase(gwen.person)
    said = erase(gwen.person, yes=True, letters=True)
    mail.refresh_from_db()
    assert NAME not in mail.subject + mail.body and "Letters whose words were erased: 1." in said and "assessor_allocated" not in said
    assert SYSTEM.capacity == audit.Entry.objects.get(verb="erase_letters").capacity
