"""The one lifecycle of a journey: states, whose turn each is, the table of moves, the words each side sees.

The code, the rules grid in the tests and the diagram in docs/lifecycle.md are all drawn from here.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qualitymark.core.move import Move, from_states, table


class State(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    ALLOCATED = "allocated", _("Assessor allocated")
    PREPARING = "preparing", _("Preparing")
    AWAITING_SIGNATURE = "awaiting_signature", _("Awaiting signature")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CLARIFICATIONS = "clarifications", _("Clarifications asked")
    SECOND_READING = "second_reading", _("Second reading")
    WITH_PANEL = "with_panel", _("With the panel")
    DECIDED = "decided", _("Decided")
    FACTUAL_CHECK = "factual_check", _("Check of facts")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Turn(models.TextChoices):
    INSTITUTION = "institution", _("The institution")
    ASSESSOR = "assessor", _("The assessor")
    SECOND_READER = "second_reader", _("The second reader")
    PANEL = "panel", _("The panel")
    OFFICE = "office", _("The office")
    NOBODY = "nobody", _("Nobody")


@dataclass(frozen=True)
class Stage:
    """What a state is called, for whom, whose turn it is, and where it stands on the stepper (0 to 7)."""

    turn: Turn
    institution_sees: str | Promise
    staff_see: str | Promise
    step: int


STEPS = [_("Agreed"), _("Assessor and dates"), _("Preparing"), _("Signature"), _("Submitted"), _("Review"), _("Feedback"), _("Award")]

_REVIEWED = _("Your submission is being reviewed")
STAGES: dict[str, Stage] = {
    State.AGREED: Stage(Turn.INSTITUTION, _("Accept the terms and settle the fee"), _("Waiting for terms and fee"), 0),
    State.ALLOCATED: Stage(Turn.ASSESSOR, _("Your assessor agrees the dates with you"), _("Dates to be agreed"), 1),
    State.PREPARING: Stage(Turn.INSTITUTION, _("You are writing your self-assessment"), _("Preparing"), 2),
    State.AWAITING_SIGNATURE: Stage(Turn.INSTITUTION, _("Your senior sponsor reads and signs"), _("Awaiting signature"), 3),
    State.SUBMITTED: Stage(Turn.ASSESSOR, _("Submitted: your assessor begins the review"), _("Review not begun"), 4),
    State.IN_REVIEW: Stage(Turn.ASSESSOR, _REVIEWED, _("In review"), 5),
    State.CLARIFICATIONS: Stage(Turn.INSTITUTION, _("Your assessor asks you to clarify something"), _("Clarifications asked"), 5),
    State.SECOND_READING: Stage(Turn.SECOND_READER, _REVIEWED, _("Second reading"), 5),
    State.WITH_PANEL: Stage(Turn.PANEL, _REVIEWED, _("With the panel or named decider"), 5),
    State.DECIDED: Stage(Turn.OFFICE, _("Your feedback is being written"), _("Decided: draft feedback to show"), 6),
    State.FACTUAL_CHECK: Stage(Turn.INSTITUTION, _("Read the draft feedback for errors of fact"), _("Check of facts"), 6),
    State.RELEASED: Stage(Turn.NOBODY, _("Your feedback and the decision are here"), _("Released"), 7),
    State.WITHDRAWN: Stage(Turn.NOBODY, _("Withdrawn"), _("Withdrawn"), 0),
}
OPEN_STATES = [state for state in State if state not in (State.RELEASED, State.WITHDRAWN)]
# The states in which the institution's own text may change.
WRITING_STATES = frozenset({State.AGREED, State.ALLOCATED, State.PREPARING})
# The states in which the agreed dates bind: afterwards it is submitted, and they are past.
DATED_STATES = frozenset({State.ALLOCATED, State.PREPARING, State.AWAITING_SIGNATURE})

_COORDINATOR = frozenset({"coordinator"})
_OFFICE = frozenset({"office"})
MOVES = table(
    Move("allocate", from_states("agreed"), "allocated", _("allocated the assessor, who accepted"), _OFFICE, _("The office ends the allocation.")),
    Move("unallocate", from_states("allocated"), "agreed", _("ended the allocation"), _OFFICE, _("The office allocates again.")),
    Move("agree_dates", from_states("allocated"), "preparing", _("agreed the dates"), frozenset({"assessor", "office"}), _("Dates can be moved.")),
    Move("ask_signature", from_states("preparing"), "awaiting_signature", _("asked for signature; the content is frozen"), _COORDINATOR,
         _("The coordinator or the sponsor unfreezes.")),
    Move("unfreeze", from_states("awaiting_signature"), "preparing", _("unfroze the content, giving a reason"), frozenset({"coordinator", "sponsor"}),
         _("The coordinator asks for signature again.")),
    Move("submit", from_states("awaiting_signature"), "submitted", _("submitted exactly what was signed"), frozenset({"coordinator", "sponsor"}),
         _("None: later answers are numbered addenda.")),
    Move("begin_review", from_states("submitted"), "in_review", _("began the review"), frozenset({"assessor"}), _("None needed.")),
    Move("ask_clarification", from_states("in_review"), "clarifications", _("asked for a clarification"), frozenset({"assessor"}),
         _("The assessor withdraws the question.")),
    Move("resume_review", from_states("clarifications"), "in_review", _("has every clarification and goes on with the review"),
         frozenset({"coordinator", "assessor"}), _("The assessor asks again.")),
    Move("recommend_to_second", from_states("in_review"), "second_reading", _("recommended; a second reader looks"), frozenset({"assessor"}),
         _("The office returns it to the assessor.")),
    Move("recommend_to_panel", from_states("in_review"), "with_panel", _("recommended"), frozenset({"assessor"}), _("The decider returns it.")),
    Move("second_read", from_states("second_reading"), "with_panel", _("recorded the second view"), frozenset({"second_reader"}),
         _("The decider returns it.")),
    Move("return_to_assessor", from_states("second_reading", "with_panel"), "in_review", _("returned the recommendation, giving a reason"),
         frozenset({"office", "panel"}), _("The assessor recommends again.")),
    Move("decide", from_states("with_panel"), "decided", _("decided"), frozenset({"panel", "office"}), _("The decider withdraws it before release.")),
    Move("withdraw_decision", from_states("decided", "factual_check"), "with_panel", _("withdrew the decision before release, giving a reason"),
         frozenset({"panel", "office"}), _("The decider decides again.")),
    Move("show_draft", from_states("decided"), "factual_check", _("showed the draft feedback"), _OFFICE, _("The office withdraws the draft.")),
    Move("withdraw_draft", from_states("factual_check"), "decided", _("withdrew the draft feedback to change it"), _OFFICE,
         _("The office shows it again.")),
    Move("release", from_states("factual_check"), "released", _("released the decision"), _OFFICE, _("Reconsideration, asked for by the institution.")),
    Move("begin_next_round", from_states("released"), "preparing", _("began the next round with the criteria named"), _OFFICE,
         _("The office withdraws the journey.")),
    Move("decide_again", from_states("released", "preparing"), "with_panel", _("will be decided again after reconsideration"),
         frozenset({"panel", "office"}), _("The deciders decide.")),
    Move("withdraw", from_states(*OPEN_STATES), "withdrawn", _("withdrew the journey"), frozenset({"coordinator", "office"}),
         _("The office opens a new journey; the writing is kept.")),
)  # fmt: skip


class PartyCapacity(models.TextChoices):
    """In which capacity somebody of the scheme takes part in one journey."""

    ASSESSOR = "assessor", _("Assessor")
    SECOND_READER = "second_reader", _("Second reader")
    DECIDER = "decider", _("Decider")
    PANEL_CHAIR = "panel_chair", _("Panel chair")
