"""What we send about evidence, and to whom."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from qualitymark.core import mail
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.notices import told
from qualitymark.institutions.queries import in_force, people_in

from .models import AccessProblem, Item


def told_of_problem(item: Item) -> str:
    """What a page says of that letter: who has got it, or who has to be told by hand; and that the reader hears again."""
    again = _("You will get a message when it is put right.")
    if item.owner_id and people_in(item.institution).filter(pk=item.owner_id).exists():
        return f"{_('The owner has been told.')} {again}"
    return told("", item.institution, roles=(Role.COORDINATOR,), said=f"{_('The coordinators have been told.')} {again}")


def problem_reported(problem: AccessProblem) -> None:
    """To the owner, and to the coordinators: one of them puts it right."""
    item = problem.item
    coordinators = Membership.objects.filter(in_force(), institution=item.institution, role=Role.COORDINATOR).select_related("person")
    people: Iterable = {person.pk: person for person in [item.owner, *(row.person for row in coordinators)] if person is not None}.values()
    page = f"{settings.SITE_URL}/evidence/{item.ref}/"
    for person in people:
        mail.send("evidence_problem", to=person, thing=problem, period="once", item=item, page=page)
