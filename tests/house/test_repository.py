"""What may stand in a tracked file."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.once


def tracked(*patterns):
    """The tracked files that match, as paths."""
    run = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_requirement_files_hold_a_hash_for_each_line_and_no_address():
    for kind in ("base", "dev"):
        text = (ROOT / "requirements" / f"{kind}.txt").read_text()
        assert "://" not in text and "index-url" not in text and "find-links" not in text
        blocks = re.findall(r"^\S+==\S+.*?(?=^\S+==|\Z)", text, re.M | re.S)
        assert len(blocks) > 20
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_no_code_file_is_longer_than_400_lines():
    files = [path for path in tracked("*.py") if "migrations" not in path.parts]
    assert [f"{path.relative_to(ROOT)}" for path in files if len(path.read_text().splitlines()) > 400] == []
