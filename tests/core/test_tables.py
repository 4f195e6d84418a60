"""A table in a file: an open quotation mark and a byte of another encoding cost their own line, and nothing of the rest."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core.tables import MOST_LINES, NOT_CLOSED, NOT_UTF8, decoded, headed, records

HEAD = "Number,Name,Town\n"


def told(text):
    _heading, rows = headed(HEAD + text)
    return [(row.line, row.problem or row.cells) for row in rows]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('1,"Open,Leeds\n2,Next,Bath\n3,Last,York\n', [2]),
        ('1,"Open,Leeds\n2,"Next, of two",Bath\n3,Last,York\n', [2]),
        ('1,"Open,Leeds\n2,Next,Bath\n3,Last,"York"\n', [2]),
        ('1,"Open,Leeds\n2,Next,Bath\n3,Last,York\n4,"",Hull\n5,Five",York\n', [2, 6]),
        ('1,One,Leeds\n2,Two,"', [3]),
        ('1,"Open,Leeds\n' + "2,Next,Bath\n" * (MOST_LINES + 5), [2]),
    ],
)
def test_a_quotation_mark_that_stays_open_costs_its_own_line_alone(text, lines):
    found = told(text)
    assert [line for line, what in found if what == NOT_CLOSED][:1] == lines[:1]
    assert {line for line, _what in found} == set(range(2, 2 + len(text.splitlines())))
    assert len([what for _line, what in found if isinstance(what, list)]) >= len(text.splitlines()) - len(lines)


def test_a_cell_may_go_on_over_lines_and_hold_quotation_marks():
    text = '1,"One\nof, all\n\nthree",Leeds\n2,The "Two",Bath\n3,"The ""Three""",York\n'
    assert told(text) == [(2, ["1", "One\nof, all\n\nthree", "Leeds"]), (6, ["2", 'The "Two"', "Bath"]), (7, ["3", 'The "Three"', "York"])]


def test_a_byte_that_is_not_utf8_costs_its_line_and_every_other_letter_stays():
    content = "1,Coleg Llŷn,Tŷ\n".encode() + b"2,Caf\xe9,Bath\n" + "3,Grŵp,Môn\n".encode()
    assert told(decoded(content)) == [(2, ["1", "Coleg Llŷn", "Tŷ"]), (3, NOT_UTF8), (4, ["3", "Grŵp", "Môn"])]
    assert decoded(b"Caf\xe9 \x93x\x94") == "Café “x”"
    assert decoded("\ufeffTŷ".encode()) == "Tŷ"
    assert told(decoded(b"1,Caf\xe9 \x81,Bath\n2,Two,York\n"))[0] == (2, NOT_UTF8)


@pytest.mark.properties
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=2, max_size=2), max_size=8))
def test_what_a_spreadsheet_writes_is_read_as_it_was(table):
    out = io.StringIO()
    csv.writer(out).writerows(table)
    assert [row.cells for row in records(out.getvalue(), ",")] == table


@pytest.mark.properties
@given(st.binary(max_size=600) | st.text('",\n\r;a', max_size=200).map(str.encode))
def test_no_bytes_make_it_fall_over(content):
    heading, rows = headed(decoded(content))
    lines = [row.line for row in rows]
    assert lines == sorted(set(lines)) and heading.line >= 1
