"""The office's home: each thing that waits leads to the very page on which it is done."""

import pytest

from qualitymark.assessors.models import Allocation
from qualitymark.awards.models import Halfway
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions.models import FactComment
from qualitymark.decisions.queries import whose_turn
from qualitymark.institutions.models import Recusal
from qualitymark.journeys.models import Party
from tests import factories
from tests.awards import rows as award_rows
from tests.decisions import rows

pytestmark = pytest.mark.django_db


def home(client, actor):
    client.force_login(actor.person)
    return {row.url: str(row.words) for section in client.get("/home/").context["home"].sections for row in section.rows}


def test_whom_the_office_named_to_decide_is_told_that_it_is_theirs(client):
    journey = factories.journey(state="with_panel", policy=factories.policy(decider="named"))
    office, named, page = factories.office(), factories.office("Nan Named"), f"/casework/journey/{journey.ref}/decision/"
    client.force_login(office.person)
    address = f"/office/journey/{journey.ref}/deciders/"
    for _twice in range(2):
        client.post(address, {"person": named.person.ref, "capacity": "decider"})
    letter = OutgoingMail.objects.get(notice="to_be_decided")
    assert letter.to_address == named.person.email and page in letter.body
    assert page in home(client, named) and page not in home(client, office)
    client.force_login(named.person)
    text = client.get("/home/").content.decode()
    assert f"Decide on {journey.institution.display_name}" in text


def test_a_comment_on_the_draft_waits_until_it_is_answered(client):
    decision, held = rows.shown()
    page = f"/office/decision/{decision.ref}/"
    assert page not in home(client, held.office)
    comment = FactComment.objects.create(decision=decision, where="CL1", text="It was May.", at=clock.now(), by=held.coordinator.person)
    assert home(client, held.office)[page] == "commented on the draft feedback: answer it"
    assert client.get(page).status_code == 200
    comment.answer, comment.answered_at = "Put right.", clock.now()
    comment.save()
    assert page not in home(client, held.office)


def test_a_half_way_update_waits_for_its_conversation(client):
    award, office = award_rows.row(), factories.office()
    facts = {"opened_on": clock.today(), "reply_by": clock.today(), "update_at": clock.now(), "update_by": factories.person()}
    halfway = Halfway.objects.create(award=award, state="updated", **facts)
    page = f"/office/half-way/{halfway.ref}/"
    assert home(client, office)[page] == "half-way update sent: talk about it"
    assert client.get(page).status_code == 200
    Recusal.objects.create(person=office.person, institution=award.institution, why="worked", from_on=clock.today())
    assert page not in home(client, office)


def test_a_second_reader_is_asked_for_while_nobody_takes_that_part(client):
    journey, office = factories.journey(state="second_reading"), factories.office()
    page = f"/office/journey/{journey.ref}/second-reader/"
    assert home(client, office)[page] == "a second reader is needed: ask somebody"
    factories.party(journey, factories.assessor(), "second_reader")
    assert page not in home(client, office)


@pytest.mark.parametrize("decider", ["panel", "named"])
def test_somebody_is_named_to_decide_while_nobody_is(client, decider):
    journey, office = factories.journey(state="with_panel", policy=factories.policy(decider=decider)), factories.office()
    page = f"/office/journey/{journey.ref}/deciders/"
    assert home(client, office)[page] == "nobody is named to decide: name somebody" and client.get(page).status_code == 200
    named = factories.panel() if decider == "panel" else factories.office()
    client.post(page, {"person": named.person.ref, "capacity": "decider"})
    assert page not in home(client, office)
    Party.objects.update(until_on=clock.today())
    assert page in home(client, office)
    Recusal.objects.create(person=office.person, institution=journey.institution, why="worked", from_on=clock.today())
    assert page not in home(client, office)


def test_a_second_reader_who_was_asked_is_waited_for(client):
    journey, office = factories.journey(state="second_reading"), factories.office()
    facts = {"journey": journey, "person": factories.assessor().person, "capacity": "second_reader", "offered_by": office.person}
    offer = Allocation.objects.create(answer_by=clock.today(), offered_at=clock.now(), **facts)
    page = f"/office/journey/{journey.ref}/second-reader/"
    assert page not in home(client, office) and whose_turn(journey).turn == "second_reader"
    Allocation.objects.filter(pk=offer.pk).update(state="declined")
    assert page in home(client, office) and whose_turn(journey).turn == "office"
