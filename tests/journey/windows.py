"""People at their browsers: each has a window of their own, signs in as they would, and finds links in their letters."""

import re
from urllib.parse import urlsplit

CODE = re.compile(r"code is: (\S+)")


class Windows:
    """Opens a window for each person on the served site, delivers mail on demand, and lets no page answer 500."""

    def __init__(self, browser, live, smtp, run_worker, axe):
        self.browser, self.live, self.smtp, self.run_worker, self.axe = browser, live, smtp, run_worker, axe
        self.contexts, self.faults, self.signed_in = [], [], {}

    def open(self, *, script=True, width=1280):
        context = self.browser.new_context(
            base_url=self.live.url,
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("response", lambda answer: self.faults.append(f"{answer.url}: {answer.status}") if answer.status >= 500 else None)
        return Window(self, page, script)

    def letters_to(self, address):
        """Deliver what waits, then every letter to an address, oldest first."""
        self.run_worker()
        return self.smtp.to(address)

    def link_in(self, address, part):
        """The path of the newest link containing `part` in the letters to somebody."""
        letters = self.letters_to(address)
        for letter in reversed(letters):
            for link in re.findall(r"https?://\S+", letter.get_content()):
                if part in link:
                    return urlsplit(link.rstrip(".")).path
        raise AssertionError(f"No link with {part} was sent to {address}: {[letter['Subject'] for letter in letters]}")

    def sign_in(self, address, **facts):
        """The window in which somebody signed in by the code from their letter; they stay signed in."""
        if address in self.signed_in:
            return self.signed_in[address]
        window = self.open(**facts).go("/account/login/")
        window.page.get_by_label("e-mail").first.fill(address)
        window.press("Send me a code")
        codes = [found[1] for letter in self.letters_to(address) if (found := CODE.search(letter.get_content()))]
        window.page.get_by_label("code").first.fill(codes[-1])
        window.press("Sign in")
        window.page.wait_for_url("**/home/**")
        self.signed_in[address] = window
        return window

    def of_the_scheme(self, name, **facts):
        """The window of somebody of the scheme, through the demo's door: their password and second step are tested apart."""
        if name in self.signed_in:
            return self.signed_in[name]
        window = self.open(**facts).go("/demo/")
        row = window.page.get_by_role("listitem").filter(has_text=name).first
        row.get_by_role("button").click()
        window.page.wait_for_url("**/home/**")
        self.signed_in[name] = window
        return window

    def close(self):
        for context in self.contexts:
            context.close()


class Window:
    """One person's window, in the words of what they do."""

    def __init__(self, windows, page, script=True):
        self.windows, self.page, self.script = windows, page, script

    def go(self, path):
        answer = self.page.goto(path)
        assert answer is not None and answer.status == 200, f"{path} answered {answer and answer.status}: {self.text()[:500]}"
        return self

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).first.click()
        return self.arrive()

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()
        return self.arrive()

    def arrive(self):
        """The whole of the page that a click began is here: a click returns when the answer begins, not when it ends."""
        self.page.wait_for_load_state()
        return self

    def fill(self, **values):
        """Fill fields by their names in the form: texts, ticks (True), choices (for radios and selects, by value), days (a date)."""
        for name, value in values.items():
            if hasattr(value, "year"):
                for part in ("day", "month", "year"):
                    self.page.locator(f"[name='{name}_{part}']").fill(str(getattr(value, part)))
                continue
            field = self.page.locator(f"[name='{name}']")
            kind = field.first.evaluate("field => field.type")
            if kind in ("radio", "checkbox"):
                chosen = field if value is True else self.page.locator(f"[name='{name}'][value='{value}']")
                chosen.first.check()
            elif kind.startswith("select"):
                field.first.select_option(value)
            elif kind == "file":
                field.first.set_input_files(value)
            else:
                field.first.fill(str(value))
        return self

    def text(self):
        return self.page.locator("body").inner_text()

    def sees(self, words):
        assert words in self.text(), f"“{words}” is not on {self.page.url}:\n{self.text()[:3000]}"
        return self

    def misses(self, words):
        assert words not in self.text(), f"“{words}” stands on {self.page.url}"
        return self

    def check(self):
        """No accessibility violation on the page as it stands. Axe is a script: a window without script goes unchecked."""
        assert not self.script or self.windows.axe(self.page) == [], self.page.url
        return self
