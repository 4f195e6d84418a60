"""Deciding, checking, releasing, reconsidering: what each does, and what it refuses."""

import pytest
from django.db import IntegrityError, transaction

from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.decisions import operations, queries
from qualitymark.decisions.models import Condition, Decision, Draft, FactComment, Report
from qualitymark.frameworks.models import Criterion
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Addendum, Response
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db


def state(held):
    return Journey.objects.get(pk=held.journey.pk).state


def test_a_decision_binds_the_submission_and_its_addenda_by_hash():
    held = rows.at_panel()
    without = queries.addenda_sha256(held.submission)
    Addendum.objects.create(
        submission=held.submission,
        number=1,
        sort="answer",
        text="Here",
        sha256="c" * 64,
        attested_at=clock.now(),
        attested_by=held.coordinator.person,
    )
    decision, _held = rows.decided(held)
    assert decision.submission_sha256 == held.submission.sha256
    assert decision.addenda_sha256 == queries.addenda_sha256(held.submission) != without
    assert decision.seen["addenda"] == [1] and decision.seen["support_notes"] is False
    assert set(decision.seen["views"]) == {"assessor", "second_reader"}
    assert state(held) == "decided"
    entry = Entry.objects.get(verb="decide", thing="decisions.Decision")
    assert entry.facts["sha256"] == held.submission.sha256 and verify() == []


@pytest.mark.parametrize(
    ("outcome", "changes", "words"),
    [
        ("perhaps", {}, "Choose what is decided"),
        ("awarded", {"reasons": "  "}, "reasons"),
        ("awarded", {"areas": {}}, "each area"),
        ("awarded", {"criteria": {}}, "each criterion"),
        ("awarded", {"conditions": [("Do it", clock.dt.date(2090, 1, 1))]}, "none otherwise"),
        ("awarded_conditions", {"conditions": []}, "at least one condition"),
        ("awarded_conditions", {"conditions": [("", clock.dt.date(2090, 1, 1))]}, "words and a date"),
        ("awarded_conditions", {"conditions": [("Do it", clock.dt.date(2020, 1, 1))]}, "still to come"),
        ("not_yet", {"next_last_on": None}, "last day"),
        ("not_yet", {"next_last_on": clock.dt.date(2020, 1, 1)}, "still to come"),
        ("not_yet", {"next_fee_pence": None}, "what the next round costs"),
    ],
)
def test_what_is_not_whole_is_refused_and_nothing_is_written(outcome, changes, words):
    held = rows.at_panel()
    with pytest.raises(Refused) as refused:
        rows.decided(held, outcome, **changes)
    assert words in refused.value.reason
    assert not Decision.objects.exists() and state(held) == "with_panel"


def test_a_not_yet_must_name_what_to_revisit_and_an_award_cannot_stand_on_a_core_not_yet():
    held = rows.at_panel()
    facts = rows.whole(held.submission, "not_yet")
    facts["criteria"] = {key: (*judged[:4], False) for key, judged in facts["criteria"].items()}
    with pytest.raises(Refused) as refused:
        operations.decide(held.submission, by=held.chair, **facts)
    assert "revisit" in refused.value.reason
    facts = rows.whole(held.submission, "awarded")
    core = Criterion.objects.filter(edition=held.journey.edition, core=True).first()
    facts["criteria"][core.pk] = ("not_yet", "Not there", "", False, False)
    with pytest.raises(Refused) as refused:
        operations.decide(held.submission, by=held.chair, **facts)
    assert "core criterion" in refused.value.reason


def test_the_second_of_two_deciders_is_refused_and_one_decision_stands():
    held = rows.at_panel()
    rows.decided(held)
    with pytest.raises(Refused):
        rows.decided(held)
    assert Decision.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            submission=held.submission, outcome="awarded", reasons="x", submission_sha256="", addenda_sha256="", decided_at=clock.now(),
            decided_by=held.chair.person,
        )  # fmt: skip


def test_a_withdrawn_decision_stays_on_record_and_the_deciders_decide_again():
    decision, held = rows.shown()
    with pytest.raises(Refused):
        operations.withdraw_decision(decision, by=held.chair, why=" ")
    operations.withdraw_decision(decision, by=held.chair, why="We misread an addendum.")
    assert state(held) == "with_panel"
    assert not queries.decisions_visible_to(held.coordinator).exists()
    again, _held = rows.decided(held, "awarded_conditions")
    assert Decision.objects.count() == 2 and queries.standing_decision(held.journey) == again


def test_what_a_decider_kept_for_later_is_theirs_alone_and_goes_with_the_decision():
    held = rows.at_panel()
    operations.keep_draft(held.submission, by=held.chair, typed={"reasons": ["Half a thou"]})
    other = rows.cast(held)["decider elsewhere assessor"]
    assert queries.draft_of(held.submission, held.chair).typed == {"reasons": ["Half a thou"]}
    assert queries.draft_of(held.submission, other) is None
    with pytest.raises(Refused):
        operations.keep_draft(held.submission, by=held.office, typed={})
    rows.decided(held)
    assert not Draft.objects.exists()


def test_the_draft_goes_to_coordinators_and_sponsor_with_a_last_day():
    decision, held = rows.shown()
    assert decision.facts_by == clock.today() + rows.dt.timedelta(days=held.journey.policy.factual_check_days)
    told = set(OutgoingMail.objects.filter(notice="draft_feedback").values_list("to_address", flat=True))
    assert {held.coordinator.person.email, held.sponsor.person.email} <= told


def test_a_comment_said_twice_is_one_comment_and_correcting_leaves_the_decision_as_it_was():
    decision, held = rows.shown()
    for _ in range(2):
        operations.comment_on_facts(decision, by=held.coordinator, where="Area CL", text="It was 2025.")
    assert FactComment.objects.count() == 1
    area = decision.areas.first()
    operations.correct_words(decision, by=held.office, summary="Shorter", next_steps="", areas={area.area_id: "It was 2025 indeed"})
    area.refresh_from_db()
    decision.refresh_from_db()
    assert (decision.summary, area.feedback, area.level, decision.outcome) == ("Shorter", "It was 2025 indeed", "enhanced", "awarded")
    facts = Entry.objects.get(verb="correct_words").facts
    assert facts["before"] != facts["after"]
    with pytest.raises(Refused):
        operations.correct_words(decision, by=held.office, summary="", next_steps="", areas={area.area_id: " "})


def test_a_release_tells_the_institution_and_asks_for_the_report():
    held = rows.at_panel()
    held.journey.institution.role_mailbox = "care@northmoor.test"
    held.journey.institution.save()
    decision, _held = rows.released(held)
    assert state(held) == "released" and decision.released_by == held.office.person
    told = set(OutgoingMail.objects.filter(notice="decision_released").values_list("to_address", flat=True))
    assert {held.coordinator.person.email, held.sponsor.person.email, "care@northmoor.test"} <= told
    assert Report.objects.get().decision == decision
    with pytest.raises(Refused):
        operations.release(decision, by=held.office)


def test_not_yet_opens_the_next_round_with_the_criteria_named_alone():
    decision, held = rows.released(outcome="not_yet")
    journey = Journey.objects.get(pk=held.journey.pk)
    assert (journey.state, journey.round, journey.submit_by) == ("preparing", 2, decision.next_last_on)
    revisited = set(decision.criteria.filter(revisit=True).values_list("criterion_id", flat=True))
    assert set(Response.objects.filter(journey=journey, open=True).values_list("criterion_id", flat=True)) == revisited
    assert journey.fee_lines.get(round=2).pence == 30000


def test_reconsideration_that_stands_changes_nothing_and_one_that_does_not_goes_back_to_the_deciders():
    decision, held = rows.released()
    asked = operations.ask_reconsideration(decision, by=held.coordinator, grounds="An addendum was not read.")
    other = factories.office()
    operations.answer_reconsideration(asked, by=other, stands=False, answer="You are right.")
    assert state(held) == "with_panel" and Decision.objects.get(pk=decision.pk).withdrawn_at
    again, _held = rows.decided(held, "awarded_conditions")
    assert again.pk != decision.pk and verify() == []


def test_a_reconsidered_not_yet_leaves_its_next_round_for_the_deciders():
    decision, held = rows.released(outcome="not_yet")
    asked = operations.ask_reconsideration(decision, by=held.coordinator, grounds="An addendum was not read.")
    operations.answer_reconsideration(asked, by=factories.office(), stands=False, answer="You are right.")
    assert state(held) == "with_panel"
    assert operations.decide(held.submission, by=held.chair, **rows.whole(held.submission)).outcome == "awarded"


def test_a_met_condition_is_dated_and_told():
    _decision, held = rows.released(outcome="awarded_conditions")
    operations.meet_condition(Condition.objects.get(), by=held.office, note="Seen on the page.")
    condition = Condition.objects.get()
    assert condition.met_by == held.office.person
    assert OutgoingMail.objects.filter(notice="condition_met", to_address=held.coordinator.person.email).exists()


def test_differences_name_where_the_two_views_part_and_propose_nothing_there():
    held = rows.at_panel()
    judged = held.submission.pk
    from qualitymark.review.models import AreaJudgement, Judgement

    one = Judgement.objects.filter(view__submission=judged, view__capacity="second_reader").first()
    Judgement.objects.filter(pk=one.pk).update(outcome="with_suggestions")
    area = AreaJudgement.objects.filter(view__submission=judged, view__capacity="second_reader").last()
    AreaJudgement.objects.filter(pk=area.pk).update(level="exceptional")
    before = queries.before_deciders(held.submission)
    differing = queries.differences(held.submission)
    assert len(differing) == 2
    assert [each.outcome for each in before.criteria if each.differs] == [""]
    assert {each.outcome for each in before.criteria if not each.differs} == {"met"}


def test_a_view_still_being_written_is_not_before_the_deciders():
    held = rows.at_panel()
    from qualitymark.review.models import View

    View.objects.filter(submission=held.submission, capacity="second_reader").update(state="open")
    before = queries.before_deciders(held.submission)
    assert before.first is not None and before.second is None


def test_what_is_before_the_deciders_takes_the_same_queries_for_few_and_many_criteria(count_queries):
    few = rows.at_panel(edition=factories.edition(areas=1, criteria=1))
    many = rows.at_panel(edition=factories.edition(areas=7, criteria=6))
    with count_queries() as small:
        queries.before_deciders(few.submission)
    with count_queries() as large:
        assert len(queries.before_deciders(many.submission).criteria) == 42
    assert len(small) == len(large) <= 10
