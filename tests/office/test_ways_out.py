"""Where a page is not there, or not open, somebody of the office is led home, not told to ask themselves. And the names of their lists."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from qualitymark.core import clock
from qualitymark.institutions.models import Recusal
from tests import factories as make
from tests.decisions import rows

pytestmark = pytest.mark.django_db


def main(answer):
    return answer.content.decode().split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("path", ["/office/nothing/", "/office/institution/abcdefghjkmn/", "/nowhere/"])
def test_a_page_that_is_not_there_leads_the_office_home_and_others_to_the_office(office, at, client, path):
    text = main(office.get(path))
    assert "We cannot find that page" in text and 'href="/home/"' in text
    assert "Ask the office" not in text and 'href="/contact/"' not in text and "its coordinator can tell you" not in text
    for other in (client, at(make.assessor()), at(make.coordinator(make.institution()))):
        text = main(other.get("/nowhere/" if other is client else path))  # somebody signed out is asked to sign in first
        assert "Ask the office" in text and 'href="/contact/"' in text


def test_it_says_the_same_of_what_is_closed_as_of_what_is_not_there(at):
    decision, held = rows.decided()
    Recusal.objects.create(person=held.office.person, institution=held.journey.institution, why="worked", from_on=clock.today())
    closed, nothing = (main(at(held.office).get(f"/office/decision/{ref}/")) for ref in (decision.ref, "abcdefghjkmn"))
    assert "We cannot find that page" in nothing and closed == nothing and "conflict of interest is closed to you" in closed


def test_a_page_that_is_not_open_leads_the_office_home_too():
    def said(actor):
        request = RequestFactory().get("/account/2fa/")
        request.actor, request.user = actor, actor.person
        return render_to_string("403.html", {"request": request})

    assert "Go to your home page" in said(make.office()) and "Ask the office" not in said(make.office())
    assert "Ask the office" in said(make.assessor())


def test_the_list_of_journeys_and_the_list_of_institutions_have_each_its_name(office):
    for path, name in (("/office/", "Journeys"), ("/office/institutions/", "Institutions")):
        text = office.get(path).content.decode()
        assert re.search(rf"<title>\s*{name}", text) and f"<h1>{name}</h1>" in text
        assert f'<a href="{path}" aria-current="page">{name}</a>' in text and "All institutions" not in text
    page = office.get(f"/office/institution/{make.institution().ref}/").content.decode()
    assert 'href="/office/institutions/">Institutions</a>' in page
    assert "Teithiau" in office.get("/cy/office/").content.decode()
