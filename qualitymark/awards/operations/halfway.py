"""The light-touch review half-way through the term: from the action plan, with an owner, without any judgement."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.actionplan.models import Action
from qualitymark.actionplan.queries import standing_once
from qualitymark.awards.models import Award, Halfway, HalfwayAction
from qualitymark.awards.notices import tell_halfway_closed, tell_halfway_opened, tell_halfway_updated
from qualitymark.awards.rules import (
    can_close_halfway,
    can_expire_halfway,
    can_open_halfway,
    can_own_halfway,
    can_reopen_halfway,
    can_update_halfway,
    policy_of,
)
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import ChangedMeanwhile, not_now
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in


@transaction.atomic
def open_halfway(award: Award, *, by: Actor) -> Halfway:
    """Open the review of an award, filled with the institution's improvement actions as they stand. One for each award: a repeat gives it.

    The first coordinator looks after it until somebody else is named; coordinators and the sponsor are told.
    """
    award = hold(award)
    made = Halfway.objects.filter(award=award).first()
    if made is not None:
        return made
    can_open_halfway(by, award).enforce()
    policy = policy_of(award)
    days = policy.halfway_reply_days if policy else 42
    halfway = Halfway.objects.create(
        award=award,
        owner=people_in(award.institution, Role.COORDINATOR).first(),
        opened_on=clock.today(),
        reply_by=clock.today() + dt.timedelta(days=days),
    )
    actions = standing_once(Action.objects.filter(institution=award.institution, removed_at=None))
    HalfwayAction.objects.bulk_create(HalfwayAction(halfway=halfway, action=each, state_then=each.state) for each in actions)
    tell_halfway_opened(halfway)
    record("open", halfway, by=by, after=halfway.state, facts={"award": award.ref, "reply_by": halfway.reply_by.isoformat()})
    return halfway


@transaction.atomic
def own_halfway(halfway: Halfway, *, by: Actor, owner: Person) -> Halfway:
    """Say which coordinator looks after the review."""
    halfway = hold(halfway)
    can_own_halfway(by, halfway).enforce()
    if not people_in(halfway.award.institution, Role.COORDINATOR).filter(pk=owner.pk).exists():
        not_now(_("Choose somebody who coordinates at the institution today.")).enforce()
    Halfway.objects.filter(pk=halfway.pk).update(owner=owner)
    record("own", halfway, by=by, facts={"owner": owner.ref})
    return hold(halfway)


@transaction.atomic
def update_halfway(halfway: Halfway, *, by: Actor, text: str, version: int | None = None) -> Halfway:
    """Send the institution's update in words; how each action is going stands with the action. Sending again replaces the words.
    A `version` other than the standing one raises ChangedMeanwhile."""
    halfway = hold(halfway)
    can_update_halfway(by, halfway).enforce()
    if not text.strip():
        not_now(_("Say in a few words how it is going.")).enforce()
    if halfway.state == "updated" and halfway.update_text == text:
        return halfway
    if version is not None and halfway.version != version:
        raise ChangedMeanwhile(halfway, halfway.version)
    sent = {"update_text": text, "update_at": clock.now(), "update_by": by.person, "version": halfway.version + 1}
    move(halfway, "update", by=by, **sent)
    tell_halfway_updated(halfway)
    return halfway


@transaction.atomic
def close_halfway(halfway: Halfway, *, by: Actor, note: str) -> Halfway:
    """Close the review after the conversation, with a note of it that the institution reads. No judgement comes of it."""
    halfway = hold(halfway)
    can_close_halfway(by, halfway).enforce()
    if not note.strip():
        not_now(_("Note what was talked about.")).enforce()
    move(halfway, "close", by=by, note=note, noted_at=clock.now())
    tell_halfway_closed(halfway)
    return halfway


@transaction.atomic
def expire_halfway(halfway: Halfway, *, by: Actor) -> Halfway:
    """Close a review that nobody replied to in time. The office alone knows: no letter goes out and no list says so; who
    follows an earlier letter to it reads that it has closed and whom to write to."""
    halfway = hold(halfway)
    can_expire_halfway(by, halfway).enforce()
    move(halfway, "no_reply", by=by)
    return halfway


@transaction.atomic
def reopen_halfway(halfway: Halfway, *, by: Actor) -> Halfway:
    """Open a closed review again, with fresh days to reply."""
    halfway = hold(halfway)
    can_reopen_halfway(by, halfway).enforce()
    policy = policy_of(halfway.award)
    move(halfway, "reopen", by=by, reply_by=clock.today() + dt.timedelta(days=policy.halfway_reply_days if policy else 42))
    tell_halfway_opened(halfway)
    return halfway
