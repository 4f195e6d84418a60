"""Two texts from one, put together by paragraph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.documents.merging import merged, paragraphs

WORDS = st.sampled_from(["one", "two", "three", "four", "five", "six"])
TEXTS = st.lists(WORDS, max_size=6).map("\n\n".join)


@pytest.mark.parametrize(
    ("common", "mine", "theirs", "expected"),
    [
        ("a\n\nb\n\nc", "A\n\nb\n\nc", "a\n\nb\n\nC", "A\n\nb\n\nC"),
        ("a\n\nb", "A\n\nb", "a\n\nB", "A\n\nB"),  # neighbours
        ("a\n\nb", "A\n\nb", "A\n\nb", "A\n\nb"),  # both the same
        ("a", "a\n\nmine", "a\n\ntheirs", "a\n\ntheirs\n\nmine"),  # both added
        ("a", "a\n\nmine", "A", "A\n\nmine"),
        ("a", "mine\n\na", "A", "mine\n\nA"),
        ("a\n\nb", "b", "a\n\nB", None),  # what is next to a change was taken away: a person looks
        ("a\n\nb\n\nc", "b\n\nc", "a\n\nb\n\nC", "b\n\nC"),
        ("a", "b", "c", None),
        ("a", "", "A", None),
        ("", "mine", "theirs", None),  # two first drafts
        ("a", "a", "A", "A"),
        ("- x\n- y\n\nb", "- x\n- y\n- z\n\nb", "- x\n- y\n\nB", "- x\n- y\n- z\n\nB"),
    ],
)
def test_what_each_changed_stands_or_a_person_decides(common, mine, theirs, expected):
    assert merged(common, mine, theirs) == expected


@given(TEXTS, TEXTS, TEXTS)
def test_no_paragraph_that_somebody_added_is_lost_and_none_comes_from_nowhere(common, mine, theirs):
    together = merged(common, mine, theirs)
    if together is None:
        return
    stands, base = paragraphs(together), set(paragraphs(common))
    added = (set(paragraphs(mine)) | set(paragraphs(theirs))) - base
    assert added <= set(stands) <= added | base


@given(TEXTS, TEXTS)
def test_what_one_alone_changed_is_taken_as_it_is(common, mine):
    assert merged(common, mine, common) == mine == merged(common, common, mine)


def test_twenty_thousand_paragraphs_alike_are_put_together_too():
    common = "\n\n".join("a" * 20_000)
    assert merged(common, "b\n\n" + common, common + "\n\nc") == "b\n\n" + common + "\n\nc"
