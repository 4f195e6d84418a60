"""The terms of a journey: the words in use with its own figures filled in, and, once accepted, the words that were."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from qualitymark.core import wording
from qualitymark.documents.markdown import RENDERER, render

from ..models import AcceptedTerms, FeeLine, Journey
from .fee import money


@dataclass(frozen=True)
class Terms:
    """One wording of the terms, in one language. `sha256` is of title and text together, and is what is accepted."""

    title: str
    text: str
    html: SafeString
    language: str
    sha256: str
    renderer: str = RENDERER

    @property
    def lang(self) -> str:
        """For a page's lang attribute."""
        return self.language.split("-")[0]


def terms_in_use(journey: Journey, language: str = settings.LANGUAGE_CODE) -> Terms:
    """The office's own words, or the shipped ones (docs/wording.md), with the figures of the journey's own policy and the fee of its first
    round; in English where they are not there in `language`."""
    line, policy = FeeLine.objects.filter(journey=journey).order_by("round").first(), journey.policy
    facts = {
        "journey": journey,
        "policy": policy,
        "term_years": policy.term_months // 12,
        "fee": money(line.pence) if line else "",
        "covered": bool(line and line.reason == FeeLine.Reason.COHORT),
    }
    said = wording.letter("terms", language, facts)
    # Rendered from sanitised Markdown, as all text that people write.
    return Terms(said.subject, said.body, mark_safe(render(said.body, below=1)), said.language, digest_of(said.subject, said.body))  # noqa: S308


def accepted_terms(journey: Journey) -> Terms | None:
    """The words that the institution accepted, exactly as it read them; None before it did."""
    row = AcceptedTerms.objects.filter(journey=journey).first()
    if row is None:
        return None
    return Terms(row.title, row.text, mark_safe(row.html), row.language, row.sha256, row.renderer)  # noqa: S308 - sanitised when it was stored


def terms_as_read(journey: Journey, sha256: str) -> Terms | None:
    """The words in use that have this digest, in whichever language they were read; None where the words have changed since."""
    both = (terms_in_use(journey, language) for language, _name in settings.LANGUAGES)
    return next((terms for terms in both if terms.sha256 == sha256), None)


def digest_of(title: str, text: str) -> str:
    """SHA-256 of the terms as they were read: title and text."""
    return hashlib.sha256(f"{title}\n\n{text}".encode()).hexdigest()
