"""Everybody who might try: the whole cast around one journey."""

import datetime as dt

from qualitymark.core.actor import SYSTEM, VISITOR, Actor, Capacity
from qualitymark.institutions.models import Recusal, Role
from tests import factories as make


def recused(actor, institution):
    Recusal.objects.create(person=actor.person, institution=institution, why="other", from_on=make.LONG_AGO)
    return actor


def taking_part(journey, actor, capacity):
    make.party(journey, actor, capacity)
    return actor


def whole_cast(journey):
    """Name of each, and the actor."""
    home = journey.institution
    former = make.member(home, until_on=dt.date(2021, 1, 1))
    both = make.assessor("Reads Elsewhere")
    taking_part(make.journey(state="in_review"), both, "second_reader")
    return {
        "visitor": VISITOR,
        "contributor": make.contributor(home),
        "coordinator": make.coordinator(home),
        "former coordinator": make.acting(former, home),
        "sponsor": make.sponsor(home),
        "delegate": make.acting(make.member(home, Role.DELEGATE), home),
        "finance contact": make.acting(make.member(home, Role.FINANCE), home),
        "coordinator elsewhere": make.coordinator(make.institution()),
        "holder of a link": Actor(capacity=Capacity.LINK, through="link", link="actionplan.Action:abc"),
        "assessor": taking_part(journey, make.assessor(), "assessor"),
        "assessor of another journey": both,
        "assessor with a conflict": recused(make.assessor(), home),
        "second reader": taking_part(journey, make.assessor(), "second_reader"),
        "decider": taking_part(journey, make.panel(), "decider"),
        "decider with a conflict": recused(taking_part(journey, make.panel(), "decider"), home),
        "panel chair": taking_part(journey, make.panel(), "panel_chair"),
        "panel member elsewhere": make.panel(),
        "office": make.office(),
        "office with a conflict": recused(make.office(), home),
        "funder": make.funder(make.cohort()),
        "system": SYSTEM,
    }
