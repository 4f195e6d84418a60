"""In a real browser: the pages of decisions and awards have no fault that axe finds, fit a narrow phone, and need no script."""

import pytest
from django.conf import settings as site
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from qualitymark.awards import operations as awards
from qualitymark.core import clock
from qualitymark.decisions import operations
from qualitymark.decisions.models import Decision
from qualitymark.institutions.models import PublicSlug
from qualitymark.review.models import Judgement
from tests.awards import rows as award_rows

from . import rows

pytestmark = pytest.mark.access


@pytest.fixture
def window(browser, live):
    """window(actor or None, script=True, width=1280): a page of a browser in which that person is signed in."""
    opened = []

    def open_for(actor, *, script=True, width=1280):
        context = browser.new_context(
            base_url=live.url, java_script_enabled=script, viewport={"width": width, "height": 900}, locale="en-GB"
        )
        context.set_default_timeout(30_000)  # a busy machine is not a fault of a page
        if actor is not None:
            session = SessionStore()
            session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(actor.person.pk), site.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
            session.create()
            context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session.session_key, "url": live.url}])
        opened.append(context)
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def faults(window, axe, actor, addresses):
    """What axe finds on these pages with everything folded open, and which of them scroll sideways on a narrow phone."""
    found, wide, narrow = [], window(actor), window(actor, width=320)
    for address in addresses:
        wide.goto(address)
        wide.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found += [f"{address} {fault}" for fault in axe(wide)]
        narrow.goto(address)
        narrow.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        if narrow.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address} scrolls sideways")
    return found


def test_the_deciders_pages(window, axe):
    held = rows.at_panel()
    Judgement.objects.filter(view__submission=held.submission, view__capacity="second_reader").update(outcome="not_yet")
    base = f"/casework/journey/{held.journey.ref}/decision/"
    assert faults(window, axe, held.chair, [base, base + "return/"]) == []
    page = window(held.chair)
    page.goto(base)
    page.get_by_role("button", name="Decide").click()
    assert page.get_by_role("alert").count() or "There is a problem" in page.content()
    assert axe(page) == []
    rows.decided(held)
    assert faults(window, axe, held.chair, [base, base + "withdraw/"]) == []


def test_a_decision_is_taken_without_script(window):
    held = rows.at_panel()
    page = window(held.chair, script=False)
    page.goto(f"/casework/journey/{held.journey.ref}/decision/")
    page.get_by_label("Awarded", exact=True).check()
    page.get_by_label("Reasons").fill("The evidence shows it.")
    page.get_by_role("button", name="Decide").click()
    assert page.get_by_text("Decided. The office shows").is_visible()
    assert Decision.objects.get().criteria.filter(outcome="met").count() == 4


def test_the_institutions_and_the_offices_pages_of_a_decision(window, axe):
    decision, held = rows.shown(outcome="awarded_conditions")
    operations.comment_on_facts(decision, by=held.coordinator, where="Culture", text="It was 2025.")
    ours, office = f"/our/{held.journey.ref}/feedback/", f"/office/decision/{decision.ref}/"
    assert faults(window, axe, held.coordinator, [ours]) == []
    assert faults(window, axe, held.office, ["/office/decisions/", office, office + "words/"]) == []
    operations.answer_fact_comment(decision.fact_comments.get(), by=held.office, answer="Corrected.")
    operations.finish_fact_check(Decision.objects.get(), by=held.coordinator)
    assert faults(window, axe, held.office, [office + "release/"]) == []
    awards.release_and_award(Decision.objects.get(), by=held.office)
    assert faults(window, axe, held.coordinator, [ours, ours + "reconsideration/"]) == []
    asked = operations.ask_reconsideration(Decision.objects.get(), by=held.coordinator, grounds="Look again.")
    assert faults(window, axe, rows.factories.office(), [office, f"/casework/reconsideration/{asked.ref}/"]) == []


def test_the_pages_of_an_award(window, axe, move_clock):
    award, held = award_rows.awarded()
    awards.set_register_words(award, by=held.coordinator, highlights="Rooms all year.", agrees=True)
    award_rows.public_record(rows.factories.institution("Known of Old"))
    slug = PublicSlug.objects.get(institution=award.institution).slug
    public = ["/register/", "/register/?q=nobody", f"/register/{slug}/", f"/check/{award.number}/", "/check/none/", "/register/none/"]
    assert faults(window, axe, None, public) == []
    move_clock(clock.add_months(award.starts_on, 18))
    halfway = awards.open_halfway(award, by=held.office)
    own = [f"/our-award/{award.ref}/", f"/our-award/{award.ref}/register/", f"/our-award/half-way/{halfway.ref}/"]
    assert faults(window, axe, held.coordinator, [*own, own[2] + "action/"]) == []
    place = f"/office/award/{award.ref}/"
    offices = ["/office/awards/", place, place + "suspend/", place + "withdraw/", "/office/half-ways/", f"/office/half-way/{halfway.ref}/"]
    assert faults(window, axe, held.office, offices) == []
    move_clock(clock.add_months(award.starts_on, 30))
    assert faults(window, axe, held.coordinator, [own[0] + "renew/"]) == []
