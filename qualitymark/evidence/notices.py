"""What we send about evidence, and to whom."""

from collections.abc import Iterable

from django.conf import settings

from qualitymark.core import mail
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force

from .models import AccessProblem


def problem_reported(problem: AccessProblem) -> None:
    """To the owner, and to the coordinators: one of them puts it right."""
    item = problem.item
    coordinators = Membership.objects.filter(in_force(), institution=item.institution, role=Role.COORDINATOR).select_related("person")
    people: Iterable = {person.pk: person for person in [item.owner, *(row.person for row in coordinators)] if person is not None}.values()
    page = f"{settings.SITE_URL}/evidence/{item.ref}/"
    for person in people:
        mail.send("evidence_problem", to=person, thing=problem, period="once", item=item, page=page)
