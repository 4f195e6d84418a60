"""An improvement action, from plan to what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class ActionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    CHANGED = "changed", _("Changed to something else")
    STOPPED = "stopped", _("Stopped")


_WHO = frozenset({"coordinator", "owner", "contributor"})
_ANY = from_states(*ActionState)
ACTION_MOVES = table(
    Move("plan", _ANY, "planned", _("set the action back to planned"), _WHO),
    Move("start", _ANY, "under_way", _("said the action is under way"), _WHO),
    Move("finish", _ANY, "done", _("said the action is done"), _WHO),
    Move("change", _ANY, "changed", _("said the action became something else"), _WHO),
    Move("stop", _ANY, "stopped", _("stopped the action, saying why"), _WHO),
)
# How an action is going, as a form offers it: the verb, and what the action then is.
PROGRESS = [(verb, ActionState(ACTION_MOVES[verb].target).label) for verb in ("start", "finish", "change", "stop", "plan")]
