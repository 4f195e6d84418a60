"""Files for these tests: the shipped ones, and a small edition that a test may alter."""

from pathlib import Path

import qualitymark.frameworks as room
from qualitymark.core.actor import SYSTEM
from qualitymark.frameworks.operations import load_edition, load_policy, publish_edition
from qualitymark.frameworks.schema.edition import read_edition
from qualitymark.frameworks.schema.policy import read_policy

ROOM = Path(room.__file__).parent
SHIPPED = ROOM / "editions" / "2026-1.yaml"
POLICY = ROOM / "policies" / "initial.yaml"

SMALL = """\
format: 1
code: "2030-1"
illustrative: false
title: {en: A small framework, cy: Fframwaith bach}
introduction: {en: "For {students}."}
terms:
  - key: students
    en: students
    cy: myfyrwyr
    by:
      - {kinds: [college], en: learners, cy: dysgwyr}
      - {kinds: [university], nations: [scotland], en: scholars}
      - {nations: [northern_ireland], en: "pupils & apprentices"}
duties:
  - code: SCO-A
    nation: scotland
    standing: in_force
    kinds: [university]
    title: {en: A duty}
    summary: {en: What it asks of *you*.}
    source: https://example.org/duty
    checked: 2026-11-24
areas:
  - code: CL
    title: {en: Culture, cy: Diwylliant}
    summary: {en: In short.}
    introduction: {en: At length.}
    readiness:
      question: {en: "Are you ready?"}
      "yes": {en: Good.}
      partly: {en: Nearly.}
      not_yet: {en: Begin.}
    groups:
      - code: CL-A
        title: {en: All of it}
        question: {en: "How is it?"}
    criteria:
      - code: CL1
        title: {en: A leader, cy: Arweinydd}
        statement: {en: "Somebody leads for {students}."}
        good: {en: "{Students} know who."}
        prompts: {en: [A role, A page]}
        core: true
        group: CL-A
        duties: [SCO-A]
        notes:
          - nations: [wales]
            text: {en: In both languages.}
          - kinds: [college]
            sizes: [small]
            text: {en: One person is enough.}
      - code: CL2
        title: {en: A plan}
        statement: {en: There is a plan.}
        good: {en: It is read.}
        prompts: {en: [The plan]}
        kinds: [university]
        sizes: [medium, large]
        core: false
        group: CL-A
"""


def small(*changes: tuple[str, str]) -> bytes:
    """The small edition with each (old, new) replaced; every old must be there."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def line_of(content: bytes, words: str) -> int:
    """The number of the first line that holds the words."""
    return next(number for number, line in enumerate(content.decode().splitlines(), 1) if words in line)


def published(*changes: tuple[str, str]):
    """The small edition, loaded and published."""
    return publish_edition(load_edition(read_edition(small(*changes)), by=SYSTEM), by=SYSTEM)


def shipped():
    return publish_edition(load_edition(read_edition(SHIPPED.read_bytes()), by=SYSTEM), by=SYSTEM)


def shipped_policy():
    return load_policy(read_policy(POLICY.read_bytes()), by=SYSTEM)
