"""Decisions and examples placed by hand, for tests of the repository."""

from qualitymark.core import clock
from qualitymark.decisions.models import DecidedCriterion, Decision
from qualitymark.documents.markdown import render
from qualitymark.frameworks.models import Criterion
from qualitymark.practice.models import Consent, Example, Version
from qualitymark.practice.operations import digest_of, rebuild_index
from tests import factories

TEXT = "We keep four rooms all year round.\n\nStudents who stay over the **summer** pay no deposit."


def decision(of=None, released=True, outcome="awarded", worthy=("CL1",), journey=None):
    """A decision of an institution's submission; the criteria in `worthy` are called worth sharing."""
    journey = journey or factories.journey(of, state="released")
    sent = factories.submission(journey)
    who = factories.person()
    now = clock.now()
    later = {"next_last_on": clock.add_months(clock.today(), 6)} if outcome == "not_yet" else {}
    made = Decision.objects.create(
        submission=sent, outcome=outcome, reasons="Good.", submission_sha256=sent.sha256, addenda_sha256="0" * 64, decided_at=now, decided_by=who,
        released_at=now if released else None, released_by=who if released else None, **later,
    )  # fmt: skip
    DecidedCriterion.objects.bulk_create(
        DecidedCriterion(decision=made, criterion=each, outcome="met", share_worthy=each.code in worthy)
        for each in Criterion.objects.filter(edition=journey.edition)
    )
    return made


def example(of=None, state="flagged", title="A home all year round", text=TEXT, indexed=True, **facts):
    """An example in a state, with its version and, where the state asks for one, a consent; a published one stands in the index."""
    of = of or factories.institution()
    named = facts.pop("name_institution", True)
    slug = facts.pop("slug", f"example-{next(factories.numbers)}")
    facts = {"area_code": "CL", "criterion_code": "CL1", "changed_at": clock.now()} | facts
    if state == "published":
        facts.setdefault("published_at", clock.now())
    made = Example.objects.create(
        institution=of, state=state, slug=slug, title=title, text=text, html=render(text), name_institution=named, **facts
    )
    words = digest_of(title, text, named)
    Version.objects.create(example=made, number=1, title=title, text=text, name_institution=named, digest=words, at=clock.now())
    if state in ("consented", "published"):
        Consent.objects.create(example=made, version=1, digest=words, given_at=clock.now(), given_by=factories.person())
    if state == "published" and indexed:
        rebuild_index()
    return made
