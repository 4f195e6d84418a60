"""A response, from an empty page to agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class ResponseState(models.TextChoices):
    EMPTY = "empty", _("Not started")
    DRAFTED = "drafted", _("Drafted")
    READY = "ready", _("Ready")
    AGREED = "agreed", _("Agreed")


_WRITERS = frozenset({"coordinator", "contributor"})
RESPONSE_MOVES = table(
    Move("draft", from_states("empty", "drafted", "ready", "agreed"), "drafted", _("wrote in the response"), _WRITERS),
    Move("say_ready", from_states("drafted"), "ready", _("said the response is ready"), _WRITERS, _("Writing again makes it a draft.")),
    Move("agree", from_states("ready"), "agreed", _("agreed the response"), frozenset({"coordinator"}), _("The coordinator returns it.")),
    Move("return", from_states("ready", "agreed"), "drafted", _("returned the response with a note"), frozenset({"coordinator"})),
    Move(
        "empty",
        from_states("drafted", "ready", "agreed"),
        "empty",
        _("emptied the response"),
        _WRITERS,
        _("Every earlier text is in the history."),
    ),
    Move(
        "put_back", from_states(*ResponseState), "agreed", _("put the response back as it was sent"), frozenset({"office", "panel"}),
        _("What was written since is in the history."),
    ),
)  # fmt: skip
