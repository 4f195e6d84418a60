"""The whole grid: every verb, in every state of the journey, by everybody."""

import pytest

from qualitymark.core.actor import SYSTEM, VISITOR, Actor, Capacity
from qualitymark.evidence.models import Item
from qualitymark.institutions.models import Role
from qualitymark.journeys.states import State
from qualitymark.selfassessment import rules
from qualitymark.selfassessment.models import Response
from qualitymark.selfassessment.queries import responses_visible_to, submissions_visible_to
from tests import factories

from .stage import make_stage

pytestmark = [pytest.mark.access, pytest.mark.django_db]
WRITING = {State.AGREED, State.ALLOCATED, State.PREPARING}
ADDING = {State.SUBMITTED, State.IN_REVIEW, State.CLARIFICATIONS, State.SECOND_READING, State.WITH_PANEL}
GROUP = {"coordinator", "contributor", "sponsor", "delegate", "sponsor who coordinates"}
COORDINATORS = {"coordinator", "sponsor who coordinates"}
SIGNERS = {"sponsor", "delegate", "sponsor who coordinates"}
# verb -> (who may ever, in which states of the journey)
GRID = {
    "write": (COORDINATORS | {"contributor"}, WRITING),
    "write_for": (COORDINATORS, WRITING),
    "say_ready": (COORDINATORS | {"contributor"}, WRITING),
    "coordinate": (COORDINATORS, WRITING),
    "agree": (COORDINATORS, WRITING),
    "set_not_applicable": (COORDINATORS, WRITING),
    "share": (COORDINATORS, WRITING),
    "cite": (COORDINATORS | {"contributor"}, WRITING),
    "comment": (GROUP, WRITING | {State.AWAITING_SIGNATURE}),
    "ask_signature": (COORDINATORS, {State.PREPARING}),
    "unfreeze": (COORDINATORS | SIGNERS, {State.AWAITING_SIGNATURE}),
    "sign": ({"sponsor", "delegate"}, {State.AWAITING_SIGNATURE}),
    "submit": (COORDINATORS | SIGNERS, {State.AWAITING_SIGNATURE}),
    "add_addendum": (COORDINATORS, ADDING),
    "erase": ({"office", "system"}, set(State)),
}


@pytest.fixture
def cast(stage):
    of = stage.institution
    both = factories.member(of, Role.SPONSOR)
    factories.member(of, Role.COORDINATOR, who=both)
    former = factories.person()
    conflicted = factories.assessor()
    return {
        "visitor": VISITOR,
        "coordinator": stage.coordinator,
        "contributor": stage.contributor,
        "sponsor": stage.sponsor,
        "delegate": stage.delegate,
        "sponsor who coordinates": factories.acting(both, of),
        "finance contact": factories.acting(factories.member(of, Role.FINANCE), of),
        "former coordinator": Actor(former, Capacity.MEMBER, of.pk, frozenset(), session="test"),
        "colleague elsewhere": factories.coordinator(factories.institution()),
        "assessor": stage.assessor,
        "assessor not allocated": conflicted,
        "panel": factories.panel(),
        "office": factories.office(),
        "funder": factories.acting(factories.person(), capacity=Capacity.FUNDER),
        "holder of a link": Actor(capacity=Capacity.LINK, through="link", link="actionplan.Action:x"),
        "system": SYSTEM,
    }


def asked(verb, actor, stage, things):
    rule = getattr(rules, f"can_{verb}")
    if verb in ("coordinate", "share", "ask_signature", "unfreeze", "sign", "submit"):
        return rule(actor, things["journey"])
    if verb in ("add_addendum", "erase"):
        return rule(actor, things["submission"])
    return rule(actor, things["response"], things["item"]) if verb == "cite" else rule(actor, things["response"])


def placed(stage, submission, state):
    journey = stage.journey
    journey.state = state
    response = stage.response("CL2")  # not core
    response.journey, submission.journey = journey, journey
    return {"journey": journey, "response": response, "submission": submission, "item": Item.objects.first()}


def test_every_verb_in_every_state_is_for_exactly_those_whom_the_table_names(stage, cast):
    submission = stage.submitted()
    wrong = []
    for state in State:
        things = placed(stage, submission, state)
        for verb, (who, when) in GRID.items():
            for name, actor in cast.items():
                verdict, expected = asked(verb, actor, stage, things), name in who and state in when
                if bool(verdict) != expected:
                    wrong.append(f"{verb} by {name} at {state}: {bool(verdict)}")
                if not verdict:
                    # For them, but not now: 409. Not for them: 403. Always with a sentence.
                    status = 409 if name in who else 403
                    if verdict.status != status or not verdict.reason.strip():
                        wrong.append(f"{verb} by {name} at {state}: {verdict.status} {verdict.reason!r}")
    assert wrong == []


def test_the_table_names_every_rule_of_the_room():
    named = {f"can_{verb}" for verb in GRID} | {"can_write_now", "can_replace_evidence", "can_erase_revision"}
    assert {name for name in dir(rules) if name.startswith("can_")} == named


def seen_by(actor):
    return {row.criterion.code for row in responses_visible_to(actor)}


def test_drafts_are_the_working_groups_and_the_assessor_sees_what_is_shared_and_all_once_it_is_sent(stage, cast):
    from qualitymark.selfassessment import operations

    operations.share([stage.response("CL1")], by=stage.coordinator)
    shared = {name: seen_by(actor) for name, actor in cast.items()}
    assert {name for name, codes in shared.items() if codes} == GROUP | {"assessor"}
    assert shared["assessor"] == {"CL1"} and shared["contributor"] == {"CL1", "CL2", "CI1", "CI2"}
    stage.submitted()
    assert {name for name, actor in cast.items() if seen_by(actor)} == GROUP | {"assessor"}
    assert seen_by(stage.assessor) == {"CL1", "CL2", "CI1", "CI2"}


def test_the_second_reader_and_the_panel_see_no_responses_and_the_same_submission(stage):
    second, chair = factories.assessor(), factories.panel()
    factories.party(stage.journey, second, "second_reader")
    factories.party(stage.journey, chair, "panel_chair")
    stage.submitted()
    for actor in (second, chair):
        assert not responses_visible_to(actor).exists() and submissions_visible_to(actor).count() == 1


def test_a_submission_is_seen_by_the_institution_the_parties_and_an_unconflicted_office(stage, cast):
    submission = stage.submitted()
    assert {name for name, actor in cast.items() if submissions_visible_to(actor).exists()} == GROUP | {"assessor", "office", "system"}
    from qualitymark.institutions.models import Recusal

    for name in ("office", "assessor"):
        Recusal.objects.create(person=cast[name].person, institution=stage.institution, why="other", from_on=factories.LONG_AGO)
        assert not submissions_visible_to(cast[name]).exists()
    assert not rules.can_erase(cast["office"], submission)


def test_an_assessor_whose_part_has_ended_sees_nothing_any_more(stage):
    from qualitymark.core import clock
    from qualitymark.journeys.models import Party

    stage.submitted()
    Party.objects.update(until_on=clock.today().replace(year=2021))
    assert not seen_by(stage.assessor) and not submissions_visible_to(stage.assessor).exists()


def test_in_the_next_round_what_is_written_again_is_a_draft_of_the_institution(stage):
    from qualitymark.selfassessment import operations

    stage.submitted()
    type(stage.journey).objects.update(state=State.PREPARING, round=2)
    stage.journey.refresh_from_db()
    operations.reopen_for_round(stage.journey, [stage.response("CL2").criterion], by=SYSTEM)
    assert seen_by(stage.assessor) == set() and submissions_visible_to(stage.assessor).count() == 1


def test_two_institutions_never_meet(stage):
    other = make_stage()
    assert not set(responses_visible_to(stage.coordinator)) & set(responses_visible_to(other.coordinator))
    assert Response.objects.count() == 8
