"""Judgements, levels and recommendations as codes; what they are called is policy (labels). And a view's and a question's own moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class Outcome(models.TextChoices):
    """Of one criterion. No numbers, no totals, anywhere."""

    MET = "met", _("Met")
    WITH_SUGGESTIONS = "with_suggestions", _("Met, with suggestions")
    NOT_YET = "not_yet", _("Not yet")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Level(models.TextChoices):
    """Of one area."""

    MEETS = "meets", _("Meets")
    ENHANCED = "enhanced", _("Enhanced")
    EXCEPTIONAL = "exceptional", _("Exceptional")
    NOT_YET = "not_yet", _("Not yet")


class Recommended(models.TextChoices):
    AWARD = "award", _("Award")
    AWARD_CONDITIONS = "award_conditions", _("Award, with conditions")
    NOT_YET = "not_yet", _("Not yet")


class ViewState(models.TextChoices):
    OPEN = "open", _("Being written")
    RECORDED = "recorded", _("Recorded")


VIEW_MOVES = table(
    Move(
        "record",
        from_states("open"),
        "recorded",
        _("recorded the view"),
        frozenset({"assessor", "second_reader"}),
        _("The decider returns it."),
    ),
    Move("reopen", from_states("recorded"), "open", _("returned the view"), frozenset({"panel", "office"})),
)


class ClarificationState(models.TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLARIFICATION_MOVES = table(
    Move(
        "answer",
        from_states("asked"),
        "answered",
        _("answered the clarification by an addendum"),
        frozenset({"coordinator"}),
        _("None: ask again."),
    ),
    Move("withdraw", from_states("asked"), "withdrawn", _("withdrew the question"), frozenset({"assessor"}), _("Ask again.")),
)
