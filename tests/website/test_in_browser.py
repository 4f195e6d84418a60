"""The public pages in a real browser: nobody is kept out, nothing moves sideways, everything works by keyboard and without script."""

import pytest

from .conftest import fill

pytestmark = pytest.mark.once
ADDRESSES = [
    "/", "/the-mark/", "/guidance/", "/guidance/?nation=atlantis&kind=x", "/guidance/wb/?nation=wales&kind=college&size=small",
    "/guidance/duties/", "/guidance/duties/?nation=northern_ireland&kind=sixth_form", "/learning/", "/accessibility/", "/privacy/", "/nowhere/",
    "/cy/", "/cy/the-mark/", "/cy/contact/", "/cy/register/", "/cy/practice/", "/cy/readiness/", "/cy/guidance/", "/cy/guidance/wb/?nation=wales", "/cy/privacy/", "/cy/guidance/duties/",
]  # fmt: skip


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1280, 320])
def test_no_public_page_keeps_a_reader_out_or_moves_sideways(page, axe, width):
    fill()
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for address in ADDRESSES:
        page.goto(address)
        found += [f"{address} {problem}" for problem in axe(page)]
        if overflow(page) > 0:
            found.append(f"{address} is wider than {width} px")
    assert found == []


def test_guidance_is_chosen_and_opened_by_keyboard_and_without_script(browser, live):
    fill()
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/guidance/")
    page.get_by_label("Nation").select_option("scotland")
    page.get_by_label("Kind of provider").select_option("college")
    page.get_by_role("button", name="Show this guidance").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Student wellbeing").focus()
    page.keyboard.press("Enter")
    assert "nation=scotland&kind=college" in page.url
    assert page.get_by_role("heading", level=1).inner_text() == "Student wellbeing"
    assert page.context.cookies() == []
    context.close()
