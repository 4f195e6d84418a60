"""Searching published examples: the same answers on both databases."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core.actor import VISITOR
from qualitymark.institutions.models import Recusal
from qualitymark.practice.operations import rebuild_index
from qualitymark.practice.queries import asked_words, search, snippet_of, stem
from tests import factories
from tests.practice.made import example


def titles(**wanted):
    from qualitymark.practice.models import Example

    names = dict(Example.objects.values_list("pk", "title"))
    return [names[key] for key in search(VISITOR, **wanted).keys]


@pytest.fixture
def three(db):
    wales = factories.institution(nation="wales", kind="university")
    scotland = factories.institution(nation="scotland", kind="college")
    example(
        wales,
        "published",
        "Llety drwy'r flwyddyn",
        "Mae'r tŷ ar agor drwy'r haf. Rhowch wybod am ddŵr.",
        language="cy",
        area_code="WB",
        indexed=False,
    )
    example(scotland, "published", "A key worker for the summer", "One mentor rings every student each week.", indexed=False)
    example(scotland, "published", "Bursaries paid on time", "Housing costs are met in advance, in the summer too.", area_code="AD")


def test_words_are_found_whatever_their_case_ending_or_accent(three):
    assert titles(text="HOUSE") == ["Bursaries paid on time"]
    assert titles(text="bursary") == ["Bursaries paid on time"]
    assert titles(text="mentoring") == ["A key worker for the summer"]
    assert titles(text="students'") == ["A key worker for the summer"]
    assert titles(text="ty") == titles(text="tŷ") == titles(text="TŶ") == ["Llety drwy'r flwyddyn"]
    assert titles(text="DDWR") == ["Llety drwy'r flwyddyn"]


def test_the_beginning_of_a_longer_word_is_enough(three):
    assert titles(text="burs") == titles(text="housin") == titles(text="bursarie") == ["Bursaries paid on time"]
    assert titles(text="bu") == []


def test_a_word_of_the_title_goes_before_a_word_of_the_text(three):
    assert titles(text="summer") == ["A key worker for the summer", "Bursaries paid on time"]


def test_every_word_is_asked_for_and_only_then_some(three):
    assert titles(text="summer mentor") == ["A key worker for the summer"]
    found = search(VISITOR, text="mentor submarine")
    assert found.loosened and len(found.keys) == 1
    assert not search(VISITOR, text="submarine").keys and not search(VISITOR, text="submarine").loosened


def test_filters_narrow_with_and_without_words(three):
    assert titles(nation="wales") == ["Llety drwy'r flwyddyn"]
    assert titles(kind="college", area="AD") == ["Bursaries paid on time"]
    assert titles(text="summer", area="AD") == ["Bursaries paid on time"]
    assert titles(text="summer", nation="wales") == []


def test_without_words_the_newest_come_first_and_marks_alone_find_nothing(three):
    assert titles() == ["Bursaries paid on time", "A key worker for the summer", "Llety drwy'r flwyddyn"]
    assert titles(text=" ") == titles()
    assert titles(text="!?*") == []


@pytest.mark.parametrize("state", ["flagged", "consented", "withdrawn"])
def test_nothing_but_published_examples_is_ever_found(db, state):
    hidden = example(state=state, text="zebra crossing")
    with connection.cursor() as cursor:  # even if the index were wrong
        if connection.vendor == "postgresql":
            cursor.execute("INSERT INTO practice_search (id, words) VALUES (%s, CAST('zebra:1' AS tsvector))", [hidden.pk])
        else:
            cursor.execute("INSERT INTO practice_search (rowid, title, body) VALUES (%s, 'zebra', '')", [hidden.pk])
    assert titles(text="zebra") == [] and titles() == []


def test_the_index_can_be_built_anew_and_holds_published_ones_alone(db):
    example(state="published", indexed=False)
    example(state="withdrawn")
    assert titles(text="rooms") == []
    assert rebuild_index() == 1
    said = io.StringIO()
    call_command("index_practice", stdout=said)
    assert said.getvalue() == "1 published examples can be found.\n"
    assert len(titles(text="rooms")) == 1


def test_an_assessor_does_not_meet_an_institution_they_are_recused_from(db):
    made = example(state="published")
    reader = factories.assessor()
    assert search(reader, text="rooms").keys == [made.pk]
    Recusal.objects.create(person=reader.person, institution=made.institution, why="employer", from_on=factories.LONG_AGO)
    assert search(reader, text="rooms").keys == [] and search(reader).keys == []


@pytest.mark.properties
@given(st.text(max_size=220))
def test_whatever_is_typed_is_only_words(db, text):
    search(VISITOR, text=text)
    for forms in asked_words(text):
        assert all(re.fullmatch(r"[a-z0-9]+", form) for form in forms)


@pytest.mark.properties
@pytest.mark.parametrize(
    "text",
    [
        '"',
        "' OR 1=1 --",
        "NEAR(a b)",
        "a* OR b",
        "title: x",
        "^home",
        "NOT",
        "AND",
        "(",
        "{title}",
        "a:*",
        "!a",
        "<->",
        "\\",
        "a\x00b",
        "\ud800",
    ],
)
def test_the_languages_of_the_databases_mean_nothing(three, text):
    assert isinstance(titles(text=text), list)


@pytest.mark.properties
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
def test_whatever_is_published_can_be_indexed(db, text):
    example(state="published", text=text)


@pytest.mark.properties
@pytest.mark.once
@given(st.text(alphabet=st.characters(codec="ascii"), max_size=400), st.text(max_size=40))
def test_a_snippet_holds_nothing_but_escaped_words_and_marks(text, asked):
    shown = snippet_of(text, asked_words(asked))
    assert not re.search(r"<(?!/?mark>)", shown)


@pytest.mark.once
def test_a_snippet_shows_the_place_that_answers():
    html = "<p>" + "Much goes before. " * 40 + "Then the <em>summers</em> come &amp; go.</p>"
    shown = snippet_of(html, asked_words("summer"))
    assert "<mark>summers</mark> come &amp; go." in shown and shown.startswith("…") and len(shown) < 400
    assert snippet_of("<p>Short.</p>", []) == "Short."
    assert (
        snippet_of("<h2>What we did</h2><p>We rang.</p><h3>And then?</h3><p>They came.</p>", [])
        == "What we did. We rang. And then? They came."
    )


@pytest.mark.once
@pytest.mark.parametrize(
    "several, one",
    [
        ("houses", "housing"),
        ("bursaries", "bursary"),
        ("mentors", "mentoring"),
        ("planned", "plans"),
        ("classes", "class"),
        ("leavers", "leaver"),
        ("calling", "calls"),
    ],
)
def test_usual_endings_of_a_word_are_one_word(several, one):
    assert stem(several) == stem(one)


@pytest.mark.once
@pytest.mark.parametrize("word", ["bus", "this", "class", "care", "king", "red", "1995", "campus"])
def test_short_words_are_left_alone(word):
    assert stem(word) == word
