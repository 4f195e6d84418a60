"""As whom one acts, the home page of each, and the demo's door."""

import datetime as dt
import urllib.error
import urllib.request

import pytest
from django.utils.formats import date_format

from qualitymark.accounts.models import Appointment
from qualitymark.core import clock
from qualitymark.institutions.models import Membership
from qualitymark.interest.operations import ask
from qualitymark.journeys.models import Milestone
from qualitymark.journeys.states import STAGES, State
from qualitymark.review.models import View
from qualitymark.selfassessment.models import Assignment, Response

from .. import factories, stages

pytestmark = pytest.mark.django_db


def home(client, actor):
    client.force_login(actor.person)
    answer = client.get("/home/")
    assert answer.status_code == 200
    return answer


def test_one_person_with_two_capacities_always_acts_as_one_and_sees_which(client):
    place = factories.institution("Moorland College")
    who = factories.assessor().person
    factories.member(place, who=who)
    page = home(client, factories.acting(who)).content.decode()
    assert "Coordinator, Moorland College (fictitious)" in page and "Act as an assessor instead" in page
    assert client.post("/acting-as/assessor/")["Location"] == "/home/"
    page = client.get("/home/").content.decode()
    assert "<strong>an assessor</strong>" in page and "Moorland College (fictitious) instead" in page


@pytest.mark.parametrize("key", ["office", "panel", "funder", "member:nowhere12345", "system", "visitor", "link", "x"])
def test_nobody_acts_as_what_they_are_not(client, key):
    client.force_login(factories.assessor().person)
    assert client.post(f"/acting-as/{key}/").status_code == 404
    assert client.get(f"/acting-as/{key}/").status_code == 405


def test_a_capacity_that_ends_is_gone_at_the_next_page(client):
    actor = factories.assessor()
    home(client, actor)
    Appointment.objects.update(until_on=clock.today())
    assert "you hold no role today" in client.get("/home/").content.decode()


def test_a_new_capacity_is_offered_when_one_looks_for_it(client):
    actor = factories.assessor()
    home(client, actor)
    factories.member(factories.institution("Later College"), who=actor.person)
    assert "Later College" in client.get("/acting-as/").content.decode()


def criteria_of(actor, journey, *days):
    member = Membership.objects.get(person=actor.person)
    made = []
    for criterion, day in zip(journey.edition.criteria.order_by("number"), days, strict=False):
        response = Response.objects.create(journey=journey, criterion=criterion, due_on=day)
        Assignment.objects.create(response=response, membership=member, at=clock.now())
        made.append(response)
    return made


def test_a_contributor_sees_their_criteria_due_first_and_the_first_as_the_next_thing(client):
    place = factories.institution()
    actor, other = factories.contributor(place), factories.contributor(place)
    journey = factories.journey(place)
    today = clock.today()
    late, soon, later = criteria_of(actor, journey, today - dt.timedelta(days=1), None, today + dt.timedelta(days=9))
    Response.objects.filter(pk=soon.pk).update(due_on=today + dt.timedelta(days=2))
    shown = home(client, actor).context["home"]
    rows = next(section.rows for section in shown.sections if "criteria" in str(section.title))
    assert [row.url.split("/")[-2] for row in rows] == [late.criterion.code, soon.criterion.code, later.criterion.code]
    assert [row.late for row in rows] == [True, False, False]
    assert shown.next_thing.url == f"/our/{journey.ref}/criterion/{late.criterion.code}/"
    Response.objects.filter(pk=late.pk).update(state="ready")
    assert home(client, actor).context["home"].next_thing.url.endswith(f"/{soon.criterion.code}/")
    assert "Nothing is yours to write yet" in home(client, other).content.decode()


def test_a_sponsor_is_led_to_what_waits_for_a_signature_and_the_coordinator_is_not(client):
    place = factories.institution()
    journey = factories.journey(place, State.AWAITING_SIGNATURE)
    assert home(client, factories.sponsor(place)).context["home"].next_thing.url == f"/our/{journey.ref}/sign/"
    assert home(client, factories.coordinator(place)).context["home"].next_thing is None


@pytest.mark.parametrize("state", State)
def test_whose_turn_it_is_is_said_to_everybody_and_yours_only_to_whose_it_is(client, state):
    place = factories.institution("Moorland College")
    journey = factories.journey(place, state)
    expected = STAGES[state].turn
    coordinator = home(client, factories.coordinator(place)).context["home"]
    mine = expected == "institution" and state != State.AWAITING_SIGNATURE
    assert (coordinator.next_thing is not None) == mine
    assessor = factories.assessor()
    factories.party(journey, assessor)
    factories.party(journey, factories.assessor(), "second_reader")
    factories.party(journey, factories.panel(), "decider")
    shown = home(client, assessor).context["home"]
    assert (shown.next_thing is not None) == (expected == "assessor")
    office = home(client, factories.office()).context["home"]
    assert ("Moorland College (fictitious)" in [row.title for row in office.sections[0].rows]) == (expected == "office")


def test_an_assessor_with_a_conflict_sees_neither_name_nor_count(client):
    place = factories.institution("Moorland College")
    assessor = factories.assessor()
    factories.party(factories.journey(place, State.SUBMITTED), assessor)
    from qualitymark.institutions.operations import recuse

    assert "Moorland" in home(client, assessor).content.decode()
    recuse(assessor.person, place, by=assessor, why="other")
    assert "Moorland" not in home(client, assessor).content.decode()


def test_an_assessor_is_told_of_each_institution_what_is_theirs_to_do_and_of_a_returned_recommendation(client):
    assessor, named = factories.assessor(), {}
    for name, state in (
        ("Ash", State.ALLOCATED),
        ("Birch", State.ALLOCATED),
        ("Cedar", State.SUBMITTED),
        ("Dogwood", State.IN_REVIEW),
        ("Elm", State.PREPARING),
    ):
        named[name] = factories.journey(factories.institution(f"{name} College"), state)
        factories.party(named[name], assessor)
    of = factories.submission(named["Dogwood"])
    View.objects.create(submission=of, person=assessor.person, capacity="assessor", begun_at=clock.now(), returned_why="Say why.")
    answer = home(client, assessor)
    rows = {str(row.title).split()[0]: str(row.words) for row in answer.context["home"].sections[-1].rows if row.yours}
    assert rows == {
        "Ash": "Agree the dates",
        "Birch": "Agree the dates",
        "Cedar": "Begin the review",
        "Dogwood": "Returned to you: look again, and recommend again",
    }
    page = answer.content.decode()
    assert page.count("Yours to do") == 3 and page.count(">Next<") == 1


def test_a_day_on_the_offices_home_says_whether_it_is_when_something_came_or_when_it_is_due(client):
    ask(name="Sam Porter", email="sam@example.test", question="How long does it take?", language="en-gb")
    page = home(client, factories.office()).content.decode()
    assert f"received {date_format(clock.today(), 'j F Y')}" in page and "Read and answer it" in page and "Go there" not in page
    place = factories.institution()
    contributor, journey = factories.contributor(place), factories.journey(place)
    criteria_of(contributor, journey, clock.today())
    assert f"due {date_format(clock.today(), 'j F Y')}" in home(client, contributor).content.decode()


def test_a_funder_sees_their_cohort_and_no_institution(client):
    cohort = factories.cohort(name="Tarn cohort")
    place = factories.institution("Moorland College")
    cohort.members.create(institution=place, joined_on=clock.today())
    factories.journey(place, cohort=cohort)
    page = home(client, factories.funder(cohort)).content.decode()
    assert "Tarn cohort" in page and "Moorland" not in page


@pytest.mark.parametrize("many", [1, 30])
@pytest.mark.parametrize("make", ["coordinator", "contributor", "assessor", "office"])
def test_the_home_page_asks_as_often_for_thirty_as_for_one(client, make, many, count_queries, record_property):
    edition, policy = factories.edition(areas=7, criteria=5), factories.policy()
    if make in ("coordinator", "contributor"):
        place = factories.institution()
        actor = getattr(factories, make)(place)
        journey = factories.journey(place, edition=edition, policy=policy)
        criteria_of(actor, journey, *[clock.today()] * many)
    else:
        actor = getattr(factories, make)()
        for _ in range(many):
            journey = factories.journey(state=State.DECIDED, edition=edition, policy=policy)
            Milestone.objects.create(journey=journey, what="submission", due_on=clock.today())
            if make == "assessor":
                factories.party(journey, actor)
    home(client, actor)
    with count_queries() as made:
        client.get("/home/")
    most = {"coordinator": 14, "contributor": 12, "assessor": 11, "office": 20}[make]
    assert len(made) <= most, "\n".join(query["sql"][:150] for query in made)
    SEEN.setdefault(make, set()).add(len(made))
    assert len(SEEN[make]) == 1


SEEN: dict[str, set[int]] = {}


def test_a_public_page_costs_a_visitor_no_query_for_who_they_are(client, count_queries):
    client.get("/the-mark/")
    with count_queries() as made:
        page = client.get("/the-mark/")
    assert not [query for query in made if "session" in query["sql"] or "accounts_person" in query["sql"]]
    assert "/account/login/" in page.content.decode()


def test_the_demos_door_is_not_there_in_a_real_deployment(client):
    who = factories.person()
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/{who.ref}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_in_the_demo_one_click_signs_in_as_anyone(live):
    place = factories.institution("Moorland College")
    who = factories.contributor(place).person
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = opener.open(f"{live.url}/demo/", timeout=20).read().decode()
    assert who.name in page and "Moorland College (fictitious)" in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    with pytest.raises(urllib.error.HTTPError, match="403"):
        opener.open(f"{live.url}/demo/{who.ref}/", data=b"", timeout=20)
    answer = opener.open(f"{live.url}/demo/{who.ref}/", data=f"csrfmiddlewaretoken={token}".encode(), timeout=20)
    assert answer.url.endswith("/home/") and who.get_short_name() in answer.read().decode()


NEXT = {
    "paid": ("office", "/assessor/"),
    "allocated": ("first", "/casework/journey/"),
    "assigned": ("contributor", "/criterion/"),
    "awaiting_signature": ("sponsor", "/sign/"),
    "submitted": ("first", "/casework/journey/"),
    "second_read": ("panel", "/decision/"),
    "decided": ("office", "/decision/"),
    "factual_check": ("coordinator", "/feedback/"),
    "facts_checked": ("office", "/office/decision/"),
}


@pytest.mark.parametrize("stage", NEXT)
def test_home_pages_on_the_way_lead_whose_turn_it_is_on_and_every_link_leads_somewhere(client, stage):
    """Walked by the real operations. A page that is not there, or not theirs, would answer 404."""
    walk = stages.at(stage)
    type(walk.institution).objects.update(confirmed_at=clock.now(), confirmed_by=walk.scheme.office.person)
    panel = walk.scheme.panel[0]
    if stage == "second_read":
        factories.party(walk.journey, panel, "decider")
    contributor = next((actor for actor in walk.people.values() if "contributor" in actor.roles), None)
    cast = {"office": walk.scheme.office, "panel": panel, "contributor": contributor, **walk.scheme.assessors} | walk.people
    who, where = NEXT[stage]
    assert where in home(client, cast[who]).context["home"].next_thing.url
    for actor in filter(None, cast.values()):
        client.force_login(actor.person)
        answer = client.get("/home/")
        links = {item["url"] for item in answer.context["nav"]} - {"/account/logout/"}
        for section in answer.context["home"].sections:
            links |= {section.more_url, *(row.url for row in section.rows)} - {""}
        lost = {link for link in links if client.get(link, follow=True).status_code not in (200, 403, 409)}
        assert lost == set(), (actor.capacity, actor.roles)


@pytest.mark.django_db
def test_an_address_that_only_takes_a_form_answers_a_visit_with_a_page_and_a_way_on(client):
    client.force_login(factories.member(factories.institution()))
    answer = client.get("/acting-as/office/")
    said = answer.content.decode()
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "only takes what a form sends" in said and 'href="/home/"' in said and "Nothing was changed" in said


def test_a_home_with_several_journeys_tells_them_apart_by_institution_scope_and_round(client):
    place = factories.institution("Moorland College")
    actor = factories.coordinator(place)
    factories.journey(place, state=State.RELEASED)
    factories.journey(place, round=2)
    factories.journey(place, state=State.RELEASED, scope="named", scope_names="North site\nSouth site")
    factories.journey(place, state=State.RELEASED, renews_award_ref="abcdefghjkmn")
    shown = home(client, actor).context["home"]
    rows = next(section.rows for section in shown.sections if "journey" in str(section.title))
    name = "Moorland College (fictitious)"
    assert {str(row.title) for row in rows} == {
        f"Quality Mark: {name}",
        f"Quality Mark: {name}, round 2",
        f"Quality Mark: {name} (North site, South site)",
        f"Renewal of the Quality Mark: {name}",
    }
