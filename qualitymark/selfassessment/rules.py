"""Who may write, share, sign and submit, and when. Each asks who first, then when, then what is missing."""

from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.evidence.models import AccessProblem, Item
from qualitymark.evidence.queries import in_working_group
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import is_recused
from qualitymark.journeys.models import Journey
from qualitymark.journeys.rules import ready_to_submit
from qualitymark.journeys.states import WRITING_STATES, State

from .models import Response, Revision, Submission
from .queries import assigned_to

SIGNERS = (Role.SPONSOR, Role.DELEGATE)
# Additions to what was sent are possible until the decision, which binds the submission and its addenda.
ADDENDUM_STATES = frozenset({State.SUBMITTED, State.IN_REVIEW, State.CLARIFICATIONS, State.SECOND_READING, State.WITH_PANEL})


def _colleague(actor: Actor, journey: Journey) -> bool:
    return actor.is_member and actor.institution_id == journey.institution_id


def can_write_now(journey: Journey) -> Verdict:
    """May the institution's own text change, as the journey stands?"""
    if journey.state in WRITING_STATES:
        return yes()
    if journey.state == State.AWAITING_SIGNATURE:
        return not_now(
            _("The text is frozen while it waits for signature."),
            _("A coordinator or the sponsor can take back the request for signature; then you can write again."),
        )
    if journey.state == State.WITHDRAWN:
        return not_now(_("This journey was withdrawn. What was written is kept and can be read."), _("Ask the office about a new journey."))
    if journey.state == State.RELEASED:
        return not_now(_("This journey is decided. What was submitted stays as it is."), _("Your next actions belong in the action plan."))
    return not_now(
        _("The self-assessment was submitted, so its text stays as it was sent."),
        _("If something must be added, your assessor can ask for a clarification, and your answer becomes a numbered addendum."),
    )


def _can_write_time(response: Response) -> Verdict:
    verdict = can_write_now(response.journey)
    if verdict and not response.open:
        return not_now(_("This criterion stands with its judgement from the last round, so it is not written again."))
    return verdict


def can_write(actor: Actor, response: Response) -> Verdict:
    """Coordinators write everywhere; a contributor where they are assigned, or where nobody is."""
    verdict = _may_write(actor, response)
    if not verdict:
        return verdict
    verdict = _can_write_time(response)
    if verdict and response.not_applicable:
        return not_now(_("This criterion is marked as not applying to you."), _("A coordinator can take that back; then you can write."))
    return verdict


def _may_write(actor: Actor, response: Response) -> Verdict:
    if actor.has_role(response.journey.institution_id, Role.COORDINATOR):
        return yes()
    if not actor.has_role(response.journey.institution_id, Role.CONTRIBUTOR):
        return no(
            _("The text is written by the coordinators and contributors of the working group."), _("Leave a comment, or ask a coordinator.")
        )
    people = assigned_to(response)
    if not people or actor.person_id in people:
        return yes()
    return no(_("A colleague writes this one."), _("Leave them a comment, or ask a coordinator to give it to you as well."))


def can_write_for(actor: Actor, response: Response) -> Verdict:
    """Enter the words of a named colleague who has no account."""
    if actor.has_role(response.journey.institution_id, Role.COORDINATOR):
        return _can_write_time(response)
    return no(_("Only a coordinator enters text for a colleague who has no account."))


def can_say_ready(actor: Actor, response: Response) -> Verdict:
    """Whoever may write it, once there is text."""
    verdict = can_write(actor, response)
    if verdict and not response.text.strip():
        return not_now(_("There is no text yet."), _("Write at least what you do now, in a few sentences."))
    return verdict


def can_coordinate(actor: Actor, journey: Journey) -> Verdict:
    """Assign, share, agree, return, say that a criterion does not apply."""
    if not actor.has_role(journey.institution_id, Role.COORDINATOR):
        return no(_("This is for the coordinators of the working group."), _("Ask one of them."))
    return can_write_now(journey)


def can_agree(actor: Actor, response: Response) -> Verdict:
    """A coordinator, while this response is written."""
    verdict = can_coordinate(actor, response.journey)
    return _can_write_time(response) if verdict else verdict


def can_set_not_applicable(actor: Actor, response: Response) -> Verdict:
    """A coordinator, while this response is written; never for a core criterion, which every institution answers."""
    verdict = can_agree(actor, response)
    if verdict and response.criterion.core:
        return not_now(
            _("This is a core criterion: every institution answers it."),
            _("If it seems out of place for you, write why, and talk it over with your assessor."),
        )
    return verdict


def can_share(actor: Actor, journey: Journey) -> Verdict:
    """A coordinator, while the institution writes."""
    return can_coordinate(actor, journey)


def can_cite(actor: Actor, response: Response, item: Item) -> Verdict:
    """Whoever may write the response, for an item of its own institution's library."""
    if item.institution_id != response.journey.institution_id:
        return no(_("This item is not in your institution's library."))
    if item.removed_at:
        return not_now(_("This item was taken out of the library."), _("Add it again, or choose another."))
    return can_write(actor, response)


def can_comment(actor: Actor, response: Response) -> Verdict:
    """The working group, until the submission is sent."""
    if not (_colleague(actor, response.journey) and in_working_group(actor)):
        return no(_("Comments are between members of the working group."))
    if response.journey.state in WRITING_STATES or response.journey.state == State.AWAITING_SIGNATURE:
        return yes()
    return not_now(_("The self-assessment was submitted, so there is nothing left to comment on here."))


def can_ask_signature(actor: Actor, journey: Journey) -> Verdict:
    """Who and when; what is missing is told line by line (queries.missing_before_signature) and refused by the operation."""
    if not actor.has_role(journey.institution_id, Role.COORDINATOR):
        return no(_("A coordinator asks for signature."), _("Tell a coordinator when your part is ready."))
    if journey.state == State.PREPARING:
        if journey.paused:
            return not_now(_("The journey is paused."), _("Ask the office to take it up again, then ask for signature."))
        return yes()
    if journey.state in WRITING_STATES:
        return not_now(_("Signature comes once your assessor has agreed the dates with you."), _("Until then you can write and plan."))
    return can_write_now(journey)


def can_unfreeze(actor: Actor, journey: Journey) -> Verdict:
    """A coordinator, the sponsor or their delegate, while a signature is awaited."""
    if not actor.has_role(journey.institution_id, Role.COORDINATOR, *SIGNERS):
        return no(_("The request for signature is taken back by a coordinator or by the sponsor."))
    if journey.state != State.AWAITING_SIGNATURE:
        return not_now(_("Nothing waits for signature now."))
    return yes()


def can_sign(actor: Actor, journey: Journey) -> Verdict:
    """The sponsor or a named delegate, and never somebody who coordinates too."""
    if not actor.has_role(journey.institution_id, *SIGNERS):
        return no(_("The senior sponsor signs, or the delegate named for them."), _("The coordinator can invite them under People."))
    if actor.has_role(journey.institution_id, Role.COORDINATOR):
        return no(
            _("Who coordinates does not sign: another, senior person vouches for the whole."),
            _("Ask the sponsor to sign, or to name a delegate who does not coordinate."),
        )
    if journey.state != State.AWAITING_SIGNATURE:
        return not_now(_("Nothing waits for your signature now."), _("You will get a message when it does."))
    return yes()


def can_submit(actor: Actor, journey: Journey) -> Verdict:
    """A coordinator, the sponsor or their delegate, once signature was asked for and the fee of a later round is settled; whether it is
    signed, the operation looks at."""
    if not actor.has_role(journey.institution_id, Role.COORDINATOR, *SIGNERS):
        return no(_("A coordinator or the sponsor submits."))
    if journey.state in (State.PREPARING, State.AGREED, State.ALLOCATED):
        return not_now(_("It has to be signed first."), _("Ask for signature when everything is ready."))
    if journey.state != State.AWAITING_SIGNATURE:
        return not_now(_("It was submitted already. Nothing more is needed."))
    return ready_to_submit(journey)


def can_add_addendum(actor: Actor, submission: Submission) -> Verdict:
    """A coordinator, from the submission until it is decided."""
    if not actor.has_role(submission.journey.institution_id, Role.COORDINATOR):
        return no(_("A coordinator adds to what was submitted, and vouches for it."), _("Give the words or the file to a coordinator."))
    return _still_open(submission)


def _still_open(submission: Submission) -> Verdict:
    later = Submission.objects.filter(journey=submission.journey_id, round__gt=submission.round)
    if submission.journey.state in ADDENDUM_STATES and not later.exists():
        return yes()
    return not_now(
        _("Nothing is added to a submission once it is decided."),
        _("If the decision rests on a mistake of fact, say so in the check of facts."),
    )


def can_replace_evidence(actor: Actor, problem: AccessProblem, submission: Submission) -> Verdict:
    """A coordinator, or the owner of the item that could not be opened."""
    mine = actor.person_id and actor.person_id in (problem.item.owner_id, problem.item.added_by_id)
    if actor.has_role(submission.journey.institution_id, Role.COORDINATOR) or (
        mine and actor.has_role(submission.journey.institution_id, Role.CONTRIBUTOR)
    ):
        return _still_open(submission)
    return no(_("The owner of the item, or a coordinator, replaces it."))


def can_erase(actor: Actor, submission: Submission) -> Verdict:
    """The office without a conflict of interest, for cause; the system, for the command of whoever runs the platform."""
    if actor.capacity == Capacity.SYSTEM:
        return yes()
    if not actor.is_office:
        return no(_("Only the scheme's office erases words for cause, and leaves a mark where they were."), _("Write to the office."))
    if is_recused(actor, submission.journey.institution):
        return no(_("You declared a conflict of interest with this institution."), _("A colleague without one can do it."))
    return yes()


def can_erase_revision(actor: Actor, revision: Revision) -> Verdict:
    """The same, for one version of a response."""
    if actor.capacity == Capacity.SYSTEM:
        return yes()
    if not actor.is_office:
        return no(_("Only the scheme's office erases words for cause, and leaves a mark where they were."), _("Write to the office."))
    if is_recused(actor, revision.response.journey.institution):
        return no(_("You declared a conflict of interest with this institution."), _("A colleague without one can do it."))
    return yes()
