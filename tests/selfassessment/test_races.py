"""Two at once, on real threads: freezing, submitting, saving and taking away exclude each other."""

import threading

import pytest
from django.db import connection

from qualitymark.actionplan import operations as actionplan
from qualitymark.actionplan.models import Action
from qualitymark.core.audit import verify
from qualitymark.core.verdict import Refused
from qualitymark.evidence import operations as evidence
from qualitymark.evidence.models import Item
from qualitymark.journeys.states import State
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Revision, Submission
from qualitymark.selfassessment.operations import Moved
from qualitymark.selfassessment.queries import verify_submission
from tests.files.uploads import upload

from .stage import make_stage

pytestmark = [pytest.mark.durability, pytest.mark.django_db(transaction=True)]


def together(*works):
    """Do all at once, each on a connection of its own; what each answered: a result, or the refusal or conflict it met."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait(10)
            answers[place] = work()
        except (Refused, Moved) as said:
            answers[place] = said
        except Exception as problem:  # noqa: BLE001 - told below, in the main thread
            answers[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert [each for each in answers if isinstance(each, Exception) and not isinstance(each, Refused | Moved)] == []
    return answers


def journey_now(stage):
    return type(stage.journey).objects.get(pk=stage.journey.pk)


DELETIONS = {
    "the last action": lambda s: actionplan.remove_action(Action.objects.select_related("institution").get(), by=s.coordinator),
    "the last text": lambda s: operations.save_response(s.response("CI2"), by=s.coordinator, text="", base=1),
    "a citation": lambda s: operations.uncite(s.response("CI2").citations.get(), by=s.coordinator),
    "the cited file": lambda s: evidence.revise(
        Item.objects.select_related("institution").get(), by=s.coordinator, upload=upload("poster.png")
    ),
}


@pytest.mark.parametrize("what", DELETIONS)
def test_submitting_while_somebody_takes_something_away_sends_exactly_what_was_signed(what):
    stage = make_stage().complete().ask().sign()
    submitted, taken = together(lambda: operations.submit(stage.journey, by=stage.coordinator), lambda: DELETIONS[what](stage))
    assert isinstance(submitted, Submission)
    # Once it is sent, a newer file and a changed plan are the institution's own and touch nothing of it.
    assert isinstance(taken, Refused) or what in ("the cited file", "the last action")
    assert submitted.parts.filter(sort="action").count() == 1
    assert verify_submission(Submission.objects.select_related("signoff").get()) == [] and verify() == []


@pytest.mark.parametrize("what", DELETIONS)
def test_freezing_while_somebody_takes_something_away_freezes_a_whole_or_is_refused(what):
    stage = make_stage().complete()
    asked, taken = together(lambda: operations.ask_signature(stage.journey, by=stage.coordinator), lambda: DELETIONS[what](stage))
    frozen = journey_now(stage).state == State.AWAITING_SIGNATURE
    assert frozen == (not isinstance(asked, Refused))
    if what in ("the last action", "the last text"):
        assert isinstance(asked, Refused) != isinstance(taken, Refused)
    assert verify() == []


def test_saving_while_it_is_frozen_is_either_before_it_or_refused():
    stage = make_stage().complete()
    asked, saved = together(
        lambda: operations.ask_signature(stage.journey, by=stage.coordinator),
        lambda: operations.save_response(stage.response(), by=stage.contributor, text="Late words", base=1),
    )
    text = stage.response().text
    if isinstance(saved, Refused):
        assert text != "Late words" and journey_now(stage).state == State.AWAITING_SIGNATURE
    else:
        assert text == "Late words" and isinstance(asked, Refused)  # it is a draft again, so signature is not asked


def test_two_writers_at_once_keep_one_text_and_are_shown_the_other():
    stage = make_stage()
    answers = together(
        *(lambda n=n: operations.save_response(stage.response(), by=stage.coordinator, text=f"Text {n}", base=0) for n in range(4))
    )
    assert sum(isinstance(each, Moved) for each in answers) == 3
    assert Revision.objects.count() == 1 and {each.mine for each in answers if isinstance(each, Moved)} | {stage.response().text} == {
        f"Text {n}" for n in range(4)
    }


def test_sixteen_writers_of_sixteen_places_all_save_and_the_record_stays_whole():
    stage = make_stage(areas=4, criteria=4)
    codes = [each.criterion.code for each in stage.responses()]
    answers = together(*(lambda code=code: stage.write(code, f"Words for {code}") for code in codes))
    assert len(codes) == 16 and all(answer.version == 1 for answer in answers)
    assert verify() == []


def test_submitting_twice_at_once_sends_one():
    stage = make_stage().complete().ask().sign()
    answers = together(*(lambda: operations.submit(stage.journey, by=stage.coordinator) for _twice in range(2)))
    assert sorted(type(each).__name__ for each in answers) == ["Refused", "Submission"] and Submission.objects.count() == 1


def test_preparing_twice_at_once_makes_each_response_once():
    stage = make_stage()
    stage.journey.refresh_from_db()
    from qualitymark.selfassessment.models import Response

    Response.objects.all().delete()
    together(*(lambda: operations.prepare_responses(stage.journey, by=stage.coordinator) for _twice in range(3)))
    assert Response.objects.count() == 4
