"""What other rooms ask of a self-assessment: who may see what, what is missing, what is signed and sent."""

from .content import Content, addendum_digest, addendum_hash, content_of, open_request, part_digest, verify_submission
from .gaps import Gap, between_us_and_submission, missing_before_signature, worth_a_look
from .visible import (
    SENT_STATES,
    evidence_revisions_visible_to,
    items_reported_by,
    journeys_written_by,
    responses_visible_to,
    submissions_visible_to,
)

__all__ = [
    "SENT_STATES",
    "Content",
    "Gap",
    "addendum_digest",
    "addendum_hash",
    "between_us_and_submission",
    "content_of",
    "evidence_revisions_visible_to",
    "items_reported_by",
    "journeys_written_by",
    "missing_before_signature",
    "open_request",
    "part_digest",
    "responses_visible_to",
    "submissions_visible_to",
    "verify_submission",
    "worth_a_look",
]
