"""What other rooms ask of a self-assessment: who may see what, what is missing, what is signed and sent."""

from .content import Content, addendum_digest, addendum_hash, content_of, open_request, part_digest, verify_submission
from .gaps import Gap, Standing, between_us_and_submission, missing_before_signature, told_in_few_lines, worth_a_look
from .standing import standing_addenda
from .visible import (
    SENT_STATES,
    assigned_to,
    evidence_revisions_visible_to,
    items_reported_by,
    journeys_written_by,
    responses_visible_to,
    submissions_visible_to,
)
from .writers import everybodys, responses_of, still_to_write, writers_of

__all__ = [
    "SENT_STATES",
    "Content",
    "Gap",
    "Standing",
    "addendum_digest",
    "addendum_hash",
    "assigned_to",
    "between_us_and_submission",
    "content_of",
    "everybodys",
    "evidence_revisions_visible_to",
    "items_reported_by",
    "journeys_written_by",
    "missing_before_signature",
    "open_request",
    "part_digest",
    "responses_of",
    "responses_visible_to",
    "standing_addenda",
    "still_to_write",
    "submissions_visible_to",
    "told_in_few_lines",
    "writers_of",
    "verify_submission",
    "worth_a_look",
]
