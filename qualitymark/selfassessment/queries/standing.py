"""What was added in an earlier round to what did not open again since."""

from collections import defaultdict

from qualitymark.journeys.models import Journey, Revisit
from qualitymark.selfassessment.models import Addendum


def standing_addenda(journey: Journey, round: int) -> dict[str, list[Addendum]]:
    """By criterion code, the additions that a round builds on: those made to the text that stands, in the round that last opened it. Two
    queries in a further round, none in a first."""
    found: dict[str, list[Addendum]] = defaultdict(list)
    if round == 1:
        return found
    opened = Revisit.objects.filter(round__journey=journey, round__number__lte=round).order_by("round__number")
    last = dict(opened.values_list("criterion__code", "round__number"))
    rows = Addendum.objects.filter(submission__journey=journey, submission__round__lt=round).exclude(criterion_code="")
    rows = rows.select_related("submission", "attested_by", "revision__item", "revision__file").defer("submission__content")
    for row in rows.order_by("submission__round", "number"):
        if row.submission.round == last.get(row.criterion_code, 1):
            found[row.criterion_code].append(row)
    return found
