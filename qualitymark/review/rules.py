"""Who may judge, ask, recommend and return, and when? Who first, then when, then what is missing."""

from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor
from qualitymark.core.move import can_move
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.institutions.queries import is_recused
from qualitymark.journeys.models import Journey
from qualitymark.journeys.queries import capacities_in
from qualitymark.journeys.states import PartyCapacity, State
from qualitymark.selfassessment.models import Submission

from .models import Clarification, View
from .queries import DECIDING, Missing, missing_in, own_second_view, standing_view, view_beside
from .states import Outcome, ViewState

_CONFLICT = _("You declared a conflict of interest with this institution, so this is not yours to do.")
LONGEST = 20_000  # characters of the words on one criterion or area; a page is 3,000
_REVIEW_STATES = frozenset({State.IN_REVIEW, State.CLARIFICATIONS})


def _takes_part(actor: Actor, journey: Journey, capacity: str) -> Verdict:
    if is_recused(actor, journey.institution):
        return no(_CONFLICT)
    if not actor.is_assessor or capacity not in capacities_in(actor, journey):
        if capacity == PartyCapacity.SECOND_READER:
            return no(_("Only the second reader of this journey does this."))
        return no(_("Only the assessor of this journey does this."))
    return yes()


def can_begin_review(actor: Actor, journey: Journey) -> Verdict:
    """The assessor, once it is submitted; or a new assessor who takes a review over, with a view of their own."""
    who = _takes_part(actor, journey, PartyCapacity.ASSESSOR)
    if not who:
        return who
    if journey.state in _REVIEW_STATES:
        return yes()
    if journey.state != State.SUBMITTED:
        return not_now(
            _("A review begins once the institution has submitted. It stands at “%(state)s”."), state=journey.get_state_display()
        )
    return yes()


def _own_open(actor: Actor, view: View) -> Verdict:
    journey = view.submission.journey
    who = _takes_part(actor, journey, view.capacity)
    if not who:
        return who
    if view.person_id != actor.person_id:
        return no(_("This view is another reader's."), _("Yours is on your own review page."))
    if view.ended_at is not None:
        return no(_("Another reader has taken this over."))
    if view.state == ViewState.RECORDED:
        return not_now(_("Your view is recorded and cannot be changed."), _("If it has to be, ask the office to return it to you."))
    if view.submission.round != journey.round:
        return not_now(_("This is the view of an earlier round."))
    return yes()


def can_judge(actor: Actor, view: View) -> Verdict:
    """One's own open view: the assessor in review (also while a question is open), the second reader in second reading."""
    verdict = _own_open(actor, view)
    if not verdict:
        return verdict
    journey = view.submission.journey
    states = _REVIEW_STATES if view.capacity == PartyCapacity.ASSESSOR else {State.SECOND_READING}
    if journey.state not in states:
        return not_now(_("Nothing is judged while it stands at “%(state)s”."), state=journey.get_state_display())
    return yes()


def judgement_agrees(code: str, outcome: str, words: str, suggestion: str, share_worthy: bool) -> Verdict:
    """Does a judgement of a criterion agree with itself? A reader's as the deciders'. What is not there yet is not worth sharing, and who
    says “with suggestions” makes one."""
    if share_worthy and outcome == Outcome.NOT_YET:
        return not_now(
            _("%(code)s cannot be “not yet” and worth sharing at once."),
            _("Choose another judgement, or take “worth sharing” away."),
            code=code,
        )
    if outcome == Outcome.WITH_SUGGESTIONS and not suggestion.strip():
        return not_now(_("%(code)s is met with suggestions: say what you suggest."), _("Or choose another judgement."), code=code)
    if max(len(words), len(suggestion)) > LONGEST:
        return not_now(_("The words on %(code)s are longer than 20,000 characters."), _("Say it in fewer words."), code=code)
    return yes()


def can_ask(actor: Actor, view: View) -> Verdict:
    """A clarification is asked by the assessor; a second reader reads what there is."""
    if view.capacity != PartyCapacity.ASSESSOR:
        return no(_("Only the assessor asks the institution for clarifications."), _("Say in your reasons what you missed."))
    return can_judge(actor, view)


def can_withdraw_question(actor: Actor, clarification: Clarification) -> Verdict:
    """The journey's assessor, while the question waits for its answer."""
    who = _takes_part(actor, clarification.submission.journey, PartyCapacity.ASSESSOR)
    return who if not who else can_move(clarification, "withdraw")


def can_answer(actor: Actor, clarification: Clarification) -> Verdict:
    """A coordinator attests the answer; it becomes a numbered addendum and the submission stays as it was signed."""
    journey = clarification.submission.journey
    if not actor.coordinates(journey.institution_id):
        return no(_("A coordinator of the institution answers for it."), _("Ask your coordinator to send the answer."))
    possible = can_move(clarification, "answer")
    if possible and journey.state != State.CLARIFICATIONS:
        return not_now(_("Questions are not answered while it stands at “%(state)s”."), state=journey.get_state_display())
    return possible


def _complete(missing: Missing) -> Verdict:
    if missing.open_questions:
        codes = ", ".join(each.criterion.code for each in missing.open_questions)
        return not_now(_("A question is still open: %(codes)s."), _("Wait for the answer, or withdraw the question."), codes=codes)
    if missing.criteria:
        codes = ", ".join(each.code for each in missing.criteria)
        return not_now(_("Still to be judged: %(codes)s."), _("Judge these first; your recommendation can wait."), codes=codes)
    if missing.areas:
        codes = ", ".join(each.code for each in missing.areas)
        return not_now(_("Areas still without a judgement: %(codes)s."), _("Judge these areas first."), codes=codes)
    return yes()


def can_recommend(actor: Actor, view: View) -> Verdict:
    """The assessor, in review, with everything judged and no question open."""
    if view.capacity != PartyCapacity.ASSESSOR:
        return no(_("The assessor recommends; a second reader records a second view."))
    verdict = _own_open(actor, view)
    if not verdict:
        return verdict
    journey = view.submission.journey
    if journey.state not in _REVIEW_STATES:
        return not_now(_("Nothing is recommended while it stands at “%(state)s”."), state=journey.get_state_display())
    complete = _complete(missing_in(view))
    if complete and journey.state != State.IN_REVIEW:
        return not_now(_("Nothing is recommended while it stands at “%(state)s”."), state=journey.get_state_display())
    return complete


def can_begin_second(actor: Actor, submission: Submission) -> Verdict:
    """The second reader, once the assessor has recommended; never somebody who has written a view of this submission as assessor."""
    journey = submission.journey
    who = _takes_part(actor, journey, PartyCapacity.SECOND_READER)
    if not who:
        return who
    if View.objects.filter(submission__journey=journey, person_id=actor.person_id, capacity=PartyCapacity.ASSESSOR).exists():
        return no(_("You have written a view of this as its assessor, so somebody else reads it second."))
    if journey.state != State.SECOND_READING or submission.round != journey.round:
        return not_now(
            _("The second reading begins once the assessor has recommended. It stands at “%(state)s”."), state=journey.get_state_display()
        )
    return yes()


def can_record_second(actor: Actor, view: View) -> Verdict:
    """The second reader, with every area and the core criteria judged."""
    if view.capacity != PartyCapacity.SECOND_READER:
        return no(_("Only the second reader of this journey does this."))
    verdict = can_judge(actor, view)
    return verdict if not verdict else _complete(missing_in(view))


def can_compare(actor: Actor, journey: Journey) -> Verdict:
    """The second reader, once their own view is recorded, reads the assessor's beside it; never before."""
    who = _takes_part(actor, journey, PartyCapacity.SECOND_READER)
    if not who:
        return who
    own = own_second_view(actor, journey)
    if own is None or own.state != ViewState.RECORDED:
        return not_now(_("You see the assessor's view only once yours is recorded."), _("Record your own view first."))
    if view_beside(actor, own) is None:
        return not_now(_("The assessor's view was returned to them and is not recorded again yet."), _("Come back once it is."))
    return yes()


def can_return(actor: Actor, submission: Submission) -> Verdict:
    """The office while it is with the second reader; the deciders, once it is with them. Never somebody with a view of their own in it."""
    journey = submission.journey
    if is_recused(actor, journey.institution):
        return no(_CONFLICT)
    decides = (actor.is_panel or actor.is_office) and not capacities_in(actor, journey).isdisjoint(DECIDING)
    if not (decides or actor.is_office):
        return no(_("The office, or who decides, returns a recommendation to the assessor."))
    if View.objects.filter(submission=submission, person_id=actor.person_id).exists():
        return no(_("You have a view of your own in this, so somebody else returns it."))
    if journey.state == State.WITH_PANEL and not decides:
        return no(_("It is with those who decide: they return it."), _("Ask one of them."))
    if journey.state not in (State.SECOND_READING, State.WITH_PANEL) or standing_view(submission, PartyCapacity.ASSESSOR) is None:
        return not_now(_("There is no recommendation to return. It stands at “%(state)s”."), state=journey.get_state_display())
    return yes()
