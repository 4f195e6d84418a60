"""The Welsh catalogue: fresh, whole in its placeholders, and what a reader of Welsh then sees."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from qualitymark.core import clock, wording
from qualitymark.institutions.models import Kind, Nation, Role, Size
from qualitymark.journeys.states import STEPS
from scripts import catalogue
from tests import factories

pytestmark = pytest.mark.once
# Letters that the office alone gets stay in English; whoever answers them reads it.
OFFICE_ALONE = {
    "allocation_answered", "condition_said", "decision_made", "enquiry_arrived", "fact_comment", "facts_checked", "halfway_updated", "interest_arrived",
    "journey_withdrawn_office", "pause_asked", "practice_consented", "reconsideration_asked", "second_reader_needed", "terms_accepted",
    "terms",  # what is agreed waits for a Welsh reader
}  # fmt: skip


def test_the_catalogue_is_sorted_and_compiled_and_loses_no_placeholder():
    run = subprocess.run([sys.executable, "scripts/catalogue.py", "--check"], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_what_is_compiled_is_read_back_as_it_was():
    text = 'msgid ""\nmsgstr "Plural-Forms: nplurals=4; plural=0;\\n"\n\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\n' + "".join(
        f'msgstr[{number}] "%(n)s dydd {number}"\n' for number in range(4)
    )
    read = catalogue.read(text)
    assert read[("", "%(n)s day", "%(n)s days")] == [f"%(n)s dydd {number}" for number in range(4)]
    assert catalogue.problems(read) == []
    assert catalogue.problems({("", "A %(name)s", ""): ["Un"]}) and catalogue.problems({("", "A", ""): [""]})


@pytest.mark.parametrize("choices", [Nation, Kind, Size], ids=["nations", "kinds", "sizes"])
def test_names_of_nations_kinds_and_sizes_are_there_in_welsh(choices):
    for choice in choices:
        with translation.override("cy"):
            welsh = str(choice.label)
        assert welsh != str(choice.label), choice


def test_the_stepper_and_the_roles_are_there_in_welsh():
    for label in [*STEPS, *(role.label for role in Role)]:
        with translation.override("cy"):
            welsh = str(label)
        assert welsh != str(label), label


def test_a_date_is_written_in_welsh():
    with translation.override("cy"):
        assert date_format(clock.LAUNCHED, "j F Y") == "1 Mehefin 2021"


@pytest.mark.parametrize("notice", sorted(set(wording.notices()) - OFFICE_ALONE))
def test_a_letter_to_people_is_there_in_welsh(notice):
    assert wording.is_translated(notice, "cy")


def test_every_page_of_the_public_shell_is_shown_in_welsh(client, db):
    html = client.get("/cy/").content.decode()
    for welsh in ("Neidio i'r prif gynnwys", "Mynegi eich diddordeb", "Canllawiau", "Hygyrchedd"):
        assert welsh in html.replace("&#x27;", "'")
    shown = re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0])
    assert not re.search(r"\b(the|and|your|with)\b", shown), shown


def test_a_page_that_is_in_english_alone_says_so_in_welsh_at_its_head(client, db):
    client.force_login(factories.member(factories.institution()))
    html = client.get("/cy/home/").content.decode().replace("&#x27;", "'")
    head, _, main = html.partition("<main")
    assert "Nid yw'r dudalen hon ar gael yn Gymraeg eto." in head and re.match(r'[^>]* lang="en"', main)
    assert "Nid yw'r dudalen hon" not in client.get("/cy/contact/").content.decode().replace("&#x27;", "'")
    assert "not available in Welsh" not in client.get("/home/").content.decode()
