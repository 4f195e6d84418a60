"""The site as it is run for real, from an empty folder: migrated, static files collected, served behind a proxy."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.servers import Server, free_port, wait_for

from .test_start import REAL
from .tree import ROOT

pytestmark = [pytest.mark.once, pytest.mark.durability]
# As deploy/README.md tells them.
STEPS = [
    "migrate",
    "createcachetable",
    "collectstatic --noinput",
    "check --deploy --fail-level WARNING",
    "load_policy qualitymark/frameworks/policies/initial.yaml --apply",
    "load_framework qualitymark/frameworks/editions/2026-1.yaml --publish",
    "load_pages qualitymark/website/pages.yaml --apply",
    "import_awards public-record --apply",
    "analyse",
]


def environment(var):
    """A real deployment's environment: nothing of the tests' own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QM_", "DJANGO_"))}
    return {**kept, **REAL, "QM_VAR_DIR": str(var), "QM_BEHIND_PROXY": "yes", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    var = tmp_path_factory.mktemp("real")
    env = environment(var)
    for command in STEPS:
        subprocess.run(
            [sys.executable, "manage.py", *command.split()], cwd=ROOT, env=env, check=True, timeout=120, stdout=subprocess.DEVNULL
        )
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port)]
    with (var / "server.log").open("wb") as log:
        process = subprocess.Popen([*command, "qualitymark.wsgi:application"], cwd=ROOT, env=env, stdout=log, stderr=log)
    server = Server(f"http://127.0.0.1:{port}", process, var / "server.log")
    wait_for(server)
    yield server
    process.terminate()
    process.wait(timeout=20)


class Kept(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def ask(site, path, **headers):
    """The answer, whatever its code, as the proxy passes the question on."""
    given = {"Host": "mark.example", "X-Forwarded-Proto": "https"} | {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        return urllib.request.build_opener(Kept).open(urllib.request.Request(site.url + path, headers=given), timeout=10)
    except urllib.error.HTTPError as answer:
        return answer


def test_it_lives_and_says_how_strict_it_is(site):
    answer = ask(site, "/healthz")
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    policy = ask(site, "/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_a_request_that_did_not_come_by_https_is_sent_there(site):
    answer = ask(site, "/register/", X_Forwarded_Proto="http")
    assert (answer.status, answer.headers["Location"]) == (301, "https://mark.example/register/")


def test_another_host_is_not_answered(site):
    assert ask(site, "/healthz", Host="other.example").status == 400


def test_nobody_signs_in_as_a_demo_person(site):
    assert ask(site, "/demo/").status == 404


def test_a_stylesheet_carries_its_own_digest_and_is_kept_for_ever(site):
    page = ask(site, "/").read().decode()
    paths = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert paths
    for path in paths:
        answer = ask(site, path)
        assert answer.status == 200 and "immutable" in answer.headers["Cache-Control"]
        assert re.search(r"\.[0-9a-f]{12}\.css$", path)


def test_a_cookie_is_sent_by_https_alone_and_taken_from_no_other_site_of_the_domain(site):
    page = ask(site, "/account/login/")
    cookies = page.headers.get_all("Set-Cookie")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())[1]
    sent = f"csrfmiddlewaretoken={token}&email=nobody%40mark.example".encode()
    given = {"Host": "mark.example", "X-Forwarded-Proto": "https", "Referer": "https://mark.example/", "Cookie": cookies[0].split(";")[0]}
    try:
        urllib.request.build_opener(Kept).open(urllib.request.Request(f"{site.url}/account/login/", sent, given), timeout=10)
    except urllib.error.HTTPError as answer:
        assert answer.status == 302
        cookies += answer.headers.get_all("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-csrftoken", "__Host-sessionid"}
    for cookie in cookies:
        parts = {part.strip() for part in cookie.split(";")[1:]}
        assert {"Secure", "Path=/"} <= parts and not [part for part in parts if part.lower().startswith("domain")], cookie


def manage(site, *command):
    env = environment(site.log_file.parent)
    run = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize(
    "path", ["/", "/guidance/", "/interest/", "/register/", "/practice/", "/learning/", "/contact/", "/accessibility/", "/privacy/"]
)
def test_every_public_page_of_a_new_scheme_answers(site, path):
    assert ask(site, path).status == 200


def test_the_first_person_of_the_office_gets_a_link_that_opens(site):
    said = manage(site, "add_office", "first@mark.example", "First Person")
    (path,) = re.findall(r"https://mark\.example(/\S+)", said)
    answer = ask(site, path)
    assert answer.status in (200, 302), answer.status


def test_the_deployment_guide_names_each_step(site):
    guide = (ROOT / "deploy" / "README.md").read_text()
    assert [command for command in STEPS if f"manage {command}" not in guide and command != "check --deploy --fail-level WARNING"] == []


def test_the_record_can_be_proved_from_the_first_day(site, tmp_path):
    manage(site, "tick")
    manage(site, "verify_audit")
    assert "Backed up" in manage(site, "backup", str(tmp_path / "copy"))
