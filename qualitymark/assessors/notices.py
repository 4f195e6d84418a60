"""What we send about allocations. An offer names nothing of the institution: its conflict of interest is not declared yet."""

from django.conf import settings

from qualitymark.core.mail import send

from .models import Allocation


def offered(allocation: Allocation) -> None:
    send("allocation_offered", to=allocation.person, thing=allocation, institution=allocation.journey.institution)


def answered(allocation: Allocation) -> None:
    """To the office: accepted, declined, or a conflict of interest was declared."""
    send("allocation_answered", address=settings.OFFICE_EMAIL, thing=allocation, institution=allocation.journey.institution)


def ended(allocation: Allocation) -> None:
    """To the person: names the institution only when they had accepted or cleared it."""
    send("allocation_ended", to=allocation.person, thing=allocation, institution=allocation.journey.institution)
