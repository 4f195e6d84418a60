"""Where we are in the journey, whose turn it is, in the words of the reader's side, and yours only to whose it is."""

import pytest
from django.test import RequestFactory

from qualitymark.core import clock
from qualitymark.core.actor import VISITOR
from qualitymark.desk.context import nav, where
from qualitymark.institutions.models import Membership
from qualitymark.journeys.states import STAGES, STEPS, State
from qualitymark.selfassessment.models import Assignment, Response

from .. import factories

pytestmark = pytest.mark.django_db
CAST = {
    "coordinator": {State.AGREED, State.PREPARING, State.CLARIFICATIONS, State.FACTUAL_CHECK},
    "contributor": set(),  # until something is theirs to write, see below
    "sponsor": {State.AGREED, State.AWAITING_SIGNATURE, State.FACTUAL_CHECK},
    "assessor": {State.ALLOCATED, State.SUBMITTED, State.IN_REVIEW},
    "second_reader": {State.SECOND_READING},
    "decider": {State.WITH_PANEL},
    "office": {State.DECIDED, State.SECOND_READING, State.WITH_PANEL},  # nobody is there to read second, or to decide
    "visitor": set(),
}


def asked(journey, actor, **shown):
    request = RequestFactory().get("/")
    request.actor, request.shown = actor, {"journey": journey} | shown
    return where(request)


def cast(who, place, journey):
    if who in ("coordinator", "contributor", "sponsor"):
        return getattr(factories, who)(place)
    if who in ("assessor", "second_reader", "decider"):
        actor = factories.panel() if who == "decider" else factories.assessor()
        factories.party(journey, actor, who)
        return actor
    return factories.office() if who == "office" else VISITOR


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", CAST)
def test_whose_turn_it_is_in_every_state(who, state):
    place = factories.institution()
    journey = factories.journey(place, state)
    found = asked(journey, cast(who, place, journey))
    assert found["turn_is_yours"] == (state in CAST[who])
    assert str(found["turn_words"]).startswith("Your turn") == (state in CAST[who])
    staff_only = STAGES[state].staff_see
    if who in ("coordinator", "contributor", "sponsor") and state in (State.SECOND_READING, State.WITH_PANEL):
        assert str(staff_only) not in str(found["turn_words"])


def test_a_contributor_is_told_your_turn_only_while_something_is_theirs_to_write(client):
    place = factories.institution()
    journey, contributor, _other = factories.journey(place, State.PREPARING), factories.contributor(place), factories.contributor(place)
    client.force_login(contributor.person)

    def told():
        found, home = asked(journey, contributor), client.get("/home/")
        assert ("Nothing is waiting for you just now" in home.content.decode()) == (not found["turn_is_yours"])
        assert (home.context["home"].next_thing is None) == (not found["turn_is_yours"])
        return found["turn_is_yours"]

    assert not told()  # given nothing
    response = factories.response(journey)
    Assignment.objects.create(response=response, membership=Membership.objects.get(person=contributor.person), at=clock.now())
    assert told()
    Response.objects.update(state="ready")
    assert not told()  # everything is ready


@pytest.mark.parametrize("state", State)
def test_the_stepper_has_one_present_step_until_the_end(state):
    states = [step["state"] for step in asked(factories.journey(state=state), VISITOR)["stepper"]]
    if state == State.WITHDRAWN:
        assert states == []
        return
    assert len(states) == len(STEPS)
    assert states.count("current") == (0 if state == State.RELEASED else 1)
    assert states == sorted(states, key=["done", "current", "coming"].index)


def test_a_paused_journey_is_nobodys_turn():
    place = factories.institution()
    journey = factories.journey(place, paused_from=clock.today())
    found = asked(journey, factories.coordinator(place))
    assert not found["turn_is_yours"] and "Paused" in str(found["turn_words"])


def test_terms_accepted_and_nothing_owed_is_the_offices_turn():
    place = factories.institution()
    coordinator = factories.coordinator(place)
    facts = {"terms_accepted_at": clock.now(), "terms_accepted_by": coordinator.person}
    journey = factories.journey(place, State.AGREED, **facts)
    assert asked(journey, factories.office())["turn_is_yours"]
    assert str(asked(journey, coordinator)["turn_words"]) == "The office finds your assessor"


def test_the_page_names_the_one_next_thing():
    thing = {"text": "Read the whole", "url": "/x/", "label": "Read"}
    assert asked(factories.journey(), VISITOR, next_thing=thing)["next_thing"] == thing


@pytest.mark.parametrize(
    ("path", "current"),
    [("/office/", "/office/"), ("/office/cohorts/", "/office/cohorts/"), ("/cy/office/mail/x/", "/office/mail/"), ("/x/", "")],
)
def test_one_place_of_the_navigation_is_where_we_are(path, current):
    items = [("/home/", "Home"), ("/office/", "Institutions"), ("/office/cohorts/", "Cohorts"), ("/office/mail/", "Mail")]
    request = RequestFactory().get(path)
    assert [item["url"] for item in nav(items, request) if item["current"]] == ([current] if current else [])


def test_few_queries_a_page(count_queries):
    place = factories.institution()
    journey = factories.journey(place, State.IN_REVIEW)
    assessor = cast("assessor", place, journey)
    with count_queries() as made:
        asked(journey, assessor)
    assert len(made) <= 2
