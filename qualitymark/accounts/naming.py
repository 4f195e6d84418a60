"""Where a text names somebody, and where it names somebody else of a longer name."""

import json
import re

BEFORE = re.compile(r"(\w[\w.]*)[ \t]+$")
AFTER = re.compile(r"[ \t]+(\w)")
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"}


def names(text: str, name: str) -> bool:
    """Does the text, as written or as JSON writes it, hold this name or address in whole words?

    A name of one word counts only where it stands alone and begins as a name does: "Jo" is not in "Jo Smith", "Mary Jo", "Jo-Anne" or
    "Joanna", nor "Will" in "we will". What is erased cannot be brought back, so a doubtful place is left to the office to look at.
    """
    forms = sorted({name, json.dumps(name)[1:-1]})
    if len(name.split()) > 1 or "@" in name:
        return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) for form in forms)
    return any(_alone(text, spelt) for form in forms for spelt in {form, form[:1].upper() + form[1:], form.upper()})


def _alone(text: str, word: str) -> bool:
    for found in re.finditer(rf"(?<![\w’'-]){re.escape(word)}(?!\w|-\w)", text):
        before, after = BEFORE.search(text, 0, found.start()), AFTER.match(text, found.end())
        longer = before and before[1][0].isupper() and before[1].rstrip(".").lower() not in TITLES
        if not longer and not (after and after[1].isupper()):
            return True
    return False
