"""What a cohort's funder may see: counts by stage, withheld where the stage of one member would be evident."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qualitymark.frameworks.queries import policy_in_force

from ..models import Cohort, CohortMember, Journey
from ..states import State

# Coarse on purpose: no stage tells a decision, or that one is about to be told.
STAGE_WORDS: list[tuple[str | Promise, frozenset[str]]] = [
    (_("Not begun"), frozenset()),
    (_("Getting ready: terms, fee and dates"), frozenset({State.AGREED, State.ALLOCATED})),
    (_("Writing the self-assessment"), frozenset({State.PREPARING, State.AWAITING_SIGNATURE})),
    (
        _("Submitted, and under review"),
        frozenset(
            {State.SUBMITTED, State.IN_REVIEW, State.CLARIFICATIONS, State.SECOND_READING, State.WITH_PANEL, State.DECIDED, State.FACTUAL_CHECK}
        ),
    ),
    (_("Feedback received"), frozenset({State.RELEASED})),
    (_("Withdrawn"), frozenset({State.WITHDRAWN})),
]  # fmt: skip


@dataclass(frozen=True)
class StageCount:
    """How many members stand at a stage; `count` is None where it is withheld."""

    words: str | Promise
    count: int | None


def stage_counts(cohort: Cohort) -> list[StageCount]:
    """Counts by stage alone: each member once, at the stage of its latest journey in this cohort.

    A funder knows who the members are, so a count can tell one member's stage. Under the policy's cell minimum a count is withheld, and
    so are as many others as keep it from being worked out from the total; all are withheld in a small cohort, or where every member
    stands at one stage.
    """
    members = list(CohortMember.objects.filter(cohort=cohort).values_list("institution_id", flat=True))
    latest = dict(Journey.objects.filter(cohort=cohort, institution__in=members).order_by("pk").values_list("institution_id", "state"))
    raw = [sum(latest.get(each, "") in states for each in members) for _words, states in STAGE_WORDS]
    raw[0] = len(members) - sum(raw)
    shown = withheld(raw, _minimum())
    return [StageCount(words, count) for (words, _states), count in zip(STAGE_WORDS, shown, strict=True)]


def _minimum() -> int:
    policy = policy_in_force()
    return policy.cell_minimum if policy else 5


def withheld(raw: list[int], minimum: int) -> list[int | None]:
    """The counts that may be shown, None for the rest. The total is taken as known to the reader.

    Nothing is shown of fewer than `minimum`, nor where all stand in one cell. Empty cells are withheld along with small ones, so that which
    cell is empty is not told. One withheld cell alone would be worked out from the total, and so would several that can only all be one
    less than the minimum: then the next smallest join them.
    """
    total = sum(raw)
    if total < minimum or max(raw) == total:
        return [None] * len(raw)
    hidden = {place for place, count in enumerate(raw) if count < minimum}
    if not any(raw[place] for place in hidden):
        return list(raw)
    while len(hidden) < len(raw) and (len(hidden) == 1 or sum(raw[place] for place in hidden) == len(hidden) * (minimum - 1)):
        least = min(count for place, count in enumerate(raw) if place not in hidden)
        hidden |= {place for place, count in enumerate(raw) if count == least}  # all that are alike: which one would tell
    return [None if place in hidden else count for place, count in enumerate(raw)]
