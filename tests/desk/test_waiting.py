"""What waits for somebody of an institution besides writing, and the letters that tell of criteria by name."""

import datetime as dt

import pytest

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.desk import operations
from qualitymark.desk.demo.walk import ask_to_clarify
from qualitymark.evidence.models import Item
from qualitymark.evidence.operations import report_problem
from qualitymark.institutions.models import Membership
from qualitymark.journeys.operations import answer_pause, ask_pause, resume
from qualitymark.selfassessment.models import Assignment, Response

from .. import factories, stages

pytestmark = pytest.mark.django_db


def home(client, actor):
    client.force_login(actor.person)
    return client.get("/home/")


def test_i_cannot_open_this_stands_on_the_owners_home_with_the_readers_words_and_leads_to_the_item(client):
    walk = stages.at("in_review")
    owner = walk.people["Finance"]
    Item.objects.update(owner=owner.person)
    item = Item.objects.order_by("pk").first()
    report_problem(item, by=walk.assessor, note="It asks\nfor a password.")
    for actor in (owner, walk.coordinator):
        shown = home(client, actor)
        thing = shown.context["home"].next_thing
        assert thing.url == f"/our/{walk.journey.ref}/evidence/{item.ref}/"
        assert "a reader could not open this, and wrote: “It asks for a password.”" in shown.content.decode()
        page = client.get(thing.url)
        said = page.content.decode()
        assert page.status_code == 200 and "It asks" in said and "give another address" in said and "/version/" in said
    item.removed_at, item.removed_by = clock.now(), owner.person
    item.save()
    assert "password" not in home(client, owner).content.decode()


def test_a_question_of_the_assessor_waits_on_the_coordinators_home_with_its_day_and_on_nobody_elses(client):
    walk = stages.at("in_review")
    ask_to_clarify(walk)
    shown = home(client, walk.coordinator)
    (section,) = [each for each in shown.context["home"].sections if str(each.title) == "Waiting for you"]
    (row,) = section.rows
    code = row.url.rstrip("/")
    assert str(row.title).startswith("Your assessor asks about ") and "Title of " in str(row.title)
    assert "300 pounds" in str(row.words) and row.due_on == clock.today() + dt.timedelta(days=14) and not row.late
    assert shown.context["home"].next_thing.url == row.url and client.get(row.url).status_code == 200, code
    for role in ("sponsor", "Finance"):
        assert "300 pounds" not in home(client, walk.people[role]).content.decode()


def body(notice):
    letter = OutgoingMail.objects.filter(notice=notice).order_by("pk").first()
    return f"{letter.subject}\n{letter.body}"


def test_letters_name_a_criterion_by_code_and_title_and_lead_to_the_page_itself():
    walk = stages.at("submitted")
    assert "- CL1 Title of CL1\n" in body("assigned")
    assert f"/casework/journey/{walk.journey.ref}/" in body("submission_received") and "/home/" not in body("submission_received")
    stages.steps.begin_review(walk)
    ask_to_clarify(walk)
    assert "about CI2 Title of CI2" in body("clarification_asked")


def test_the_reminder_names_criteria_too_and_comes_again_after_a_pause():
    place = factories.institution()
    writer, journey = factories.contributor(place), factories.journey(place)
    criterion = journey.edition.criteria.get(code="CL1")
    response = Response.objects.create(journey=journey, criterion=criterion, due_on=clock.today())
    Assignment.objects.create(response=response, membership=Membership.objects.get(person=writer.person), at=clock.now())
    coordinator, office = factories.coordinator(place), factories.office()
    answer_pause(ask_pause(journey, by=coordinator, why="Our registrar is ill."), by=office, granted=True)
    assert operations.remind_of_criteria() == 0
    resume(journey, by=office)
    assert operations.remind_of_criteria() == 1
    assert "- CL1 Title of CL1, " in body("criteria_due") and f"/our/{journey.ref}/criterion/CL1/" in body("criteria_due")


def test_what_is_to_be_decided_leads_to_the_decision():
    walk = stages.begin(policy=factories.policy(second_reading="never"))
    for name, _days, step in stages.STEPS:
        if name == "recommended":
            factories.party(walk.fresh(), walk.scheme.panel[0], "decider")
        step(walk)
        if name == "recommended":
            break
    letters = {mail.to_person_ref: mail.body for mail in OutgoingMail.objects.filter(notice="to_be_decided")}
    assert f"/casework/journey/{walk.journey.ref}/decision/" in letters[walk.scheme.panel[0].person.ref]
    assert f"/office/institution/{walk.institution.ref}/" in letters[""]
