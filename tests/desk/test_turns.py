"""Every state and every capacity: whose turn it is, what is said, where the link leads, and that it opens for that person."""

import datetime as dt

import pytest
from django.test import RequestFactory

from qualitymark.assessors import operations as assessors
from qualitymark.core import clock
from qualitymark.decisions.models import Decision
from qualitymark.decisions.queries import whose_turn
from qualitymark.desk.context import where
from qualitymark.desk.demo.walk import ask_to_clarify
from qualitymark.desk.queries import home_for
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.models import Role
from qualitymark.journeys import operations as journeys
from qualitymark.journeys.models import Journey
from qualitymark.journeys.queries import terms_in_use
from qualitymark.selfassessment import operations as selfassessment
from qualitymark.selfassessment.queries.content import content_of

from .. import factories, stages

pytestmark = pytest.mark.django_db


def terms_accepted(walk):
    journeys.accept_terms(walk.journey, by=walk.coordinator, read=terms_in_use(walk.journey).sha256)


def offered(walk):
    answer_by = clock.today() + dt.timedelta(days=7)
    assessors.offer(walk.fresh(), by=walk.scheme.office, person=walk.assessor.person, capacity="assessor", answer_by=answer_by)


def sign(walk):
    digest = content_of(walk.fresh()).sha256
    selfassessment.sign(walk.journey, by=walk.people["sponsor"], content_sha256=digest, statement="It is true.")


def asked_again(walk):
    """What was signed was taken back and asked for anew: the old signature counts no more."""
    sign(walk)
    selfassessment.unfreeze(walk.fresh(), by=walk.coordinator, why="A figure was wrong.")
    selfassessment.ask_signature(walk.fresh(), by=walk.coordinator)


def days_over(walk):
    Decision.objects.update(facts_by=clock.today() - dt.timedelta(days=1))


def paused(walk):
    request = journeys.ask_pause(walk.fresh(), by=walk.coordinator, why="Our registrar is ill.")
    journeys.answer_pause(request, by=walk.scheme.office, granted=True, note="")


def resumed(walk):
    paused(walk)
    journeys.resume(walk.fresh(), by=walk.scheme.office)


# How a state is reached: the walk's stage, and what happens then.
MADE = {
    "agreed": ("agreed", None), "terms accepted": ("agreed", terms_accepted), "paid": ("paid", None), "paid, resumed": ("paid", resumed),
    "offered": ("paid", offered), "allocated": ("allocated", None), "preparing": ("discussed_once", None), "paused": ("discussed_once", paused),
    "awaiting": ("awaiting_signature", None), "signed": ("awaiting_signature", sign), "asked again": ("awaiting_signature", asked_again),
    "submitted": ("submitted", None), "in review": ("in_review", None), "clarifications": ("in_review", ask_to_clarify),
    "second reading": ("recommended", None), "with panel": ("second_read", None), "no second reader": ("recommended", None), "nobody named": ("second_read", None), "decided": ("decided", None),
    "checking": ("factual_check", None), "checked": ("facts_checked", None), "days over": ("factual_check", days_over),
    "released": ("released", None),
    "withdrawn": ("discussed_once", lambda walk: journeys.withdraw(walk.fresh(), by=walk.scheme.office, why="They asked to stop.")),
}  # fmt: skip
TERMS = "Your coordinator or senior sponsor accepts the terms"
FEE = "Your coordinator or finance contact settles the fee"
NOTHING = "Nothing is waiting for you just now. Your institution is writing its self-assessment."
FINDING = "The office finds your assessor"
SIGNS = "Your senior sponsor reads and signs"
REVIEWED = "Your submission is being reviewed"
CHECKED = "The check of facts is over: the office releases the decision"
# State: whose turn; what each letter of the cast reads (k coordinator, c contributor, s sponsor, f finance contact, a assessor, r second reader,
# p member of the panel who decides, o office); and to whom a next thing is offered, and where it leads.
GRID = {
    "agreed": ("institution", {"k": "Your turn: Accept the terms, then settle the fee", "s": "Your turn: Accept the terms, then settle the fee", "c": TERMS, "f": TERMS, "o": "The institution: Accept the terms and settle the fee"}, {"k": "/terms/", "s": "/terms/"}),
    "terms accepted": ("institution", {"k": "Your turn: Settle the fee: say where the invoice goes, and pay it when it comes", "f": "Your turn: Settle the fee: say where the invoice goes, and pay it when it comes", "c": FEE, "s": FEE, "o": "The institution: Settle the fee"}, {"k": "/fee/", "f": "/fee/"}),
    "paid": ("office", dict.fromkeys("kcsf", FINDING) | {"o": "Your turn: Allocate an assessor"}, {"o": "/assessor/"}),
    "paid, resumed": ("office", {"o": "Your turn: Allocate an assessor"}, {"o": "/assessor/"}),
    "offered": ("assessor", dict.fromkeys("kcsf", FINDING) | {"o": "The assessor: Waiting for the answer of the assessor who was asked"}, {"a": "/casework/allocation/"}),
    "allocated": ("assessor", {"k": "Your assessor agrees the dates with you", "a": "Your turn: Agree the dates"}, {"a": "/casework/journey/"}),
    "preparing": ("institution", {"k": "Your turn: You are writing your self-assessment", "c": NOTHING, "s": "You are writing your self-assessment", "a": "The institution: Preparing"}, {"k": "/our/"}),
    "paused": ("nobody", dict.fromkeys("kcsf", "Paused, as you asked. The dates wait too.") | {"o": "Paused", "a": "Paused"}, {}),
    "awaiting": ("institution", {"s": "Your turn: Read the whole, and sign exactly that", "k": SIGNS, "c": SIGNS, "o": "The institution: Awaiting signature"}, {"s": "/sign/"}),
    "signed": ("institution", {"k": "Your turn: It is signed: submit it", "s": "It is signed: your coordinator submits it", "c": "It is signed: your coordinator submits it", "o": "The institution: Signed: to be submitted"}, {"k": "/submit/"}),
    "asked again": ("institution", {"s": "Your turn: Read the whole, and sign exactly that", "k": SIGNS}, {"s": "/sign/"}),
    "submitted": ("assessor", {"k": "Submitted: your assessor begins the review", "a": "Your turn: Begin the review"}, {"a": "/casework/journey/"}),
    "in review": ("assessor", {"k": REVIEWED, "a": "Your turn: Go on with the review"}, {"a": "/casework/journey/"}),
    "clarifications": ("institution", {"k": "Your turn: Your assessor asks you to clarify something", "c": "Your coordinator answers a question of your assessor", "a": "The institution: Clarifications asked"}, {"k": "/clarifications/"}),
    "second reading": ("second_reader", {"k": REVIEWED, "r": "Your turn: Read as second reader", "a": "The second reader: Second reading"}, {"r": "/casework/journey/"}),
    "with panel": ("panel", {"k": REVIEWED, "p": "Your turn: Decide"}, {"p": "/decision/"}),
    "no second reader": ("office", {"k": REVIEWED, "a": "The office: Second reading: allocate a second reader", "o": "Your turn: Second reading: allocate a second reader"}, {"o": "/second-reader/"}),
    "nobody named": ("office", {"k": REVIEWED, "a": "The office: To be decided: name who decides", "o": "Your turn: To be decided: name who decides"}, {"o": "/deciders/"}),
    "decided": ("office", {"k": "Your feedback is being written", "o": "Your turn: Decided: draft feedback to show"}, {"o": "/decision/"}),
    "checking": ("institution", dict.fromkeys("ks", "Your turn: Read the draft feedback for errors of fact") | {"c": "Your coordinator and senior sponsor read the draft feedback for errors of fact", "o": "The institution: Check of facts"}, {"k": "/feedback/", "s": "/feedback/"}),
    "checked": ("office", dict.fromkeys("kcs", CHECKED) | {"o": "Your turn: The check of facts is over: release the decision"}, {"o": "/office/decision/"}),
    "days over": ("office", dict.fromkeys("kcs", CHECKED) | {"o": "Your turn: The check of facts is over: release the decision"}, {"o": "/office/decision/"}),
    "released": ("nobody", {"k": "Your feedback and the decision are here", "o": "Released"}, dict.fromkeys("kcsf", "/our-award/")),
    "withdrawn": ("nobody", {"k": "Withdrawn", "o": "Withdrawn"}, {}),
}  # fmt: skip


def world(state):
    """The journey in that state, and an actor for each letter."""
    stage, then = MADE[state]
    walk = stages.at(stage, policy=factories.policy(second_reading=Policy.SecondReading.ALWAYS))
    if then:
        then(walk)
    home, journey = walk.institution, walk.fresh()
    type(home).objects.update(confirmed_at=clock.now(), confirmed_by=walk.scheme.office.person)
    panel = walk.scheme.panel[0]
    if state == "second reading":
        factories.party(journey, walk.second, "second_reader")
    if state == "with panel":
        factories.party(journey, panel, "decider")
    return journey, {
        "k": walk.coordinator, "s": walk.people["sponsor"], "f": factories.acting(factories.member(home, Role.FINANCE), home), "a": walk.assessor, "r": walk.second,
        "c": next((each for role, each in walk.people.items() if role not in ("coordinator", "sponsor")), None) or factories.contributor(home),
        "p": panel, "o": walk.scheme.office,
    }  # fmt: skip


def said_to(actor, journey):
    request = RequestFactory().get("/")
    request.actor, request.shown = actor, {"journey": journey}
    return str(where(request)["turn_words"])


def test_the_grid_has_every_state():
    assert set(GRID) == set(MADE)


@pytest.mark.parametrize("state", GRID)
def test_whose_turn_it_is_what_is_said_and_where_it_leads(client, state):
    journey, cast = world(state)
    turn, words, links = GRID[state]
    assert whose_turn(journey).turn == turn
    for letter, actor in cast.items():
        said, thing = said_to(actor, journey), home_for(actor).next_thing
        assert said == words.get(letter, said), letter
        takes_it = said.startswith("Your turn")
        assert takes_it == words.get(letter, "").startswith("Your turn"), (letter, said)
        assert not takes_it or letter in links, f"{letter} is told that it is their turn, and led nowhere"
        assert (letter in links) == (thing is not None), (letter, thing)
        client.force_login(actor.person)
        home = client.get("/home/").content.decode()
        if letter in "kcsf" and state not in ("released", "withdrawn"):
            assert said in home, letter
        if thing is not None:
            assert links[letter] in thing.url and f'href="{thing.url}"' in home, (letter, thing)
            assert client.get(thing.url, follow=True).status_code == 200, (letter, thing)
        board = client.get(f"/our/{journey.ref}/") if letter in "kcs" else None
        if board and board.context["next_thing"]:
            assert client.get(board.context["next_thing"]["url"], follow=True).status_code == 200, letter
        for section in home_for(actor).sections:
            assert {row.url for row in section.rows if client.get(row.url, follow=True).status_code != 200} == set(), letter


@pytest.mark.parametrize(
    ("state", "shown", "not_shown"),
    [
        ("paid", "Ask an assessor", "Waiting for the answer"),
        ("offered", "Waiting for the answer of the assessor who was asked", "Ask an assessor"),
        ("no second reader", "Ask a second reader", "The second reader:"),
        ("nobody named", "Name who decides", "The panel:"),
        ("decided", "Go to the decision", "Ask an assessor"),
        ("checked", "release the decision", "The institution: Check of facts"),
    ],
)
def test_the_offices_page_of_the_institution_says_the_same_and_leads_on(client, state, shown, not_shown):
    journey, cast = world(state)
    client.force_login(cast["o"].person)
    page = client.get(f"/office/institution/{journey.institution.ref}/").content.decode()
    assert shown in page and not_shown not in page
    listed = client.get("/office/?turn=office").content.decode()
    assert (journey.institution.display_name in listed) == (state != "offered")


def test_a_fee_to_be_paid_is_told_to_the_coordinator_with_its_amount_and_the_way(client):
    journey, cast = world("terms accepted")
    client.force_login(cast["k"].person)
    board = client.get(f"/our/{journey.ref}/").content.decode()
    assert "is to be paid: say where the invoice goes, and pay it when it comes" in board and f"/our/{journey.ref}/fee/" in board
    client.force_login(cast["c"].person)
    assert "invoice" not in client.get("/home/").content.decode()


def test_a_journey_is_read_with_few_queries(count_queries):
    journey, _cast = world("checked")
    fresh = Journey.objects.get(pk=journey.pk)
    with count_queries() as made:
        whose_turn(fresh)
    assert len(made) <= 2  # and one is the clock's
