"""An expression of interest and an enquiry, from arrival to answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class InterestState(models.TextChoices):
    RECEIVED = "received", _("Received")
    TALKING = "talking", _("In conversation")
    GO_AHEAD = "go_ahead", _("Go ahead")
    NOT_YET = "not_yet", _("Not yet")
    JOINED = "joined", _("Joined to the open one")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OFFICE = frozenset({"office"})
INTEREST_MOVES = table(
    Move("talk", from_states("received", "talking"), "talking", _("recorded the scoping conversation"), OFFICE),
    Move(
        "go_ahead", from_states("received", "talking"), "go_ahead", _("answered: go ahead"), OFFICE, _("The office withdraws the journey.")
    ),
    Move(
        "not_yet",
        from_states("received", "talking"),
        "not_yet",
        _("answered: not yet, with a date to return"),
        OFFICE,
        _("The office reopens it."),
    ),
    Move(
        "join",
        from_states("received", "talking", "not_yet"),
        "joined",
        _("joined it to what the institution has open already"),
        OFFICE,
        _("The office reopens it."),
    ),
    Move("reopen", from_states("not_yet", "joined", "withdrawn"), "talking", _("reopened the interest"), OFFICE),
    Move(
        "withdraw",
        from_states("received", "talking", "not_yet"),
        "withdrawn",
        _("withdrew the interest"),
        OFFICE,
        _("The office reopens it."),
    ),
)


class EnquiryState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ANSWERED = "answered", _("Answered")


ENQUIRY_MOVES = table(Move("answer", from_states("open", "answered"), "answered", _("answered the question"), OFFICE))
