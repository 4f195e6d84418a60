"""What was added in an earlier round to what did not open again since."""

from collections import defaultdict

from django.db.models import Q

from qualitymark.journeys.models import Journey, Revisit
from qualitymark.selfassessment.models import Addendum, Submission


def standing_addenda(journey: Journey, round: int) -> dict[str, list[Addendum]]:
    """By criterion code, the addenda that a round builds on: those made to the text that stands, in the round that last opened it. Two
    queries in a further round, none in a first."""
    found: dict[str, list[Addendum]] = defaultdict(list)
    if round == 1:
        return found
    sent = Submission.objects.filter(journey=journey, round__lt=round).values("round")  # a round may have been left without one
    opened = Revisit.objects.filter(Q(round__number__in=sent) | Q(round__number=round), round__journey=journey).order_by("round__number")
    last = dict(opened.values_list("criterion__code", "round__number"))
    rows = Addendum.objects.filter(submission__journey=journey, submission__round__lt=round).exclude(criterion_code="")
    rows = rows.select_related("submission", "attested_by", "revision__item", "revision__file").defer("submission__content")
    for row in rows.order_by("submission__round", "number"):
        if row.submission.round == last.get(row.criterion_code, 1):
            found[row.criterion_code].append(row)
    return found
