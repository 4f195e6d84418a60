"""All there is about one institution, on one page."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from qualitymark.assessors.models import Allocation
from qualitymark.assessors.queries import allocations_visible_to
from qualitymark.awards.models import Award
from qualitymark.awards.queries import awards_visible_to, open_conditions_visible_to
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.models import OutgoingMail
from qualitymark.decisions.models import Condition
from qualitymark.decisions.queries import passed_on
from qualitymark.institutions.models import ContactLog, Institution, Invitation, Membership, Recusal
from qualitymark.institutions.queries import contacts_visible_to, in_force, invitations_visible_to, memberships_visible_to
from qualitymark.interest.models import Interest
from qualitymark.interest.queries import interests_visible_to
from qualitymark.journeys.models import Journey, Milestone, Party, PauseRequest
from qualitymark.journeys.queries import FOR_WRITING, balances, journeys_visible_to, money, turn_of
from qualitymark.journeys.states import DATED_STATES, OPEN_STATES, State, Turn
from qualitymark.selfassessment.models import SignOff

from .mail import letters_about

SOME = 12  # of the letters: all are on a page of their own


@dataclass
class JourneyFile:
    """One journey as the office sees it."""

    journey: Journey
    turn: Turn
    waits: str | Promise
    owed: int
    owed_words: str
    has_fee: bool
    parties: list[Party] = field(default_factory=list)
    dates: list[Milestone] = field(default_factory=list)
    offers: list[Allocation] = field(default_factory=list)
    pauses: list[PauseRequest] = field(default_factory=list)
    signatures: list[SignOff] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.journey.state in OPEN_STATES

    @property
    def writing(self) -> bool:
        """Dates bind only until the submission; a paused journey owes none."""
        return self.journey.state in DATED_STATES and not self.journey.paused

    @property
    def decided(self) -> bool:
        return self.journey.state in (State.DECIDED, State.FACTUAL_CHECK, State.RELEASED)

    @property
    def assessor(self) -> Party | None:
        return next((party for party in self.parties if party.capacity == "assessor"), None)

    @property
    def next_date(self) -> Milestone | None:
        return next((date for date in self.dates if date.done_on is None and self.binds(date)), None)

    @property
    def late(self) -> list[Milestone]:
        return [date for date in self.dates if date.done_on is None and date.due_on < clock.today() and self.binds(date)]

    def binds(self, date: Milestone) -> bool:
        """While the signature is awaited, what was due for the writing is past."""
        return self.writing and not (self.journey.state == State.AWAITING_SIGNATURE and date.what in FOR_WRITING)

    @property
    def pause_asked(self) -> PauseRequest | None:
        return next((pause for pause in self.pauses if pause.answered_at is None), None)


@dataclass
class InstitutionFile:
    """Everything on an institution's page; each list ready in the order in which it shows."""

    institution: Institution
    identifiers: list[Any]
    names: list[Any]
    people: list[Membership]
    invitations: list[Invitation]
    recusals: list[Recusal]
    contacts: list[ContactLog]
    interests: list[Interest]
    journeys: list[JourneyFile]
    awards: list[Award]
    conditions: list[Condition]  # of awards that stand, not met yet
    letters: list[OutgoingMail]

    @property
    def now(self) -> JourneyFile | None:
        """The journey that is going on, or the last one."""
        return next((each for each in self.journeys if each.open), self.journeys[0] if self.journeys else None)


def institution_file(actor: Actor, institution: Institution) -> InstitutionFile:
    """One institution whose content is open to this person (the caller has asked). The same number of queries however much there is."""
    interests, journeys = list(interests_visible_to(actor).filter(institution=institution)), journey_files(actor, institution)
    invited = invitations_visible_to(actor).filter(institution=institution, accepted_at=None, withdrawn_at=None)
    return InstitutionFile(
        institution=institution,
        identifiers=list(institution.identifiers.order_by("scheme")),
        names=list(institution.names.order_by("sort", "language")),
        people=list(memberships_visible_to(actor).filter(institution=institution).order_by("role", "person__name")),
        invitations=list(invited),
        recusals=list(Recusal.objects.filter(in_force(), institution=institution).select_related("person").order_by("from_on")),
        contacts=list(contacts_visible_to(actor).filter(institution=institution).select_related("by")),
        interests=interests,
        journeys=journeys,
        awards=list(awards_visible_to(actor).filter(institution=institution).order_by("-first_awarded_on")),
        conditions=list(open_conditions_visible_to(actor).filter(decision__submission__journey__institution=institution)),
        letters=list(letters_about(actor, institution).defer("body")[:SOME]),
    )


def journey_files(actor: Actor, institution: Institution) -> list[JourneyFile]:
    """The journeys of one institution, the latest first. Seven queries."""
    rows = list(journeys_visible_to(actor).filter(institution=institution).annotate(passed=passed_on()).order_by("-opened_at", "-pk"))
    owed = balances(Journey.objects.filter(institution=institution))
    files = {row.pk: _file(row, owed.get(row.pk), row.passed) for row in rows}
    for party in Party.objects.filter(in_force(), journey__in=rows).select_related("person").order_by("from_on", "pk"):
        files[party.journey_id].parties.append(party)
    for date in Milestone.objects.filter(journey__in=rows).order_by("due_on", "number"):
        files[date.journey_id].dates.append(date)
    for offer in allocations_visible_to(actor).filter(journey__in=rows).order_by("-offered_at"):
        files[offer.journey_id].offers.append(offer)
    for pause in PauseRequest.objects.filter(journey__in=rows).select_related("asked_by", "answered_by").order_by("-asked_at"):
        files[pause.journey_id].pauses.append(pause)
    for signature in SignOff.objects.filter(journey__in=rows).select_related("signed_by", "signed_for").order_by("pk"):
        files[signature.journey_id].signatures.append(signature)
    return list(files.values())


def _file(journey: Journey, owed: int | None, passed: bool) -> JourneyFile:
    now = turn_of(journey.state, journey.terms_accepted_at is not None, owed or 0, journey.paused, passed)
    return JourneyFile(journey, now.turn, now.staff_see, owed or 0, money(owed or 0), owed is not None)


def details_of(institution: Institution) -> dict[str, Any]:
    """What the details page begins with."""
    fields = ("name", "name_cy", "nation", "kind", "size", "town", "postcode", "website", "role_mailbox", "scheme_member")
    number = institution.identifiers.filter(scheme="ukprn").values_list("value", flat=True).first()
    return {field: getattr(institution, field) for field in fields} | {"ukprn": number or ""}
