"""What we send about a journey, and to whom."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from qualitymark.accounts.models import Person
from qualitymark.core.mail import send
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in

from .models import Journey
from .queries import balance, money


def tell(notice: str, journey: Journey, people: Iterable[Person], *, period: str = "", **words: Any) -> None:
    """One letter to each, in their own language, each with the address of the institution's page of the journey."""
    link = f"{settings.SITE_URL}/our/{journey.ref}/"
    for person in people:
        send(notice, to=person, thing=journey, period=period, institution=journey.institution.display_name, link=link, **words)


def tell_coordinators(notice: str, journey: Journey, *, period: str = "", **words: Any) -> None:
    tell(notice, journey, people_in(journey.institution, Role.COORDINATOR), period=period, **words)


def tell_office(notice: str, journey: Journey, **words: Any) -> None:
    send(
        notice,
        address=settings.OFFICE_EMAIL,
        thing=journey,
        institution=journey.institution.display_name,
        address_office=f"{settings.SITE_URL}/office/institution/{journey.institution.ref}/",
        **words,
    )


def tell_go_ahead(journey: Journey, contact: Person, answer: str) -> None:
    """The office's own message, and what comes next."""
    tell("interest_go_ahead", journey, [contact], period="opened", answer=answer, fee=money(balance(journey)), owed=balance(journey))
