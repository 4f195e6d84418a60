"""The site as a visitor finds it: the shipped edition, policy and public pages."""

import pytest
from django.core.management import call_command

from qualitymark.core.actor import SYSTEM
from qualitymark.settings import BASE_DIR
from qualitymark.website.operations import load_pages
from qualitymark.website.schema import read_pages
from tests.frameworks.files import shipped, shipped_policy

PAGES = BASE_DIR / "qualitymark" / "website" / "pages.yaml"


def fill():
    shipped_policy()
    shipped()
    load_pages(read_pages(PAGES.read_bytes()), by=SYSTEM)


@pytest.fixture
def site(db):
    fill()


@pytest.fixture
def command(tmp_path, capsys):
    """command(text, *options): what load_pages says of a file that holds the text."""

    def run(text, *options):
        file = tmp_path / "pages.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("load_pages", str(file), *options)
        return capsys.readouterr().out

    return run
