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
