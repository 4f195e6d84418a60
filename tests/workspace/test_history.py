"""Every version of a response: in sittings, compared two by two, however many there are."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qualitymark.core import clock
from qualitymark.documents.comparing import compared
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Revision
from qualitymark.workspace.queries.history import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(stage):
    """write(text, by, at): one version, saved by the page itself, `at` minutes past noon."""

    def written(text, by=None, at=0, origin="auto"):
        response = stage.response()
        response = operations.save_response(response, by=by or stage.contributor, text=text, base=response.version, origin=origin)
        moment = clock.instant(clock.today(), dt.time(12)) + dt.timedelta(minutes=at)
        Revision.objects.filter(response=response, number=response.version).update(at=moment)

    return written


def numbers(response):
    return [(each.last.number, [way.number for way in each.on_the_way]) for each in history_of(response)]


def test_what_saved_itself_stands_under_where_the_writer_left_it(write, stage):
    for minute in range(3):
        write(f"Four rooms, {minute}.", at=minute)
    write("Four rooms, and a button pressed.", at=4, origin="page")
    assert numbers(stage.response()) == [(4, [3, 2, 1])]


def test_another_person_a_long_pause_and_a_button_each_begin_another_sitting(write, stage):
    write("One.", at=0)
    write("One, two.", by=stage.coordinator, at=1)
    write("One, two, three.", by=stage.coordinator, at=30)
    write("By button.", at=31, by=stage.coordinator, origin="page")
    write("By button again.", at=32, by=stage.coordinator, origin="page")
    assert numbers(stage.response()) == [(5, []), (4, [3]), (2, []), (1, [])]


def test_the_page_asks_as_much_for_one_version_as_for_thirty(write, stage, at):
    address, client = reverse("workspace:history", args=[stage.journey.ref, "CL1"]), at(stage.contributor)
    write("One.")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(30):
        write(f"One, {number}.", at=number * 20)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert len(few) == len(many) and page.count("Version 31") >= 2


def test_any_two_versions_are_compared_whichever_way_round(write, stage, at):
    write("Four rooms.\n\nAll year.")
    write("Four rooms, and a fifth.\n\nAll year.")
    write("Nothing.")
    address = reverse("workspace:compare", args=[stage.journey.ref, "CL1"])
    for asked in ("?a=1&b=2", "?a=2&b=1"):
        page = at(stage.contributor).get(address + asked).content.decode()
        text = page.partition('<div class="qm-text">')[2]
        assert "fifth" in text.partition("<ins>")[2].partition("</ins>")[0] and "All year." in text and "Nothing." not in text
    assert "say the same" in at(stage.contributor).get(f"{address}?a=2&b=2").content.decode()


@pytest.mark.parametrize(
    ("asked", "status"),
    [("", 200), ("?a=x&b=1", 200), ("?a=1&b=99", 404), ("?a=-1&b=", 200), (f"?a={'9' * 400}&b=1", 404), ("?a=0&b=1", 404)],
)
def test_unless_the_address_names_two_versions_the_last_two_are_compared(write, stage, at, asked, status):
    address = reverse("workspace:compare", args=[stage.journey.ref, "CL1"])
    assert at(stage.contributor).get(address).status_code == 404  # nothing is written yet
    write("One.")
    write("One, and two.")
    answer = at(stage.contributor).get(address + asked)
    assert answer.status_code == status and (status == 404 or "and two" in answer.content.decode())


def test_an_erased_version_is_compared_with_nothing(write, stage, at):
    write("One.")
    write("Two.")
    Revision.objects.filter(number=1).update(erased_at=clock.now(), text="")
    assert at(stage.contributor).get(reverse("workspace:compare", args=[stage.journey.ref, "CL1"]) + "?a=1&b=2").status_code == 404


def test_a_comparison_runs_nothing_and_keeps_its_shape():
    html = compared(
        "- one\n- two", "- one\n- two\n- <img src=x onerror=alert(1)> [x](javascript:alert(1))\n\n| a | b |\n| - | - |\n| 1 | 2 |"
    )
    assert "<ins>" in html and "<img" not in html and "javascript:" not in html.replace("(javascript:", "") and "<table>" in html
