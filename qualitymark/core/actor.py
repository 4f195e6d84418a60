"""Who acts, in which capacity, and through what. Every operation takes one as `by=`."""

from dataclasses import dataclass
from typing import Any


class Capacity:
    VISITOR = "visitor"
    MEMBER = "member"  # of an institution: coordinator, contributor, sponsor
    OFFICE = "office"
    ASSESSOR = "assessor"  # first and second readers: which one a journey's party says
    PANEL = "panel"
    FUNDER = "funder"
    LINK = "link"  # holder of a signed, single-purpose link
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A person (or nobody) acting in one capacity.

    `institution_id` is the institution a MEMBER acts for; `through` is "session", "link", "key" or "system";
    `link` names what a LINK opens ("actionplan.Action:<ref>"); `on_behalf_of` is the named person without an account, or whose
    delegate signs. `session` is a digest that tells writing sessions apart, never a session key.
    """

    person: Any = None
    capacity: str = Capacity.VISITOR
    institution_id: int | None = None
    roles: frozenset[str] = frozenset()  # a MEMBER's present roles in that institution
    through: str = "session"
    link: str = ""
    on_behalf_of: str = ""
    session: str = ""

    @property
    def person_id(self) -> int:
        """The person's key, or 0 (no row has it) for nobody."""
        return self.person.pk if self.person is not None else 0

    @property
    def ref(self) -> str:
        return self.person.ref if self.person is not None else self.capacity

    @property
    def is_office(self) -> bool:
        return self.capacity == Capacity.OFFICE and self.person is not None

    @property
    def is_member(self) -> bool:
        return self.capacity == Capacity.MEMBER and self.institution_id is not None

    def coordinates(self, institution_id: int | None) -> bool:
        """Is this a present coordinator of that institution, acting as such?"""
        return self.has_role(institution_id, "coordinator")

    def has_role(self, institution_id: int | None, *roles: str) -> bool:
        return self.is_member and self.institution_id == institution_id and not self.roles.isdisjoint(roles)

    @property
    def is_assessor(self) -> bool:
        return self.capacity == Capacity.ASSESSOR and self.person is not None

    @property
    def is_panel(self) -> bool:
        return self.capacity == Capacity.PANEL and self.person is not None

    @property
    def is_funder(self) -> bool:
        return self.capacity == Capacity.FUNDER and self.person is not None


VISITOR = Actor()
SYSTEM = Actor(capacity=Capacity.SYSTEM, through="system")
