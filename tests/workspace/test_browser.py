"""In a real browser: by keyboard alone, without script, on a narrow phone, and with no fault that axe finds."""

import re

import pytest
from django.urls import reverse

from qualitymark.institutions.models import Membership
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Citation, Response, Revision
from tests.selfassessment.stage import make_stage

from .test_pages import pages

pytestmark = pytest.mark.access


@pytest.fixture
def stage(live):
    return make_stage()


def reach(page, inside):
    """Press Tab until the keyboard stands on what `inside` (a CSS selector) names."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", inside):
            return
    raise AssertionError(f"The keyboard never comes to {inside}")


def enter(page):
    """Press Enter on what the keyboard stands on, and wait for the page that answers."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_contributor_writes_cites_and_says_ready_by_keyboard_alone(stage, signed_in):
    operations.assign(stage.response("CL2"), by=stage.coordinator, memberships=[Membership.objects.get(person=stage.contributor.person)])
    page = signed_in(stage.contributor)
    page.goto(reverse("workspace:board", args=[stage.journey.ref]))
    reach(page, "a[href$='/criterion/CL2/']")
    enter(page)
    reach(page, "#id_text")
    page.keyboard.type("We hold four rooms all year.")
    reach(page, "button[value=stay]")
    enter(page)
    reach(page, "a[href$='/evidence/new/file/']")
    enter(page)
    reach(page, "a[href$='/evidence/new/link/']")
    enter(page)
    reach(page, "input[name=url]")
    page.keyboard.type("https://www.example.ac.uk/rooms")
    reach(page, "input[name=title]")
    page.keyboard.type("Rooms all year")
    enter(page)
    reach(page, "button[value=ready]")
    enter(page)
    assert page.locator(".qm-message").inner_text().startswith("Saved, and ready")
    response = Response.objects.get(criterion__code="CL2")
    assert response.state == "ready" and Citation.objects.get(response=response).item.title == "Rooms all year"


def test_without_script_two_writers_meet_and_lose_nothing(stage, signed_in):
    stage.write("CL1", "Common ground.")
    here = reverse("workspace:criterion", args=[stage.journey.ref, "CL1"])
    one, other = signed_in(stage.coordinator, script=False), signed_in(stage.contributor, script=False)
    for page in (one, other):
        page.goto(here)
    one.fill("#id_text", "Common ground. Mine.")
    one.click("button[value=stay]")
    other.fill("#id_text", "Common ground. Theirs.")
    other.click("button[value=ready]")
    assert other.locator("#their-text").input_value() == "Common ground. Mine."
    assert other.locator("#id_text").input_value() == "Common ground. Theirs."
    other.fill("#id_text", "Common ground. Mine. Theirs.")
    other.click("button[value=stay]")
    assert [row.text for row in Revision.objects.order_by("number")] == [
        "Common ground.",
        "Common ground. Mine.",
        "Common ground. Mine. Theirs.",
    ]


def test_leaving_with_text_that_was_not_sent_asks_first(stage, signed_in):
    page = signed_in(stage.contributor)
    page.goto(reverse("workspace:criterion", args=[stage.journey.ref, "CL1"]))
    page.locator("#id_text").press_sequentially("Half a thought")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/home/")
    assert asked == ["beforeunload"]


def test_every_page_holds_on_a_narrow_phone_and_axe_finds_no_fault(stage, signed_in, axe):
    # One address for each template: what differs by its last part alone is the same page.
    addresses = [address for address in pages(stage) if not address.endswith(("/new/link/", "/library/new/words/", "/only/overdue/"))]
    page, wrong = signed_in(stage.coordinator, width=320), []
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    for address in addresses:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        wrong += [f"{address}: {wide} px too wide"] if wide > 0 else []
        wrong += [f"{address}: {fault}" for fault in axe(page)]
    assert wrong + faults == []


def test_the_whole_the_signature_and_the_questions_hold_too(stage, signed_in, axe):
    stage.complete().ask()
    page, wrong = signed_in(stage.sponsor, width=320), []
    for name in ("board", "sign", "unfreeze"):
        page.goto(reverse(f"workspace:{name}", args=[stage.journey.ref]))
        wrong += [f"{name}: {fault}" for fault in axe(page)]
        wrong += [name] if page.evaluate("document.documentElement.scrollWidth > window.innerWidth") else []
    stage.sign()
    operations.submit(stage.journey, by=stage.coordinator)
    for name in ("submitted", "clarifications", "board"):
        page.goto(reverse(f"workspace:{name}", args=[stage.journey.ref]))
        wrong += [f"{name}: {fault}" for fault in axe(page)]
        wrong += [name] if page.evaluate("document.documentElement.scrollWidth > window.innerWidth") else []
    assert wrong == []


def test_a_sponsor_on_a_phone_without_script_goes_from_the_top_to_an_area_and_to_the_signature(stage, signed_in):
    stage.complete()
    operations.ask_signature(stage.journey, by=stage.coordinator)
    page = signed_in(stage.sponsor, script=False, width=390)
    page.goto(reverse("workspace:sign", args=[stage.journey.ref]))
    assert page.get_by_role("link", name="Go to signing").bounding_box()["y"] < 800
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Action plan").click()
    assert in_sight(page.get_by_role("heading", name="Action plan"))
    page.get_by_role("region", name="Action plan").get_by_role("link", name="Back to the contents").click()
    assert in_sight(page.get_by_role("heading", name="Contents"))
    page.get_by_role("link", name="Go to signing").click()
    assert in_sight(page.get_by_role("heading", name="Signature"))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url(re.compile("/submit/"))


def in_sight(part):
    box = part.bounding_box()
    return -1 <= box["y"] < 800
