"""Which evidence may this actor see from the library itself? Rooms above widen it to what was cited, shared and submitted."""

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from qualitymark.core.actor import Actor
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import institutions_visible_to

from .models import AccessProblem, Item, NamedReader, Revision, Sensitivity

WORKING_GROUP = (Role.COORDINATOR, Role.CONTRIBUTOR, Role.SPONSOR, Role.DELEGATE)


def in_working_group(actor: Actor) -> bool:
    """Does the actor take part in the institution's own work? A finance contact alone does not."""
    return actor.is_member and actor.has_role(actor.institution_id, *WORKING_GROUP)


def items_visible_to(actor: Actor) -> QuerySet[Item]:
    """A member of the working group sees their institution's library; an item for named people only if they are named, own it or added it."""
    if not in_working_group(actor):
        return Item.objects.none()
    rows = Item.objects.filter(institution__in=institutions_visible_to(actor), removed_at=None)
    return rows.filter(_not_hidden_from(actor)).select_related("institution", "owner")


def _not_hidden_from(actor: Actor) -> Q:
    me = actor.person_id
    named = NamedReader.objects.filter(person_id=me).values("item_id")
    return ~Q(sensitivity=Sensitivity.NAMED) | Q(pk__in=named) | Q(owner_id=me) | Q(added_by_id=me)


def hidden_item_ids(actor: Actor) -> QuerySet:
    """Items for named people, of whom the actor is none: closed to them wherever they are cited."""
    return Item.objects.filter(sensitivity=Sensitivity.NAMED).exclude(_not_hidden_from(actor)).values("pk")


def revisions_visible_to(actor: Actor) -> QuerySet[Revision]:
    """Every version of the items a member sees."""
    return Revision.objects.filter(item__in=items_visible_to(actor)).select_related("item__institution", "file")


def latest_revision_ids() -> QuerySet:
    """Subquery for rows with an `item_id`: the key of that item's latest version that was not erased."""
    return Revision.objects.filter(item_id=OuterRef("item_id"), erased_at=None).order_by("-number").values("pk")[:1]


def with_latest(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items with `latest_id`, the key of the latest version that was not erased."""
    newest = Revision.objects.filter(item_id=OuterRef("pk"), erased_at=None).order_by("-number").values("pk")[:1]
    return items.annotate(latest_id=Subquery(newest))


def room_left(institution_id: int) -> int:
    """Bytes that the institution may still use."""
    used = Revision.objects.filter(item__institution_id=institution_id, file__erased_at=None).aggregate(sum=Sum("file__size"))["sum"] or 0
    return max(settings.INSTITUTION_MAX_BYTES - used, 0)


def problems_visible_to(actor: Actor) -> QuerySet[AccessProblem]:
    """ "I cannot open this", for the working group whose item it is."""
    rows = AccessProblem.objects.filter(item__institution__in=institutions_visible_to(actor))
    rows = rows if in_working_group(actor) else rows.none()
    return rows.exclude(item__in=hidden_item_ids(actor)).select_related("item__institution", "item__owner", "raised_by")
