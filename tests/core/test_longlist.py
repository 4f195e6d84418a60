"""Long lists: the same markup as the template would give for each row, whatever stands in the fields."""

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core.longlist import rows_html
from qualitymark.office.queries import Row

pytestmark = [pytest.mark.once, pytest.mark.properties]
WIDTH = len(Row._fields)
FIELD = st.one_of(st.just(""), st.text(max_size=12), st.sampled_from(["<b>", "%s", "100%", "{{ x }}", "&amp;", "\"'"]))


def one_by_one(rows):
    template = get_template("office/_row.html")
    return "".join(template.render({"row": row, "base": "/office/"}) for row in rows)


@given(st.lists(st.lists(FIELD, min_size=WIDTH, max_size=WIDTH).map(lambda fields: Row(*fields)), max_size=6))
def test_rows_come_out_as_the_template_gives_them_one_by_one(rows):
    taken = [Row(*[field.replace("\ue000", "").replace("\ue001", "").replace("\ue002", "") for field in row]) for row in rows]
    if taken == rows:
        assert rows_html("office/_row.html", rows, base="/office/") == one_by_one(rows)


def test_our_own_marks_in_a_field_harm_nothing():
    rows = [Row(*["\ue0003\ue001\ue002x"] * WIDTH), Row(*["plain"] * WIDTH)]
    text = rows_html("office/_row.html", rows, base="/office/")
    assert text.count("<tr>") == 2 and "3x" in text and "\ue002" not in text


def test_no_rows_are_no_words():
    assert rows_html("office/_row.html", [], base="/office/") == ""
