"""What a person's home page says: the one next thing, and lists of what is theirs. One function for each capacity."""

from qualitymark.core.actor import Actor

from .funder import funder_home
from .member import member_home
from .office import office_home
from .parts import Home, NextThing, Row, Section
from .scheme import scheme_home

__all__ = ["Home", "NextThing", "Row", "Section", "home_for"]


def home_for(actor: Actor) -> Home:
    """The home page of whoever acts; an empty one for a person who holds no capacity."""
    if actor.is_member:
        return member_home(actor)
    if actor.is_office:
        return office_home(actor)
    if actor.is_assessor or actor.is_panel:
        return scheme_home(actor)
    return funder_home(actor) if actor.is_funder else Home()
