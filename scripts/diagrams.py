"""Draws docs/lifecycle.md from the tables of moves in the rooms' states.py. With --check: says whether it is fresh.

Every table of moves is drawn, in the order of the ladder, as a Mermaid diagram (shown by the forge and by most editors) and as a
table in words, with who may make the move and the way back.
"""

import importlib
import os
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QM_DEMO", "yes")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualitymark.settings")
TARGET = ROOT / "docs" / "lifecycle.md"
HEAD = """# States and moves

Drawn from the tables in the rooms' `states.py` by `scripts/diagrams.py` (`make diagrams`); do not edit it by hand. Every change of state is one
of these moves; nothing else changes a state, and nothing advances a judgement by itself.
"""


def rooms():
    """The rooms from the bottom of the ladder up."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    ladder = next(contract for contract in contracts if contract["name"] == "the ladder")
    return [room.strip() for step in reversed(ladder["layers"]) for room in step.split("|")]


def tables(room):
    """(name, moves) for each table of moves of a room."""
    if not (ROOT / "qualitymark" / room / "states.py").exists():
        return []
    states = importlib.import_module(f"qualitymark.{room}.states")
    return [(name, moves) for name, moves in vars(states).items() if name.endswith("MOVES") and isinstance(moves, dict)]


def title(room, name):
    noun = name.removesuffix("MOVES").strip("_").replace("_", " ").lower()
    return f"{room}: {noun}" if noun else room


def drawn(room, name, moves):
    lines = [f"## {title(room, name)}", "", "```mermaid", "stateDiagram-v2"]
    # A move from nearly everywhere would hide the others: it is told in the table.
    for move in moves.values():
        if len(move.sources) <= 4:
            lines += [f"    {source} --> {move.target}: {move.verb}" for source in sorted(move.sources)]
    lines += ["```", "", "| move | from | to | who | what the record says | way back |", "|---|---|---|---|---|---|"]
    for move in moves.values():
        cells = [move.verb, ", ".join(sorted(move.sources)), move.target, ", ".join(sorted(move.who)), str(move.said), str(move.way_back)]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") or "–" for cell in cells) + " |")
    return "\n".join([*lines, ""])


def stages():
    """Whose turn each state of a journey is, and what each side reads."""
    from qualitymark.journeys.states import STAGES, Turn

    lines = ["| state | whose turn | the institution reads | staff read |", "|---|---|---|---|"]
    for state, stage in STAGES.items():
        lines.append(f"| {state.value} | {Turn(stage.turn).label} | {stage.institution_sees} | {stage.staff_see} |")
    return "\n".join([*lines, ""])


def page():
    parts = [HEAD]
    for room in rooms():
        for name, moves in tables(room):
            parts.append(drawn(room, name, moves))
            if room == "journeys" and name == "MOVES":
                parts.append(stages())
    return "\n".join(parts)


def main():
    import django
    from django.utils import translation

    django.setup()
    with translation.override("en-gb"):
        text = page()
    if "--check" not in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print("docs/lifecycle.md is older than the tables of moves. Run make diagrams and commit what it writes.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
