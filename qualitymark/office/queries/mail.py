"""Letters as the office sees them: to whom, when, whether they arrived. The words of a letter with a code or link are never shown."""

from django.db.models import Q, QuerySet

from qualitymark.core.actor import Actor
from qualitymark.core.models import OutgoingMail
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import closed_to, institutions_visible_to
from qualitymark.interest.models import Interest
from qualitymark.journeys.models import Journey


def letters_visible_to(actor: Actor) -> QuerySet[OutgoingMail]:
    """The office sees every letter but those about a journey, or to a member, of an institution they have a conflict with."""
    if not actor.is_office:
        return OutgoingMail.objects.none()
    closed = institutions_visible_to(actor).filter(closed_to(actor.person_id))
    rows = OutgoingMail.objects.order_by("-created_at", "-pk")
    if not closed.exists():
        return rows
    hidden = Q(institution_ref__in=closed.values("ref"))
    hidden |= Q(thing="journeys.Journey", thing_ref__in=Journey.objects.filter(institution__in=closed).values("ref"))
    names = list(closed.values_list("name", flat=True))
    for name in names:
        hidden |= Q(body__contains=name) | Q(subject__contains=name)
    return rows.exclude(hidden)


def letters_about(actor: Actor, institution: Institution) -> QuerySet[OutgoingMail]:
    """The visible letters about anything of one institution, the newest first: also of interests that were matched to it after they came."""
    interests = Interest.objects.filter(institution=institution).values("ref")
    about = Q(institution_ref=institution.ref) | Q(thing="interest.Interest", thing_ref__in=interests)
    return letters_visible_to(actor).filter(about)
