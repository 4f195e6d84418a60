"""The pages of first contact, as anybody sends them: with and without sense."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.core.models import OutgoingMail
from qualitymark.interest.models import Enquiry, Interest
from tests import factories as make
from tests.factories import marked

pytestmark = pytest.mark.django_db
GOOD = {
    "scope": "whole", "contact_name": "Cara Contact", "contact_role": "Manager", "contact_email": "cara@example.test",
    "senior_name": "Sian Senior", "senior_role": "Principal", "senior_email": "sian@example.test", "language": "en-gb",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    from django.core.cache import cache

    cache.clear()


def mark_of(page):
    return re.search(r'name="once" value="([^"]+)"', page.content.decode())[1]


def test_an_institution_is_found_by_name_or_number_and_sent_without_script(client):
    home = make.institution("Northmoor College")
    number = home.identifiers.get().value
    for wanted in ("northmoor", number):
        page = client.get("/interest/", {"q": wanted})
        assert f"of={home.ref}" in page.content.decode()
    form = client.get(f"/interest/send/?of={home.ref}")
    page = form.content.decode()
    assert 0 < page.index("Everything that is not marked optional is needed") < page.index('name="scope"')
    answer = client.post(f"/interest/send/?of={home.ref}", GOOD | {"once": mark_of(form)}, follow=True)
    assert "has arrived" in answer.content.decode()
    assert Interest.objects.get().institution == home


def test_the_same_form_sent_twice_makes_one_interest(client):
    home = make.institution()
    sent = GOOD | {"once": mark_of(client.get(f"/interest/send/?of={home.ref}"))}
    for _time in range(2):
        client.post(f"/interest/send/?of={home.ref}", sent)
    assert Interest.objects.count() == 1
    assert OutgoingMail.objects.filter(notice="interest_received").count() == 1


def test_a_form_sent_again_with_another_address_after_a_step_back_is_not_lost(client):
    home = make.institution()
    sent = GOOD | {"once": mark_of(client.get(f"/interest/send/?of={home.ref}"))}
    for address in (GOOD["contact_email"], "corrected@example.test", "corrected@example.test"):
        client.post(f"/interest/send/?of={home.ref}", sent | {"contact_email": address})
    assert Interest.objects.filter(contact_email="corrected@example.test").count() == 1
    assert Interest.objects.count() == 2


def test_an_institution_not_on_the_list_tells_its_name_nation_and_kind(client):
    answer = client.post("/interest/send/?of=unknown", marked(GOOD))
    text = answer.content.decode()
    for sentence in ("Write the name of the institution.", "Choose the nation.", "Choose the kind of provider."):
        assert sentence in text
    client.post("/interest/send/", marked(GOOD) | {"typed_name": "Somewhere College", "typed_nation": "wales", "typed_kind": "college"})
    assert Interest.objects.get().typed_nation == "wales"


def test_each_mistake_is_told_at_its_field_and_what_was_typed_stays(client):
    home = make.institution()
    wrong = GOOD | {
        "contact_name": "",
        "contact_email": "not an address",
        "senior_email": "",
        "scope": "named",
        "contact_phone": "ring me",
        "message": "Kept <b>words</b>",
    }
    text = client.post(f"/interest/send/?of={home.ref}", marked(wrong)).content.decode()
    for field in ("contact_name", "contact_email", "senior_email", "scope_names", "contact_phone"):
        assert f'id="id_{field}_error"' in text, field
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in text and "not an address" in text
    assert not Interest.objects.exists()


def test_contact_and_senior_person_are_two_people(client):
    home = make.institution()
    text = client.post(f"/interest/send/?of={home.ref}", marked(GOOD) | {"senior_email": "Cara@Example.test"}).content.decode()
    assert "another person than you" in text


def test_the_box_for_machines_is_refused_in_words(client):
    assert "must stay empty" in client.post("/contact/", {"homepage": "http://spam.example"}).content.decode()


def test_a_question_arrives_and_is_acknowledged(client):
    told = {"name": "Vic", "email": "vic@example.test", "language": "en-gb", "question": "What does it cost?"}
    answer = client.post("/contact/", marked(told), follow=True)
    assert answer.redirect_chain[-1][0] == "/contact/asked/"
    assert Enquiry.objects.get().question == "What does it cost?"


def test_too_many_an_hour_from_one_place_are_refused_and_reading_never_is(client):
    told = {"name": "Vic", "email": "vic@example.test", "language": "en-gb"}
    for number in range(20):
        assert client.post("/contact/", marked(told) | {"question": f"Question {number}?"}).status_code == 302
    refused = client.post("/contact/", marked(told) | {"question": "One more?"})
    assert refused.status_code == 409
    assert "in an hour" in refused.content.decode()
    assert client.get("/contact/").status_code == 200
    assert Enquiry.objects.count() == 20


def answers(edition, said="partly"):
    return {area.code: said for area in edition.areas.all()}


def with_readiness():
    from qualitymark.frameworks.models import Text

    edition = make.edition(areas=7)
    Text.objects.bulk_create(
        Text(edition=edition, key=f"area.{area.code}.readiness.{part}", language="en-gb", text=f"{part} of {area.code}")
        for area in edition.areas.all()
        for part in ("question", "yes", "partly", "not_yet")
    )
    return edition


def test_the_readiness_check_asks_seven_questions_and_keeps_nothing(client):
    edition = with_readiness()
    assert client.get("/readiness/").content.decode().count("<fieldset") == 7
    result = client.get("/readiness/", answers(edition)).content.decode()
    assert result.count("partly of") == 7
    assert "%" not in re.sub(r"%3A|%2C", "", result.split("<main")[1].split("</main>")[0]), "no score of any kind"
    assert not Interest.objects.exists()


def test_an_unanswered_question_is_told_at_its_place(client):
    edition = with_readiness()
    half = answers(edition) | {"CL": ""}
    text = client.get("/readiness/", half).content.decode()
    assert 'id="id_CL_error"' in text and 'id="id_CI_error"' not in text


def test_readiness_sent_with_nothing_answered_says_so_as_other_forms_do(client):
    with_readiness()
    page = client.get("/readiness/").content.decode()
    form = re.search(r'<form method="get" novalidate action="/readiness/">.*?</form>', page, re.S)[0]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form))
    text = client.get("/readiness/", sent).content.decode()
    assert "<title>Error:" in text and text.count('_error"><span') == 7
    summary = text[text.index("govuk-error-summary") :]
    assert "data-focus" in summary[:200] and summary.index('href="#id_CL_0"') < summary.index("</ul>")
    assert "Error:" not in page and "govuk-error-summary" not in page


def test_readiness_answers_come_along_only_if_the_sender_chooses(client):
    edition, home = with_readiness(), make.institution()
    packed = ",".join(f"{code}:{said}" for code, said in answers(edition).items())
    address = f"/interest/send/?of={home.ref}&ready={packed}"
    assert "Send my answers" in client.get(address).content.decode()
    client.post(address, marked(GOOD) | {"send_readiness": "on"})
    assert Interest.objects.get().readiness.count() == 7
    client.post(address, marked(GOOD) | {"contact_email": "other@example.test"})
    assert Interest.objects.get(contact_email="other@example.test").readiness.count() == 0


def test_before_the_first_edition_the_check_says_so(client):
    assert "not published yet" in client.get("/readiness/").content.decode()


@pytest.mark.properties
@settings(max_examples=25)
@given(
    fields=st.dictionaries(
        st.sampled_from([*GOOD, "scope_names", "contact_phone", "message", "cohort_name", "once", "typed_name", "typed_nation"]),
        st.text(max_size=300),
        max_size=8,
    ),
    query=st.text(max_size=60),
    ready=st.text(max_size=60),
)
def test_no_input_whatever_breaks_a_page_of_first_contact(client, fields, query, ready):
    from django.core.cache import cache

    cache.clear()
    assert client.get("/interest/", {"q": query, "ready": ready}).status_code in (200, 404)  # 404 for a NUL
    assert client.post("/interest/send/", GOOD | fields).status_code in (200, 302)
    assert client.post("/contact/", fields).status_code in (200, 302)
    assert client.get("/readiness/", {"CL": query, "nation": ready}).status_code in (200, 404)


def test_public_pages_of_first_contact_cost_few_queries(client, count_queries):
    make.institution()
    with count_queries() as made:
        client.get("/interest/")
    assert len(made) <= 2


def test_an_address_with_a_nul_in_it_is_for_nothing(client):
    assert client.get("/interest/send/?of=%00").status_code == 404
    assert client.get("/interest/%00/").status_code == 404
