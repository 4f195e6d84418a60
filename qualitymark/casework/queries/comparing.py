"""A second reader's own view beside the assessor's, once the one is recorded and the other may be seen."""

from dataclasses import dataclass

from django.utils.translation import get_language

from qualitymark.decisions.queries import AreaBefore, Before, CriterionBefore, before_deciders
from qualitymark.frameworks.queries import labels_for
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Submission


@dataclass(frozen=True)
class Pair:
    """One criterion or area: what the reader and the assessor found of it, in words; empty where one judged nothing."""

    kind: str
    code: str
    title: str
    own: str
    own_reasons: str
    theirs: str
    their_reasons: str
    differs: bool

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.code}"


@dataclass(frozen=True)
class ComparedArea:
    whole: Pair
    differing: list[Pair]
    same: list[Pair]


@dataclass(frozen=True)
class BothViews:
    before: Before
    areas: list[ComparedArea]

    @property
    def differing(self) -> list[Pair]:
        """Every pair of findings that differ, areas before their criteria, in the order of the framework."""
        return [pair for area in self.areas for pair in (*([area.whole] if area.whole.differs else []), *area.differing)]


def both_views_of(journey: Journey) -> BothViews:
    """Both recorded views of the round that runs, area by area. The caller has asked `can_compare`. Ten queries, whatever its length."""
    submission = Submission.objects.select_related("journey__edition", "journey__policy").get(journey=journey, round=journey.round)
    before = before_deciders(submission, get_language() or "")
    labels = labels_for(submission.journey.policy, language=get_language() or "")

    def pair(each: AreaBefore | CriterionBefore, code: str, kind: str, word: str) -> Pair:
        found = [labels[kind].get(getattr(one, word, ""), "") for one in (each.second, each.first)]
        reasons = [getattr(one, "reasons", "") for one in (each.second, each.first)]
        return Pair(kind, code, each.title, found[0], reasons[0], found[1], reasons[1], each.differs)

    def compared(area: AreaBefore) -> ComparedArea:
        pairs = [pair(each, each.criterion.code, "criterion", "outcome") for each in area.criteria if each.first or each.second]
        whole = pair(area, area.area.code, "area", "level")
        return ComparedArea(whole, [each for each in pairs if each.differs], [each for each in pairs if not each.differs])

    return BothViews(before, [compared(area) for area in before.areas if area.first or area.second])
