"""Who may change the framework and the policy, and when. The command line acts as the system, under the office's own hand."""

from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.move import can_move
from qualitymark.core.verdict import Verdict, no, not_now, yes

from .models import Edition, Policy
from .states import EditionState


def can_change_scheme(actor: Actor) -> Verdict:
    """Is this somebody who looks after the framework and the policy at all?"""
    if actor.is_office or actor.capacity == Capacity.SYSTEM:
        return yes()
    return no(
        _("The framework and the policy belong to the scheme's office."), _("Write to the office if something in them should change.")
    )


def can_load_edition(actor: Actor, present: Edition | None) -> Verdict:
    """May a file be loaded over `present`, the edition of that code (None: there is none)?"""
    allowed = can_change_scheme(actor)
    if not allowed or present is None or present.state == EditionState.DRAFT:
        return allowed
    return not_now(
        _("The edition %(code)s is published, and a published edition is never changed: institutions are working on it."),
        _("Give the file a new code and say which edition it follows. A misprint or a translation can be laid over it with load_overlays."),
        code=present.code,
    )


def can_publish_edition(actor: Actor, edition: Edition) -> Verdict:
    """May this draft be published now?"""
    allowed = can_change_scheme(actor)
    if not allowed:
        return allowed
    if edition.state == EditionState.PUBLISHED:
        return not_now(_("The edition %(code)s is published already."), code=edition.code)
    if edition.follows and edition.follows.state != EditionState.PUBLISHED:
        return not_now(
            _("It follows the edition %(code)s, which is still a draft."), _("Publish that one first."), code=edition.follows.code
        )
    return can_move(edition, "publish")


def can_add_overlay(actor: Actor, edition: Edition) -> Verdict:
    """May wording be laid over this edition?"""
    allowed = can_change_scheme(actor)
    if not allowed:
        return allowed
    if edition.state == EditionState.DRAFT:
        return not_now(
            _("The edition %(code)s is still a draft."), _("Change its own file and load it again with load_framework."), code=edition.code
        )
    return yes()


def can_load_policy(actor: Actor, policy: Policy) -> Verdict:
    """May this (unsaved) policy be added? Policies are added, never changed, and each begins after all others."""
    allowed = can_change_scheme(actor)
    if not allowed:
        return allowed
    if Policy.objects.filter(code=policy.code).exists():
        return not_now(
            _("There is a policy %(code)s already, and a policy is never changed: journeys and awards keep the one they began under."),
            _("Give the file a new code and a later date."),
            code=policy.code,
        )
    latest = Policy.objects.order_by("-from_on").first()
    if latest and policy.from_on <= latest.from_on:
        return not_now(
            _("The policy %(code)s begins on %(day)s, and a new policy has to begin later."),
            _("Give the file a later date."),
            code=latest.code,
            day=latest.from_on,
        )
    if latest and policy.from_on < clock.today():
        return not_now(
            _("A new policy cannot begin in the past: something may have been promised since."),
            _("Give the file today's date, or a later one."),
        )
    return yes()
