"""A browser window that shows given pages with the project's own static files, and what it finds wrong with them."""

import hashlib
import mimetypes
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.contrib.staticfiles import finders

HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
# What is new in every answer and changes nothing that is seen: a form's secret, and the references in addresses.
NEW_EACH_TIME = re.compile(r'(csrfmiddlewaretoken" value)="\w+"|/[0-9a-z]{12}/')
# What a field holds and what an address says; and any words between two tags.
SAID = re.compile(r'\b(value|href|action|content|title|aria-label|data-\w+)="[^"]+"|\d+')
WORDS = re.compile(r">[^<]*[^<\s][^<]*<")
# Forms in the page's own part, and what may be typed or chosen in them.
FORMS = """() => [...document.querySelectorAll('main form')].map(form => ({
  action: form.getAttribute('action') || '', method: form.method,
  fields: [...form.elements].filter(each => each.name && !each.disabled).map(each => ({
    name: each.name, type: each.type, value: each.value, most: each.maxLength, mode: each.inputMode,
    options: each.options ? [...each.options].map(option => option.value).filter(Boolean) : []}))}))"""


class Shelf(BaseHTTPRequestHandler):
    """Hands the browser the page of the moment, and styles, letters and scripts to keep."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/page/":
            return self.hand(self.server.html.encode(), "text/html; charset=utf-8", "no-store")
        file = AXE if path == "/axe.js" else finders.find(HASHED.sub("", path.removeprefix("/static/")))
        if not file:
            return self.hand(b"", "text/plain", "no-store", status=404)
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        return self.hand(Path(file).read_bytes(), kind, "max-age=3600, immutable")

    def hand(self, body, kind, keep, status=200):
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Cache-Control", keep), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing: what is asked for is no news."""


def digest(text):
    return hashlib.sha256(text.encode()).digest()


class Glass:
    def __init__(self, browser, axe):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
        self.server.html = ""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.site = f"http://127.0.0.1:{self.server.server_port}"
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        self.page, self.axe = self.context.new_page(), axe
        self.texts, self.builds = set(), set()
        self.fresh = False  # whether the page given last was shown

    def show(self, html):
        self.server.html = html
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.page.goto(f"{self.site}/page/", wait_until="load")

    def faults(self, html, refusal=False):
        """What is wrong with a page: what axe finds, and whether it moves sideways at a desk or on a narrow phone, with everything
        folded open. A page seen before to the letter is not shown again. One built as another, tag for tag, with other words in it, is
        not given to axe again; a refusal built so is not shown at all."""
        plain = NEW_EACH_TIME.sub("", html)
        text, build = digest(plain), digest(WORDS.sub(">w<", SAID.sub("", plain)))
        self.fresh = text not in self.texts and not (refusal and build in self.builds)
        if not self.fresh:
            return []
        self.texts.add(text)
        self.show(html)
        found = []
        self.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        if build not in self.builds:
            self.builds.add(build)
            self.page.add_script_tag(url="/axe.js")
            found = self.axe(self.page)
        for width in (1280, 320):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.scrollingElement.scrollWidth")
            found += [f"{wide} px wide where {width} are there"] if wide > width else []
        return found

    def forms(self):
        """The forms of the page that is shown."""
        return self.page.evaluate(FORMS)

    def close(self):
        self.context.close()
        self.server.shutdown()
        self.server.server_close()
