"""Signing in as a person does it, in a real browser with real mail: without script, by keyboard, on a narrow screen, with axe."""

import re

import pytest

from qualitymark.institutions.operations import invite

from .. import factories

pytestmark = [pytest.mark.django_db(transaction=True)]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture(params=[(1200, True), (320, False)], ids=["wide", "narrow, without script"])
def window(browser, live, request):
    width, script = request.param
    context = browser.new_context(base_url=live.url, viewport={"width": width, "height": 800}, java_script_enabled=script, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def looked_at(page, axe):
    """axe needs script; the width is seen in either case."""
    if page.viewport_size["width"] > 320:
        assert axe(page) == [], page.url
        assert fits(page), page.url


def test_an_invitation_a_code_and_the_second_step(window, axe, smtp, run_worker):
    page, place = window, factories.institution("Moorland College")
    invite(place, by=factories.coordinator(place), email="new@example.test", name="New Person", role="contributor")
    run_worker()
    link = re.search(r"http://\S+(/invitation/\S+)", smtp.to("new@example.test")[0].get_content())[1]

    page.goto("/invitation/no-such-invitation/")
    looked_at(page, axe)
    page.goto(link)
    looked_at(page, axe)
    page.get_by_label("English").check()
    page.get_by_role("button", name="Accept and begin").click()
    page.wait_for_url("**/home/")
    looked_at(page, axe)
    page.goto("/me/")
    looked_at(page, axe)
    page.goto("/account/logout/")
    looked_at(page, axe)
    page.get_by_role("button", name="Sign out").click()

    page.goto("/home/")
    looked_at(page, axe)
    page.get_by_label("Your e-mail address").fill("not an address")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Your e-mail address").fill("new@example.test")
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/**")
    looked_at(page, axe)
    page.get_by_label("The code from the letter").fill("WRONG-CODE")
    page.keyboard.press("Enter")
    page.get_by_text("This is not the code we sent last").first.wait_for()
    looked_at(page, axe)
    run_worker()
    code = re.search(r"code is: (\S+)", smtp.to("new@example.test")[-1].get_content())[1]
    page.get_by_label("The code from the letter").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")

    page.goto("/account/password/set/")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password, once more").fill("short")
    page.get_by_role("button", name="Set this password").click()
    looked_at(page, axe)
    page.get_by_label("Password", exact=True).fill("four quiet green otters")
    page.get_by_label("Password, once more").fill("four quiet green otters")
    page.get_by_role("button", name="Set this password").click()
    page.wait_for_url("**/me/")
    page.goto("/account/second-step/phone/")
    looked_at(page, axe)
    page.get_by_label("Your password").fill("four quiet green otters")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/second-step/phone/")
    looked_at(page, axe)
    secret = page.locator("code").first.inner_text()
    page.get_by_label("Code from the app").fill(factories.phone_code(secret))
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url("**/second-step/codes/")
    looked_at(page, axe)
    for path in ("", "codes/new/", "phone/remove/"):
        page.goto(f"/account/second-step/{path}")
        looked_at(page, axe)


def test_what_was_typed_before_the_sign_in_ran_out_comes_back(window, axe):
    page, who = window, factories.contributor(factories.institution()).person
    page.goto("/demo/")
    looked_at(page, axe)
    page.get_by_role("button", name=re.compile(f"Sign in {who.name},")).click()
    page.goto("/me/")
    page.get_by_label("Your name").fill("A name that is long enough to be shown in a box")
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/account/login/**")
    assert page.get_by_text("What you typed is kept").count()
    page.goto("/demo/")
    page.get_by_role("button", name=re.compile(f"Sign in {who.name},")).click()
    page.get_by_role("link", name="Look at it and send it again").click()
    looked_at(page, axe)
    assert page.get_by_text("A name that is long enough to be shown in a box").count() == 1
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url("**/me/")
    who.refresh_from_db()
    assert who.name == "A name that is long enough to be shown in a box"


def test_two_capacities_are_switched_by_a_button(window, axe):
    page, who = window, factories.assessor().person
    factories.member(factories.institution("Moorland College"), who=who)
    page.goto("/demo/")
    page.get_by_role("button", name=re.compile(f"Sign in {who.name},? ?")).first.click()
    page.goto("/acting-as/")
    looked_at(page, axe)
    page.get_by_role("button", name=re.compile("Act as this.*an assessor")).click()
    page.wait_for_url("**/home/")
    assert page.get_by_text("You are acting as an assessor").count()
    looked_at(page, axe)
