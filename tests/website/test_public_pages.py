"""What a visitor reads, by nation, kind and language, and what a reading leaves behind: nothing."""

import re
from html.parser import HTMLParser

import pytest

from qualitymark.website.queries import policy_words
from tests import factories

pytestmark = pytest.mark.django_db
KNOWN = [
    "/",
    "/the-mark/",
    "/guidance/",
    "/guidance/cl/",
    "/guidance/wb/",
    "/guidance/duties/",
    "/learning/",
    "/accessibility/",
    "/privacy/",
]


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def words(html):
    """What one reads on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("address", KNOWN)
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_reading_a_public_page_sets_no_cookie(client, site, prefix, address):
    answer = client.get(prefix + address)
    assert answer.status_code == 200
    assert not answer.cookies and "Set-Cookie" not in answer.headers
    assert answer.content.count(b"<h1") == 1


@pytest.mark.parametrize(
    ("address", "most"), [("/", 8), ("/the-mark/", 6), ("/guidance/", 10), ("/guidance/cl/", 10), ("/guidance/duties/", 10)]
)
def test_a_public_page_asks_the_database_little(client, site, count_queries, address, most):
    client.get(address)
    with count_queries() as made:
        client.get(address)
    assert len(made) <= most


def test_the_home_page_leads_to_each_first_step(client, site):
    html = read(client, "/")
    for address in ("/interest/", "/register/", "/readiness/", "/guidance/", "/the-mark/", "/practice/", "/learning/", "/contact/"):
        assert f'href="{address}"' in html
    assert "For three years" in words(html)


def test_the_mark_says_what_it_costs_and_how_long_it_takes_from_the_policy(client, site):
    html = words(read(client, "/the-mark/"))
    assert policy_words()["fee"] in html and policy_words()["member_fee"] in html
    assert "Three discussions." in html and "for three years" in html and "{" not in html


def test_the_site_stands_before_anything_is_loaded(client, db):
    assert "The guidance is being prepared" in read(client, "/guidance/")
    assert "No duty is listed" in read(client, "/guidance/duties/")
    read(client, "/")
    assert client.get("/guidance/cl/").status_code == client.get("/the-mark/").status_code == 404


# Whose guidance


@pytest.mark.parametrize(
    ("kind", "students"),
    [
        ("university", "students"),
        ("specialist", "students"),
        ("sixth_form", "students"),
        ("college", "learners"),
        ("training_provider", "learners"),
    ],
)
def test_students_are_called_what_their_kind_of_provider_calls_them(client, site, kind, students):
    page = words(read(client, f"/guidance/wb/?nation=england&kind={kind}"))
    other = ({"students", "learners"} - {students}).pop()
    assert page.count(students) > 3 * page.count(other)


def test_trusts_take_the_place_of_local_authorities_in_northern_ireland(client, site):
    page = words(read(client, "/guidance/wb/?nation=northern_ireland&kind=college"))
    assert "Health and Social Care Trust" in page and "local authorit" not in page


@pytest.mark.parametrize("area", ["cl", "ci", "pe", "ad", "wb", "ss", "cp", "duties"])
@pytest.mark.parametrize("kind", ["university", "college"])
def test_no_english_plan_or_regulator_stands_in_northern_irish_guidance(client, site, kind, area):
    page = words(read(client, f"/guidance/{area}/?nation=northern_ireland&kind={kind}"))
    for english in (
        "access and participation plan",
        "Office for Students",
        "twelve national risks",
        "Equality of Opportunity Risk Register",
    ):
        assert english not in page, english


@pytest.mark.parametrize("area", ["cl", "wb", "duties"])
@pytest.mark.parametrize(
    ("nation", "others"), [("scotland", ("Medr", "Office for Students")), ("wales", ("Scottish Funding Council", "Office for Students"))]
)
def test_guidance_for_a_nation_names_no_other_nations_regulator(client, site, nation, others, area):
    page = words(read(client, f"/guidance/{area}/?nation={nation}&kind=university"))
    assert [name for name in others if name in page] == []


def test_duties_are_those_of_the_nation_each_with_source_and_day_of_checking(client, site):
    html = read(client, "/guidance/duties/?nation=scotland")
    assert html.count('rel="noopener"') == html.count("Checked ") > 5
    assert "In force" in html
    everybody = read(client, "/guidance/duties/")
    assert everybody.count('rel="noopener"') > html.count('rel="noopener"')


def test_what_was_chosen_is_kept_from_page_to_page(client, site):
    html = read(client, "/guidance/?nation=wales&kind=college")
    assert 'href="/guidance/cl/?nation=wales&amp;kind=college"' in html
    assert re.search(r'<option value="wales" selected>', html)


@pytest.mark.parametrize("address", ["/guidance/", "/guidance/cl/", "/guidance/duties/"])
@pytest.mark.parametrize(
    "query",
    [
        "nation=atlantis",
        "kind=%3Cscript%3E&size=%27",
        "nation=" + "x" * 5000,
        "nation=wales&nation=england",
        "size[]=1&%ff=%ff",
        "kind=%F0%9F%A6%84",
    ],
)
def test_a_choice_that_is_not_known_is_told_at_the_field_and_leaves_nothing_out(client, site, address, query):
    html = read(client, f"{address}?{query}")
    assert "<script>" not in html
    if "=x" in query or "atlantis" in query:
        assert "Choose one from the list" in html and "Nothing was saved" not in html
        assert words(html).count("CL1") == words(read(client, address)).count("CL1")


@pytest.mark.parametrize(
    "address", ["/guidance/zz/", "/guidance/cl1/", "/guidance/" + "x" * 300 + "/", "/guidance/CL/../x/", "/the-marks/"]
)
def test_an_address_of_nothing_is_told_so_plainly(client, site, address):
    answer = client.get(address)
    assert answer.status_code == 404 and "We cannot find that page" in answer.content.decode()


@pytest.mark.parametrize("address", KNOWN)
def test_nothing_can_be_sent_to_a_page_that_is_only_read(client, site, address):
    assert client.post(address, {"x": "y"}).status_code == 405


def test_the_page_of_an_area_costs_the_same_for_few_and_for_many_criteria(client, count_queries):
    factories.edition(areas=1, criteria=2)
    with count_queries() as few:
        read(client, "/guidance/cl/")
    factories.edition(areas=1, criteria=30)
    with count_queries() as many:
        read(client, "/guidance/cl/")
    assert len(few) == len(many)


# In Welsh


@pytest.mark.parametrize("address", KNOWN)
def test_each_page_stands_under_cy_and_leads_to_the_other_language(client, site, address):
    welsh = read(client, "/cy" + address)
    assert '<html lang="cy">' in welsh and f'href="{address}" lang="en"' in welsh
    assert f'href="/cy{address}" lang="cy"' in read(client, address)


class Unmarked(HTMLParser):
    """Gathers what stands on a page outside parts that are marked as English."""

    VOID = {"meta", "link", "img", "input", "br", "hr"}

    def __init__(self):
        super().__init__()
        self.languages, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        language = attrs.get("lang", self.languages[-1] if self.languages else "")
        if tag not in self.VOID:
            self.languages.append(language)
        self.texts += [attrs[name] for name in ("alt", "aria-label", "title") if attrs.get(name) and language == "cy"]

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            self.languages.pop()

    def handle_data(self, data):
        if self.languages and self.languages[-1] == "cy":
            self.texts.append(" ".join(data.split()))


@pytest.mark.parametrize(
    "address",
    [
        *KNOWN,
        "/contact/",
        "/interest/",
        "/interest/?q=none",
        "/interest/send/",
        "/readiness/",
        "/register/",
        "/practice/",
        "/practice/?q=x",
        "/account/login/",
        "/nowhere/",
    ],
)
def test_no_english_stands_unmarked_on_a_welsh_public_page(client, site, address):
    answer = client.get(f"/cy{address}", follow=True)
    page = Unmarked()
    page.feed(answer.content.decode())
    english = re.compile(r"\b(the|and|your|with|what|which|you|this|from|are|for)\b", re.I)
    assert [text for text in page.texts if english.search(text)] == []


def test_english_words_on_a_welsh_page_are_announced_and_marked_as_english(client, site):
    html = read(client, "/cy/guidance/wb/?nation=wales")
    assert 'class="govuk-inset-text"' in html and 'lang="en"' in html
    assert 'lang="cy"' in html  # titles are there in Welsh


# For machines


def test_the_map_of_the_site_holds_public_pages_alone_and_each_answers(client, site):
    xml = read(client, "/sitemap.xml")
    addresses = re.findall(r"<loc>http://127.0.0.1:8000(/[^<]*)</loc>", xml)
    assert "/guidance/cl/" in addresses and "/cy/guidance/cl/" in addresses and len(addresses) == len(set(addresses)) > 30
    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_the_map_of_the_site_costs_the_same_however_much_it_shows(client, site, count_queries):
    with count_queries() as made:
        client.get("/sitemap.xml")
    assert len(made) <= 6


def test_whom_to_tell_of_a_hole_is_there_when_the_settings_say_so(client, db, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@mark.example"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@mark.example\n" in text and re.search(r"^Expires: 20\d\d-\d\d-\d\dT\d\d:59:59Z$", text, re.M)
