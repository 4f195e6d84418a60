"""The stylesheet is what the sources say, small, and ours."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static" / "css" / "qualitymark.css").read_text(encoding="utf-8")
# The tokens of the look, and the pairs that must be read: ink, paper, the contrast that is needed.
PAIRS = [
    ("231a2c", "fbf8f3", 4.5),
    ("5a5063", "fbf8f3", 4.5),
    ("5a2a6b", "fbf8f3", 4.5),
    ("421c50", "f1e8f4", 4.5),
    ("5a5063", "f1e8f4", 4.5),
    ("b93a1c", "fcede7", 4.5),
    ("8f2b13", "fcede7", 4.5),
    ("ffffff", "b93a1c", 4.5),
    ("ffffff", "5a2a6b", 4.5),
    ("1c6b45", "e3f1e9", 4.5),
    ("6e4800", "fbf1dc", 4.5),
    ("9b1c31", "ffffff", 4.5),
    ("231a2c", "ffd84d", 4.5),
    ("857a8e", "ffffff", 3.0),
    ("857a8e", "fbf8f3", 3.0),
]


def brightness(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("ink", "paper", "needed"), PAIRS)
def test_every_pair_of_ink_and_paper_has_the_contrast_it_needs(ink, paper, needed):
    light, dark = sorted((brightness(ink), brightness(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= needed
    assert ink in CSS.replace("#fff;", "#ffffff;").replace("#fff}", "#ffffff}")


def test_the_compiled_stylesheet_belongs_to_its_sources():
    said = subprocess.run([sys.executable, str(ROOT / "frontend" / "check_fresh.py")], capture_output=True, text=True, timeout=30)
    assert said.returncode == 0, said.stdout


def test_the_stylesheet_is_small_over_the_wire():
    assert len(CSS.encode()) < 64_000
    assert len(gzip.compress(CSS.encode())) < 12_000


def test_nothing_of_a_government_site_is_left_in_what_is_served():
    for path in (ROOT / "static").rglob("*"):
        if path.suffix in {".css", ".js", ".svg"} and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"GDS|transport|crown|crest|royal|helvetica-neue-gov|nta[, ]", text, re.I), path
    names = [path.name.lower() for path in (ROOT / "static").rglob("*")]
    assert not [name for name in names if re.search("crown|crest|govuk|gov-uk|gds|light-|bold-", name)]


def test_the_stylesheet_fetches_nothing_from_elsewhere_and_nothing_that_the_policy_refuses():
    addresses = re.findall(r"url\(\s*[\"']?([^)\"']+)", CSS)
    assert addresses
    for address in addresses:
        assert address.startswith("../fonts/"), address
        assert (ROOT / "static" / "css" / address).resolve().is_file()


def test_motion_forced_colours_and_paper_are_thought_of():
    for wanted in ("prefers-reduced-motion", "forced-colors", "@media print", "font-display:swap", "size-adjust"):
        assert wanted in CSS


def test_focus_is_never_removed_without_another_mark_of_it():
    for rule in re.findall(r"[^{}]*:focus[^{}]*\{[^{}]*\}", CSS):
        if re.search(r"outline:\s*(none|0)\b", rule):
            assert rule.strip().startswith(("main:focus", ".govuk-skip-link-focused-element")), (
                rule
            )  # the target of the skip link is a region, not a control


def test_every_typeface_carries_its_licence_and_welsh_letters():
    fonts = ROOT / "static" / "fonts"
    assert {path.name for path in fonts.glob("*-OFL.txt")} == {"fraunces-OFL.txt", "atkinson-OFL.txt"}
    for path in fonts.glob("*-OFL.txt"):
        assert "SIL Open Font License, Version 1.1" in path.read_text()
    assert {path.name for path in fonts.glob("*-welsh.woff2")} >= {"fraunces-normal-welsh.woff2", "atkinson-normal-welsh.woff2"}
    assert all(path.stat().st_size < 40_000 for path in fonts.glob("*.woff2"))


def test_vendored_scripts_name_their_licence():
    assert "Zero-Clause BSD" in (ROOT / "static/js/vendor/htmx.min.js").read_text(encoding="utf-8")[:200]
    head = (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")[:600]
    assert "Mozilla Public" in head.replace("\n * ", " ")
    assert "Mozilla Public License" in (ROOT / "tests/vendor/axe-LICENSE.txt").read_text(encoding="utf-8")
