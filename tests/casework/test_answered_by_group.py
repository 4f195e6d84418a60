"""Where an institution answers by group, every page names the group and shows all that it asks."""

import pytest
from django.test import Client

from qualitymark.decisions.queries import before_deciders
from qualitymark.decisions.wording import feedback_of
from qualitymark.frameworks.models import Text
from qualitymark.frameworks.queries import unit_titles
from qualitymark.institutions.models import Membership
from qualitymark.selfassessment import operations
from qualitymark.support.queries import points_to_discuss
from tests.decisions import rows as decisions
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return titled(make_stage(by_group=True))


def titled(of):
    """With titles for the groups of its edition."""
    for code in ("CL-1", "CI-1"):
        Text.objects.create(edition=of.journey.edition, language="en-gb", key=f"group.{code}.title", text=f"All of {code}")
    return of


def page(actor, path):
    client = Client()
    client.force_login(actor.person)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_assessor_reads_every_statement_of_a_shared_group_under_its_title(stage):
    stage.write("CL1", "We do.")
    operations.share([stage.response()], by=stage.coordinator)
    text = page(stage.assessor, f"/casework/journey/{stage.journey.ref}/criterion/CL1/")
    assert "CL1 All of CL-1" in text and "Statement of CL1" in text and "Statement of CL2" in text
    assert "All of CL-1" in page(stage.assessor, f"/casework/journey/{stage.journey.ref}/")


def test_home_and_the_agenda_name_the_group(stage):
    operations.assign(stage.response(), by=stage.coordinator, memberships=list(Membership.objects.filter(person=stage.contributor.person)))
    assert "All of CL-1" in page(stage.contributor, "/home/")
    assert points_to_discuss(stage.coordinator, stage.journey).titles["CL1"] == "All of CL-1"
    titles = unit_titles(stage.journey.edition, by_group=True)
    assert {code: str(words) for code, words in titles.items()} == {
        "CL1": "All of CL-1", "CL2": "All of CL-1", "CI1": "All of CI-1", "CI2": "All of CI-1",
    }  # fmt: skip


def test_the_deciders_and_the_feedback_name_the_group():
    held = titled(decisions.at_panel(by_group=True))
    assert {each.title for area in before_deciders(held.submission).areas for each in area.criteria} == {"All of CL-1", "All of CI-1"}
    decision, _held = decisions.released(held)
    assert {each["title"] for area in feedback_of(decision, "en-gb")["areas"] for each in area["criteria"]} == {
        "All of CL-1",
        "All of CI-1",
    }
