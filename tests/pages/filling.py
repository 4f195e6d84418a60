"""Forms filled in with what does them no good: a word of 200 letters without a space, text that looks like a script, days that are none.

Each form is sent twice: as far as its boxes let one type, with all else in order, so that it may be taken and its words are shown; and
with the same in every box, days and addresses too, so that it is refused.
"""

import copy
from urllib.parse import urljoin

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import resolve

from qualitymark.desk.demo.papers import paper

LONG = "Llanfairpwllgwyngyll" * 10
SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'
DAYS = {"day": "1", "month": "2", "year": "2027"}
SHOWN_ALONE = {"website:gallery"}  # its forms are there to be looked at
KINDS = ("as far as it lets one", "in every box")


def typed(field, kind):
    """What is typed into a box."""
    text, last = f"{LONG} {SCRIPT}", field["name"].rsplit("_", 1)[-1]
    if kind == KINDS[1]:
        return text
    plain = {
        "email": f"{LONG[:60]}@example.test",
        "url": f"https://example.test/{LONG}",
        "number": "1",
        "time": "10:00",
        "date": "2027-02-01",
    }
    if field["type"] in plain:
        return plain[field["type"]]
    if field["mode"] in ("numeric", "decimal"):
        return DAYS.get(last, "1")
    return text[: field["most"]] if field["most"] > 0 else text


def filled(fields, kind):
    """What a browser would send: choices as offered, the first button pressed, boxes as typed."""
    data = {}
    for field in fields:
        name, sort = field["name"], field["type"]
        if sort in ("radio", "submit", "button"):
            data.setdefault(name, [field["value"]])
        elif sort == "hidden" or sort == "checkbox":
            data.setdefault(name, []).append(field["value"])
        elif sort.startswith("select"):
            data[name] = field["options"][:1]
        elif sort == "file":
            good = paper("Minutes", "Moorland College", ["We met."])
            data[name] = [SimpleUploadedFile(f"{LONG[:180]}.docx", good if kind == KINDS[0] else b"\x00not a paper")]
        else:
            data[name] = [typed(field, kind)]
    return data


class Filler:
    """Sends each form once in each kind, whichever page it stands on, and says what was wrong with the answers."""

    def __init__(self, glass):
        self.glass, self.known = glass, set()

    def send(self, client, address):
        """The forms of the page that the glass shows, which was asked for at that address."""
        wrong = []
        for form in self.glass.forms():
            action = urljoin(address, form["action"]).split("#")[0]
            key = resolve(action.split("?")[0]).view_name, form["method"], tuple(sorted({field["name"] for field in form["fields"]}))
            boxes = [field for field in form["fields"] if field["type"] in ("text", "textarea", "search", "email", "url", "tel", "file")]
            if key in self.known or key[0] in SHOWN_ALONE or not boxes:
                continue
            self.known.add(key)
            for kind in KINDS:
                wrong += [f"{action} filled {kind}: {fault}" for fault in self.one(client, action, form, kind)]
        return wrong

    def one(self, client, action, form, kind):
        cache.clear()  # how often somebody may ask is no matter here
        cookies = copy.deepcopy(client.cookies)
        try:
            with transaction.atomic():
                answer = getattr(client, form["method"])(action, filled(form["fields"], kind))
                taken = answer.status_code == 302
                for _step in range(3):
                    if answer.status_code == 302:
                        answer = client.get(answer["Location"])
                found = self.faults(answer, form, taken)
                transaction.set_rollback(True)
        finally:
            client.cookies = cookies
        return found

    def faults(self, answer, form, taken):
        if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            return []
        html = answer.content.decode()
        if answer.status_code not in (200, 422):
            return [f"answered {answer.status_code}"]
        found = (
            ["a script stands on the page"] if SCRIPT in html or "onerror=alert" in html.replace("&lt;img src=x onerror=alert", "") else []
        )
        found += [f"{html.count('<h1')} headings"] if html.count("<h1") != 1 else []
        if form["method"] == "post" and not taken:
            found += [] if "<title>Error:" in html else ["refused without a word in the title"]
            kept = any(field["type"] in ("text", "textarea") and field["most"] < 0 for field in form["fields"])
            found += ["what was typed is gone"] if kept and LONG not in html else []
        return found + self.glass.faults(html)
