"""Awards and their standing for those who may see them; the public register for everybody."""

from .awards import (
    awards_visible_to,
    certificates_visible_to,
    closed_halfway,
    current_award_of,
    halfways_visible_to,
    register_words_of,
    renewal_journey_of,
)
from .conditions import conditions_to_remind_of, open_conditions_visible_to
from .halfway import Reviewed, actions_of_halfway
from .register import Checked, Entry, Holder, Past, checked, holder_at, public_entries, public_records
from .standings import standing, standings

__all__ = [
    "Checked",
    "Entry",
    "Holder",
    "Past",
    "Reviewed",
    "actions_of_halfway",
    "awards_visible_to",
    "checked",
    "certificates_visible_to",
    "closed_halfway",
    "conditions_to_remind_of",
    "current_award_of",
    "halfways_visible_to",
    "holder_at",
    "open_conditions_visible_to",
    "public_entries",
    "public_records",
    "register_words_of",
    "renewal_journey_of",
    "standing",
    "standings",
]
