"""Which words does a public page show, in the reader's language, with the scheme's present figures in them?"""

from dataclasses import dataclass

from django.http import Http404

from qualitymark.core import clock
from qualitymark.frameworks.models import Policy

from .models import PublicPage

ENGLISH = "en-gb"


@dataclass(frozen=True)
class ShownPage:
    """What a template gets. `fallback` is true where the page is not written in the reader's language and English is shown instead."""

    code: str
    title: str
    lead: str
    html: str
    fallback: bool


def page_in_force(code: str, language: str) -> ShownPage:
    """The page by its code, or 404. One query for the page, one for the policy's figures."""
    rows = PublicPage.objects.filter(code=code, language__in={language, ENGLISH}, publish_on__lte=clock.today()).order_by("-version")
    by_language = {row.language: row for row in reversed(rows)}
    row = by_language.get(language) or by_language.get(ENGLISH)
    if row is None:
        raise Http404
    figures = policy_words()
    return ShownPage(
        row.code,
        with_figures(row.title, figures),
        with_figures(row.lead, figures),
        with_figures(row.html, figures),
        row.language != language,
    )


def policy_words() -> dict[str, str]:
    """The figures that a page may name in braces: {fee}, {member_fee}, {discussions}, {years}, {halfway_month}, {factual_check_days}."""
    policy = Policy.objects.filter(from_on__lte=clock.today()).order_by("-from_on").first()
    if policy is None:
        return {}
    years, months = divmod(policy.term_months, 12)
    return {
        "fee": pounds(policy.fee_pence),
        "member_fee": pounds(policy.member_fee_pence),
        "discussions": NUMBERS.get(policy.discussions, str(policy.discussions)),
        "years": NUMBERS.get(years, str(years)) if not months else f"{policy.term_months / 12:g}",
        "halfway_month": str(policy.halfway_month),
        "factual_check_days": str(policy.factual_check_days),
    }


NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def pounds(pence: int) -> str:
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"


def with_figures(text: str, figures: dict[str, str]) -> str:
    for name, value in figures.items():
        text = text.replace("{" + name + "}", value)
    return text
