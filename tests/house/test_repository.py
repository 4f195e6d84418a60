"""What may stand in a tracked file."""

import re

import pytest

from .tree import ROOT, lines, short, tracked

pytestmark = pytest.mark.once


@pytest.mark.parametrize("kind", ["base", "dev"])
def test_requirement_files_hold_a_hash_for_each_line_and_no_address(kind):
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    assert "://" not in text and "index-url" not in text and "find-links" not in text
    blocks = re.findall(r"^\S+==\S+.*?(?=^\S+==|\Z)", text, re.M | re.S)
    assert len(blocks) > 20
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_development_requirements_hold_the_same_versions_as_the_base_ones():
    def pins(kind):
        text = (ROOT / "requirements" / f"{kind}.txt").read_text()
        return dict(re.findall(r"^([\w.\[\]-]+)==([^\s;]+)", text, re.M))

    base, dev = pins("base"), pins("dev")
    assert {name: (held, dev.get(name)) for name, held in base.items() if dev.get(name) != held} == {}


def test_no_code_file_is_longer_than_400_lines():
    files = [path for path in tracked("*.py") if "migrations" not in path.parts]
    assert [short(path) for path in files if len(lines(path)) > 400] == []


def test_no_tracked_file_holds_an_index_address_or_a_path_of_one_machine():
    own = re.escape(str(ROOT.parent)) if len(ROOT.parts) > 2 else "/none/"
    # The brackets keep the pattern from being what it forbids.
    bad = re.compile(rf"(--(extra-)?index-url|--find-links|registry\.npmjs|\"resolved\":|/[r]oot/|/home/\w+/|{own}/)")
    found = []
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".pdf", ".js"} or "tests/house" in short(path):
            continue
        found += [f"{short(path)}:{number}" for number, line in enumerate(lines(path), 1) if bad.search(line)]
    assert found == []


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError|pytest\.mark\.xfail")
    found = []
    for path in tracked("*.py", "*.html", "*.sh", "*.scss", "*.txt", "*.yaml"):
        if path == ROOT / "tests/house/test_repository.py":
            continue
        found += [f"{short(path)}:{number}" for number, line in enumerate(lines(path), 1) if words.search(line)]
    assert found == []


def test_the_large_files_are_few():
    assert [short(path) for path in tracked() if path.stat().st_size > 2_000_000] == []
