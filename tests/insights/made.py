"""Released decisions with levels, placed by hand."""

import datetime as dt

from qualitymark.core import clock
from qualitymark.decisions.models import DecidedArea, DecidedCriterion, Decision
from qualitymark.frameworks.models import Area, Criterion
from tests import factories


def decision(edition, policy, levels, of=None, suggestions=(), released=True, outcome="awarded", minutes=0):
    """A decision of an institution: `levels` is one level for every area, or a dictionary by area code."""
    of = of or factories.institution()
    sent = factories.submission(factories.journey(of, state="released", edition=edition, policy=policy), codes=[])
    who, now = factories.person(), clock.now() + dt.timedelta(minutes=minutes)
    later = {"next_last_on": clock.add_months(clock.today(), 6)} if outcome == "not_yet" else {}
    made = Decision.objects.create(
        submission=sent, outcome=outcome, reasons="Good.", submission_sha256=sent.sha256, addenda_sha256="0" * 64, decided_at=now, decided_by=who,
        released_at=now if released else None, released_by=who if released else None, **later,
    )  # fmt: skip
    areas = Area.objects.filter(edition=edition)
    by_code = levels if isinstance(levels, dict) else {area.code: levels for area in areas}
    DecidedArea.objects.bulk_create(
        DecidedArea(decision=made, area=area, level=by_code[area.code], feedback="Good.") for area in areas if area.code in by_code
    )
    DecidedCriterion.objects.bulk_create(
        DecidedCriterion(decision=made, criterion=each, outcome="with_suggestions" if each.code in suggestions else "met")
        for each in Criterion.objects.filter(edition=edition)
    )
    return made
