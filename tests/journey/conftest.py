"""What the whole journey needs: the shipped rules and framework, and people of the scheme."""

import datetime as dt
import io

import pytest
from django.core.management import call_command

from qualitymark.accounts.operations import add_person, appoint
from qualitymark.assessors.operations import keep_profile, record_training
from qualitymark.core import clock
from qualitymark.core.actor import SYSTEM
from qualitymark.desk.acting import actor_for
from qualitymark.institutions.operations import add_institution

from .windows import Windows

ROOMS = "qualitymark"


@pytest.fixture
def windows(browser, live, smtp, run_worker, axe):
    opened = Windows(browser, live, smtp, run_worker, axe)
    yield opened
    opened.close()
    assert opened.faults == []


@pytest.fixture
def scheme(live):
    """Policy, edition and pages as shipped; office, two assessors, the panel; one small institution with an earlier name."""
    quiet = {"stdout": io.StringIO()}
    call_command("load_policy", f"{ROOMS}/frameworks/policies/initial.yaml", "--apply", **quiet)
    call_command("load_framework", f"{ROOMS}/frameworks/editions/2026-1.yaml", "--publish", **quiet)
    call_command("load_pages", f"{ROOMS}/website/pages.yaml", "--apply", **quiet)
    office = appointed("Olive Office", "office")
    for name in ("Asa Assessor", "Sky Second"):
        actor = appointed(name, "assessor")
        keep_profile(actor.person, by=office, welsh=False, most_journeys=5, strengths=[("nation", "england"), ("kind", "sixth_form")])
        record_training(actor.person, by=office, until=clock.today() + dt.timedelta(days=3000))
    appointed("Pip Panel", "panel")
    add_institution(
        by=office, name="Hollin Lane Sixth Form", nation="england", kind="sixth_form", size="small", town="Hollinbridge",
        also=("Hollin Lane College",), fictitious=True,
    )  # fmt: skip
    return office


def appointed(name, capacity):
    person = add_person(by=SYSTEM, name=name, email=f"{name.split()[0].lower()}@scheme.test")
    appoint(person, by=SYSTEM, capacity=capacity)
    return actor_for(person, capacity)
