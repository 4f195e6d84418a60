"""Support notes: on what was shared, answered, dealt with; and the wall around them."""

import pytest

from qualitymark.core import clock
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Recusal
from qualitymark.journeys.states import State
from qualitymark.support import operations
from qualitymark.support.models import Discussion, SupportNote
from qualitymark.support.queries import (
    COACHING_STATES,
    discussions_visible_to,
    next_steps_visible_to,
    notes_visible_to,
    own_discussions_in_review,
    own_notes_in_review,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    journey = make.journey()
    assessor = make.assessor("Ann Assessor")
    make.party(journey, assessor)
    coordinator = make.coordinator(journey.institution)
    response = make.response(journey, "CL1", "What we do.", shared_at=clock.now(), shared_by=coordinator.person)
    return journey, assessor, coordinator, response


def note_on(scene):
    journey, assessor, coordinator, response = scene
    return operations.add_note(response, by=assessor, sort="needs_evidence", text="Which policy says so?")


def test_a_note_on_a_shared_response_reaches_the_coordinators_once_a_day(scene):
    journey, assessor, coordinator, response = scene
    note_on(scene)
    operations.add_note(response, by=assessor, sort="strong", text="Clear.")
    assert list(notes_visible_to(coordinator).values_list("text", flat=True)) == ["Which policy says so?", "Clear."]
    assert OutgoingMail.objects.filter(notice="support_notes").count() == 1
    assert "Which policy" not in OutgoingMail.objects.get().body


def test_the_same_click_again_adds_no_second_note(scene):
    assert note_on(scene) == note_on(scene)
    assert SupportNote.objects.count() == 1 and Entry.objects.filter(verb="add_note").count() == 1


def test_a_response_that_is_not_shared_takes_no_note(scene):
    journey, assessor, coordinator, _response = scene
    private = make.response(journey, "CL2", "Ours.")
    with pytest.raises(Refused, match="not shared"):
        operations.add_note(private, by=assessor, sort="strong", text="x")
    assert not SupportNote.objects.exists()


@pytest.mark.parametrize("sort, text, words", [("strong", "  ", "Write your note"), ("score_7", "x", "Choose")])
def test_a_note_needs_a_kind_and_words(scene, sort, text, words):
    journey, assessor, coordinator, response = scene
    with pytest.raises(Refused, match=words):
        operations.add_note(response, by=assessor, sort=sort, text=text)


def test_the_institution_replies_and_either_side_says_done(scene):
    journey, assessor, coordinator, response = scene
    note = note_on(scene)
    contributor = make.contributor(journey.institution)
    answered = operations.reply(note, by=contributor, text="The housing policy.")
    assert (answered.reply, answered.replied_by) == ("The housing policy.", contributor.person)
    assert operations.mark_done(note, by=assessor).done_by == assessor.person
    assert operations.mark_done(note, by=coordinator).done_by == assessor.person
    assert operations.mark_done(note, by=coordinator, done=False).done_at is None
    with pytest.raises(Refused):
        operations.reply(note, by=assessor, text="My own note, answered by me.")
    with pytest.raises(Refused):
        operations.reply(note, by=make.sponsor(journey.institution), text="x")


@pytest.mark.parametrize("state", State)
def test_notes_and_discussions_are_written_only_while_the_assessor_coaches(scene, state):
    journey, assessor, coordinator, response = scene
    note = note_on(scene)
    discussion = operations.plan_discussion(journey, by=assessor, number=1, at=None)
    journey.state = state
    journey.save()
    verbs = {
        "note": lambda: operations.add_note(response, by=assessor, sort="clarify", text="More?"),
        "reply": lambda: operations.reply(note, by=coordinator, text="Yes."),
        "done": lambda: operations.mark_done(note, by=assessor),
        "plan": lambda: operations.plan_discussion(journey, by=assessor, number=2, at=None),
        "record": lambda: operations.record_discussion(discussion, by=assessor, notes="Held."),
    }
    for name, attempt in verbs.items():
        if state in COACHING_STATES:
            attempt()
            continue
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.verdict.status == 409, name


def cast(journey, response):
    """Everybody there is, and whether the coach's room is open to them while the institution prepares."""
    twice = make.assessor("Assessor elsewhere, second reader here")
    make.party(make.journey(), twice)
    make.party(journey, twice, "second_reader")
    conflicted = make.appointed("assessor")
    panel = make.panel()
    make.party(journey, panel, "decider")
    chair = make.panel()
    make.party(journey, chair, "panel_chair")
    decider = make.office()
    make.party(journey, decider, "decider")
    former = make.member(journey.institution, until_on=make.LONG_AGO)
    Recusal.objects.create(person=conflicted.person, institution=journey.institution, why="other", from_on=make.LONG_AGO)
    return {
        "coordinator": (make.coordinator(journey.institution), True),
        "contributor": (make.contributor(journey.institution), True),
        "sponsor": (make.sponsor(journey.institution), True),
        "former coordinator": (make.acting(former, journey.institution), False),
        "colleague of another institution": (make.coordinator(make.institution()), False),
        "assessor not allocated": (make.assessor(), False),
        "conflicted assessor": (conflicted, False),
        "second reader who assesses elsewhere": (twice, False),
        "panel member": (panel, False),
        "panel chair": (chair, False),
        "office": (make.office(), False),
        "named decider of the office": (decider, False),
        "funder": (make.funder(make.cohort()), False),
        "visitor": (make.acting(make.person()), False),
    }


def test_nobody_but_the_institution_and_its_assessor_reads_a_note_or_a_discussion(scene):
    journey, assessor, coordinator, response = scene
    note = note_on(scene)
    held = operations.record_discussion(
        operations.plan_discussion(journey, by=assessor, number=1, at=None), by=assessor, notes="n", next_steps=[("A", "B", None)]
    )
    for name, (actor, may) in {**cast(journey, response), "assessor": (assessor, True)}.items():
        assert list(notes_visible_to(actor)) == ([note] if may else []), name
        assert list(discussions_visible_to(actor)) == ([held] if may else []), name
        assert next_steps_visible_to(actor).count() == (1 if may else 0), name


def test_an_assessor_whose_conflict_is_found_later_reads_nothing_any_more(scene):
    journey, assessor, coordinator, response = scene
    note_on(scene)
    Recusal.objects.create(person=assessor.person, institution=journey.institution, why="other", declared=False, from_on=make.LONG_AGO)
    assert not notes_visible_to(assessor).exists()
    with pytest.raises(Refused):
        note_on(scene)


@pytest.mark.parametrize("state", sorted(set(State) - COACHING_STATES))
def test_once_they_judge_the_assessor_reads_their_notes_on_a_page_of_its_own_and_nobody_else_does(scene, state):
    journey, assessor, coordinator, response = scene
    note = note_on(scene)
    discussion = operations.plan_discussion(journey, by=assessor, number=1, at=None)
    people = cast(journey, response)
    journey.state = state
    journey.save()
    assert not notes_visible_to(assessor).exists() and not discussions_visible_to(assessor).exists()
    assert list(own_notes_in_review(assessor)) == [note] and list(own_discussions_in_review(assessor)) == [discussion]
    assert list(notes_visible_to(coordinator)) == [note]
    for name, (actor, _may) in people.items():
        assert not own_notes_in_review(actor).exists() and not own_discussions_in_review(actor).exists(), name


def test_opening_ones_own_notes_while_judging_is_a_row_in_the_record(scene):
    journey, assessor, coordinator, response = scene
    with pytest.raises(Refused, match="beside the responses"):
        operations.open_own_notes(journey, by=assessor)
    journey.state = State.IN_REVIEW
    journey.save()
    operations.open_own_notes(journey, by=assessor)
    row = Entry.objects.get(verb="open_own_notes")
    assert (row.thing_ref, row.actor_ref, row.facts) == (journey.ref, assessor.person.ref, {"state": "in_review"})
    second = make.assessor()
    make.party(journey, second, "second_reader")
    for actor in (second, make.panel(), make.office(), coordinator):
        with pytest.raises(Refused):
            operations.open_own_notes(journey, by=actor)
    assert Entry.objects.filter(verb="open_own_notes").count() == 1
    assert Discussion.objects.count() == 0
