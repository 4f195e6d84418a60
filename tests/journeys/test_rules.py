"""Every state, every verb, everybody: who may do what to a journey, and when. Written out here, apart from the table of moves."""

import pytest

from qualitymark.core import clock
from qualitymark.journeys import rules
from qualitymark.journeys.models import FeeEntry, FeeLine, PauseRequest
from qualitymark.journeys.states import MOVES, State
from tests import factories as make

from .cast import whole_cast

pytestmark = [pytest.mark.django_db, pytest.mark.access]
OPEN = [
    "agreed", "allocated", "preparing", "awaiting_signature", "submitted", "in_review", "clarifications", "second_reading", "with_panel",
    "decided", "factual_check",
]  # fmt: skip
EVERY = [*OPEN, "released", "withdrawn"]
PANEL = ["decider", "panel chair"]
SIGNERS = ["sponsor", "delegate"]
# verb: who of the cast, in which states.
GRID = {
    "allocate": (["office"], ["agreed"]),
    "unallocate": (["office"], ["allocated"]),
    "agree_dates": (["office", "assessor"], ["allocated"]),
    "ask_signature": (["coordinator"], ["preparing"]),
    "unfreeze": (["coordinator", *SIGNERS], ["awaiting_signature"]),
    "submit": (["coordinator", *SIGNERS], ["awaiting_signature"]),
    "begin_review": (["assessor"], ["submitted"]),
    "ask_clarification": (["assessor"], ["in_review"]),
    "resume_review": (["coordinator", "assessor"], ["clarifications"]),
    "recommend_to_second": (["assessor"], ["in_review"]),
    "recommend_to_panel": (["assessor"], ["in_review"]),
    "second_read": (["second reader"], ["second_reading"]),
    "return_to_assessor": (["office", *PANEL], ["second_reading", "with_panel"]),
    "decide": (["office", *PANEL], ["with_panel"]),
    "withdraw_decision": (["office", *PANEL], ["decided", "factual_check"]),
    "show_draft": (["office"], ["decided"]),
    "withdraw_draft": (["office"], ["factual_check"]),
    "release": (["office"], ["factual_check"]),
    "begin_next_round": (["office"], ["released"]),
    "decide_again": (["office", *PANEL], ["released", "preparing"]),
    "withdraw": (["coordinator", "office"], OPEN),
}
MEMBERS_WHO_ACCEPT = ["coordinator", *SIGNERS]
# rule that looks at a journey alone: who, in which states, with terms accepted and nothing owed.
OWN = {
    rules.can_accept_terms: (MEMBERS_WHO_ACCEPT, OPEN),
    rules.can_set_billing: ([*MEMBERS_WHO_ACCEPT, "finance contact", "office"], [*OPEN, "released"]),
    rules.can_settle: (["office"], EVERY),
    rules.can_allocate: (["office"], OPEN),
    rules.can_agree_dates: (["office", "assessor"], ["allocated", "preparing", "awaiting_signature"]),
    rules.can_ask_pause: (["coordinator"], OPEN),
    rules.can_resume: ([], []),
    rules.can_withdraw: (["coordinator", "office"], OPEN),
    rules.can_begin_next_round: (["office"], ["released"]),
}


def allowed(rule, cast, journey):
    """(name, state) of each who may."""
    found = set()
    for state in State:
        journey.state = state
        for name, actor in cast.items():
            verdict = rule(actor, journey)
            assert verdict or verdict.reason, f"{name} is refused without a reason"
            if verdict:
                found.add((name, str(state)))
    return found


def test_each_verb_of_the_table_stands_in_the_grid():
    assert set(GRID) == set(MOVES)


def test_each_move_is_for_those_and_then_as_the_grid_says():
    journey = make.journey()
    cast = whole_cast(journey)
    for verb, (who, states) in GRID.items():
        found = allowed(lambda actor, thing, verb=verb: rules.can_make_move(actor, thing, verb), cast, journey)
        assert found == {(name, state) for name in who for state in states}, verb


def test_each_rule_of_a_journey_is_for_those_and_then_as_the_grid_says():
    journey = make.journey()
    cast = whole_cast(journey)
    journey.terms_accepted_at = clock.now()
    for rule, (who, states) in OWN.items():
        assert allowed(rule, cast, journey) == {(name, state) for name in who for state in states}, rule.__name__


def test_a_paused_journey_is_resumed_by_coordinator_or_office_and_not_paused_again():
    journey = make.journey()
    cast = whole_cast(journey)
    journey.paused_from = clock.today()
    assert allowed(rules.can_resume, cast, journey) == {(name, state) for name in ("coordinator", "office") for state in EVERY}
    assert allowed(rules.can_ask_pause, cast, journey) == set()


def test_the_office_alone_answers_a_pause_and_once():
    journey = make.journey()
    cast = whole_cast(journey)
    request = PauseRequest.objects.create(journey=journey, why="Staff illness", asked_at=clock.now(), asked_by=cast["coordinator"].person)
    assert [name for name, actor in cast.items() if rules.can_answer_pause(actor, request)] == ["office"]
    request.answered_at = clock.now()
    assert [name for name, actor in cast.items() if rules.can_answer_pause(actor, request)] == []


def test_the_office_alone_reverses_an_entry():
    journey = make.journey()
    cast = whole_cast(journey)
    line = FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
    entry = FeeEntry.objects.create(line=line, sort="paid", pence=90000, on=clock.today(), at=clock.now())
    assert [name for name, actor in cast.items() if rules.can_reverse(actor, entry)] == ["office"]


def test_allocation_waits_for_the_terms_and_then_for_the_fee():
    journey, office = make.journey(state="agreed"), make.office()
    FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
    assert "terms" in rules.can_allocate(office, journey).reason
    journey.terms_accepted_at = clock.now()
    verdict = rules.can_allocate(office, journey)
    assert (verdict.status, verdict.reason) == (409, "£900 of the fee is not settled yet.")


def test_cohorts_are_the_offices():
    cast = whole_cast(make.journey())
    assert [name for name, actor in cast.items() if rules.can_manage_cohorts(actor)] == ["office", "office with a conflict"]


def test_somebody_of_the_office_with_a_conflict_is_told_whom_to_ask():
    journey = make.journey()
    cast = whole_cast(journey)
    verdict = rules.can_handle_journey(cast["office with a conflict"], journey)
    assert verdict.status == 403
    assert cast["office"].person.name in str(verdict.next_step)


def test_where_the_whole_office_has_a_conflict_that_is_said():
    journey = make.journey()
    from .cast import recused

    verdict = rules.can_handle_journey(recused(make.office(), journey.institution), journey)
    assert "nobody in the office is free" in verdict.reason
