"""Which words does a public page show, in the reader's language, with the scheme's present figures in them?"""

from dataclasses import dataclass

from django.http import Http404

from qualitymark.awards.models import Award
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.frameworks.models import Policy
from qualitymark.frameworks.queries.editions import edition_in_force
from qualitymark.institutions.models import PublicSlug
from qualitymark.practice.queries import published_examples

from .models import PublicPage
from .schema import PageWords

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
    figures = policy_words(row.language)
    return ShownPage(
        row.code,
        with_figures(row.title, figures),
        with_figures(row.lead, figures),
        with_figures(row.html, figures),
        row.language != language,
    )


def newest_pages() -> dict[tuple[str, str], PublicPage]:
    """The newest version of every page, by code and language."""
    return {(row.code, row.language): row for row in PublicPage.objects.order_by("version")}


def changed_pages(pages: list[PageWords]) -> list[PageWords]:
    """Those pages whose words differ from the newest version loaded."""
    newest = newest_pages()

    def differs(page: PageWords) -> bool:
        row = newest.get((page.code, page.language))
        return row is None or (row.title, row.lead, row.body) != (page.title, page.lead, page.body)

    return [page for page in pages if differs(page)]


def policy_words(language: str = ENGLISH) -> dict[str, str]:
    """The figures that a page may name in braces (schema.FIGURES). Small numbers are words in English; in Welsh, where a numeral changes
    with its noun and changes it, they are figures."""
    policy = Policy.objects.filter(from_on__lte=clock.today()).order_by("-from_on").first()
    if policy is None:
        return {}
    years, months = divmod(policy.term_months, 12)
    numbers = NUMBERS if language == ENGLISH else {}
    return {
        "fee": pounds(policy.fee_pence),
        "member_fee": pounds(policy.member_fee_pence),
        "discussions": numbers.get(policy.discussions, str(policy.discussions)),
        "years": numbers.get(years, str(years)) if not months else f"{policy.term_months / 12:g}",
        "halfway_month": str(policy.halfway_month),
        "factual_check_days": str(policy.factual_check_days),
    }


def public_addresses() -> list[str]:
    """Every address that anybody may read, without a language's prefix. Four queries."""
    edition = edition_in_force()
    areas = [code.lower() for code in edition.areas.order_by("number").values_list("code", flat=True)] if edition else []
    holders = PublicSlug.objects.filter(current=True, institution__in=Award.objects.values("institution_id")).order_by("slug")
    examples = published_examples(Actor()).order_by("slug")
    return [
        *STANDING,
        *(f"/guidance/{code}/" for code in areas),
        *(f"/register/{slug}/" for slug in holders.values_list("slug", flat=True)),
        *(f"/practice/{slug}/" for slug in examples.values_list("slug", flat=True)),
    ]


STANDING = (
    "/", "/the-mark/", "/guidance/", "/guidance/duties/", "/readiness/", "/interest/", "/contact/", "/register/", "/practice/", "/learning/",
    "/accessibility/", "/privacy/",
)  # fmt: skip
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def pounds(pence: int) -> str:
    """An amount in pence as people read it: whole pounds without pence."""
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"


def with_figures(text: str, figures: dict[str, str]) -> str:
    """The text with its figures; one that is named with a capital begins with one."""
    for name, value in figures.items():
        text = text.replace(f"{{{name}}}", value).replace(f"{{{name.capitalize()}}}", value[:1].upper() + value[1:])
    return text
