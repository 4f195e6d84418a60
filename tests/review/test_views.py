"""Views: judged with reasons, recommended when whole, read second where the policy asks, returned with a reason."""

import pytest

from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.frameworks.models import Policy
from qualitymark.journeys.models import Party, Revisit, Round
from qualitymark.journeys.states import State
from qualitymark.review import operations
from qualitymark.review.models import Judgement, View
from qualitymark.review.queries import missing_in, second_reading_asked, standing_view, units_of, views_visible_to
from tests import factories as make

from .conftest import everybody, judge_all

pytestmark = pytest.mark.django_db


def test_a_review_begins_once_and_moves_the_journey(scene):
    assert scene.journey.state == State.IN_REVIEW
    assert operations.begin_review(scene.journey, by=scene.assessor) == scene.view
    assert View.objects.count() == 1 and Entry.objects.filter(verb="begin_review").count() == 1


def test_a_judgement_needs_an_outcome_of_the_list_and_a_reason(scene):
    for outcome, reasons, words in (("met", "  ", "Say why"), ("5", "Because", "Choose"), ("", "Because", "Choose")):
        with pytest.raises(Refused, match=words):
            operations.judge(scene.view, scene.crit("CL1"), by=scene.assessor, outcome=outcome, reasons=reasons)
    assert not Judgement.objects.exists()


def test_a_judgement_keeps_its_earlier_words_in_the_record(scene):
    one = operations.judge(scene.view, scene.crit("CL1"), by=scene.assessor, outcome="not_yet", reasons="No policy.")
    two = operations.judge(
        scene.view, scene.crit("CL1"), by=scene.assessor, outcome="with_suggestions", reasons="Found it.", suggestion="Date it.",
        share_worthy=True, version=one.version,
    )  # fmt: skip
    assert (two.version, two.share_worthy, Judgement.objects.count()) == (2, True, 1)
    rows = Entry.objects.filter(verb="judge").order_by("number")
    assert [(row.before, row.after) for row in rows] == [("", "not_yet"), ("not_yet", "with_suggestions")]
    assert [row.detail.text["reasons"] for row in rows] == ["No policy.", "Found it."]
    assert "No policy." not in str([row.facts for row in rows])


def test_the_same_judgement_twice_is_one(scene):
    for _each in range(2):
        operations.judge(scene.view, scene.crit("CL1"), by=scene.assessor, outcome="met", reasons="Yes.")
    assert Entry.objects.filter(verb="judge").count() == 1


def test_a_judgement_from_an_older_page_overwrites_nothing_and_shows_what_stands(scene):
    operations.judge(scene.view, scene.crit("CL1"), by=scene.assessor, outcome="met", reasons="First window.")
    with pytest.raises(operations.JudgedMeanwhile) as refusal:
        operations.judge(scene.view, scene.crit("CL1"), by=scene.assessor, outcome="not_yet", reasons="Second window.")
    assert refusal.value.theirs.reasons == "First window." == Judgement.objects.get().reasons


def test_an_area_is_judged_in_the_same_way(scene):
    area = scene.crit("CL1").area
    one = operations.judge_area(scene.view, area, by=scene.assessor, level="enhanced", reasons="Much.")
    assert operations.judge_area(scene.view, area, by=scene.assessor, level="enhanced", reasons="Much.", version=9) == one
    with pytest.raises(operations.JudgedMeanwhile):
        operations.judge_area(scene.view, area, by=scene.assessor, level="meets", reasons="Less.")
    with pytest.raises(Refused, match="Choose"):
        operations.judge_area(scene.view, area, by=scene.assessor, level="gold", reasons="x", version=1)
    assert operations.judge_area(scene.view, area, by=scene.assessor, level="meets", reasons="Less.", version=1).version == 2


def test_a_criterion_of_another_edition_or_one_that_was_not_submitted_is_not_judged(scene):
    stranger = make.journey()
    other = stranger.edition.criteria.first()
    with pytest.raises(Refused, match="not one of those"):
        operations.judge(scene.view, other, by=scene.assessor, outcome="met", reasons="x")
    with pytest.raises(Refused, match="not one of those"):
        operations.judge_area(scene.view, other.area, by=scene.assessor, level="meets", reasons="x")


def test_nothing_is_recommended_before_everything_is_judged(scene):
    with pytest.raises(Refused, match="CL1, CL2, CI1, CI2"):
        operations.recommend(scene.view, by=scene.assessor, recommends="award", reasons="Good.")
    judge_all(scene.view, scene.assessor, but=["CI2"])
    with pytest.raises(Refused, match="CI2"):
        operations.recommend(scene.view, by=scene.assessor, recommends="award", reasons="Good.")
    assert [unit.code for unit in missing_in(scene.view).criteria] == ["CI2"]
    scene.view.refresh_from_db()
    assert scene.view.state == "open"


def test_a_recommendation_without_second_reading_goes_to_those_who_decide(scene):
    judge_all(scene.view, scene.assessor)
    for _each in range(2):
        operations.recommend(scene.view, by=scene.assessor, recommends="award", reasons="Good.")
    scene.journey.refresh_from_db()
    assert scene.journey.state == State.WITH_PANEL
    assert Entry.objects.filter(verb="record").count() == 1
    letters = {letter.to_address for letter in OutgoingMail.objects.filter(notice="to_be_decided")}
    assert scene.chair.person.email in letters and len(letters) == 2
    assert not any("Good." in letter.body for letter in OutgoingMail.objects.all())


@pytest.mark.parametrize(
    "policy, recommends, level, outcome, asked",
    [
        ("always", "award", "meets", "met", True),
        ("never", "not_yet", "exceptional", "not_yet", False),
        ("notable", "award", "meets", "met", False),
        ("notable", "award", "enhanced", "with_suggestions", False),
        ("notable", "award", "exceptional", "met", True),
        ("notable", "award_conditions", "not_yet", "met", True),
        ("notable", "award_conditions", "meets", "not_yet", True),
        ("notable", "not_yet", "meets", "met", True),
    ],
)
def test_when_the_policy_asks_for_a_second_reader(scene, policy, recommends, level, outcome, asked):
    Policy.objects.update(second_reading=policy)
    view = View.objects.select_related("submission__journey__policy").get(pk=scene.view.pk)
    judge_all(view, scene.assessor, outcome=outcome, level=level)
    assert second_reading_asked(view, recommends) is asked
    operations.recommend(view, by=scene.assessor, recommends=recommends, reasons="So.")
    scene.journey.refresh_from_db()
    assert scene.journey.state == (State.SECOND_READING if asked else State.WITH_PANEL)


def test_a_sample_is_the_same_each_time_it_is_asked_and_none_or_all_at_its_ends(scene):
    Policy.objects.update(second_reading="sample", sample_percent=50)
    view = View.objects.select_related("submission__journey__policy").get(pk=scene.view.pk)
    assert len({second_reading_asked(view, "award") for _each in range(5)}) == 1
    for percent, expected in ((0, False), (100, True)):
        view.submission.journey.policy.sample_percent = percent
        assert second_reading_asked(view, "award") is expected
    drawn = 0
    view.submission.journey.policy.sample_percent = 30
    for number in range(400):
        view.submission.ref = f"ref-{number}"
        drawn += second_reading_asked(view, "award")
    assert 80 <= drawn <= 160


def recommended_to_second(scene):
    Policy.objects.update(second_reading="always")
    view = View.objects.get(pk=scene.view.pk)
    judge_all(view, scene.assessor)
    operations.recommend(view, by=scene.assessor, recommends="award", reasons="First reader's words.")
    scene.journey.refresh_from_db()
    scene.submission.journey = scene.journey
    return view


def test_the_second_reader_is_told_and_the_office_where_there_is_none(scene):
    recommended_to_second(scene)
    assert [letter.to_address for letter in OutgoingMail.objects.filter(notice="second_reading_asked")] == [scene.second.person.email]
    assert not OutgoingMail.objects.filter(notice="second_reader_needed").exists()


def test_without_a_second_reader_the_office_is_asked_for_one(scene):
    Party.objects.filter(capacity="second_reader").delete()
    recommended_to_second(scene)
    assert OutgoingMail.objects.filter(notice="second_reader_needed").count() == 1


def test_the_second_reader_is_blind_until_their_own_view_is_recorded(scene):
    first = recommended_to_second(scene)
    assert not views_visible_to(scene.second).exists()
    second = operations.begin_second_view(scene.submission, by=scene.second)
    assert operations.begin_second_view(scene.submission, by=scene.second) == second
    assert list(views_visible_to(scene.second)) == [second]
    with pytest.raises(Refused, match="Areas still|Still to be judged"):
        operations.record_second_view(second, by=scene.second, recommends="award", reasons="x")
    judge_all(second, scene.second, outcome="with_suggestions")
    assert list(views_visible_to(scene.second)) == [second]
    for _each in range(2):
        operations.record_second_view(second, by=scene.second, recommends="award", reasons="Second words.")
    scene.journey.refresh_from_db()
    assert scene.journey.state == State.WITH_PANEL
    assert set(views_visible_to(scene.second)) == {first, second}
    assert list(views_visible_to(scene.assessor)) == [first]


def test_the_second_reader_needs_the_core_criteria_and_every_area_and_may_judge_more(scene):
    recommended_to_second(scene)
    second = operations.begin_second_view(scene.submission, by=scene.second)
    assert [unit.code for unit in missing_in(second).criteria] == ["CL1", "CI1"]
    judge_all(second, scene.second, but=["CL2", "CI2"])
    operations.record_second_view(second, by=scene.second, recommends="not_yet", reasons="So.")
    assert standing_view(scene.submission, "second_reader").state == "recorded"


def test_whoever_wrote_the_first_view_never_writes_the_second(scene):
    recommended_to_second(scene)
    Party.objects.all().delete()
    make.party(scene.journey, scene.assessor, "second_reader")
    with pytest.raises(Refused, match="as its assessor"):
        operations.begin_second_view(scene.submission, by=scene.assessor)


def test_a_returned_recommendation_opens_with_every_word_and_goes_back_without_a_second_second_reading(scene):
    first = recommended_to_second(scene)
    second = operations.begin_second_view(scene.submission, by=scene.second)
    judge_all(second, scene.second)
    operations.record_second_view(second, by=scene.second, recommends="award", reasons="Yes.")
    scene.submission.journey.refresh_from_db()
    with pytest.raises(Refused, match="look at again"):
        operations.return_to_assessor(scene.submission, by=scene.chair, why=" ")
    with pytest.raises(Refused, match="they return it"):
        operations.return_to_assessor(scene.submission, by=scene.office, why="x")
    view = operations.return_to_assessor(scene.submission, by=scene.chair, why="Look at CL1 once more.")
    assert (view.state, view.reasons, view.returned_why) == ("open", "First reader's words.", "Look at CL1 once more.")
    assert "Look at CL1 once more." in OutgoingMail.objects.get(notice="recommendation_returned").body
    assert list(views_visible_to(scene.chair)) == [second]
    operations.recommend(view, by=scene.assessor, recommends="award", reasons="Looked again.")
    scene.journey.refresh_from_db()
    assert scene.journey.state == State.WITH_PANEL and first.pk == view.pk


def test_the_office_returns_it_while_the_second_reader_reads(scene):
    recommended_to_second(scene)
    operations.return_to_assessor(scene.submission, by=scene.office, why="A file came late.")
    scene.journey.refresh_from_db()
    assert scene.journey.state == State.IN_REVIEW


def test_an_assessor_who_takes_a_review_over_begins_with_an_empty_view_and_the_former_one_counts_for_nothing(scene):
    judge_all(scene.view, scene.assessor)
    Party.objects.filter(capacity="assessor").update(until_on=make.LONG_AGO)
    new = make.assessor()
    make.party(scene.journey, new)
    view = operations.begin_review(scene.journey, by=new)
    scene.view.refresh_from_db()
    assert scene.view.ended_at and not view.judgements.exists() and list(views_visible_to(new)) == [view]
    assert not views_visible_to(scene.assessor).exists()
    with pytest.raises(Refused):
        operations.judge(scene.view, scene.crit("CL1"), by=scene.assessor, outcome="met", reasons="x")
    assert Entry.objects.filter(verb="end_view").count() == 1


def test_a_further_round_judges_what_it_opened_again_and_no_more(scene):
    Party.objects.exclude(capacity="assessor").delete()
    made = Round.objects.create(journey=scene.journey, number=2, began_on=make.LONG_AGO, last_on=make.LONG_AGO, discussions=1)
    Revisit.objects.create(round=made, criterion=scene.crit("CI2"))
    submission = make.submission(scene.journey, round=2)
    scene.put(State.SUBMITTED, round=2)
    view = operations.begin_review(scene.journey, by=scene.assessor)
    assert view.submission == submission and [unit.code for unit in units_of(submission)] == ["CI2"]
    with pytest.raises(Refused, match="not one of those"):
        operations.judge(view, scene.crit("CL1"), by=scene.assessor, outcome="met", reasons="x")
    with pytest.raises(Refused, match="earlier round"):
        operations.judge(View.objects.get(pk=scene.view.pk), scene.crit("CL1"), by=scene.assessor, outcome="met", reasons="x")
    judge_all(view, scene.assessor)
    operations.recommend(view, by=scene.assessor, recommends="award", reasons="Now it is there.")


def test_who_sees_which_view_at_which_stage(scene):
    cast = everybody(scene)
    seen_open = {"assessor"}
    for name, actor in cast.items():
        assert views_visible_to(actor).exists() == (name in seen_open), name
    recommended_to_second(scene)
    seen_recorded = {"assessor", "panel chair", "office", "the assessor as office"}
    for name, actor in cast.items():
        assert views_visible_to(actor).exists() == (name in seen_recorded), name


def test_a_second_reader_who_may_also_decide_sees_no_other_view_before_their_own_in_any_capacity(scene):
    as_panel = make.acting(scene.second.person, capacity="panel")
    make.party(scene.journey, as_panel, "decider")
    as_office = make.acting(scene.second.person, capacity="office")
    recommended_to_second(scene)
    for actor in (scene.second, as_panel, as_office):
        assert not views_visible_to(actor).exists()
    second = operations.begin_second_view(scene.submission, by=scene.second)
    judge_all(second, scene.second)
    operations.record_second_view(second, by=scene.second, recommends="award", reasons="Yes.")
    assert views_visible_to(as_panel).count() == views_visible_to(as_office).count() == 2


def test_a_judgement_agrees_with_itself(scene):
    """What is not there yet is not worth sharing; who says “with suggestions” makes one; sixty thousand characters are no reasons."""
    cl1, said = scene.crit("CL1"), {"by": scene.assessor, "reasons": "Seen."}
    with pytest.raises(Refused, match="worth sharing"):
        operations.judge(scene.view, cl1, outcome="not_yet", share_worthy=True, **said)
    with pytest.raises(Refused, match="say what you suggest"):
        operations.judge(scene.view, cl1, outcome="with_suggestions", suggestion=" ", **said)
    with pytest.raises(Refused, match="longer than 20,000"):
        operations.judge(scene.view, cl1, outcome="met", **said | {"reasons": "x" * 60_000})
    assert not Judgement.objects.exists()
