"""Every change to an award and its life."""

from .certificates import ask_again_for_certificates, ask_for_certificates, attach_certificate, note_certificate_problem
from .halfway import close_halfway, expire_halfway, open_halfway, own_halfway, reopen_halfway, update_halfway
from .importing import import_award
from .keeping import lift, suspend, withdraw_award
from .periodic import close_unanswered_halfways, open_due_halfways, open_due_renewals, remind_of_ends
from .registering import erase_register_contact, set_register_words, withdraw_register_words
from .reminding import remind_of_condition, remind_of_conditions, remind_of_halfway, remind_of_halfways, tell_of_lapse, tell_of_lapses
from .renewing import open_renewal, remind
from .starting import release_and_award, start_award

__all__ = [
    "ask_again_for_certificates",
    "ask_for_certificates",
    "attach_certificate",
    "close_halfway",
    "close_unanswered_halfways",
    "erase_register_contact",
    "expire_halfway",
    "import_award",
    "lift",
    "note_certificate_problem",
    "open_due_halfways",
    "open_due_renewals",
    "open_halfway",
    "open_renewal",
    "own_halfway",
    "release_and_award",
    "remind",
    "remind_of_condition",
    "remind_of_conditions",
    "remind_of_ends",
    "remind_of_halfway",
    "remind_of_halfways",
    "reopen_halfway",
    "set_register_words",
    "start_award",
    "suspend",
    "tell_of_lapse",
    "tell_of_lapses",
    "update_halfway",
    "withdraw_award",
    "withdraw_register_words",
]
