"""Every letter, read as the person who gets it: whole sentences, nothing left over, the way on, and whom to ask."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.urls import is_valid_path

from qualitymark.core import wording

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = settings.SITE_URL
# The office's own letters: no greeting, and nobody to ask but itself. The terms stand beside the letters: a page shows them.
TO_THE_OFFICE = {
    "allocation_answered", "condition_said", "decision_made", "enquiry_arrived", "fact_comment", "facts_checked", "halfway_updated", "interest_arrived",
    "journey_withdrawn_office", "pause_asked", "practice_consented", "reconsideration_asked", "second_reader_needed", "terms", "terms_accepted",
}  # fmt: skip
# Letters after which there is no page to open: what they tell is done, or the way on is to answer.
NOTHING_TO_OPEN = {
    "account_changed", "address_changed", "allocation_ended", "appointment_ended", "award_lifted", "award_suspended", "enquiry_answered",
    "enquiry_received", "journey_withdrawn", "membership_ended", "practice_withdrawn", "sign_in_code", "terms",
}  # fmt: skip
DATES = re.compile(r"_on$|^(reply|answer|ask|facts|submit)_by$|^(day|due|until|at)$")


FIXED = {
    "page": f"{SITE}/home/", "link": f"{SITE}/home/", "address_office": f"{SITE}/home/", "check_url": f"{SITE}/check/QM-2026-0001/",
    "password_reset_url": f"{SITE}/account/login/", "site_url": SITE, "address_of": "/home/", "ref": "abcdefgh2345", "slug": "a-slug",
    "code": "CL1", "number": 3, "days": 3, "discussions": 3, "term_years": 3, "factual_check_days": 10,
    "reconsideration_days": 28,
}  # fmt: skip


class Sample(dict):
    """Whatever a letter asks of a thing: a date for a date, a number for a number, else words that say what they are."""

    def __init__(self, path="", absent=()):
        super().__init__()
        self.path, self.absent = path, absent

    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        if name in self.absent:
            return None
        if name in FIXED:
            return FIXED[name]
        if name in ("responses", "examples", "dates", "rows", "conditions"):
            return [Sample(name, self.absent), Sample(name, self.absent)]
        if DATES.search(name):
            return dt.datetime(2027, 3, 3, 14, 0, tzinfo=dt.UTC)
        return Sample(name, self.absent)

    def get(self, name, default=None):
        return self[name]

    def __str__(self):
        return f"some {self.path.replace('_', ' ')}"

    def __bool__(self):
        return True


NAMES = [
    "to", "thing", "journey", "institution", "award", "name", "link", "page", "address_office", "address_of", "check_url", "password_reset_url",
    "code", "new", "capacity", "inviter", "role", "until", "question", "answer", "senior", "scope_names", "return_on", "fee", "owed", "amount",
    "assessor", "dates", "why", "granted", "note", "days", "submit_by", "label", "item", "addendum", "expires_on", "responses", "response",
    "comment", "due", "rows", "asked_by", "by_name", "signed_by", "facts_by", "condition", "stands", "examples", "by_office",
    "policy", "term_years", "covered", "conditions", "named", "moved", "leads", "own", "ask_by",
]  # fmt: skip


def written(notice, language="en-gb", bare=False):
    """The letter with everything, or without whatever its words provide for being without."""
    absent = {path.split(".")[-1] for test in re.findall(r"{% if ([a-z_. ]+) %}", source_of(notice)) for path in test.split(" and ")}
    facts = {name: Sample(absent=absent if bare else ())[name] for name in NAMES} | {"site_url": SITE}
    return wording.letter(notice, language, facts)


def source_of(notice):
    return (settings.BASE_DIR / wording.FOLDER / f"{notice}.txt").read_text()


@pytest.mark.parametrize("bare", [False, True], ids=["with everything", "with the least"])
@pytest.mark.parametrize("notice", wording.notices())
def test_a_letter_leaves_nothing_over(notice, bare):
    letter = written(notice, bare=bare)
    text = f"{letter.subject}\n{letter.body}"
    assert not re.search(r"\{\{|\}\}|\{%|%\}|None|<|&(amp|quot|lt|#)|  |[ \t]$|\n\n\n|\\n", text, re.M), text
    assert letter.subject and letter.body.count("\n") >= 2
    assert not re.search(r"(?<!/)[,.:;!?]{2}|\( *\)| [,.;]", text), text


@pytest.mark.parametrize("notice", sorted(set(wording.notices()) - TO_THE_OFFICE))
def test_a_letter_greets_begins_with_a_capital_and_says_who_writes_and_whom_to_ask(notice):
    lines = [line for line in written(notice).body.splitlines() if line]
    assert re.fullmatch(r"Hello( some (to )?name)?,|Hello some to,", lines[0]), lines[0]
    assert lines[1][0].isupper() or lines[1].startswith("some "), lines[1]
    assert lines[-1] == "The Quality Mark office. Any question? Answer this letter and it reaches us."


@pytest.mark.parametrize("notice", sorted(set(wording.notices()) - NOTHING_TO_OPEN))
def test_a_letter_has_an_absolute_link_to_a_page_that_there_is(notice):
    links = re.findall(r"https?://\S+", written(notice).body)
    assert links and all(link.startswith(SITE + "/") for link in links)
    assert [link for link in links if not is_valid_path(link.removeprefix(SITE))] == []


@pytest.mark.parametrize("notice", wording.notices())
def test_a_letter_uses_the_words_of_the_house(notice):
    source = source_of(notice)
    said = re.sub(r"\{[{%].*?[%}]\}", " ", source) + " ".join(re.findall(r'translate "([^"]*)"', source))
    wrong = r"\b(user|admin|approv\w*|click here|organization|organisation|applicant|score|grade|please do not hesitate|dear)\b"
    assert not re.search(wrong, said, re.I), re.search(wrong, said, re.I)


@pytest.mark.parametrize("notice", ["allocation_offered", "offer_waits"])
def test_an_offer_names_nobody(notice):
    assert "display name" not in written(notice).subject + written(notice).body


@pytest.mark.parametrize("notice", wording.notices())
def test_a_letter_is_wholly_in_one_language_and_leads_to_pages_in_it(notice):
    letter = written(notice, "cy")
    assert letter.language == ("cy" if wording.is_translated(notice, "cy") else "en-gb")
    ours = re.findall(rf"{SITE}/\S*", letter.body)
    assert [link for link in ours if link.startswith(f"{SITE}/cy/") != (letter.language == "cy")] == []
