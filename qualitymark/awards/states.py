"""An award's standing: moved by a person only where a person decides; lapsed and "in renewal" are derived from dates (queries.standing)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class AwardState(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded by a newer award")


class Standing(models.TextChoices):
    """What a page says of an award: derived from its state and dates, never stored."""

    CURRENT = "current", _("Current")
    IN_RENEWAL = "in_renewal", _("Current, in renewal")
    LAPSED = "lapsed", _("Lapsed")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")
    NOT_RECORDED = "not_recorded", _("Present standing not recorded here")


_OFFICE = frozenset({"office"})
AWARD_MOVES = table(
    Move("suspend", from_states("in_force"), "suspended", _("suspended the award, giving a reason"), _OFFICE, _("The office lifts it.")),
    Move("lift", from_states("suspended"), "in_force", _("lifted the suspension"), _OFFICE),
    Move(
        "withdraw",
        from_states("in_force", "suspended"),
        "withdrawn",
        _("withdrew the award, giving a reason"),
        _OFFICE,
        _("Reconsideration."),
    ),
    Move("supersede", from_states("in_force", "suspended"), "superseded", _("superseded the award by a newer one"), _OFFICE),
)


class HalfwayState(models.TextChoices):
    OPEN = "open", _("Open")
    UPDATED = "updated", _("The institution sent its update")
    CLOSED = "closed", _("Closed after the conversation")
    NO_REPLY = "no_reply", _("Closed, no reply")


HALFWAY_MOVES = table(
    Move("update", from_states("open", "updated"), "updated", _("sent the half-way update"), frozenset({"coordinator"})),
    Move("close", from_states("open", "updated"), "closed", _("closed the half-way review after the conversation"), frozenset({"office", "assessor"}),
         _("The office reopens it.")),
    Move("no_reply", from_states("open"), "no_reply", _("closed the half-way review: no reply came in time"), frozenset({"system"}),
         _("The office reopens it.")),
    Move("reopen", from_states("closed", "no_reply"), "open", _("reopened the half-way review"), _OFFICE),
)  # fmt: skip
