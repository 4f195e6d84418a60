"""A practice example: flagged by the assessor, consented to and published, or withdrawn."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class ExampleState(models.TextChoices):
    FLAGGED = "flagged", _("Waiting for the institution")
    CONSENTED = "consented", _("The institution agrees")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


EXAMPLE_MOVES = table(
    Move("consent", from_states("flagged", "withdrawn"), "consented", _("agreed to publication of these words"), frozenset({"coordinator", "sponsor"}),
         _("Withdraw at any time.")),
    Move("redraft", from_states("consented"), "flagged", _("wrote other words, so the agreement to the earlier ones ended"),
         frozenset({"coordinator", "sponsor", "office"}), _("The institution agrees to the new words.")),
    Move("publish", from_states("consented"), "published", _("published the example"), frozenset({"office"}), _("Withdraw at any time.")),
    Move("withdraw", from_states("flagged", "consented", "published"), "withdrawn", _("withdrew the example"),
         frozenset({"coordinator", "sponsor", "office"}), _("Agree again.")),
)  # fmt: skip
