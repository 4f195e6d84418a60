"""The institution's and the office's pages of an award."""

import pytest
from django.conf import settings
from django.test import Client

from qualitymark.actionplan.models import Action
from qualitymark.awards import operations
from qualitymark.awards.models import Award, Halfway
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.journeys.models import Journey
from tests import factories
from tests.decisions import rows as decision_rows

from . import rows

pytestmark = pytest.mark.django_db


def as_(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def test_the_award_page_leads_to_what_comes_next_and_is_the_institutions_alone(move_clock):
    award, held = rows.awarded()
    address = f"/our-award/{award.ref}/"
    text = as_(held.coordinator).get(address).content.decode()
    assert award.number in text and f"/check/{award.number}/" in text and "opens by itself on" in text
    for actor in (factories.coordinator(factories.institution()), held.office, held.assessor):
        assert as_(actor).get(address).status_code == 404
    record = rows.public_record(award.institution)
    assert as_(held.coordinator).get(f"/our-award/{record.ref}/").status_code == 404


def test_register_words_are_agreed_changed_and_taken_off_on_the_page():
    award, held = rows.awarded()
    client, address = as_(held.coordinator), f"/our-award/{award.ref}/register/"
    wrong = client.post(address, {"highlights": "KEEPTHIS", "support_url": "nonsense"})
    assert "KEEPTHIS" in wrong.content.decode() and not award.register_words.exists()
    client.post(address, {"highlights": "Rooms all year.", "agrees": "on"})
    assert award.register_words.get().highlights == "Rooms all year."
    client.post(address + "withdraw/")
    assert award.register_words.get().withdrawn_at
    contributor = factories.contributor(award.institution)
    assert as_(contributor).get(address).status_code == 403


def test_the_halfway_review_is_answered_and_closed_on_the_pages(move_clock):
    award, held = rows.awarded()
    plan = Action.objects.create(
        institution=award.institution, what="Publish the offer", added_at=clock.now(), added_by=held.coordinator.person
    )
    move_clock(clock.add_months(award.starts_on, 18))
    operations.open_due_halfways()
    halfway = Halfway.objects.get()
    client, office, address = as_(held.coordinator), as_(held.office), f"/our-award/half-way/{halfway.ref}/"
    assert "Publish the offer" in client.get(address).content.decode()
    assert "govuk-error-message" in client.post(address, {"text": " "}).content.decode()
    client.post(f"{address}action/{plan.ref}/", {"verb": "start", "text": "We began."})
    client.post(f"{address}action/", factories.marked({"what": "A new thing", "priority": "normal"}))
    client.post(address, {"text": "Going well.", "version": "0"})
    text = client.get(address).content.decode()
    assert "Under way" in text and "A new thing" in text
    assert "Going well." in office.get(f"/office/half-way/{halfway.ref}/").content.decode()
    assert award.institution.name in office.get("/office/half-ways/").content.decode()
    assert as_(held.sponsor).post(address, {"text": "Mine"}).status_code == 403
    office.post(f"/office/half-way/{halfway.ref}/", {"note": "We talked."})
    assert "We talked." in client.get(address).content.decode()
    assert client.post(address, {"text": "Late"}).status_code == 409


def test_a_review_without_a_reply_says_that_it_closed_to_who_follows_the_letter_and_stands_nowhere_else(move_clock):
    award, held = rows.awarded()
    move_clock(clock.add_months(award.starts_on, 18))
    operations.open_due_halfways()
    halfway = Halfway.objects.get()
    move_clock(halfway.reply_by + clock.dt.timedelta(days=1))
    operations.close_unanswered_halfways()
    address = f"/our-award/half-way/{halfway.ref}/"
    answer = as_(held.coordinator).get(address)
    page = answer.content.decode()
    assert answer.status_code == 409 and f"closed on {halfway.reply_by:%-d %B %Y}" in page and settings.OFFICE_EMAIL in page
    late = as_(held.coordinator).post(address, {"text": "Typed a day late"})
    assert "no reply" not in page.lower()
    assert "Typed a day late" in late.content.decode()
    assert late.status_code == 409
    for stranger in (factories.coordinator(factories.institution()), held.assessor):
        assert as_(stranger).get(address).status_code in (403, 404) and "closed on" not in as_(stranger).get(address).content.decode()
    assert "no reply" not in as_(held.coordinator).get(f"/our-award/{award.ref}/").content.decode().lower()
    assert "no reply" in as_(held.office).get("/office/half-ways/").content.decode().lower()


def test_who_looks_after_the_review_is_chosen_among_coordinators(move_clock):
    award, held = rows.awarded()
    move_clock(clock.add_months(award.starts_on, 18))
    operations.open_due_halfways()
    halfway, colleague = Halfway.objects.get(), factories.coordinator(award.institution)
    address = f"/our-award/half-way/{halfway.ref}/owner/"
    as_(held.coordinator).post(address, {"owner": colleague.person.ref})
    halfway.refresh_from_db()
    assert halfway.owner == colleague.person
    for hostile in ("", "\x00", held.sponsor.person.ref, "x" * 500):
        assert as_(held.coordinator).post(address, {"owner": hostile}).status_code == 404


def test_the_renewal_is_begun_by_a_coordinator_when_its_month_has_come(move_clock):
    award, held = rows.awarded()
    address = f"/our-award/{award.ref}/renew/"
    assert as_(held.coordinator).get(address).status_code == 409
    move_clock(clock.add_months(award.starts_on, 30))
    assert "come over as drafts" in as_(held.coordinator).get(address).content.decode()
    as_(held.coordinator).post(address)
    assert Journey.objects.get(renews_award_ref=award.ref).state == "agreed"
    assert as_(held.coordinator).post(address).status_code == 409
    assert as_(held.sponsor).get(address).status_code == 403


def test_the_office_suspends_lifts_and_withdraws_with_a_reason():
    award, held = rows.awarded()
    office, address = as_(held.office), f"/office/award/{award.ref}/"
    assert "govuk-error-message" in office.post(address + "suspend/", {"why": ""}).content.decode()
    for tail, typed, state in (
        ("suspend/", {"why": "Because"}, "suspended"),
        ("lift/", {}, "in_force"),
        ("withdraw/", {"why": "Closed"}, "withdrawn"),
    ):
        assert office.post(address + tail, typed).status_code == 302
        assert Award.objects.get(pk=award.pk).state == state
    assert office.post(address + "suspend/", {"why": "Again"}).status_code == 409
    for actor in (held.coordinator, held.chair):
        assert as_(actor).post(address + "lift/").status_code == 404


def test_the_offices_list_is_searched_and_takes_the_same_queries_for_one_and_many(count_queries):
    award, held = rows.awarded()
    office = as_(held.office)
    office.get("/office/awards/")
    with count_queries() as one:
        office.get("/office/awards/")
    for _ in range(29):
        rows.row()
    rows.public_record()
    with count_queries() as many:
        office.get("/office/awards/")
    assert len(one) == len(many) <= 12
    text = office.get("/office/awards/", {"q": award.number}).content.decode()
    assert award.institution.display_name in text and text.count("/office/award/") == 1
    for show in ("ending", "suspended", "record", "nonsense"):
        assert office.get("/office/awards/", {"show": show}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_certificate_is_handed_to_the_holder_and_the_office_alone(run_worker):
    award, held = rows.awarded()
    run_worker()
    certificate = award.certificates.get()
    own = f"/our-award/{award.ref}/certificate/{certificate.ref}/"
    answer = as_(held.coordinator).get(own)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert as_(held.office).get(f"/office/certificate/{certificate.ref}/").status_code == 200
    assert as_(factories.coordinator(factories.institution())).get(own).status_code == 404
    operations.suspend(award, by=held.office, why="Wait")
    assert as_(held.coordinator).get(own).status_code == 404


@pytest.mark.access
def test_the_offices_pages_of_an_award_are_closed_to_who_is_recused():
    award, held = rows.awarded()
    people = decision_rows.cast(held)
    for name in ("recused office", "coordinator", "assessor", "chair", "funder"):
        assert as_(people[name]).get(f"/office/award/{award.ref}/").status_code == 404, name
    assert award.institution.name not in as_(people["recused office"]).get("/office/awards/").content.decode()


def test_of_two_updates_at_once_neither_is_lost(move_clock):
    award, held = rows.awarded()
    move_clock(clock.add_months(award.starts_on, 18))
    operations.open_due_halfways()
    halfway, colleague = Halfway.objects.get(), factories.coordinator(award.institution)
    first, second, address = as_(held.coordinator), as_(colleague), f"/our-award/half-way/{halfway.ref}/"
    for actor, offered in ((held.coordinator, True), (held.sponsor, False)):  # as they may
        shown = as_(actor).get(address).content.decode()
        assert (f"{address}action/" in shown) is offered is (as_(actor).get(f"{address}action/").status_code == 200)
    seen = second.get(address).content.decode()
    assert 'name="version" value="0"' in seen
    assert first.post(address, {"text": "FIRSTWORDS", "version": "0"}).status_code == 302
    text = second.post(address, {"text": "SECONDWORDS", "version": "0"}).content.decode()
    halfway.refresh_from_db()
    assert halfway.update_text == "FIRSTWORDS" and OutgoingMail.objects.filter(notice="halfway_updated").count() == 1
    assert "FIRSTWORDS" in text and "SECONDWORDS" in text and "Somebody changed this while you wrote" in text
    assert held.coordinator.person.name in text and 'name="version" value="1"' in text
    assert first.post(address, {"text": "FIRSTWORDS", "version": "0"}).status_code == 302  # the same form sent twice
    assert second.post(address, {"text": "Both", "version": "1"}).status_code == 302
    halfway.refresh_from_db()
    assert (halfway.update_text, halfway.version) == ("Both", 2)
