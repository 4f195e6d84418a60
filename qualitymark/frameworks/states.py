"""An edition is drafted, then published; once published it can only be followed by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


EDITION_MOVES = table(
    Move(
        "publish",
        from_states("draft"),
        "published",
        _("published the edition"),
        frozenset({"office"}),
        _("None: publish the next edition."),
    ),
)

# For whom a text, a criterion or a duty may be. The values are those of institutions (a room beside this one, so not imported; a test
# holds them together); the names are for a heading over a note, several at a time.
KIND_NAMES = {
    "university": _("universities"),
    "specialist": _("specialist institutions"),
    "college": _("colleges"),
    "college_group": _("college groups"),
    "sixth_form": _("sixth forms"),
    "training_provider": _("independent training providers"),
}
NATION_NAMES = {
    "england": _("England"),
    "scotland": _("Scotland"),
    "wales": _("Wales"),
    "northern_ireland": _("Northern Ireland"),
}
SIZE_NAMES = {
    "small": _("small providers"),
    "medium": _("providers of medium size"),
    "large": _("large providers"),
}
KINDS, NATIONS, SIZES = tuple(KIND_NAMES), tuple(NATION_NAMES), tuple(SIZE_NAMES)
