"""What one person may read is kept by no cache."""

import pytest
from django.contrib.staticfiles import finders

from .. import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return factories.coordinator(factories.institution()).person


@pytest.mark.parametrize(
    "path", ["/home/", "/me/", "/", "/cy/me/", "/guidance/", "/nope", "/our/x/", "/account/second-step/phone/", "/account/logout/"]
)
def test_nothing_within_a_session_is_kept(client, who, path):
    client.force_login(who)
    assert "no-store" in client.get(path)["Cache-Control"] and "private" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", ["/invitation/none-such/", "/cy/action/none-such/", "/account/password/reset/key/1-none-such/"])
def test_no_page_of_a_link_that_serves_one_person_once_is_kept(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]


def test_a_list_to_take_away_is_not_kept(client):
    client.force_login(factories.office().person)
    answer = client.get("/office/institutions.csv")
    assert answer["Content-Type"].startswith("text/csv") and "no-store" in answer["Cache-Control"]


def test_a_public_page_and_what_it_is_made_of_may_be_kept_by_a_visitor(client, who):
    assert "no-store" not in client.get("/guidance/").get("Cache-Control", "")
    client.force_login(who)
    assert finders.find("css/qualitymark.css") and "no-store" not in client.get("/static/css/qualitymark.css").get("Cache-Control", "")


def test_signing_out_asks_the_browser_to_forget_what_it_was_shown(client, who):
    client.force_login(who)
    assert "Clear-Site-Data" not in client.get("/account/logout/")
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache"'
    assert "_auth_user_id" not in client.session
