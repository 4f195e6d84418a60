"""Conflicts of interest, and the office's log of calls and letters."""

import datetime as dt

from django.db import transaction

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold

from ..models import ContactLog, Institution, Recusal
from ..rules import can_end_recusal, can_log_contact, can_recuse


@transaction.atomic
def recuse(person: Person, institution: Institution, *, by: Actor, why: str, note: str = "", declared: bool = True) -> Recusal:
    """Close an institution to a person from today: declared by themselves, or found by the office. A conflict that stands already stays."""
    institution = hold(institution)
    can_recuse(by, person, institution).enforce()
    held = Recusal.objects.filter(person=person, institution=institution, until_on=None).first()
    if held is not None:
        return held
    made = Recusal.objects.create(
        person=person, institution=institution, why=Recusal.Why(why), note=note.strip(), declared=declared, from_on=clock.today()
    )
    record("recuse", made, by=by, facts={"person": person.ref, "why": why, "declared": declared}, detail={"note": made.note})
    return made


@transaction.atomic
def end_recusal(recusal: Recusal, *, by: Actor) -> Recusal:
    """The office opens the institution to the person again. A repeat does nothing."""
    recusal = hold(recusal)
    can_end_recusal(by, recusal).enforce()
    if recusal.until_on is None:
        recusal.until_on = max(clock.today(), recusal.from_on)
        recusal.save(update_fields=["until_on"])
        record("end_recusal", recusal, by=by, facts={"person": recusal.person.ref})
    return recusal


@transaction.atomic
def log_contact(institution: Institution, *, by: Actor, on: dt.date, how: str, note: str) -> ContactLog:
    """Note a call, letter or meeting with an institution; the same note of the same day is kept once."""
    institution = hold(institution)
    can_log_contact(by, institution).enforce()
    made, new = ContactLog.objects.get_or_create(institution=institution, on=on, how=how, note=note.strip(), defaults={"by": by.person})
    if new:
        record("log_contact", institution, by=by, facts={"contact": made.ref, "how": how}, detail={"note": made.note})
    return made
