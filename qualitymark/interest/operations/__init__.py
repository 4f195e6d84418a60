"""Every change to questions and interests. `journeys` answers an interest "go ahead", since that opens a journey."""

from .enquiries import answer_enquiry, ask
from .forgetting import forget_old_contacts
from .interests import match_institution, record_conversation, reopen, say_not_yet, send_interest, withdraw_interest

__all__ = [
    "answer_enquiry",
    "ask",
    "forget_old_contacts",
    "match_institution",
    "record_conversation",
    "reopen",
    "say_not_yet",
    "send_interest",
    "withdraw_interest",
]
