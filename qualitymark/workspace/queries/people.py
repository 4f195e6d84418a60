"""Who is in the working group, for choosing among them; and what the pages about dates and actions ask besides."""

from django.db.models import QuerySet

from qualitymark.accounts.models import Person
from qualitymark.core.actor import Actor
from qualitymark.frameworks.models import Criterion
from qualitymark.institutions.models import Institution, Membership, Role
from qualitymark.institutions.queries import in_force, memberships_visible_to, people_in
from qualitymark.journeys.models import Journey, Party, PauseRequest

from .board import titles_of

GROUP = (Role.COORDINATOR, Role.CONTRIBUTOR, Role.SPONSOR, Role.DELEGATE)


def colleagues(institution: Institution) -> QuerySet[Person]:
    """Who may be named as a reader or an owner."""
    return Person.objects.filter(pk__in=people_in(institution, *GROUP).values("pk")).order_by("name")


def writers_of(journey: Journey) -> QuerySet[Membership]:
    """Those who may be given a criterion to write."""
    rows = Membership.objects.filter(in_force(), institution=journey.institution, role__in=[Role.COORDINATOR, Role.CONTRIBUTOR])
    return rows.select_related("person").order_by("person__name")


def present(actor: Actor, journey: Journey) -> QuerySet[Membership]:
    """Everybody who has a part in the institution today."""
    rows = memberships_visible_to(actor).filter(in_force(), institution=journey.institution)
    return rows.select_related("person", "institution").order_by("person__name", "pk")


def assessors_of(journey: Journey) -> list[Person]:
    """Who assesses the journey today."""
    rows = Party.objects.filter(in_force(), journey=journey, capacity="assessor").select_related("person")
    return [row.person for row in rows]


def waiting_pause(journey: Journey) -> PauseRequest | None:
    """The request for a pause that waits for an answer, or None."""
    return PauseRequest.objects.filter(journey=journey, answered_at=None).first()


def criteria_named(journey: Journey) -> list[tuple[str, str]]:
    """Code and words of each criterion, for choosing among them."""
    wording = titles_of(journey)
    codes = Criterion.objects.filter(edition=journey.edition).order_by("number").values_list("code", flat=True)
    return [(code, f"{code} {wording.words(f'criterion.{code}.title').text}") for code in codes]
