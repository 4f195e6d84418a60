"""Every change to improvement actions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.refs import new_ref, new_token, token_digest
from qualitymark.core.rows import hold, hold_all, make_once
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, Refused, not_now
from qualitymark.evidence.rules import nothing_waits_for_signature
from qualitymark.institutions.models import Institution
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import OPEN_STATES

from . import notices, rules
from .models import Action, ActionCriterion, ActionLink, ProgressNote
from .reading import PlanRow

LINK_DAYS = 60
JUST_SENT = dt.timedelta(minutes=5)


def _plan_moves(institution_id: int) -> None:
    """Hold the institution's open journeys; refused while one waits for signature, because its plan is being signed."""
    nothing_waits_for_signature(hold_all(Journey.objects.filter(institution_id=institution_id, state__in=OPEN_STATES))).enforce()


@transaction.atomic
def add_action(
    institution: Institution,
    *,
    by: Actor,
    what: str,
    journey: Journey | None = None,
    why: str = "",
    measure: str = "",
    criteria: Iterable[str] = (),
    owner: Person | None = None,
    owner_name: str = "",
    owner_email: str = "",
    department: str = "",
    priority: str = Action.Priority.NORMAL,
    start_on: dt.date | None = None,
    due_on: dt.date | None = None,
    carried_from: Action | None = None,
    ref: str = "",
) -> Action:
    """What, why, which criteria (stable codes), who, by when, how we will know. `ref` is the form's own mark: the same form sets one action.
    Refused without a what, and while a signature is awaited."""
    rules.can_add_action(by, institution).enforce()
    _plan_moves(institution.pk)
    action, new = make_action(
        institution, by=by, journey=journey, what=what, why=why, measure=measure, criteria=criteria, owner=owner, owner_name=owner_name,
        owner_email=owner_email, department=department, priority=priority, start_on=start_on, due_on=due_on, carried_from=carried_from, ref=ref,
    )  # fmt: skip
    if new:
        record("add", action, by=by, facts={"criteria": sorted(criteria)}, detail={"owner_name": owner_name} if owner_name else None)
    return action


def make_action(
    institution: Institution, *, by: Actor, what: str, criteria: Iterable[str] = (), ref: str = "", **facts: Any
) -> tuple[Action, bool]:
    """The row and its criteria, and whether it is new, for operations that have enforced their own rule (an import, a carried plan). The
    caller records."""
    if not what.strip():
        raise Refused(not_now(_("Say what you will do.")))
    for name in ("why", "measure", "owner_name", "owner_email", "department"):
        facts[name] = facts.get(name, "").replace("\r\n", "\n").strip()
    said = {"what": what.strip()[:300], "added_at": clock.now(), "added_by": by.person}
    action, new = make_once(Action, ref, institution=institution, **said, **facts)
    if new:
        ActionCriterion.objects.bulk_create([ActionCriterion(action=action, code=code) for code in sorted(set(criteria))])
    return action, new


@transaction.atomic
def import_actions(
    institution: Institution, *, by: Actor, rows: Iterable[PlanRow], journey: Journey | None = None, award: str = ""
) -> list[Action]:
    """A whole plan from a table (reading.read_plan). An action of the same words and date that stands already is left as it is, so that a
    repeat adds nothing. `journey` is the one in which they were set, `award` the number of the award that they go with, for the record. The
    actions that were added. Refused while a signature is awaited."""
    rules.can_import_actions(by, institution).enforce()
    _plan_moves(institution.pk)
    standing = set(Action.objects.filter(institution=institution, removed_at=None).values_list("what", "due_on"))
    added = []
    for row in rows:
        if (row.what, row.due_on) not in standing:
            standing.add((row.what, row.due_on))
            facts = {name: value for name, value in vars(row).items() if name != "line"}
            added.append(make_action(institution, by=by, journey=journey, **facts)[0])
    if added:
        facts = {"actions": [action.ref for action in added]} | ({"award": award} if award else {})
        record("import_actions", institution, by=by, facts=facts)
    return added


@transaction.atomic
def change_action(action: Action, *, by: Actor, version: int, criteria: Iterable[str] | None = None, **facts: Any) -> Action:
    """Other words, owner, date or criteria. `version` is the one the writer began from: a change in between is told, never overwritten."""
    _plan_moves(action.institution_id)
    action = hold(action)
    rules.can_change_action(by, action).enforce()
    if version != action.version:
        raise Refused(not_now(SOMEBODY_ELSE_DID))
    if not facts.get("what", action.what).strip():
        raise Refused(not_now(_("Say what you will do.")))
    changed = sorted(name for name, value in facts.items() if getattr(action, name) != value)
    codes = sorted(action.criteria.values_list("code", flat=True))
    wanted = codes if criteria is None else sorted(set(criteria))
    if not changed and wanted == codes:
        return action
    for name in changed:
        setattr(action, name, facts[name])
    action.version += 1
    action.save(update_fields=[*changed, "version"])
    if wanted != codes:
        action.criteria.all().delete()
        ActionCriterion.objects.bulk_create([ActionCriterion(action=action, code=code) for code in wanted])
        changed.append("criteria")
    record("change_words", action, by=by, facts={"changed": changed, "version": action.version})
    return action


@transaction.atomic
def report_progress(action: Action, *, by: Actor, verb: str = "", text: str = "") -> Action:
    """How it is going: a move of the action's own table (start, finish, change, stop, plan) or none, and words. Refused: neither of them,
    a stop without a reason."""
    _plan_moves(action.institution_id)
    action = hold(action)
    rules.can_report_progress(by, action).enforce()
    text = text.replace("\r\n", "\n").strip()[:5000]
    if verb and verb not in action.MOVES:
        raise Refused(not_now(_("Choose how the action is going.")))
    if verb and action.MOVES[verb].target == action.state:
        verb = ""
    if not verb and not text:
        return action
    if verb == "stop" and not text:
        raise Refused(not_now(_("Say why the action stops, so that others can follow.")))
    target = action.MOVES[verb].target if verb else action.state
    last = action.notes.order_by("-pk").first()
    if last is not None and not verb and last.text == text and last.state == target:
        return action  # the same form, sent twice
    by_name = "" if by.person else by.on_behalf_of
    ProgressNote.objects.create(action=action, state=target, text=text, at=clock.now(), by=by.person, by_name=by_name)
    if verb:
        move(action, verb, by=by, version=action.version + 1)
    else:
        record("report_progress", action, by=by)
    return action


@transaction.atomic
def remove_action(action: Action, *, by: Actor) -> Action:
    """Out of the plan; what was submitted keeps it."""
    _plan_moves(action.institution_id)
    action = hold(action)
    rules.can_remove_action(by, action).enforce()
    if action.removed_at is None:
        action.removed_at = clock.now()
        action.save(update_fields=["removed_at"])
        record("remove", action, by=by)
    return action


@transaction.atomic
def send_link(action: Action, *, by: Actor, ref: str = "") -> ActionLink:
    """Mail the owner without an account a link to this action alone. Earlier links to it end. `ref` is the form's own mark: the same form
    sends one letter. Refused where a link went to the same address within the last minutes: the second would end the first."""
    action = hold(action)
    rules.can_send_link(by, action).enforce()
    made = action.links.filter(ref=ref).first() if ref else None
    if made is not None:
        return made
    token, now = new_token(), clock.now()
    earlier = action.links.filter(withdrawn_at=None)
    if earlier.filter(email__iexact=action.owner_email, sent_at__gt=now - JUST_SENT).exists():
        not_now(
            _("A link was just sent to %(email)s, so no second one was: it would end the first."),
            _("Ask them to look into their letters, also among those put aside as unwanted; you can send another in a few minutes."),
            email=action.owner_email,
        ).enforce()
    earlier.update(withdrawn_at=now)
    expires_on = clock.today() + dt.timedelta(days=LINK_DAYS)
    link = ActionLink.objects.create(
        ref=ref or new_ref(), action=action, token_digest=token_digest(token), email=action.owner_email, sent_at=now,
        expires_at=clock.end_of(expires_on),
    )  # fmt: skip
    notices.link_sent(action, token, expires_on)
    record("send_link", action, by=by, facts={"link": link.ref}, detail={"email": action.owner_email})
    return link


def actor_of_link(link: ActionLink) -> Actor:
    """Who acts through a link: nobody by account, the owner by name."""
    action = link.action
    return Actor(
        capacity=Capacity.LINK, through="link", link=f"actionplan.Action:{action.ref}", on_behalf_of=action.owner_name or link.email
    )
