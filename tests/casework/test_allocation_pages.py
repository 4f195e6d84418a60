"""From an offer to the own list of institutions."""

import pytest

from qualitymark.assessors import operations
from qualitymark.assessors.models import Allocation, Profile
from qualitymark.core import clock
from qualitymark.institutions.models import Recusal
from qualitymark.journeys.models import Party
from qualitymark.journeys.states import State
from tests import factories as make

from .conftest import SOON, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    journey = make.journey(state=State.AGREED, terms_accepted_at=clock.now(), terms_accepted_by=make.person())
    assessor = make.assessor("Ann Assessor")
    Profile.objects.create(person=assessor.person, trained_until=SOON)
    return operations.offer(journey, by=make.office(), person=assessor.person, capacity="assessor", answer_by=SOON), assessor


def test_until_the_declaration_no_page_names_the_institution(offer):
    allocation, assessor = offer
    client = signed_in(assessor)
    for address in ("/casework/", f"/casework/allocation/{allocation.ref}/", "/casework/ties/", "/casework/profile/"):
        answer = client.get(address)
        assert answer.status_code == 200 and allocation.journey.institution.name not in answer.content.decode(), address
    assert client.get(f"/casework/allocation/{allocation.ref}/conflict/").status_code == 404
    assert client.get(f"/casework/journey/{allocation.journey.ref}/").status_code == 404


def test_declared_then_accepted_it_becomes_ones_own(offer):
    allocation, assessor = offer
    client, address = signed_in(assessor), f"/casework/allocation/{allocation.ref}/"
    unticked = client.post(address, {})
    assert unticked.status_code == 200 and "Confirm that your list is complete" in unticked.content.decode()
    assert Allocation.objects.get().state == "offered"
    assert allocation.journey.institution.name in client.post(address, {"complete": "on"}, follow=True).content.decode()
    assert client.post(f"{address}accept/").status_code == 302
    assert client.post(f"{address}accept/").status_code == 302
    assert Party.objects.count() == 1
    assert client.get(address).status_code == 302
    assert allocation.journey.institution.name in client.get("/casework/").content.decode()


def test_accepting_before_declaring_is_refused_with_the_way_on(offer):
    allocation, assessor = offer
    answer = signed_in(assessor).post(f"/casework/allocation/{allocation.ref}/accept/")
    assert answer.status_code == 409 and "conflict of interest" in answer.content.decode() and not Party.objects.exists()


def test_the_institution_put_on_the_list_of_ties_takes_the_offer_away_without_saying_so(offer):
    allocation, assessor = offer
    institution = allocation.journey.institution
    client = signed_in(assessor)
    client.post("/casework/ties/", {"name": institution.name, "why": "employer", "note": ""})
    assert Recusal.objects.get().institution == institution
    assert client.get(f"/casework/allocation/{allocation.ref}/").status_code == 404


def test_of_several_institutions_by_one_name_the_right_one_is_chosen(offer):
    _allocation, assessor = offer
    one, two = make.institution("Riverside College North"), make.institution("Riverside College South")
    client = signed_in(assessor)
    said = {"name": "Riverside College", "why": "paid", "note": ""}
    answer = client.post("/casework/ties/", said)
    assert one.name in answer.content.decode() and not Recusal.objects.exists()
    client.post("/casework/ties/", said | {"institution": two.ref})
    assert Recusal.objects.get().institution == two
    answer = client.post("/casework/ties/", {"name": "Nowhere at all", "why": "paid", "note": "mine"})
    assert "know no institution" in answer.content.decode() and "Nowhere at all" in answer.content.decode()


def test_declining_needs_no_word(offer):
    allocation, assessor = offer
    client = signed_in(assessor)
    assert client.get(f"/casework/allocation/{allocation.ref}/decline/").status_code == 200
    client.post(f"/casework/allocation/{allocation.ref}/decline/", {})
    assert Allocation.objects.get().state == "declined"


def test_a_conflict_declared_later_closes_every_page(offer):
    allocation, assessor = offer
    client = signed_in(assessor)
    client.post(f"/casework/allocation/{allocation.ref}/", {"complete": "on"})
    client.post(f"/casework/allocation/{allocation.ref}/accept/")
    assert client.get(f"/casework/journey/{allocation.journey.ref}/").status_code == 200
    client.post(f"/casework/allocation/{allocation.ref}/conflict/", {"why": "related", "note": ""})
    for address in (f"/casework/journey/{allocation.journey.ref}/", f"/casework/allocation/{allocation.ref}/"):
        assert client.get(address).status_code == 404
    assert allocation.journey.institution.name not in client.get("/casework/").content.decode()


def test_a_profile_is_kept_and_nonsense_is_told_at_the_field(offer):
    _allocation, assessor = offer
    client = signed_in(assessor)
    answer = client.post("/casework/profile/", {"most_journeys": "many", "about": "Twenty years of it"})
    assert "Enter a whole number" in answer.content.decode() and "Twenty years of it" in answer.content.decode()
    client.post("/casework/profile/", {"most_journeys": "2", "welsh": "on", "nations": ["wales"], "kinds": ["college"], "about": "x"})
    profile = Profile.objects.get(person=assessor.person)
    assert (profile.most_journeys, profile.welsh, profile.strengths.count()) == (2, True, 2)


def test_nobody_else_finds_a_page_here(offer):
    allocation, assessor = offer
    addresses = ["/casework/", "/casework/profile/", "/casework/ties/", f"/casework/allocation/{allocation.ref}/"]
    others = [make.office(), make.panel(), make.coordinator(allocation.journey.institution), make.funder(make.cohort())]
    for other in others:
        client = signed_in(other)
        assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert signed_in(make.assessor()).get(addresses[-1]).status_code == 404


def test_somebody_signed_out_is_sent_to_sign_in(client, offer):
    answer = client.get("/casework/")
    assert answer.status_code == 302 and answer.url.endswith("next=%2Fcasework%2F")


def test_the_list_costs_the_same_for_one_institution_and_for_thirty(count_queries):
    assessor = make.assessor()
    edition, policy = make.edition(), make.policy()
    client = signed_in(assessor)

    def one_more():
        journey = make.journey(edition=edition, policy=policy)
        make.party(journey, assessor)
        make.response(journey, "CL1", "text", shared_at=clock.now(), shared_by=make.person())

    one_more()
    client.get("/casework/")
    with count_queries() as few:
        client.get("/casework/")
    for _each in range(29):
        one_more()
    with count_queries() as many:
        answer = client.get("/casework/")
    assert answer.content.count(b"qm-card") >= 30
    assert len(few) == len(many) <= 16
