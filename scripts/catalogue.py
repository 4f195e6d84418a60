"""The Welsh catalogue: locale/cy/LC_MESSAGES/django.po holds what is translated, sorted, without line numbers; django.mo is made from it.

    python scripts/catalogue.py            make django.mo from django.po
    python scripts/catalogue.py --check    say whether it is fresh and whether every placeholder is kept
    python scripts/catalogue.py --missing  what pages and letters say that has no Welsh yet (needs Debian's gettext)
    python scripts/catalogue.py --prune    leave out of django.po what nothing says any more (needs gettext)

What is not in the catalogue is shown in English. Translate whole pages and whole letters, so that nobody reads half of each.
"""

import ast
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|%%|<[^>]+>")


def read(text):
    """{(context, singular, plural): [translations]} of a catalogue's text; the head is under ("", "", "")."""
    found, entry, current = {}, {}, ""

    def keep():
        if "msgid" in entry:
            forms = [value for name, value in sorted(entry.items()) if name.startswith("msgstr")]
            found[(entry.get("msgctxt", ""), entry["msgid"], entry.get("msgid_plural", ""))] = forms
        entry.clear()

    for line in [*text.splitlines(), ""]:
        if not line.strip():
            keep()
        elif line.startswith('"'):
            entry[current] += ast.literal_eval(line)
        elif not line.startswith("#"):
            current, _, value = line.partition(" ")
            entry[current] = ast.literal_eval(value)
    return found


def written(catalogue):
    """The catalogue as text, sorted."""

    def quoted(value):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'

    blocks = []
    for (context, singular, plural), forms in sorted(catalogue.items(), key=lambda item: (item[0][1].lower(), item[0])):
        lines = [f"msgctxt {quoted(context)}"] if context else []
        lines.append(f"msgid {quoted(singular)}")
        if plural:
            lines.append(f"msgid_plural {quoted(plural)}")
            lines += [f"msgstr[{number}] {quoted(form)}" for number, form in enumerate(forms)]
        elif not singular and not context:
            lines.append('msgstr ""')
            lines += [quoted(line + "\n") for line in forms[0].splitlines()]
        else:
            lines.append(f"msgstr {quoted(forms[0])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def compiled(catalogue):
    """The bytes of a .mo file (the format is GNU gettext's)."""
    pairs = []
    for (context, singular, plural), forms in catalogue.items():
        key = (context + "\x04" if context else "") + singular + ("\x00" + plural if plural else "")
        pairs.append((key.encode(), "\x00".join(forms).encode()))
    pairs.sort()
    start = 28 + 16 * len(pairs)
    keys, values, offsets, place = b"", b"", [], start
    for key, _value in pairs:
        offsets.append((len(key), place))
        keys += key + b"\x00"
        place += len(key) + 1
    for _key, value in pairs:
        offsets.append((len(value), place))
        values += value + b"\x00"
        place += len(value) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + b"".join(struct.pack("<2I", *each) for each in offsets) + keys + values


def said():
    """Every message that the code and the templates mark for translation, as makemessages finds them."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("qualitymark", "templates"):
            (place / name).symlink_to(ROOT / name)
        (place / "locale").mkdir()
        command = [
            "django-admin",
            "makemessages",
            "--locale",
            "cy",
            "--no-location",
            "--no-wrap",
            "--symlinks",
            "--extension",
            "html,txt,py,xml",
        ]
        run = subprocess.run(command, cwd=place, capture_output=True, text=True)
        if run.returncode:
            raise SystemExit(run.stdout + run.stderr)
        return read((place / "locale/cy/LC_MESSAGES/django.po").read_text(encoding="utf-8"))


def problems(catalogue):
    """Translations that are empty, or that lose or invent a placeholder or tag, or have not all plural forms."""
    found = []
    for (_context, singular, plural), forms in catalogue.items():
        if not singular:
            continue
        if len(forms) != (4 if plural else 1) or not all(forms):
            found.append(f"not all forms: {singular}")
        for form in forms:
            wanted, has = set(PLACEHOLDER.findall(plural or singular)), set(PLACEHOLDER.findall(form))
            if has - wanted - set(PLACEHOLDER.findall(singular)) or (wanted - has and not plural):
                found.append(f"another placeholder: {singular} | {form}")
            if singular.startswith("\n") != form.startswith("\n") or singular.endswith("\n") != form.endswith("\n"):
                found.append(f"another line end: {singular}")
    return found


def main(order):
    text = PO.read_text(encoding="utf-8")
    catalogue = read(text)
    if order == "--missing":
        # As lines of a catalogue, so that they can be filled in and put into it.
        print(written({key: [""] * (4 if key[2] else 1) for key in said() if key not in catalogue and key[1]}))
        return 0
    if order == "--prune":
        present = said()
        catalogue = {key: forms for key, forms in catalogue.items() if key in present or not key[1]}
    wrong = problems(catalogue)
    if order == "--check":
        wrong += [] if written(catalogue) == text else [f"{PO.name} is not sorted, or holds more than messages: run scripts/catalogue.py"]
        wrong += [] if MO.read_bytes() == compiled(catalogue) else [f"{MO.name} is not made from {PO.name}: run scripts/catalogue.py"]
    elif not wrong:
        PO.write_text(written(catalogue), encoding="utf-8")
        MO.write_bytes(compiled(catalogue))
    print("\n".join(wrong) or f"{len(catalogue) - 1} messages in Welsh.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
