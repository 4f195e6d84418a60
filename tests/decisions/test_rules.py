"""The grid: who may do what to a decision, in which state of the journey."""

import pytest

from qualitymark.decisions import operations, rules
from qualitymark.decisions.models import Condition, FactComment, Reconsideration
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import State
from tests import factories

from . import rows

pytestmark = [pytest.mark.django_db, pytest.mark.access]

DECIDERS = {"chair", "decider elsewhere assessor"}
WHO = {
    "decide": (DECIDERS, {"with_panel"}),
    "withdraw_decision": (DECIDERS, {"decided", "factual_check"}),
    "show_draft": ({"office"}, {"decided"}),
    "withdraw_draft": ({"office"}, {"factual_check"}),
    "correct_words": ({"office"}, set(State)),
    "comment_on_facts": ({"coordinator", "sponsor"}, {"factual_check"}),
    "finish_fact_check": ({"coordinator", "sponsor"}, {"factual_check"}),
}


@pytest.mark.parametrize("verb", WHO)
def test_only_these_may_and_only_in_these_states(verb):
    held = rows.at_panel()
    people = rows.cast(held)
    decision, _held = rows.decided(held)
    may, states = WHO[verb]
    ask = getattr(rules, f"can_{verb}")
    for state in State:
        Journey.objects.filter(pk=held.journey.pk).update(state=state)
        decision.submission.journey = held.journey = Journey.objects.get(pk=held.journey.pk)
        thing = held.journey if verb == "decide" else decision
        allowed = {name for name, actor in people.items() if ask(actor, thing)}
        assert allowed == (may if state in states else set()), (verb, state)
        for name, actor in people.items():
            verdict = ask(actor, thing)
            if not verdict:
                assert verdict.reason
                assert verdict.status == (409 if name in may else 403), (verb, state, name)


def test_release_waits_for_the_check_of_facts_and_for_every_answer(move_clock):
    decision, held = rows.shown()
    people = rows.cast(held)

    def allowed():
        return {name for name, actor in people.items() if rules.can_release(actor, operations.checking._held(decision))}

    assert allowed() == set()
    comment = operations.comment_on_facts(decision, by=held.coordinator, where="Culture", text="We have two, not one.")
    operations.finish_fact_check(decision, by=held.coordinator)
    assert allowed() == set()
    operations.answer_fact_comment(comment, by=held.office, answer="Corrected.")
    assert allowed() == {"office"}


def test_release_is_possible_the_day_after_the_days_are_over(move_clock):
    decision, held = rows.shown()
    move_clock(decision.facts_by)
    assert not rules.can_release(held.office, decision)
    move_clock(decision.facts_by + rows.dt.timedelta(days=1))
    decision = operations.checking._held(decision)
    assert rules.can_release(held.office, decision)
    assert not rules.can_comment_on_facts(held.coordinator, decision)


def test_a_not_yet_whose_last_day_has_come_is_not_released(move_clock):
    decision, held = rows.checked(outcome="not_yet")
    assert rules.can_release(held.office, decision)
    move_clock(decision.next_last_on)
    verdict = rules.can_release(held.office, operations.checking._held(decision))
    assert verdict.status == 409 and "another day" in str(verdict.next_step)


def test_a_named_decider_of_the_office_decides_where_policy_says_so_and_never_the_assessor():
    held = rows.at_panel(policy=factories.policy(decider="named"))
    named, unnamed = factories.office(), factories.office()
    factories.party(held.journey, named, "decider")
    reader = factories.acting(held.assessor.person, capacity="office")
    factories.Appointment.objects.create(person=held.assessor.person, capacity="office", from_on=factories.LONG_AGO)
    factories.party(held.journey, reader, "decider")
    assert rules.can_decide(named, held.journey)
    for actor in (unnamed, reader, held.chair):
        assert rules.can_decide(actor, held.journey).status == 403


def test_reconsideration_is_asked_by_the_institution_after_release_and_answered_by_somebody_else():
    decision, held = rows.released()
    people = rows.cast(held)
    assert {name for name, actor in people.items() if rules.can_ask_reconsideration(actor, decision)} == {"coordinator", "sponsor"}
    asked = operations.ask_reconsideration(decision, by=held.coordinator, grounds="The second discussion was not counted.")
    assert {name for name, actor in people.items() if rules.can_ask_reconsideration(actor, decision)} == set()
    may = {name for name, actor in people.items() if rules.can_answer_reconsideration(actor, asked)}
    assert may == {"office", "decider elsewhere assessor"}  # the chair decided; the assessor read; who is recused does nothing
    operations.answer_reconsideration(asked, by=people["decider elsewhere assessor"], stands=True, answer="It was counted.")
    asked = Reconsideration.objects.get()
    assert {name for name, actor in people.items() if rules.can_answer_reconsideration(actor, asked)} == set()


def test_conditions_are_recorded_as_met_by_the_office_after_release_and_once():
    decision, held = rows.checked(outcome="awarded_conditions")
    people = rows.cast(held)
    condition = Condition.objects.get()
    assert {name for name, actor in people.items() if rules.can_meet_condition(actor, condition)} == set()
    operations.release(decision, by=held.office)
    condition = Condition.objects.get()
    assert {name for name, actor in people.items() if rules.can_meet_condition(actor, condition)} == {"office"}
    operations.meet_condition(condition, by=held.office)
    assert {name for name, actor in people.items() if rules.can_meet_condition(actor, Condition.objects.get())} == set()


def test_a_comment_on_the_draft_is_answered_by_the_office_once():
    decision, held = rows.shown()
    people = rows.cast(held)
    comment = operations.comment_on_facts(decision, by=held.sponsor, where="Culture", text="Wrong year.")
    assert {name for name, actor in people.items() if rules.can_answer_fact_comment(actor, comment)} == {"office"}
    operations.answer_fact_comment(comment, by=held.office, answer="Thank you.")
    assert {name for name, actor in people.items() if rules.can_answer_fact_comment(actor, FactComment.objects.get())} == set()
