"""One door for every change of state."""

import pytest

from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry
from qualitymark.core.move import move
from qualitymark.core.verdict import Refused, Verdict, no, not_now, yes
from qualitymark.journeys.models import Journey
from tests import factories


@pytest.mark.django_db
def test_a_move_changes_the_state_and_leaves_one_record():
    journey = factories.journey(state="preparing")
    move(journey, "ask_signature", by=SYSTEM)
    journey.refresh_from_db()
    entry = Entry.objects.get(thing_ref=journey.ref)
    assert (journey.state, entry.verb, entry.before, entry.after) == (
        "awaiting_signature",
        "ask_signature",
        "preparing",
        "awaiting_signature",
    )


@pytest.mark.django_db
def test_the_second_of_two_people_is_told_and_leaves_no_record():
    first = factories.journey(state="preparing")
    second = Journey.objects.get(pk=first.pk)
    move(first, "ask_signature", by=SYSTEM)
    with pytest.raises(Refused) as refused:
        move(second, "ask_signature", by=SYSTEM)
    assert refused.value.verdict.status == 409
    assert "Somebody else" in refused.value.reason
    assert Entry.objects.filter(thing_ref=first.ref).count() == 1


@pytest.mark.django_db
def test_a_move_from_another_state_is_refused_with_its_name():
    journey = factories.journey(state="submitted")
    with pytest.raises(Refused) as refused:
        move(journey, "ask_signature", by=SYSTEM)
    assert "Submitted" in refused.value.reason


def test_a_verdict_is_as_true_as_its_permission():
    assert (bool(yes()), bool(no("No.")), bool(not_now("Later."))) == (True, False, False)
    assert (no("No.").status, not_now("Later.").status) == (403, 409)


def test_a_reason_is_put_into_words_late():
    assert not_now("%(n)s criteria need a response.", n=3).reason == "3 criteria need a response."
    assert Verdict(False, "100 % sure").reason == "100 % sure"
