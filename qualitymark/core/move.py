"""Every change of state is one named move, through this one door."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .audit import record
from .verdict import SOMEBODY_ELSE_DID, Refused, Verdict, not_now


@dataclass(frozen=True)
class Move:
    """One row of a room's table of moves: `verb` takes a thing from any of `sources` to `target`.

    `said` is the sentence of the audit record; `way_back` names who may undo it and how, or says that nobody can.
    """

    verb: str
    sources: frozenset[str]
    target: str
    said: str | Promise
    who: frozenset[str] = field(default_factory=frozenset)
    way_back: str | Promise = ""


def table(*moves: Move) -> dict[str, Move]:
    return {each.verb: each for each in moves}


def from_states(*states: str) -> frozenset[str]:
    return frozenset(states)


def can_move(thing: Any, verb: str) -> Verdict:
    """Is `thing` in a state from which `verb` is possible?"""
    step = thing.MOVES[verb]
    if thing.state in step.sources:
        return Verdict(True)
    return not_now(_("This is not possible now: it stands at “%(state)s”."), state=thing.get_state_display())


def move(
    thing: Any, verb: str, *, by: Any, audit: dict[str, Any] | None = None, detail: dict[str, Any] | None = None, **facts: Any
) -> None:
    """Change the state, with `facts` in the same update, and record it. The caller is in a transaction.

    Compare-and-set: the second of two people is told that somebody else just did it.
    """
    can_move(thing, verb).enforce()
    step = thing.MOVES[verb]
    before = thing.state
    changed = type(thing)._base_manager.filter(pk=thing.pk, state=before).update(state=step.target, **facts)
    if not changed:
        raise Refused(not_now(SOMEBODY_ELSE_DID))
    thing.state = step.target
    for name, value in facts.items():
        setattr(thing, name, value)
    record(verb, thing, by=by, before=before, after=step.target, facts=audit, detail=detail)


def states_of(moves: Iterable[Move]) -> set[str]:
    found: set[str] = set()
    for each in moves:
        found |= each.sources | {each.target}
    return found
