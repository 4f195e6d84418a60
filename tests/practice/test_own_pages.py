"""The institution's and the office's pages about practice examples."""

import pytest

from qualitymark.practice.models import Consent, Example
from tests import factories
from tests.practice.made import TEXT, example

WORDS = {"title": "Rooms all year", "text": "We have rooms.", "name_institution": "on", "version": "1"}


def sign_in(client, actor):
    client.force_login(actor.person)
    return client


@pytest.fixture
def ours(db):
    """An institution's journey, an example, and a client for its coordinator."""
    of = factories.institution("Northmoor College")
    journey = factories.journey(of, state="released")
    return journey, example(of, slug="ours")


@pytest.fixture
def lead(client, ours):
    return sign_in(client, factories.coordinator(ours[0].institution))


def at(ours, verb=""):
    journey, made = ours
    return f"/our/{journey.ref}/practice/{made.ref}/" + (f"{verb}/" if verb else "")


def test_the_institution_reads_changes_and_agrees(lead, ours):
    listed = lead.get(f"/our/{ours[0].ref}/practice/").content.decode()
    assert "A home all year round" in listed and "Waiting for you" in listed
    assert "Agree to publication" in lead.get(at(ours)).content.decode()
    lead.post(at(ours, "words"), WORDS)
    shown = lead.get(at(ours, "consent")).content.decode()
    assert "We have rooms." in shown and 'name="version" value="2"' in shown
    assert lead.post(at(ours, "consent"), {"version": "2", "agrees": "on"}).status_code == 302
    made = Example.objects.get()
    assert made.state == "consented" and Consent.objects.get().version == 2
    assert "You have agreed" in lead.get(at(ours)).content.decode()


def test_nobody_agrees_without_the_tick_or_to_words_not_read(lead, ours):
    html = lead.post(at(ours, "consent"), {"version": "1"}).content.decode()
    assert "Please tick this if you agree" in html
    lead.post(at(ours, "words"), WORDS)
    html = lead.post(at(ours, "consent"), {"version": "1", "agrees": "on"}).content.decode()
    assert "changed after you read them" in html and not Consent.objects.exists()


def test_nothing_is_changed_by_looking(lead, ours):
    for verb in ("", "words", "consent", "withdraw"):
        assert lead.get(at(ours, verb)).status_code == 200
    made = Example.objects.get()
    assert (made.state, made.version) == ("flagged", 1)


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"title": ""}, "Please fill this in."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"text": " "}, "Please fill this in."),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"version": "²" * 5}, "whole number"),
        ({"version": "9" * 5000}, "version"),
    ],
)
def test_bad_words_are_refused_at_the_field_and_kept(lead, ours, changed, said):
    answer = lead.post(at(ours, "words"), {**WORDS, **changed})
    html = answer.content.decode()
    assert answer.status_code == 200 and said in html
    assert all(f"{value}" in html for value in {**WORDS, **changed}.values() if value.strip() and value != "on")
    assert Example.objects.get().text == TEXT


def test_a_second_writer_sees_both_texts(lead, ours):
    lead.post(at(ours, "words"), WORDS)
    html = lead.post(at(ours, "words"), {**WORDS, "title": "Mine", "text": "Second words."}).content.decode()
    assert "saved other words while you were writing" in html and "We have rooms." in html and "Second words." in html
    assert 'name="version" value="2"' in html and Example.objects.get().text == "We have rooms."


def test_withdrawing_takes_it_off_the_site_at_once_and_twice_does_no_harm(client, ours, db):
    journey, _made = ours
    published = example(journey.institution, "published", slug="public", criterion_code="CL2")
    lead = sign_in(client, factories.sponsor(journey.institution))
    assert "leave the public pages" in lead.get(at((journey, published), "withdraw")).content.decode()
    assert lead.post(at((journey, published), "withdraw")).status_code == 302
    assert lead.post(at((journey, published), "withdraw")).status_code == 409
    client.logout()
    assert client.get("/practice/public/").status_code == 410
    assert "A home" not in client.get("/practice/?q=rooms").content.decode()


def test_a_contributor_reads_and_is_told_who_decides(client, ours):
    writer = sign_in(client, factories.contributor(ours[0].institution))
    html = writer.get(at(ours)).content.decode()
    assert "four rooms" in html and "Change the words" not in html and "Ask your coordinator" in html
    for verb in ("words", "consent", "withdraw"):
        assert writer.post(at(ours, verb), WORDS | {"agrees": "on"}).status_code == 403
    assert Example.objects.get().state == "flagged"


@pytest.mark.access
@pytest.mark.parametrize("verb", ["", "words", "consent", "withdraw"])
def test_others_find_nothing_there(client, ours, verb):
    strangers = [
        factories.coordinator(factories.institution()),
        factories.office(),
        factories.assessor(),
        factories.acting(factories.person()),
    ]
    for actor in strangers:
        sign_in(client, actor)
        assert client.get(at(ours, verb)).status_code == 404
    client.logout()
    assert client.get(at(ours, verb)).status_code == 302


@pytest.mark.access
def test_one_institutions_example_is_not_under_anothers_journey(client, ours):
    other = factories.journey(factories.institution(), state="released")
    sign_in(client, factories.coordinator(other.institution))
    assert client.get(f"/our/{other.ref}/practice/{ours[1].ref}/").status_code == 404


def test_a_list_without_examples_teaches(client, db):
    journey = factories.journey(state="released")
    sign_in(client, factories.coordinator(journey.institution))
    assert "Nothing was marked for sharing yet" in client.get(f"/our/{journey.ref}/practice/").content.decode()


# The office


@pytest.fixture
def office(client, db):
    return sign_in(client, factories.office())


def test_the_office_publishes_what_was_agreed(office):
    made = example(state="consented", slug="y")
    html = office.get(f"/office/practice/{made.ref}/").content.decode()
    assert "What happens when you publish" in html and "to version 1" in html
    assert office.post(f"/office/practice/{made.ref}/publish/").status_code == 302
    made.refresh_from_db()
    assert office.get(f"/practice/{made.slug}/").status_code == 200
    assert office.post(f"/office/practice/{made.ref}/publish/").status_code == 409


def test_the_office_cannot_publish_what_was_not_agreed(office):
    made = example(state="flagged")
    assert "has not agreed to these words yet" in office.get(f"/office/practice/{made.ref}/").content.decode()
    assert office.post(f"/office/practice/{made.ref}/publish/").status_code == 409
    assert office.get(f"/office/practice/{made.ref}/publish/").status_code == 405


def test_the_office_edits_and_the_institution_has_to_agree_again(office):
    made = example(state="consented")
    assert "agreement to the words as they were ends" in office.get(f"/office/practice/{made.ref}/words/").content.decode()
    assert office.post(f"/office/practice/{made.ref}/words/", WORDS).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.text) == ("flagged", "We have rooms.")


def test_the_office_withdraws_and_erases(office):
    made = example(state="published", slug="z", text="A zebra.")
    assert office.get(f"/office/practice/{made.ref}/erase/").status_code == 409
    office.post(f"/office/practice/{made.ref}/withdraw/")
    assert "Please fill this in." in office.post(f"/office/practice/{made.ref}/erase/", {"why": ""}).content.decode()
    office.post(f"/office/practice/{made.ref}/erase/", {"why": "Somebody is named."})
    html = office.get(f"/office/practice/{made.ref}/").content.decode()
    assert "zebra" not in html and "erased" in html


def test_the_offices_list_is_narrowed_by_state(office):
    example(title="One that waits")
    example(state="consented", title="One agreed to")
    html = office.get("/office/practice/?state=consented").content.decode()
    assert "One agreed to" in html and "One that waits" not in html
    assert "One that waits" in office.get("/office/practice/?state=nonsense&page=9").content.decode()


@pytest.mark.access
def test_a_conflicted_member_of_the_office_finds_nothing_there(client, db):
    from qualitymark.institutions.models import Recusal

    made, actor = example(state="consented", title="Conflicted"), factories.office()
    Recusal.objects.create(person=actor.person, institution=made.institution, why="employer", from_on=factories.LONG_AGO)
    sign_in(client, actor)
    assert "Conflicted" not in client.get("/office/practice/").content.decode()
    for verb in ("", "words/", "withdraw/", "erase/"):
        assert client.get(f"/office/practice/{made.ref}/{verb}").status_code == 404
    assert client.post(f"/office/practice/{made.ref}/publish/").status_code == 404


@pytest.mark.access
def test_the_offices_pages_are_the_offices(client, db):
    made = example()
    for actor in (factories.coordinator(made.institution), factories.assessor(), factories.panel()):
        sign_in(client, actor)
        assert client.get("/office/practice/").status_code == client.get(f"/office/practice/{made.ref}/").status_code == 404


def test_thirty_examples_cost_no_more_queries_than_one(office, count_queries):
    def cost(path):
        with count_queries() as made:
            assert office.get(path).status_code == 200
        return len(made)

    first = example()
    journey = factories.journey(first.institution, state="released")
    cost("/office/practice/")  # the first page of a session also chooses the capacity
    before = cost("/office/practice/")
    for number in range(29):
        example(first.institution, title=f"Another {number}")
    assert cost("/office/practice/") == before <= 12
    sign_in(office, factories.coordinator(first.institution))
    cost(f"/our/{journey.ref}/practice/")
    assert cost(f"/our/{journey.ref}/practice/") <= 12


def test_no_page_fails_a_reader(page, axe, live):
    from django.test import Client

    of = factories.institution()
    journey, made = factories.journey(of, state="released"), example(of)
    for actor, paths in (
        (factories.coordinator(of), ["practice/", *(f"practice/{made.ref}/{verb}" for verb in ("", "words/", "consent/", "withdraw/"))]),
        (factories.office(), ["", *(f"{made.ref}/{verb}" for verb in ("", "words/", "withdraw/"))]),
    ):
        client = sign_in(Client(), actor)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
        for path in paths:
            page.set_viewport_size({"width": 320, "height": 900})
            page.goto((f"/our/{journey.ref}/" if actor.is_member else "/office/practice/") + path)
            assert page.locator("h1").count() == 1
            assert axe(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
