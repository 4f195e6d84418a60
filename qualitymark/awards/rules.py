"""Who may do what with an award, and when. Nobody with a recusal does anything here."""

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.move import can_move
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.frameworks.models import Policy
from qualitymark.frameworks.queries import policy_in_force
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import in_force, is_recused
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import OPEN_STATES, PartyCapacity

from .models import Award, Halfway
from .queries import closed_halfway, renewal_journey_of, standing
from .states import AwardState, HalfwayState, Standing

_RECUSED = _("You have declared a connection with this institution, so its award is not yours to touch.")
_NOT_OFFICE = _("This is for the scheme's office.")


def policy_of(award: Award) -> Policy | None:
    """The policy an award began under; for one decided before the platform, the policy in force."""
    return award.policy or policy_in_force()


def halfway_day(award: Award) -> dt.date | None:
    """The day from which the half-way review opens."""
    policy = policy_of(award)
    return clock.add_months(award.starts_on, policy.halfway_month) if award.starts_on and policy else None


def halfway_to_come(award: Award) -> dt.date | None:
    """The day from which the half-way review opens, while that is still to come; None from then on."""
    day = halfway_day(award)
    return day if day is not None and day > clock.today() else None


def renewal_day(award: Award) -> dt.date | None:
    """The day from which the renewal opens."""
    policy = policy_of(award)
    return clock.add_months(award.starts_on, policy.renewal_opens_month) if award.starts_on and policy else None


def _office(actor: Actor, award: Award) -> Verdict:
    if not actor.is_office:
        return no(_NOT_OFFICE)
    return no(_RECUSED) if is_recused(actor, award.institution) else yes()


def _office_move(actor: Actor, award: Award, verb: str) -> Verdict:
    verdict = _office(actor, award)
    if verdict and award.origin == Award.Origin.PUBLIC_RECORD:
        return not_now(_("This is known from public record alone: there is no standing here to change."))
    return can_move(award, verb) if verdict else verdict


def can_suspend(actor: Actor, award: Award) -> Verdict:
    """The office without a conflict of interest, in the states the table of moves names; never an award known from public record alone."""
    return _office_move(actor, award, "suspend")


def can_lift(actor: Actor, award: Award) -> Verdict:
    """The office without a conflict of interest, while the award is suspended."""
    return _office_move(actor, award, "lift")


def can_withdraw_award(actor: Actor, award: Award) -> Verdict:
    """As can_suspend, from each state that the table of moves names."""
    return _office_move(actor, award, "withdraw")


def can_import_award(actor: Actor) -> Verdict:
    """The office, and the system's own command."""
    return yes() if actor.capacity == Capacity.SYSTEM or actor.is_office else no(_NOT_OFFICE)


def can_set_register_words(actor: Actor, award: Award) -> Verdict:
    """A coordinator or the sponsor, for an award that stands."""
    if not actor.has_role(award.institution_id, Role.COORDINATOR, Role.SPONSOR):
        return no(_("What your register page says is for a coordinator or the senior sponsor to agree."))
    if award.origin == Award.Origin.PUBLIC_RECORD or standing(award) not in (Standing.CURRENT, Standing.IN_RENEWAL):
        return not_now(_("There is no standing award here, so its register page says nothing more."))
    return yes()


def can_open_halfway(actor: Actor, award: Award) -> Verdict:
    """The system on the day, or the office from then on."""
    verdict = yes() if actor.capacity == Capacity.SYSTEM else _office(actor, award)
    if not verdict:
        return verdict
    day = halfway_day(award)
    if award.state != AwardState.IN_FORCE or day is None or award.ends_on is None or clock.today() > award.ends_on:
        return not_now(_("A half-way review belongs to an award that stands."))
    if clock.today() < day:
        return not_now(_("The half-way review opens on %(day)s."), day=date_format(day, "j F Y"))
    return yes()


def can_update_halfway(actor: Actor, halfway: Halfway) -> Verdict:
    """A coordinator of the holder, while the review is open."""
    if not actor.coordinates(halfway.award.institution_id):
        return no(_("The half-way update comes from a coordinator."), _("Tell them how your actions are going."))
    return can_move(halfway, "update")


def can_own_halfway(actor: Actor, halfway: Halfway) -> Verdict:
    """Who may say which coordinator looks after the review."""
    if not actor.coordinates(halfway.award.institution_id) and not _office(actor, halfway.award):
        return no(_("Who looks after the half-way review is for a coordinator or the office to say."))
    if halfway.state not in (HalfwayState.OPEN, HalfwayState.UPDATED):
        return not_now(_("This half-way review is closed."))
    return yes()


def can_open_letter_of_halfway(actor: Actor, ref: str) -> Verdict:
    """Whoever follows the letter to a half-way review, unless it closed without a reply before they came: then they read whom to write to."""
    closed = closed_halfway(actor, ref)
    if closed is None:
        return yes()
    return not_now(
        _("This half-way review closed on %(day)s."),
        format_lazy(_("Write to {email}: the office opens it again for you."), email=settings.OFFICE_EMAIL),
        day=date_format(closed.reply_by, "j F Y"),
    )


def can_close_halfway(actor: Actor, halfway: Halfway) -> Verdict:
    """The office, or the institution's assessor."""
    award = halfway.award
    verdict = _office(actor, award)
    if not verdict and actor.is_assessor and not is_recused(actor, award.institution) and award.decision_id:
        journey = award.decision.submission.journey_id  # type: ignore[union-attr]
        held = Party.objects.filter(in_force(), journey=journey, person_id=actor.person_id, capacity=PartyCapacity.ASSESSOR)
        verdict = yes() if held.exists() else verdict
    return can_move(halfway, "close") if verdict else verdict


def can_expire_halfway(actor: Actor, halfway: Halfway) -> Verdict:
    """The system alone, once the day to reply by (the policy's days) is past."""
    if actor.capacity != Capacity.SYSTEM:
        return no(_("A half-way review closes without a reply by its date alone."))
    if clock.today() <= halfway.reply_by:
        return not_now(_("There is still time to reply."))
    return can_move(halfway, "no_reply")


def can_reopen_halfway(actor: Actor, halfway: Halfway) -> Verdict:
    """The office without a conflict of interest, once the review is closed."""
    verdict = _office(actor, halfway.award)
    return can_move(halfway, "reopen") if verdict else verdict


def can_open_renewal(actor: Actor, award: Award) -> Verdict:
    """The system on the day; a coordinator or the office from then on. One renewal for each award."""
    allowed = actor.capacity == Capacity.SYSTEM or actor.coordinates(award.institution_id)
    verdict = yes() if allowed else _office(actor, award)
    if not verdict:
        return no(_("A renewal is begun by a coordinator or by the office.")) if not actor.is_office else verdict
    day = renewal_day(award)
    if award.state != AwardState.IN_FORCE or award.ended_on is not None or day is None:
        return not_now(_("Only an award that stands can be renewed."), _("Send a new expression of interest instead."))
    if clock.today() < day:
        return not_now(_("The renewal opens on %(day)s."), day=date_format(day, "j F Y"))
    made = renewal_journey_of(award)
    if made is not None:
        return not_now(_("The renewal of this award has begun already."))
    if _whole_journey_is_open(award):
        return not_now(
            _("Your institution has another journey under way."), _("The renewal can begin when that one is released or withdrawn.")
        )
    return yes()


def _whole_journey_is_open(award: Award) -> bool:
    return Journey.objects.filter(
        institution=award.institution, scope=award.scope, scope_names=award.scope_names, state__in=OPEN_STATES
    ).exists()
