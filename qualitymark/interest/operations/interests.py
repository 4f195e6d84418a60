"""An expression of interest, from arrival to the office's answer."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import VISITOR, Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold, hold_absent, make_once
from qualitymark.core.verdict import Refused, not_now
from qualitymark.institutions.models import Institution

from ..models import Conversation, Interest, ReadinessAnswer, Scope
from ..notices import tell_not_yet, tell_received
from ..queries import SAME_WITHIN
from ..rules import can_match, can_reopen, can_say_not_yet, can_talk, can_withdraw_interest

# What the sender tells, beside the institution and the readiness answers.
TOLD = [
    "scope", "scope_names", "contact_name", "contact_role", "contact_email", "contact_phone", "senior_name", "senior_role", "senior_email",
    "says_member", "cohort_name", "language", "message",
]  # fmt: skip


@transaction.atomic
def send_interest(
    *,
    institution: Institution | None,
    typed_name: str = "",
    typed_nation: str = "",
    typed_kind: str = "",
    readiness: dict[str, str] | None = None,
    ref: str = "",
    **told: Any,
) -> Interest:
    """Write down an expression of interest, confirm it to the contact, and tell the office.

    `institution` is None for one "not on the list", which then has a typed name. `readiness` holds answers by area code, sent along because
    the sender chose to. `ref` is the form's own mark: the same form, or the same interest from the same address within half an hour, makes
    one row. A further interest of the institution is another row: the office sees both, the sender is told nothing of the first.
    """
    unknown = set(told) - set(TOLD)
    if unknown:
        raise TypeError(f"Not part of an interest: {', '.join(sorted(unknown))}")
    if institution is None and not typed_name:
        raise Refused(not_now(_("Say which institution this is about.")))
    if told["contact_email"].lower() == told["senior_email"].lower():
        raise Refused(not_now(_("The senior person is another person than the contact, with an address of their own.")))
    if told.get("scope") == Scope.NAMED and not told.get("scope_names"):
        raise Refused(not_now(_("Name the colleges or campuses.")))
    hold_absent("interest", told["contact_email"].lower())
    now = clock.now()
    same = Interest.objects.filter(
        institution=institution, typed_name=typed_name, contact_email__iexact=told["contact_email"], sent_at__gte=now - SAME_WITHIN
    )
    made = same.first()
    if made is not None:
        return made
    interest, new = make_once(
        Interest, ref, institution=institution, typed_name=typed_name, typed_nation=typed_nation, typed_kind=typed_kind, sent_at=now, **told
    )
    if not new:
        return interest
    ReadinessAnswer.objects.bulk_create(
        ReadinessAnswer(interest=interest, area_code=code, said=said) for code, said in (readiness or {}).items()
    )
    tell_received(interest)
    detail = {name: told.get(name, "") for name in ("contact_name", "contact_email", "senior_name", "senior_email")}
    record("send", interest, by=VISITOR, after=interest.state, detail=detail)
    return interest


@transaction.atomic
def match_institution(interest: Interest, *, by: Actor, institution: Institution) -> Interest:
    """Say which institution an interest is of. Refused once a journey is open from it, or where `by` has a conflict with either."""
    interest = hold(interest)
    can_match(by, interest).enforce()
    interest.institution = institution
    can_match(by, interest).enforce()
    interest.save(update_fields=["institution"])
    record("match", interest, by=by, facts={"institution": institution.ref})
    return interest


@transaction.atomic
def record_conversation(interest: Interest, *, by: Actor, on: dt.date, note: str, ref: str = "") -> Conversation:
    """Note a scoping conversation. The same form sent twice makes one note. Refused: a day to come."""
    interest = hold(interest)
    can_talk(by, interest).enforce()
    if on > clock.today():
        raise Refused(not_now(_("The conversation's date is still to come. Record it once you have spoken.")))
    conversation, new = make_once(Conversation, ref, interest=interest, on=on, note=note, by=by.person, noted_at=clock.now())
    if new:
        move(interest, "talk", by=by, audit={"conversation": conversation.ref}, detail={"note": note})
    return conversation


@transaction.atomic
def say_not_yet(interest: Interest, *, by: Actor, answer: str, return_on: dt.date) -> Interest:
    """Answer "not yet" with a kind message and a day to return; what was sent stays as it is. Refused: a day that is past."""
    interest = hold(interest)
    can_say_not_yet(by, interest).enforce()
    if return_on <= clock.today():
        raise Refused(not_now(_("The day to return must be still to come.")))
    interest.answer, interest.return_on = answer, return_on
    tell_not_yet(interest, period=clock.now().isoformat()[:19])
    move(
        interest, "not_yet", by=by, audit={"return_on": return_on.isoformat()}, detail={"answer": answer},
        answer=answer, answered_at=clock.now(), answered_by=by.person, return_on=return_on,
    )  # fmt: skip
    return interest


@transaction.atomic
def reopen(interest: Interest, *, by: Actor) -> Interest:
    """Take up again an interest that was answered "not yet", joined or withdrawn, with everything that was sent."""
    interest = hold(interest)
    can_reopen(by, interest).enforce()
    move(interest, "reopen", by=by, answered_at=None, answered_by=None, return_on=None, joined_ref="")
    return interest


@transaction.atomic
def withdraw_interest(interest: Interest, *, by: Actor, why: str) -> Interest:
    """Put an interest aside because its sender took it back, or because it was sent in error."""
    interest = hold(interest)
    can_withdraw_interest(by, interest).enforce()
    move(interest, "withdraw", by=by, detail={"why": why})
    return interest
