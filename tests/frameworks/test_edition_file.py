"""Reading an edition's file: every problem is told with its line and its field, and nothing else ever happens."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core import yamltree
from qualitymark.core.yamltree import MAX_BYTES, read_tree
from qualitymark.frameworks.schema.edition import read_edition
from qualitymark.frameworks.schema.reader import InvalidEdition
from qualitymark.frameworks.schema.rows import rows_of_file

from .files import POLICY, SHIPPED, SMALL, line_of, small

pytestmark = pytest.mark.once


def problems(content):
    with pytest.raises(InvalidEdition) as caught:
        read_edition(content)
    return caught.value.problems


def test_a_good_file_is_read_whole():
    edition = read_edition(small())
    assert [criterion.code for criterion in edition.criteria] == ["CL1", "CL2"]
    assert edition.criteria[1].kinds == ("university",) and edition.criteria[1].sizes == ("medium", "large")
    assert edition.title == {"en": "A small framework", "cy": "Fframwaith bach"}
    assert edition.duties[0].checked.isoformat() == "2026-11-24"


CASES = [
    # (old, new), the field, the line that holds, a part of the sentence
    (("statement: {en: There", "statment: {en: There"), "areas › CL › criteria › CL2 › statment", "statment", "did you mean “statement”?"),
    (("        good: {en: It is read.}\n", ""), "areas › CL › criteria › CL2", "code: CL2", "“good” is missing"),
    (("core: false", "core: perhaps"), "areas › CL › criteria › CL2 › core", "core: perhaps", "true or false"),
    (("core: false", 'core: "false"'), "areas › CL › criteria › CL2 › core", 'core: "false"', "true or false"),
    (("code: CL2", "code: CL1"), "areas › CL › criteria › CL1", "code: CL1", "already on line"),
    (("code: CL2", "code: cl2"), "areas › CL › criteria › cl2 › code", "code: cl2", "capital letters"),
    (("code: CL2", "code: CL2222222222"), "areas › CL › criteria › CL2222222222", "CL2222222222", "at most 10"),
    (("kinds: [university]\n        sizes", "kinds: [uni]\n        sizes"), "areas › CL › criteria › CL2 › kinds › 1", "[uni]", "university"),
    (("sizes: [medium, large]", "sizes: [medium, medium]"), "areas › CL › criteria › CL2 › sizes", "medium, medium", "twice"),
    (("nations: [wales]", "nations: [walse]"), "areas › CL › criteria › CL1 › notes › 1 › nations › 1", "walse", "did you mean “wales”?"),
    (("        group: CL-A\n        duties", "        group: CL-B\n        duties"), "areas › CL › criteria › CL1 › group", "CL-B", "CL-A"),
    (("duties: [SCO-A]", "duties: [SCO-B]"), "areas › CL › criteria › CL1 › duties › 1", "SCO-B", "SCO-A"),
    (("standing: in_force", "standing: voluntary"), "duties › SCO-A › standing", "voluntary", "choose from"),
    (("checked: 2026-11-24", "checked: 24/11/2026"), "duties › SCO-A › checked", "24/11", "2026-11-24"),
    (("checked: 2026-11-24", "checked: 2026-02-30"), "duties › SCO-A › checked", "02-30", "A date"),
    (("checked: 2026-11-24", "checked: 2999-01-01"), "duties › SCO-A › checked", "2999", "still to come"),
    (('"2030-1"', '"../../etc"'), "code", "../../etc", "the code of an edition"),
    (('"2030-1"', '"<img src=x>"'), "code", "<img", "the code of an edition"),
    (('"2030-1"', '"2030-1"\nfollows: "../2026-1"'), "follows", "follows", "the code of an edition"),
    (("source: https://example.org/duty", "source: javascript:alert(1)"), "duties › SCO-A › source", "javascript", "web address"),
    (("source: https://example.org/duty", "source: https://exa mple"), "duties › SCO-A › source", "exa mple", "web address"),
    (("format: 1", "format: 2"), "format", "format", "reads format 1"),
    (("format: 1", "format: one"), "format", "format", "whole number"),
    (("title: {en: A duty}", "title: {cy: Dyletswydd}"), "duties › SCO-A › title", "Dyletswydd", "“en” is missing"),
    (("title: {en: A duty}", "title: {en: A duty, fr: Devoir}"), "duties › SCO-A › title › fr", "Devoir", "en, cy"),
    (("title: {en: A duty}", "title: A duty"), "duties › SCO-A › title", "title: A duty", "Fields are expected"),
    (("title: {en: A duty}", 'title: {en: ""}'), "duties › SCO-A › title › en", 'title: {en: ""}', "empty"),
    (("statement: {en: There is a plan.}", "statement: {en: [a, b]}"), "areas › CL › criteria › CL2 › statement › en", "[a, b]", "Text is expected"),
    (("prompts: {en: [The plan]}", "prompts: {en: The plan}"), "areas › CL › criteria › CL2 › prompts › en", "prompts: {en: The plan}", "list is expected"),
    (("prompts: {en: [The plan]}", "prompts: {en: []}"), "areas › CL › criteria › CL2 › prompts › en", "prompts: {en: []}", "Between 1 and 8"),
    (("leads for {students}", "leads for {studnets}"), "areas › CL › criteria › CL1 › statement › en", "studnets", "{students}"),
    (("leads for {students}", "leads for {students"), "areas › CL › criteria › CL1 › statement › en", "leads for {students", "brace stands alone"),
    (("title: {en: A plan}", 'title: {en: "A plan {students}"}'), "areas › CL › criteria › CL2 › title › en", "A plan {", "no terms"),
    (("In both languages.}", "In both languages.}\n          - text: {en: For all}"), "areas › CL › criteria › CL1 › notes › 2", "For all", "which kinds"),
    (("illustrative: false", "illustrative: true"), "", "format", "“note”"),
    (("      - code: CL-A\n", "      - code: CL-B\n        title: {en: Empty}\n        question: {en: \"None?\"}\n      - code: CL-A\n"), "areas › CL", "code: CL", "group CL-B"),
    (("core: false", "core: false\n        was: XX1"), "", "format", "“follows”"),
    (("en: students\n", "en: students\n    fr: etudiants\n"), "terms › students › fr", "etudiants", "not a field"),
    (("{kinds: [college], en: learners, cy: dysgwyr}", "{en: learners}"), "terms › students › by › 1", "{en: learners}", "for which kinds or nations"),
    (("{nations: [northern_ireland]", "{kinds: [college, specialist]"), "terms › students", "key: students", "Two forms"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field", "line", "words"), CASES, ids=[f"{number}-{case[1]}" for number, case in enumerate(CASES)])
def test_a_problem_is_told_with_its_line_and_field(change, field, line, words):
    content = small(change)
    found = [problem for problem in problems(content) if problem.field == field and words in problem.sentence]
    assert found, problems(content)
    expected = line_of(content, line)
    if field.endswith("CL1") and "already" in words:
        expected = max(number for number, text in enumerate(content.decode().splitlines(), 1) if "code: CL1" in text)
    assert found[0].line == expected
    assert str(found[0]).startswith(f"Line {expected}")


def test_several_problems_are_told_at_once_in_the_order_of_their_lines():
    found = problems(small(("core: false", "core: perhaps"), ("standing: in_force", "standing: no"), ("core: true", "core: 1")))
    assert [problem.field.split(" › ")[-1] for problem in found] == ["standing", "core", "core"]


def test_a_field_given_twice_is_refused_with_both_lines():
    content = small(("core: true", "core: true\n        core: true"))
    (problem,) = problems(content)
    assert problem.line == line_of(content, "core: true") + 1 and f"first is on line {line_of(content, 'core: true')}" in problem.sentence


def bomb():
    levels = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(levels).encode()


HOSTILE = {
    "an alias bomb": (bomb(), "aliases"),
    "an anchor": (b"format: &x 1", "Anchors"),
    "a merge": (b"a: {b: 1}\n<<: *a", "aliases"),
    "a tag that would run": (b"format: !!python/object/apply:os.system [ls]", "Tags"),
    "a local tag": (b"format: !x 1", "Tags"),
    "a tagged map": (b"format: !!set {a, b}", "Tags"),
    "deep nesting": (b"[" * 5000, "nested more than"),
    "deep maps": (b"{a: " * 5000, "nested more than"),
    "a huge file": (b"#" * (MAX_BYTES + 1), "larger than 2 MB"),
    "very many values": (b"[" + b"1," * 70_000 + b"1]", "more than 60,000 values"),
    "two documents": (b"format: 1\n---\nformat: 1", "second document"),
    "another encoding": ("code: \u00e9t\u00e9".encode("latin-1"), "not UTF-8"),
    "a nought byte": (b"code: a\x00b", "cannot be printed"),
    "a bell": (b"code: a\x07b", "cannot be printed"),
    "a hidden turn of direction": ("code: a\u202eb".encode(), "cannot be printed"),
    "an empty file": (b"", "empty"),
    "a comment alone": (b"# nothing", "empty"),
    "a list": (b"- a\n- b", "Fields are expected"),
    "plain words": (b"good morning", "Fields are expected"),
    "a list as the name of a field": (b"? [a]\n: b", "plain text"),
    "broken YAML": (b"a: [1, 2", "not YAML"),
    "broken YAML with tabs": (b"a:\n\t- b", "not YAML"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(content, words):
    found = problems(content)
    assert words in found[0].sentence and found[0].line >= 1


def test_a_file_full_of_mistakes_tells_no_more_than_fifty():
    assert len(problems(b"{" + b",".join(b"x%d: 1" % number for number in range(500)) + b"}")) == 50


def test_the_hash_does_not_depend_on_comments_order_of_fields_or_quotes():
    moved = small(("code: CL2\n        title: {en: A plan}\n", 'title: {"en": "A plan"}\n        code: "CL2" # moved\n'))
    assert rows_of_file(read_edition(moved)).content_hash == rows_of_file(read_edition(small())).content_hash


def test_the_hash_depends_on_every_word():
    assert rows_of_file(read_edition(small(("It is read.", "It is read")))).content_hash != rows_of_file(read_edition(small())).content_hash


def survives(content):
    """Reading gives an edition or InvalidEdition whose problems have sentences, and nothing else."""
    try:
        rows_of_file(read_edition(content))
    except InvalidEdition as error:
        assert error.problems and all(problem.sentence and problem.line >= 1 for problem in error.problems)


@pytest.mark.properties
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    survives(content)


@pytest.mark.properties
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    survives(text.encode("utf-8", "surrogatepass"))


@pytest.mark.properties
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 30), st.text(alphabet="{}[]:,-&*!?|>'\"#%@`\n \tabCL1éŵ\x00", max_size=12))
def test_a_file_with_a_piece_replaced_is_read_or_refused(place, length, piece):
    survives((SMALL[:place] + piece + SMALL[place + length :]).encode())


@pytest.mark.properties
@given(st.integers(0, 90), st.integers(0, 90), st.sampled_from(["drop", "double", "swap", "indent"]))
def test_a_file_with_lines_moved_about_is_read_or_refused(one, other, how):
    lines = SMALL.splitlines()
    one, other = one % len(lines), other % len(lines)
    if how == "drop":
        del lines[one]
    elif how == "double":
        lines.insert(other, lines[one])
    elif how == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = "  " + lines[one]
    survives("\n".join(lines).encode())


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "key", "en", "by", "text", "title"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.properties
@given(st.sampled_from(["title", "terms", "duties", "areas", "introduction", "code", "note", "follows"]), TREES)
def test_a_file_with_anything_at_all_in_a_field_is_read_or_refused(name, tree):
    content = yaml.safe_load(SMALL)
    content[name] = tree
    survives(json.dumps(content, default=str).encode())


@pytest.mark.parametrize("path", [SHIPPED, POLICY], ids=["edition", "policy"])
def test_the_shipped_files_are_read_alike_with_and_without_the_library_in_c(path, monkeypatch):
    with_c = read_tree(path.read_bytes())
    monkeypatch.setattr(yamltree, "LOADER", yaml.SafeLoader)
    assert read_tree(path.read_bytes()) == with_c
