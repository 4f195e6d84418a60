"""Every change to a self-assessment, by noun: writing, sharing, signing, what was sent, the next round and cycle."""

from .cycles import carry_over, reopen_for_round, take_back_round
from .sent import add_addendum, erase_addendum, erase_part, erase_revision, note_reading, replace_evidence
from .sharing import assign, assign_many, cite, share, uncite, unshare
from .signing import ask_signature, sign, signoff_of, submit, unfreeze
from .writing import (
    Moved,
    agree,
    clean,
    comment,
    prepare_responses,
    restore_revision,
    return_response,
    save_response,
    say_ready,
    set_applicable,
    set_not_applicable,
)

__all__ = [
    "Moved",
    "add_addendum",
    "agree",
    "ask_signature",
    "assign",
    "assign_many",
    "carry_over",
    "cite",
    "clean",
    "comment",
    "erase_addendum",
    "erase_part",
    "erase_revision",
    "note_reading",
    "prepare_responses",
    "reopen_for_round",
    "replace_evidence",
    "restore_revision",
    "return_response",
    "save_response",
    "say_ready",
    "set_applicable",
    "set_not_applicable",
    "share",
    "sign",
    "signoff_of",
    "submit",
    "take_back_round",
    "uncite",
    "unfreeze",
    "unshare",
]
