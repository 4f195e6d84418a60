"""Who may decide, show, release and reconsider, and when. First who, then when; each refusal says why and what comes next.

Who decides is policy: a member of the panel who is a party of the journey, or a person of the office named for it, and never somebody
who assessed or read it. Nobody with a recusal does anything here.
"""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import is_recused
from qualitymark.interest.models import Scope
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.queries import capacities_in
from qualitymark.journeys.states import OPEN_STATES, PartyCapacity, State
from qualitymark.selfassessment.models import Submission

from .models import Condition, Decision, FactComment, Reconsideration
from .queries import last_day_to_ask, standing_decision
from .states import ReconsiderationState

_DECIDERS = frozenset({PartyCapacity.DECIDER, PartyCapacity.PANEL_CHAIR})
_SIGNERS = (Role.COORDINATOR, Role.SPONSOR)
_DECIDED = frozenset({State.DECIDED, State.FACTUAL_CHECK, State.RELEASED})
# The submission is with the deciders, or may yet come back to them: a decision withdrawn, a recommendation made again.
_BEFORE_RELEASE = frozenset(
    {State.IN_REVIEW, State.CLARIFICATIONS, State.SECOND_READING, State.WITH_PANEL, State.DECIDED, State.FACTUAL_CHECK}
)
_RECUSED = _("You have declared a connection with this institution, so its decision is not yours to touch.")
_ENDED = _("This condition ended on %(day)s: its decision was set aside.")
_NOT_OFFICE = _("This is for the scheme's office.")
_NOT_MEMBER = _("This is for a coordinator or the senior sponsor of the institution.")


def was_reader(actor: Actor, journey: Journey) -> bool:
    """Did this person ever assess or second-read the journey? Then they never decide it."""
    readers = (PartyCapacity.ASSESSOR, PartyCapacity.SECOND_READER)
    return Party.objects.filter(journey=journey, person_id=actor.person_id, capacity__in=readers).exists()


def is_decider(actor: Actor, journey: Journey) -> Verdict:
    """Is it this actor's to decide on this journey, whatever its state?"""
    panel = journey.policy.decider == Policy.Decider.PANEL
    if not (actor.is_panel if panel else actor.is_office):
        if panel:
            return no(_("The panel decides on this submission."), _("The office can say who is on it."))
        return no(_("A named person of the office decides on this submission."))
    if is_recused(actor, journey.institution):
        return no(_RECUSED)
    if was_reader(actor, journey):
        return no(_("You read this submission as its assessor or second reader, so somebody else decides."))
    if not capacities_in(actor, journey) & _DECIDERS:
        return no(_("You are not named among those who decide on this submission."), _("The office names them."))
    return yes()


def can_decide(actor: Actor, journey: Journey) -> Verdict:
    """The deciders of this journey (`is_decider`), while it is with them. Of two people the second is told who was first, and when."""
    verdict = is_decider(actor, journey)
    if not verdict or journey.state == State.WITH_PANEL:
        return verdict
    found = standing_decision(journey) if journey.state in _DECIDED else None
    if found is None:
        return not_now(_("It cannot be decided now: it stands at “%(state)s”."), state=journey.get_state_display())
    return not_now(
        _("It is decided already: %(name)s did so on %(day)s at %(time)s."),
        _("Read that decision. Until it is released it can be withdrawn, and then you decide again."),
        name=found.decided_by.name,
        **clock.told(found.decided_at),
    )


def can_keep_draft(actor: Actor, journey: Journey) -> Verdict:
    """The deciders, from the review to the release: what somebody typed too late waits for them should it come back."""
    verdict = is_decider(actor, journey)
    if verdict and journey.state not in _BEFORE_RELEASE:
        return not_now(_("Nothing is kept for later once the decision has been released."))
    return verdict


def opens_core_again(left: list[str]) -> Verdict:
    """May a “not yet” leave these core criteria (codes), each at “not yet”, out of what opens again? None: what does not open again stands,
    and no later round could be awarded without conditions."""
    if not left:
        return yes()
    return not_now(
        _("A core criterion at “not yet” opens again in the next round. Not among those to revisit: %(codes)s."),
        _(
            "Name it among those to revisit, or look at its judgement again: left out, it stands, and the next round is only awarded with conditions."
        ),
        codes=", ".join(left),
    )


def can_withdraw_decision(actor: Actor, decision: Decision) -> Verdict:
    """The deciders, from the decision to its release; after that the institution may ask for reconsideration."""
    journey = decision.submission.journey
    verdict = is_decider(actor, journey)
    if verdict and (decision.released_at or decision.withdrawn_at or journey.state not in (State.DECIDED, State.FACTUAL_CHECK)):
        return not_now(
            _("Only a standing decision that has not been released can be withdrawn."),
            _("After release the institution may ask for reconsideration."),
        )
    return verdict


def _office(actor: Actor, decision: Decision) -> Verdict:
    if not actor.is_office:
        return no(_NOT_OFFICE)
    return no(_RECUSED) if is_recused(actor, decision.submission.journey.institution) else yes()


def can_show_draft(actor: Actor, decision: Decision) -> Verdict:
    """The office without a conflict of interest, once it is decided and not yet shown."""
    verdict = _office(actor, decision)
    if verdict and (decision.withdrawn_at or decision.released_at or decision.submission.journey.state != State.DECIDED):
        return not_now(_("There is no decided feedback waiting to be shown."))
    return verdict


def can_withdraw_draft(actor: Actor, decision: Decision) -> Verdict:
    """The office without a conflict of interest, while the institution checks the facts."""
    verdict = _office(actor, decision)
    if verdict and (decision.withdrawn_at or decision.released_at or decision.submission.journey.state != State.FACTUAL_CHECK):
        return not_now(_("The draft feedback is not with the institution now."))
    return verdict


def can_correct_words(actor: Actor, decision: Decision) -> Verdict:
    """The office corrects errors of fact in the feedback; never a level, an outcome or the reasons."""
    verdict = _office(actor, decision)
    if verdict and (decision.withdrawn_at or decision.released_at):
        return not_now(_("The words of a released or withdrawn decision stand as they are."))
    return verdict


def can_answer_fact_comment(actor: Actor, comment: FactComment) -> Verdict:
    """The office without a conflict of interest, once for each comment, before release or withdrawal."""
    verdict = _office(actor, comment.decision)
    if verdict and comment.answered_at:
        return not_now(_("Somebody has already answered this comment."))
    if verdict and (comment.decision.withdrawn_at or comment.decision.released_at):
        return not_now(_("The decision has been released or withdrawn, so comments on its draft are closed."))
    return verdict


def _member(actor: Actor, decision: Decision) -> Verdict:
    return yes() if actor.has_role(decision.submission.journey.institution_id, *_SIGNERS) else no(_NOT_MEMBER)


def can_comment_on_facts(actor: Actor, decision: Decision) -> Verdict:
    """A coordinator or the senior sponsor, during the check of facts: until the policy's last day, or until they said they had
    finished."""
    verdict = _member(actor, decision)
    if not verdict:
        return verdict
    if decision.withdrawn_at or decision.released_at or decision.submission.journey.state != State.FACTUAL_CHECK:
        return not_now(_("There is no draft feedback to check now."))
    if decision.facts_done_at:
        return not_now(
            _("Your institution has said that it has finished checking the draft."), _("Write to the office if something was missed.")
        )
    if decision.facts_by and clock.today() > decision.facts_by:
        return not_now(_("The time for checking the draft has ended."), _("Write to the office if something was missed."))
    return yes()


def can_finish_fact_check(actor: Actor, decision: Decision) -> Verdict:
    """Whoever may comment, as long as they may."""
    return can_comment_on_facts(actor, decision)


def can_release(actor: Actor, decision: Decision) -> Verdict:
    """The office without a conflict of interest, once the check of facts is over, each comment answered, and a next round's last day
    still to come."""
    verdict = _office(actor, decision)
    if not verdict:
        return verdict
    if decision.released_at and decision.released_by:
        return not_now(
            _("It is released already: %(name)s released it on %(day)s at %(time)s."),
            _("Nothing more is needed. Its page shows how it stands."),
            name=decision.released_by.name,
            **clock.told(decision.released_at),
        )
    if decision.withdrawn_at or decision.submission.journey.state != State.FACTUAL_CHECK:
        return not_now(_("It can be released once the institution has been shown the draft feedback."))
    if decision.next_last_on and decision.next_last_on <= clock.today():
        return not_now(
            _("The last day of the next round, %(day)s, has come: the institution would have no time."),
            _("Ask those who decided to withdraw the decision and to set another day."),
            day=date_format(decision.next_last_on, "j F Y"),
        )
    if not decision.facts_done_at and decision.facts_by and clock.today() <= decision.facts_by:
        return not_now(
            _("The institution may still find errors of fact until %(day)s."),
            _("Release it the day after, or as soon as the institution says that it has finished."),
            day=date_format(decision.facts_by, "j F Y"),
        )
    if decision.fact_comments.filter(answered_at=None).exists():
        return not_now(_("A comment of the institution on the draft has no answer yet."), _("Answer each comment, then release."))
    return yes()


def can_ask_reconsideration(actor: Actor, decision: Decision) -> Verdict:
    """A coordinator or the senior sponsor, once for a released decision, within the days of the policy (`reconsideration_days`) and
    before the next round has gone on to signature."""
    verdict = _member(actor, decision)
    if not verdict:
        return verdict
    if not decision.released_at or decision.withdrawn_at:
        return not_now(_("A decision can be reconsidered once it has been released."))
    if Reconsideration.objects.filter(decision=decision).exists():
        return not_now(_("Your institution has already asked for reconsideration of this decision."))
    last = last_day_to_ask(decision)
    if last is not None and clock.today() > last:
        return not_now(
            _("Reconsideration of this decision could be asked for until the end of %(day)s."),
            _("Write to the office about it."),
            day=date_format(last, "j F Y"),
        )
    if Submission.objects.filter(journey=decision.submission.journey_id, round__gt=decision.submission.round).exists() or (
        decision.submission.journey.state not in (State.RELEASED, State.PREPARING)
    ):
        return not_now(_("Your next round has gone too far to look back at this decision."), _("Write to the office about it."))
    return yes()


def can_answer_reconsideration(actor: Actor, reconsideration: Reconsideration) -> Verdict:
    """A person of the office or a member of the panel who takes part in the journey: not who decided, not who read."""
    decision = reconsideration.decision
    journey = decision.submission.journey
    if not (actor.is_office or (actor.is_panel and capacities_in(actor, journey) & _DECIDERS)):
        return no(_("Reconsideration is for the office or a member of the panel named for it."))
    if is_recused(actor, journey.institution):
        return no(_RECUSED)
    if actor.person_id == decision.decided_by_id or was_reader(actor, journey):
        return no(
            _("You took part in this decision, so somebody else looks at it again."),
            _("Another person of the office or the panel can open this page."),
        )
    if reconsideration.state != ReconsiderationState.ASKED:
        return not_now(_("This has been answered."))
    return yes()


def can_decide_again(decision: Decision) -> Verdict:
    """Can it be decided again now? Not once the institution has gone on from it, nor beside another open journey of the whole."""
    journey = decision.submission.journey
    if journey.state not in (State.RELEASED, State.PREPARING):
        return not_now(
            _("The institution has gone on: its journey stands at “%(state)s”, so the decision cannot be set aside now."),
            _("Say that the decision stands, or wait until the journey is back at “Preparing”."),
            state=journey.get_state_display(),
        )
    others = Journey.objects.filter(institution=journey.institution_id, scope=Scope.WHOLE, state__in=OPEN_STATES).exclude(pk=journey.pk)
    if journey.scope == Scope.WHOLE and others.exists():
        return not_now(
            _("Another journey of the whole institution is open, and two at once cannot be."),
            _("Say that the decision stands, or withdraw the other journey first."),
        )
    return yes()


def can_say_condition_met(actor: Actor, condition: Condition) -> Verdict:
    """A coordinator or the sponsor, while the condition of a released decision is open; again, where there is more to say."""
    verdict = _member(actor, condition.decision)
    if verdict and condition.met_at:
        return not_now(_("The office has recorded this condition as met."), _("Nothing is left for you to do."))
    if verdict and condition.ended_at:
        return not_now(_ENDED, _("Nothing is left for you to do."), day=clock.told(condition.ended_at)["day"])
    if verdict and (not condition.decision.released_at or condition.decision.withdrawn_at):
        return not_now(_("Only an open condition of a released decision can be reported as met."))
    return verdict


def can_answer_not_met(actor: Actor, condition: Condition) -> Verdict:
    """The office without a conflict of interest, while the institution's word that it is met waits for an answer."""
    verdict = _office(actor, condition.decision)
    if not verdict:
        return verdict
    if condition.met_at:
        return not_now(_("This condition is recorded as met."), _("Nothing more is needed."))
    if condition.ended_at:
        return not_now(_ENDED, _("Nothing more is needed."), day=clock.told(condition.ended_at)["day"])
    if not condition.said_at or not condition.decision.released_at or condition.decision.withdrawn_at:
        return not_now(
            _("The institution has not said anything about this condition that waits for an answer."),
            _("Open the decision: it shows what was said and answered before."),
        )
    return verdict


def can_meet_condition(actor: Actor, condition: Condition) -> Verdict:
    """The office without a conflict of interest, for an open condition of a released decision."""
    verdict = _office(actor, condition.decision)
    if verdict and condition.ended_at:
        return not_now(_ENDED, _("Nothing more is needed."), day=clock.told(condition.ended_at)["day"])
    if verdict and (condition.met_at or not condition.decision.released_at or condition.decision.withdrawn_at):
        return not_now(_("Only an open condition of a released decision can be recorded as met."))
    return verdict
