"""A whole plan from a table: what is understood, what is told line by line, and nothing twice."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.actionplan import operations
from qualitymark.actionplan.models import Action
from qualitymark.actionplan.reading import as_table, read_plan
from qualitymark.core.verdict import Refused
from tests import factories
from tests.selfassessment.stage import make_stage

TABLE = """What,Why,How we will know,Criteria,Owner,Email,Done by,Priority
Tell every applicant,"Two did not know",Ask in October,"WB4, ad5",Ivy Barrow,ivy@example.test,1/6/2027,High
,no words,,,,,,
Open the rooms in August,,,WB4,,,2027-08-01,
Bad date,,,,,,31/2/2027,
Bad address,,,,,not-one,,
"""


def test_a_table_is_read_line_by_line_and_a_bad_line_loses_nothing_of_the_rest():
    plan = read_plan(TABLE)
    first = plan.rows[0]
    assert [row.what for row in plan.rows] == ["Tell every applicant", "Open the rooms in August"]
    assert (first.criteria, first.owner_name, first.due_on, first.priority) == (("WB4", "AD5"), "Ivy Barrow", dt.date(2027, 6, 1), "high")
    assert [problem.split(":")[0] for problem in plan.problems] == ["Line 3", "Line 5", "Line 6"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_a_spreadsheet_gives_is_read_whatever_stands_between(separator):
    text = f"Who{separator}Action\r\nIvy{separator}Do it\r\n"
    for content in (text, text.encode("utf-8-sig"), text.replace("Ivy", "Zoë").encode("cp1252")):
        assert read_plan(content).rows[0].what == "Do it"


@pytest.mark.parametrize("text", ["", "no,heading\n1,2", "What\n", "\n\n", "What\n" + "x" * 400])
def test_a_table_without_an_action_says_why(text):
    plan = read_plan(text)
    assert plan.rows == [] and (plan.problems or text == "What\n")


def test_more_than_fits_is_told_and_the_first_are_kept():
    plan = read_plan("What\n" + "\n".join(f"Action {number}" for number in range(400)))
    assert len(plan.rows) == 300 and len(plan.problems) == 1


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400), st.text(max_size=200).map(lambda text: "What,Why\n" + text)))
@pytest.mark.properties
def test_any_bytes_are_read_or_told_and_what_is_read_reads_the_same_again(content):
    plan = read_plan(content)
    again = read_plan(as_table(plan))
    assert [(row.what, row.why, row.due_on) for row in again.rows] == [(row.what, row.why, row.due_on) for row in plan.rows]


@pytest.fixture
def stage(db):
    return make_stage()


@pytest.mark.django_db
def test_a_plan_is_brought_in_once_however_often_it_is_sent(stage):
    for _again in range(2):
        operations.import_actions(stage.institution, by=stage.coordinator, rows=read_plan(TABLE).rows, journey=stage.journey)
    assert Action.objects.count() == 2
    with pytest.raises(Refused, match="by a coordinator or by the scheme's office"):
        operations.import_actions(stage.institution, by=stage.contributor, rows=[])


@pytest.mark.django_db
def test_the_page_shows_what_is_understood_before_anything_is_added(stage, client):
    client.force_login(stage.coordinator.person)
    there = reverse("workspace:action_import", args=[stage.journey.ref])
    seen = client.post(there, {"text": TABLE})
    text = seen.content.decode()
    assert "2 actions were understood" in text and "Line 5" in text and not Action.objects.exists()
    for _again in range(2):
        client.post(there, {"text": seen.context["text"], "then": "add"})
    assert Action.objects.count() == 2
    assert "text_error" in client.post(there, {"text": "nothing here"}).content.decode()
    client.force_login(stage.contributor.person)
    assert client.get(there).status_code == 403


@pytest.mark.django_db
def test_the_command_tells_first_and_writes_when_told(stage, tmp_path, capsys):
    file = tmp_path / "plan.csv"
    file.write_text(TABLE)
    number = stage.institution.identifiers.get().value
    call_command("import_actions", str(file), institution=number)
    assert "2 actions understood" in capsys.readouterr().out and not Action.objects.exists()
    for _again in range(2):
        call_command("import_actions", str(file), institution=number, apply=True)
    assert Action.objects.count() == 2 and "0 added" in capsys.readouterr().out
    call_command("import_actions", str(file), institution=stage.institution.name.upper())
    assert f"understood for {stage.institution}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No institution has the number or name 1"):
        call_command("import_actions", str(file), institution="1")
    factories.institution(name=stage.institution.name)
    with pytest.raises(CommandError, match="Give its UKPRN, or the number"):
        call_command("import_actions", str(file), institution=stage.institution.name)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_actions", str(tmp_path / "none.csv"), institution=factories.institution().identifiers.get().value)


def test_an_open_quotation_mark_and_a_byte_of_another_encoding_lose_their_own_lines_alone():
    plan = read_plan('What,Why\nTell all,"Two did not\nOpen the rooms,\nAsk again,"They, too"\n')
    assert [row.what for row in plan.rows] == ["Open the rooms", "Ask again"]
    assert plan.problems == ["Line 2: a quotation mark is opened and not closed"]
    plan = read_plan("What,Why\nGofalu am Llŷr,\n".encode() + b"Caf\xe9,\n")
    assert [row.what for row in plan.rows] == ["Gofalu am Llŷr"] and plan.problems[0].startswith("Line 3: holds bytes")
