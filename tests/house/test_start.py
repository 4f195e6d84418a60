"""What the server refuses to start with, and the reference of settings."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from .tree import PRODUCT, ROOT

pytestmark = pytest.mark.once
REAL = {
    "QM_SECRET_KEY": "k" * 20 + "not-a-real-key-but-long-enough-for-the-check-0123456789",
    "QM_AUDIT_KEY": "a" * 40,
    "QM_SECOND_STEP_KEY": "b" * 40,
    "QM_ALLOWED_HOSTS": "mark.example",
    "QM_SITE_URL": "https://mark.example",
}


def start(tmp_path, then="", **given):
    """What loading the settings answers with these settings alone: its code and what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QM_")}
    script = "import django; django.setup(); print('started')" + then
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "qualitymark.settings", "QM_VAR_DIR": str(tmp_path), **given},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("hosts", ["mark.example", "127.0.0.1,mark.example", "*", "0.0.0.0", ".localhost.example", ""])
def test_demo_mode_is_refused_with_any_host_but_this_computer(tmp_path, hosts):
    code, said = start(tmp_path, **{**REAL, "QM_DEMO": "yes", "QM_ALLOWED_HOSTS": hosts})
    assert code != 0 and "Demo mode lets anyone sign in as anyone" in said


def test_demo_mode_starts_on_this_computer(tmp_path):
    code, said = start(tmp_path, QM_DEMO="yes")
    assert code == 0, said


def test_a_command_beside_the_demo_writes_letters_that_lead_where_it_is_served(tmp_path):
    show = "; from django.conf import settings; print(settings.SITE_URL)"
    assert "http://127.0.0.1:8000" in start(tmp_path, show, QM_DEMO="yes")[1]
    (tmp_path / "site-address").write_text("http://127.0.0.1:8301\n")
    assert "http://127.0.0.1:8301" in start(tmp_path, show, QM_DEMO="yes")[1]
    assert "http://localhost:9" in start(tmp_path, show, QM_DEMO="yes", QM_SITE_URL="http://localhost:9/")[1]
    assert "https://mark.example" in start(tmp_path, show, **REAL)[1]
    (tmp_path / "site-address").write_text("http://elsewhere.example\n")
    assert start(tmp_path, QM_DEMO="yes")[0] != 0


def test_the_demo_is_refused_with_a_mail_server_elsewhere(tmp_path):
    code, said = start(tmp_path, QM_DEMO="yes", QM_EMAIL_HOST="mail.example")
    assert code != 0 and "The demo sends no letters to anybody" in said


def test_a_real_deployment_starts_with_the_needed_settings(tmp_path):
    code, said = start(tmp_path, **REAL)
    assert code == 0, said


@pytest.mark.parametrize("name", sorted(REAL))
def test_a_real_deployment_is_refused_without_a_needed_setting(tmp_path, name):
    code, said = start(tmp_path, **{key: value for key, value in REAL.items() if key != name})
    assert code != 0 and name in said


@pytest.mark.parametrize("name, value", [("QM_DEMO", "true"), ("QM_FILE_MAX_MB", "fifty"), ("QM_DATABASE_URL", "mysql://x/y")])
def test_a_value_that_cannot_be_understood_stops_the_start_by_name(tmp_path, name, value):
    code, said = start(tmp_path, **{**REAL, name: value})
    assert code != 0 and name in said


@pytest.mark.parametrize(
    "name, value",
    [
        ("QM_ALLOWED_HOSTS", "*"),
        ("QM_ALLOWED_HOSTS", "mark.example,*"),
        ("QM_SITE_URL", "http://mark.example"),
        ("QM_SITE_URL", "javascript:alert(1)"),
        ("QM_SITE_URL", "mark.example"),
        ("QM_SITE_URL", "https://"),
        ("QM_AUDIT_KEY", REAL["QM_SECRET_KEY"]),
        ("QM_SECOND_STEP_KEY", REAL["QM_AUDIT_KEY"]),
    ],
)
def test_a_setting_that_would_open_the_site_stops_the_start_by_name(tmp_path, name, value):
    code, said = start(tmp_path, **{**REAL, name: value})
    assert code != 0 and name in said and "ImproperlyConfigured" in said


@pytest.mark.parametrize("name", ["QM_SECRET_KEY", "QM_AUDIT_KEY", "QM_SECOND_STEP_KEY"])
@pytest.mark.parametrize("value", ["", "x", "k" * 31, "demo-only-not-secret"])
def test_a_key_too_short_to_keep_anything_safe_stops_the_start_by_name(tmp_path, name, value):
    code, said = start(tmp_path, **{**REAL, name: value})
    assert code != 0 and f"{name} is too short to keep anything safe: give it at least 32 random characters" in said


def test_a_setting_may_be_held_in_a_file(tmp_path):
    held = tmp_path / "key"
    held.write_text(REAL["QM_SECRET_KEY"] + "\n")
    given = {name: value for name, value in REAL.items() if name != "QM_SECRET_KEY"}
    code, said = start(tmp_path, **given, QM_SECRET_KEY_FILE=str(held))
    assert code == 0, said


def test_the_reference_names_every_setting_and_no_other():
    read = set()
    for path in PRODUCT.rglob("*.py"):
        text = path.read_text()
        read |= set(re.findall(r'\b(?:text|flag|names|whole)\("([A-Z_]+)"', text)) if path.name == "settings.py" else set()
        read |= set(re.findall(r'environ(?:\.get\(|\[)"QM_([A-Z_]+)"', text))
    reference = set(re.findall(r"^\| `QM_([A-Z_]+)` \|", (ROOT / "deploy" / "SETTINGS.md").read_text(), re.M))
    assert reference == read


def test_the_demo_page_is_not_there_in_a_real_deployment(tmp_path):
    script = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "try:\n    print('there:', resolve('/demo/'))\nexcept Resolver404:\n    print('not there')\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QM_")}
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "qualitymark.settings", "QM_VAR_DIR": str(tmp_path), **REAL},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout.strip() == "not there", run.stdout + run.stderr


def test_the_proxy_lets_a_whole_file_through_and_refuses_a_larger_one_in_words():
    proxy = (ROOT / "deploy" / "nginx.conf.example").read_text()
    assert int(re.search(r"client_max_body_size (\d+)m;", proxy)[1]) * 1024 * 1024 > settings.FILE_MAX_BYTES
    page = re.search(r"error_page 413 /(\S+);", proxy)[1]
    assert f"location = /{page} {{" in proxy and "root /opt/qualitymark/deploy;" in proxy
    said = (ROOT / "deploy" / page).read_text()
    assert "larger than we can take" in said and "Nothing was changed" in said and "style=" not in said and "<script" not in said
