"""The public pages of the repository."""

import pytest

from tests import factories
from tests.awards import rows as award_rows
from tests.practice.made import example


@pytest.fixture
def framework(db):
    made = factories.edition()
    factories.policy()
    return made


def test_an_empty_repository_says_what_will_stand_here(client, framework):
    html = client.get("/practice/").content.decode()
    assert "The first examples are on their way" in html and 'href="/guidance/"' in html


def test_a_search_shows_what_it_found_and_can_be_shared_by_its_address(client, framework):
    example(factories.institution("Northmoor College", nation="wales"), "published", title="Rooms all year")
    example(factories.institution("Southmoor College", nation="scotland"), "published", title="Rooms in July")
    html = client.get("/practice/?q=rooms&nation=wales").content.decode()
    assert "1 example" in html and "(Wales)" in html
    assert "Rooms all year" in html and "Northmoor College (fictitious)" in html and "Southmoor" not in html
    assert 'value="rooms"' in html and '<option value="wales" selected>' in html
    assert "<mark>rooms</mark>" in html


def test_an_institution_that_is_not_named_is_nowhere_on_the_pages(client, framework):
    of = factories.institution("Hidden College", nation="wales")
    made = example(of, "published", name_institution=False, slug="not-named")
    for path in ("/practice/", "/practice/?q=rooms", f"/practice/{made.slug}/"):
        html = client.get(path).content.decode()
        assert "An institution" in html and "Hidden" not in html and of.ref not in html
        assert "College, Wales" not in html
    assert client.get("/practice/?q=hidden").content.decode().count("Hidden") == 0


def held(kind, nation, many):
    """Holders on the register; the first of them."""
    return [award_rows.row(factories.institution(kind=kind, nation=nation)) for _each in range(many)][0].institution if many else None


@pytest.mark.parametrize(
    ("holders", "signed", "found_by"),
    [
        ({("college", "scotland"): 5}, "College, Scotland", {"kind=college", "nation=scotland"}),
        ({("college", "scotland"): 4}, "An institution", set()),
        # those of a coarser signature are enough among themselves: one college in Scotland beside five in England would be known
        ({("college", "scotland"): 1, ("college", "england"): 5}, "An institution", set()),
        ({("college", "scotland"): 1, ("college", "wales"): 4, ("college", "england"): 5}, "College", {"kind=college"}),
        ({("college", "scotland"): 2, ("university", "scotland"): 3}, "An institution, Scotland", {"nation=scotland"}),
        ({("college", "scotland"): 1, ("university", "england"): 9, ("specialist", "wales"): 4}, "An institution", set()),
    ],
)
def test_who_is_not_named_is_signed_so_that_enough_could_be_meant(client, framework, holders, signed, found_by):
    places = [held(*place, many) for place, many in holders.items()]
    made = example(places[0], "published", name_institution=False)
    for path in ("/practice/", f"/practice/{made.slug}/"):
        html = " ".join(client.get(path).content.decode().split())
        assert f">{signed}</p>" in html, path
    answered = {asked for asked in ("kind=college", "nation=scotland") if made.title in client.get(f"/practice/?{asked}").content.decode()}
    assert answered == found_by


def test_an_institution_of_four_hides_a_group_that_would_be_known_by_what_is_not_said(client, framework):
    held("college", "england", 5)
    alone = held("college", "scotland", 1)
    example(alone, "published", name_institution=False, title="Alone")
    of_five = factories.institution(kind="college", nation="england")
    made = example(of_five, "published", name_institution=False, title="Of six")
    assert "College, England" not in client.get(f"/practice/{made.slug}/").content.decode()


def test_an_example_stands_with_its_criterion_its_area_and_since_when(client, framework):
    made = example(state="published", slug="a-home")
    answer = client.get("/practice/a-home/")
    html = answer.content.decode()
    assert answer.status_code == 200 and "<strong>summer</strong>" in html
    assert 'href="/guidance/cl/"' in html and 'href="/guidance/cl/#CL1"' in html and "Title of CL1" in html
    assert made.institution.display_name in html and "Here since" in html


def test_a_named_institution_leads_to_its_entry_in_the_register_once_it_has_one(client, framework):
    from qualitymark.awards.models import Award
    from qualitymark.core import clock

    made = example(state="published", slug="named")
    example(made.institution, "published", slug="not-named", name_institution=False)
    slug = made.institution.slugs.get().slug
    assert f"/register/{slug}/" not in client.get("/practice/named/").content.decode()
    Award.objects.create(
        number="QM-2026-0001", institution=made.institution, origin="elsewhere", first_awarded_on=clock.today(), starts_on=clock.today(),
        ends_on=clock.add_months(clock.today(), 36), made_at=clock.now(),
    )  # fmt: skip
    assert f'href="/register/{slug}/"' in client.get("/practice/named/").content.decode()
    assert slug not in client.get("/practice/not-named/").content.decode()


def test_an_area_that_the_edition_in_force_does_not_know_is_named_and_not_linked(client, framework):
    example(state="published", slug="old", area_code="OLD", criterion_code="OLD1")
    html = client.get("/practice/old/").content.decode()
    assert "OLD1" in html and "/guidance/old/" not in html


@pytest.mark.parametrize("state", ["flagged", "consented", "withdrawn"])
def test_an_example_that_was_never_published_is_not_there(client, framework, state):
    made = example(state=state, slug="secret")
    assert client.get("/practice/secret/").status_code == 404
    same = client.get("/practice/secret/").content.replace(b"/secret/", b"/none/")
    assert client.get("/practice/none/").content == same
    assert made.title not in client.get("/practice/").content.decode()


def test_a_withdrawn_example_is_gone_and_its_address_says_so(client, framework, move_clock):
    from qualitymark.core import clock

    made = example(state="withdrawn", slug="gone", published_at=clock.now())
    answer = client.get("/practice/gone/")
    assert answer.status_code == 410
    html = answer.content.decode()
    assert "was withdrawn" in html and made.title not in html and made.institution.name not in html and "four rooms" not in html


def test_words_of_another_language_say_so(client, framework):
    example(state="published", slug="llety", language="cy", title="Llety drwy'r flwyddyn")
    assert '<h1 lang="cy">' in client.get("/practice/llety/").content.decode()


@pytest.mark.parametrize(
    "query, said",
    [
        ("q=" + "x" * 201, "at most 200 characters"),
        ("nation=france", "This is not in the list"),
        ("kind=castle&area=ZZ", "This is not in the list"),
    ],
)
def test_what_cannot_be_searched_for_is_said_at_its_field(client, framework, query, said):
    example(state="published")
    answer = client.get(f"/practice/?{query}")
    assert answer.status_code == 200 and said in answer.content.decode()
    assert "A home all year round" in answer.content.decode()


@pytest.mark.parametrize("query", ["page=none", "page=999", "page=-1", "q=%FF%FE", "q=a&q=b", "x=y", "q=%00"])
def test_an_odd_address_is_answered_with_the_list(client, framework, query):
    example(state="published", text="a b")
    # A byte of nothing is in no address that a person follows: it is answered as an address that is not there.
    assert client.get(f"/practice/?{query}").status_code == (404 if "%00" in query else 200)


def test_hostile_words_are_shown_as_words(client, framework):
    example(
        state="published",
        title="<script>alert(1)</script>",
        text="<img src=x onerror=alert(1)> rooms [x](javascript:alert(1))",
        slug="hostile",
    )
    for path in ("/practice/?q=rooms", "/practice/hostile/", "/practice/?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html and 'href="javascript' not in html


def test_a_long_list_has_pages_that_keep_the_search(client, framework):
    of = factories.institution()
    for number in range(21):
        example(of, "published", title=f"Rooms {number}", indexed=number == 20)
    html = client.get("/practice/?q=rooms").content.decode()
    assert "21 examples" in html and "?q=rooms&amp;page=2" in html
    assert client.get("/practice/?q=rooms&page=2").content.decode().count('class="qm-card__title"') == 1


@pytest.mark.parametrize("path", ["/practice/", "/practice/?q=rooms", "/practice/?q=rooms+nowhere&nation=england&kind=college&area=CL"])
def test_thirty_examples_cost_no_more_queries_than_one(client, framework, count_queries, path):
    example(state="published")
    with count_queries() as one:
        client.get(path)
    for _number in range(29):
        example(state="published", indexed=_number == 28)
    with count_queries() as thirty:
        html = client.get(path).content.decode()
    assert "30 examples" in html
    assert len(thirty) == len(one) <= (10 if "nation" in path else 8)


def test_a_page_of_one_example_costs_few_queries(client, framework, count_queries):
    example(state="published", slug="one")
    with count_queries() as made:
        client.get("/practice/one/")
    assert len(made) <= 8


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_of_the_repository_fails_a_reader(page, axe, width):
    factories.edition()
    example(state="published", slug="one")
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/practice/", "/practice/?q=rooms", "/practice/?q=nothing+here", "/practice/?nation=france", "/practice/one/"):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
