"""Awards in every condition, from the real operations where a decision stands behind them."""

import datetime as dt

from qualitymark.awards.models import Award
from qualitymark.awards.operations import release_and_award, start_award
from qualitymark.core import clock
from tests import factories
from tests.decisions import rows as decision_rows

checked = decision_rows.checked


def awarded(held=None, outcome="awarded", **changes):
    """A decision released with its award: (award, the stage with its people)."""
    decision, held = decision_rows.checked(held, outcome, **changes)
    return release_and_award(decision, by=held.office), held


def row(institution=None, **facts):
    """An award as a row alone, for standing, register and lists."""
    institution = institution or factories.institution()
    today = clock.today()
    facts = {
        "number": f"QM-T-{next(factories.numbers):04d}", "origin": "elsewhere", "first_awarded_on": today - dt.timedelta(days=400),
        "starts_on": today - dt.timedelta(days=400), "ends_on": today + dt.timedelta(days=600), "made_at": clock.now(),
    } | facts  # fmt: skip
    return Award.objects.create(institution=institution, **facts)


def public_record(institution=None, **facts):
    facts = {
        "origin": "public_record", "starts_on": None, "ends_on": None, "first_awarded_on": dt.date(2021, 6, 1), "first_awarded_words": "June 2021",
        "source": "https://news.example/launch",
    } | facts  # fmt: skip
    return row(institution, **facts)


__all__ = ["awarded", "checked", "public_record", "row", "start_award"]
