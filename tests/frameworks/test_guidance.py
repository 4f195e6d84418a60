"""What readers get: their language with a fallback they can see, their nation's words, their kind's criteria, in few queries."""

import pytest

from qualitymark.core.actor import SYSTEM
from qualitymark.frameworks.operations import add_overlay
from qualitymark.frameworks.queries import (
    area_titles,
    criteria_for,
    criterion_guidance,
    criterion_titles,
    duties_for,
    group_titles,
    guidance_for,
    terms_for,
    units_for,
)
from qualitymark.frameworks.states import KINDS, NATIONS, SIZES

from .files import published, shipped

pytestmark = pytest.mark.django_db


def codes(guidance):
    return [criterion.code for criterion in guidance.criteria]


def first(edition, **reader):
    return guidance_for(edition, **reader).criteria[0]


def test_without_a_reader_everything_shows_and_notes_say_whom_they_are_for():
    guidance = guidance_for(published())
    assert codes(guidance) == ["CL1", "CL2"]
    assert [note.whom for note in guidance.criteria[0].notes] == ["Wales", "Colleges, small providers"]
    assert [duty.code for duty in guidance.criteria[0].duties] == ["SCO-A"]


def test_criteria_are_those_for_the_kind_and_the_size():
    edition = published()
    assert codes(guidance_for(edition, kind="university", size="large")) == ["CL1", "CL2"]
    assert codes(guidance_for(edition, kind="university", size="small")) == ["CL1"]
    assert codes(guidance_for(edition, kind="college", size="large")) == ["CL1"]
    assert codes(guidance_for(edition, size="small")) == ["CL1"]


def test_notes_are_those_for_the_reader():
    edition = published()
    assert [note.words.text for note in first(edition, nation="wales", kind="college", size="large").notes] == ["In both languages."]
    assert [note.words.text for note in first(edition, nation="england", kind="college", size="small").notes] == ["One person is enough."]
    assert first(edition, nation="england", kind="university", size="small").notes == []


def test_duties_are_those_of_the_nation_and_kind():
    edition = published()
    assert first(edition, nation="scotland", kind="university").duties[0].summary.html == "<p>What it asks of <em>you</em>.</p>\n"
    assert first(edition, nation="scotland", kind="college").duties == []
    assert first(edition, nation="england", kind="university").duties == []


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ({}, "students"),
        ({"kind": "college"}, "learners"),
        ({"kind": "university", "nation": "england"}, "students"),
        ({"kind": "university", "nation": "scotland"}, "scholars"),
        ({"nation": "northern_ireland"}, "pupils & apprentices"),
        ({"kind": "college", "nation": "northern_ireland"}, "learners"),
    ],
)
def test_a_term_takes_the_most_specific_form(reader, said):
    edition = published()
    assert str(first(edition, **reader).statement) == f"Somebody leads for {said}."
    assert terms_for(edition, **reader) == {"students": said}


def test_a_term_begins_with_a_capital_where_the_text_asks_and_is_escaped_in_html():
    good = first(published(), nation="northern_ireland").good
    assert good.text == "Pupils & apprentices know who." and good.html == "<p>Pupils &amp; apprentices know who.</p>\n"


def test_welsh_shows_where_there_is_some_and_english_is_seen_to_stand_in():
    title, statement = (lambda criterion: (criterion.title, criterion.statement))(first(published(), language="cy"))
    assert (title.text, title.lang, title.fallback) == ("Arweinydd", "cy", False)
    assert (statement.lang, statement.fallback) == ("en", True)
    # A text that stands in keeps to its own language, its terms too.
    assert statement.text == "Somebody leads for students."


def test_guidance_says_whether_any_of_it_is_in_another_language():
    edition = published()
    assert guidance_for(edition, language="cy").has_fallback and not guidance_for(edition).has_fallback


def test_a_translation_laid_over_ends_the_fallback_and_keeps_for_whom_a_note_is():
    edition = published()
    add_overlay(edition, "criterion.CL1.note.1", "cy", "Yn y ddwy iaith, i {students}.", why="translation", by=SYSTEM)
    (note,) = first(edition, language="cy", nation="wales", kind="university").notes
    assert note.words.html == "<p>Yn y ddwy iaith, i myfyrwyr.</p>\n" and not note.words.fallback
    assert first(edition, language="cy", nation="england", kind="university").notes == []


def test_an_edition_with_few_texts_gives_empty_words_and_no_error():
    from tests.factories import edition

    guidance = guidance_for(edition(), nation="wales", kind="college", size="small", language="cy")
    assert guidance.introduction.text == "" and not guidance.introduction
    assert str(guidance.criteria[0].title) == "Title of CL1"


# Counts


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_a_page_of_guidance_takes_three_queries_however_large_the_edition_is(language, count_queries):
    for edition in (published(), shipped()):
        with count_queries() as made:
            guidance_for(edition, nation="wales", kind="university", size="large", language=language)
        assert len(made) == 3


def test_a_page_of_one_criterion_takes_two_queries_and_reads_as_the_whole_does(count_queries):
    edition = shipped()
    row = criteria_for(edition, kind="college", size="small").get(code="WB8")
    reader = {"nation": "northern_ireland", "kind": "college", "size": "small"}
    with count_queries() as made:
        alone = criterion_guidance(row, **reader)
    assert len(made) == 2
    assert alone == next(criterion for criterion in guidance_for(edition, **reader).criteria if criterion.code == "WB8")
    assert "Health and Social Care Trust" in alone.good.text and alone.area_title.text == "Student wellbeing"


def test_lists_of_titles_take_one_query_and_units_two(count_queries):
    edition = shipped()
    for titles, what in ((criterion_titles, 52), (area_titles, 7), (group_titles, 14)):
        with count_queries() as made:
            assert len(titles(edition)) == what
        assert len(made) == 1
    with count_queries() as made:
        units_for(edition, kind="college", size="small", by_group=True)
    assert len(made) == 2


def test_duties_take_three_queries(count_queries):
    edition = shipped()
    with count_queries() as made:
        found = duties_for(edition, nation="scotland", kind="college")
    assert len(made) == 3
    assert [duty.code for duty in found][:6] == [f"SCO-S58-{letter}" for letter in "ABCDEF"]
    assert "CL5" in found[0].criteria and found[0].standing_name == "In force" and found[0].nation_name == "Scotland"


# What is answered


@pytest.mark.parametrize("by_group", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_units_hold_every_criterion_of_the_kind_and_size_once(kind, by_group):
    edition = shipped()
    for size in SIZES:
        units = units_for(edition, kind=kind, size=size, by_group=by_group)
        asked = [criterion.code for unit in units for criterion in unit.criteria]
        assert sorted(asked) == sorted(criterion.code for criterion in criteria_for(edition, kind=kind, size=size))
        assert all(unit.title and unit.question and unit.first == unit.criteria[0] for unit in units)
        assert len(units) == (14 if by_group else len(asked))


def test_criteria_for_a_university_and_for_a_college_differ_where_they_should():
    edition = shipped()
    university = {criterion.code for criterion in criteria_for(edition, kind="university", size="large")}
    college = {criterion.code for criterion in criteria_for(edition, kind="college", size="large")}
    assert university - college == {"AD1", "WB4", "SS5"} and college - university == {"AD7", "WB8", "SS7", "SS8"}


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_brace_is_left_in_what_anybody_reads(nation, kind):
    edition = shipped()
    for language in ("en-gb", "cy"):
        guidance = guidance_for(edition, nation=nation, kind=kind, size="small", language=language)
        words = [guidance.title, guidance.note, guidance.introduction]
        for area in guidance.areas:
            words += [area.title, area.summary, area.introduction, area.readiness.question, *area.readiness.answers.values()]
            words += [part for group in area.groups for part in (group.title, group.question)]
        for criterion in guidance.criteria:
            words += [criterion.title, criterion.statement, criterion.good, *criterion.prompts]
            words += [note.words for note in criterion.notes] + [duty.summary for duty in criterion.duties]
        assert [each for each in words if not each.text or "{" in each.text or "{" in each.html] == []
