"""What these tests read: the tracked files, and the rooms."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "qualitymark"
ROOMS = sorted(path.name for path in PRODUCT.iterdir() if (path / "__init__.py").is_file())
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


def tracked(*patterns):
    """The tracked files that match, as paths; what stands in the tree where git does not answer (a release's archive, another owner)."""
    run = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        found = [path for pattern in patterns or ("*",) for path in ROOT.rglob(pattern) if path.is_file()]
        return [path for path in found if not set(path.relative_to(ROOT).parts) & NOT_OURS]
    return [ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines(path):
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


def short(path):
    return str(path.relative_to(ROOT))
