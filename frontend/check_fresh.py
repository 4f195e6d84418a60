"""Says whether the compiled stylesheet belongs to the Sass sources beside it. Needs no Node.

`build.sh` writes static/css/qualitymark.sha256 with the digest of the sources and of the stylesheet; this compares.
Exit 0: fresh. Exit 1: a sentence on what to do. With --write: writes the digests (only build.sh does).
"""

import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CSS = HERE.parent / "static" / "css" / "qualitymark.css"
RECORD = CSS.with_suffix(".sha256")


def digests() -> str:
    sources = hashlib.sha256()
    for path in [*sorted((HERE / "sass").glob("*.scss")), HERE / "package-lock.json"]:
        sources.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"sources {sources.hexdigest()}\ncss {hashlib.sha256(CSS.read_bytes()).hexdigest()}\n"


def main() -> int:
    if "--write" in sys.argv:
        RECORD.write_text(digests(), encoding="utf-8")
        return 0
    if not RECORD.exists() or RECORD.read_text(encoding="utf-8") != digests():
        print("static/css/qualitymark.css is older than frontend/sass. Run frontend/build.sh and commit what it writes.")
        return 1
    print("The compiled stylesheet is fresh.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
