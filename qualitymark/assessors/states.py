"""An allocation, from offer to its end. Nothing of the institution is shown before no conflict is declared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class AllocationState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    CLEARED = "cleared", _("No conflict declared")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CONFLICTED = "conflicted", _("Conflict declared")
    ENDED = "ended", _("Ended")


_ASSESSOR = frozenset({"assessor"})
ALLOCATION_MOVES = table(
    Move("declare_none", from_states("offered"), "cleared", _("declared no conflict of interest"), _ASSESSOR, _("Recusal at any time.")),
    Move("declare_conflict", from_states("offered", "cleared", "accepted"), "conflicted", _("declared a conflict of interest"), _ASSESSOR,
         _("The office offers it to somebody else.")),
    Move("accept", from_states("cleared"), "accepted", _("accepted the allocation"), _ASSESSOR, _("The office ends it.")),
    Move("decline", from_states("offered", "cleared"), "declined", _("declined the allocation"), _ASSESSOR, _("The office offers it again.")),
    Move("end", from_states("offered", "cleared", "accepted"), "ended", _("ended the allocation, giving a reason"), frozenset({"office"})),
)  # fmt: skip
