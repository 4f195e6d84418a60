"""Writing in real browsers: it saves itself, two people meet, the line breaks, the sign-in runs out, and nothing is lost."""

import contextlib
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Error, expect

from qualitymark.selfassessment.models import Response, Revision
from tests.selfassessment.stage import make_stage

pytestmark = pytest.mark.access


@pytest.fixture
def stage(live):
    return make_stage()


@pytest.fixture
def opened(stage, signed_in):
    """opened(actor): the page of criterion CL1, open in that person's window."""

    def window(actor, **facts):
        page = signed_in(actor, **facts)
        page.goto(reverse("workspace:criterion", args=[stage.journey.ref, "CL1"]))
        return page

    return window


def until(page, kind, words=""):
    """Wait until the line below the text says this kind of thing."""
    page.locator(f"#saved[data-kind={kind}]").filter(has_text=words).wait_for()


def holds(page, selector, words):
    """Wait until the value of a field has these words in it."""
    expect(page.locator(selector)).to_have_value(re.compile(re.escape(words)), timeout=30_000)


def text_now():
    return Response.objects.get(criterion__code="CL1").text


def test_what_is_typed_saves_itself_and_stands_when_the_page_opens_again(opened, stage):
    page = opened(stage.contributor)
    page.fill("#id_text", "We hold four rooms.")
    until(page, "saved", "Saved ")
    page.fill("#id_text", "We hold four rooms. All year.")
    page.keyboard.press("Tab")  # leaving the field does not wait for the pause
    holds(page, "[name=base]", "2")
    page.goto("/home/")  # no question: nothing is unsaved
    page.go_back()
    assert page.locator("#id_text").input_value() == "We hold four rooms. All year." == text_now()
    assert [row.origin for row in Revision.objects.order_by("number")] == ["auto", "auto"]
    assert Response.objects.get(criterion__code="CL1").state == "drafted"


def test_two_people_in_other_paragraphs_both_find_both_texts(opened, stage):
    stage.write("CL1", "First.\n\nSecond.")
    one, other = opened(stage.coordinator), opened(stage.contributor)
    one.fill("#id_text", "First, by one.\n\nSecond.")
    one.keyboard.press("Tab")
    until(one, "saved")
    other.fill("#id_text", "First.\n\nSecond, by the other.")
    other.keyboard.press("Tab")
    until(other, "saved")
    assert other.locator("#id_text").input_value() == "First, by one.\n\nSecond, by the other." == text_now()
    one.fill("#id_text", "First, by one.\n\nSecond.\n\nThird.")
    one.keyboard.press("Tab")
    holds(one, "#id_text", "by the other")
    assert text_now() == "First, by one.\n\nSecond, by the other.\n\nThird."


def test_two_people_in_one_paragraph_are_shown_both_and_put_them_together(opened, stage):
    stage.write("CL1", "Common ground.")
    one, other = opened(stage.coordinator), opened(stage.contributor)
    one.fill("#id_text", "Common ground, and one.")
    one.keyboard.press("Tab")
    until(one, "saved")
    other.fill("#id_text", "Common ground, and the other.")
    other.keyboard.press("Tab")
    until(other, "moved", "same paragraph")
    other.get_by_role("button", name="Look at both texts").click()
    assert other.locator("#their-text").input_value() == "Common ground, and one."
    assert other.locator("#id_text").input_value() == "Common ground, and the other."
    other.fill("#id_text", "Common ground, and one and the other.")
    other.click("button[value=stay]")
    other.wait_for_load_state()
    assert text_now() == "Common ground, and one and the other."


def test_a_broken_line_keeps_the_text_on_the_device_and_saves_it_when_it_is_back(opened, stage):
    page = opened(stage.contributor)
    page.context.set_offline(True)
    page.fill("#id_text", "Typed in a tunnel.")
    page.keyboard.press("Tab")
    until(page, "kept", "kept on this device")
    assert text_now() == ""
    page.context.set_offline(False)
    until(page, "saved")
    assert text_now() == "Typed in a tunnel."


def test_after_a_crash_the_device_offers_what_it_kept(opened, stage):
    page = opened(stage.contributor)
    page.route("**/autosave/", lambda route: route.abort())
    page.fill("#id_text", "Typed before the lid closed.")
    page.keyboard.press("Tab")
    until(page, "kept")
    crash(page)
    stage.write("CL1", "Written by somebody meanwhile.")
    again = opened_again(page, stage)
    assert again.locator("#kept-here-text").input_value() == "Typed before the lid closed."
    assert again.locator("#id_text").input_value() == "Written by somebody meanwhile."
    again.get_by_role("button", name="Go on with this text").click()
    until(again, "moved")  # both wrote where nothing was: a person puts them together
    again.get_by_role("button", name="Look at both texts").click()
    assert again.locator("#id_text").input_value() == "Typed before the lid closed."
    assert again.locator("#their-text").input_value() == "Written by somebody meanwhile."


def crash(page):
    """The page's process dies at once: nothing more is sent, as it would be on leaving."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")


def opened_again(page, stage):
    again = page.context.new_page()
    again.goto(reverse("workspace:criterion", args=[stage.journey.ref, "CL1"]))
    return again


def test_an_expired_sign_in_keeps_the_text_and_saves_it_after_signing_in_again(opened, stage, live):
    page = opened(stage.contributor)
    cookie = next(each for each in page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME)
    held = Session.objects.get(session_key=cookie["value"])
    Session.objects.filter(pk=held.pk).delete()
    page.fill("#id_text", "Typed after lunch.")
    page.keyboard.press("Tab")
    until(page, "kept", "You were signed out")
    assert page.locator("#saved a").get_attribute("target") == "_blank"
    held.save(force_insert=True)
    page.context.add_cookies([cookie])
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'old'")  # signing in makes a new token
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until(page, "saved")
    assert text_now() == "Typed after lunch."


WORD = (
    "<html><head><style>p{color:red}</style></head><body><h1>Our offer</h1><p class=MsoNormal><b>Rooms</b> all <i>year</i> and "
    "<a href='https://example.ac.uk/a'>a page</a>, <a href='javascript:alert(1)'>not this</a><o:p></o:p></p>"
    "<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>One</p>"
    "<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>Two</p>"
    "<table><tr><td>Year</td><td>Students</td></tr><tr><td>2025</td><td>some</td></tr></table><img src=x onerror=alert(1)></body></html>"
)


def test_text_pasted_from_word_keeps_its_shape_and_drops_the_rest(opened, stage):
    page = opened(stage.contributor)
    page.evaluate(
        """html => { const data = new DataTransfer(); data.setData('text/html', html); data.setData('text/plain', 'plain');
        document.querySelector('#id_text').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        WORD,
    )
    holds(page, "#id_text", "some |")
    assert page.locator("#id_text").input_value() == (
        "# Our offer\n\n**Rooms** all *year* and [a page](https://example.ac.uk/a), not this\n\n- One\n- Two\n\n"
        "| Year | Students |\n| --- | --- |\n| 2025 | some |"
    )


def test_the_toolbar_works_by_keyboard_and_the_preview_follows_the_text(opened, stage, axe):
    page = opened(stage.contributor, width=390)
    page.locator("#id_text").press_sequentially("four rooms")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+b")
    assert page.locator("#id_text").input_value() == "**four rooms**"
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#id_text").input_value() == "- **four rooms**"
    page.get_by_role("button", name="Preview").click()  # the one that leaves the page has gone
    page.locator(".qm-preview li strong").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") and axe(page) == []
