"""What can be decided, and a reconsideration's own moves. Outcomes are data on the decision, not states of the journey."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class Decided(models.TextChoices):
    AWARDED = "awarded", _("Awarded")
    AWARDED_CONDITIONS = "awarded_conditions", _("Awarded, with conditions")
    NOT_YET = "not_yet", _("Not yet")


class CurrentAward(models.TextChoices):
    """What becomes of an award the institution already holds when the outcome is not yet."""

    NONE = "none", _("It holds none")
    RUNS = "runs", _("It runs to its end")
    EXTENDED = "extended", _("It stays current until the next round is decided")
    ENDS = "ends", _("It ends now")


class ConditionStanding(models.TextChoices):
    """How a condition of an award stands today: derived from what was recorded and its day, never stored."""

    DUE = "due", _("To be met")
    OVERDUE = "overdue", _("Overdue")
    SAID = "said", _("The institution says it is met")
    MET = "met", _("Met")
    ENDED = "ended", _("Ended")


class ReconsiderationState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    CONFIRMED = "confirmed", _("The decision stands")
    RETURNED = "returned", _("Decided again")


RECONSIDERATION_MOVES = table(
    Move("confirm", from_states("asked"), "confirmed", _("confirmed the decision after reconsideration"), frozenset({"office", "panel"})),
    Move("return", from_states("asked"), "returned", _("will decide again after reconsideration"), frozenset({"office", "panel"})),
)
