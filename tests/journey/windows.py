"""People at their browsers: each has a window of their own, signs in as they would, and finds links in their letters."""

import re

from qualitymark.core.models import OutgoingMail

CODE = re.compile(r"\b([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\b")


class Windows:
    """Opens a window for each person on the served site, delivers mail on demand, and checks what every page must be."""

    def __init__(self, browser, live, smtp, run_worker, axe):
        self.browser, self.live, self.smtp, self.run_worker, self.axe = browser, live, smtp, run_worker, axe
        self.contexts = []

    def open(self, *, script=True, width=1280):
        context = self.browser.new_context(
            base_url=self.live.url,
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("response", self._no_500)
        return page

    def _no_500(self, response):
        assert response.status < 500, f"{response.url} answered {response.status}"

    def letters_to(self, address):
        """Deliver what waits, then every letter to an address, oldest first."""
        self.run_worker()
        return self.smtp.to(address)

    def link_in(self, address, part):
        """The newest address containing `part` in the letters to somebody."""
        for letter in reversed(self.letters_to(address)):
            found = re.findall(r"https?://\S+", letter.get_content())
            for link in found:
                if part in link:
                    return link.rstrip(".")
        raise AssertionError(f"No link with {part} was sent to {address}")

    def sign_in(self, address, **facts):
        """A new window in which a person signs in by the code from their letter."""
        page = self.open(**facts)
        page.goto("/account/login/")
        page.get_by_label("e-mail", exact=False).first.fill(address)
        page.get_by_role("button", name="Send me a code").click()
        letter = self.letters_to(address)[-1]
        code = CODE.search(letter["Subject"]) or CODE.search(letter.get_content())
        page.get_by_label("code", exact=False).first.fill(code[1])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/home/**")
        return page

    def of_the_scheme(self, name, **facts):
        """A new window of a demo person of the scheme (staff), through the demo's door."""
        page = self.open(**facts)
        page.goto("/demo/")
        page.get_by_role("button", name=name).first.click()
        page.wait_for_url("**/home/**")
        return page

    def check(self, page):
        """No accessibility violation on the page as it stands."""
        assert self.axe(page) == [], page.url

    def close(self):
        for context in self.contexts:
            context.close()


def unsent():
    """Letters that did not go out."""
    return OutgoingMail.objects.exclude(state="sent").count()
