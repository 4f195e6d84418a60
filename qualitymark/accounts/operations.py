"""Every change to people and to the capacities the scheme gives them."""

import json
import re
from typing import Any

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import erase_detail, record
from qualitymark.core.models import EntryDetail, OutgoingMail
from qualitymark.core.rows import hold, hold_all
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, not_now

from .models import Appointment, Language, MailChoice, Person
from .naming import names
from .notices import tell_address_changed, tell_appointed, tell_appointment_ended, tell_second_step_reset
from .queries import person_with
from .rules import (
    can_add_person,
    can_appoint,
    can_change_address,
    can_change_preferences,
    can_end_appointment,
    can_erase_person,
    can_reset_second_step,
)

ERASED_NAME = "(name erased)"
# How JSON writes a new line or a tab: its letter is no part of the word that follows.
ESCAPED = re.compile(r"(?<!\\)\\[bfnrt]")


@transaction.atomic
def add_person(*, by: Actor, name: str, email: str = "", language: str = Language.ENGLISH) -> Person:
    """The person with this address: as they are known already (nothing of theirs is changed), or newly added.

    Without an address the person cannot sign in and is always a new one.
    """
    can_add_person(by).enforce()
    known = person_with(email)
    if known is not None:
        return known
    person = Person(name=name.strip()[:120], email=email.strip().lower() or None, language=language)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # two links to one new address, opened at once
        known = person_with(email)
        if known is None:
            raise
        return known
    record("add_person", person, by=by, facts={"language": language}, detail={"name": person.name, "email": email})
    return person


@transaction.atomic
def appoint(person: Person, *, by: Actor, capacity: str) -> Appointment:
    """Give a capacity of the scheme from today. Somebody who holds it already keeps it: a repeat does nothing."""
    person = hold(person)
    can_appoint(by, person).enforce()
    held = Appointment.objects.filter(person=person, capacity=capacity, until_on=None).first()
    if held is not None:
        return held
    made = Appointment.objects.create(person=person, capacity=Appointment.As(capacity), from_on=clock.today())
    tell_appointed(made)
    record("appoint", made, by=by, facts={"capacity": capacity, "person": person.ref})
    return made


def _hold_office() -> None:
    """Two of the office who end each other at the same moment are counted one after the other: somebody must remain."""
    hold_all(Appointment.objects.filter(capacity=Appointment.As.OFFICE, until_on=None))


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: Actor) -> Appointment:
    """End a capacity at once. One that has ended stays ended: a repeat does nothing. Refused: the last person of the office."""
    if appointment.capacity == Appointment.As.OFFICE:
        _hold_office()
    appointment = hold(appointment)
    can_end_appointment(by, appointment).enforce()
    if appointment.until_on is not None:
        return appointment
    appointment.until_on = max(clock.today(), appointment.from_on)
    appointment.save(update_fields=["until_on"])
    tell_appointment_ended(appointment)
    record("end_appointment", appointment, by=by, facts={"capacity": appointment.capacity, "person": appointment.person.ref})
    return appointment


@transaction.atomic
def change_preferences(person: Person, *, by: Actor, name: str, language: str, mail_choice: str) -> Person:
    """Name, language of pages and letters, and how often letters come."""
    person = hold(person)
    can_change_preferences(by, person).enforce()
    before = (person.name, person.language, person.mail_choice)
    person.name, person.language, person.mail_choice = name.strip(), Language(language), MailChoice(mail_choice)
    if before == (person.name, person.language, person.mail_choice):
        return person
    person.save(update_fields=["name", "language", "mail_choice"])
    record("change_preferences", person, by=by, facts={"language": language, "mail_choice": mail_choice}, detail={"name": person.name})
    return person


@transaction.atomic
def change_address(person: Person, *, by: Actor, email: str) -> Person:
    """Another e-mail address to sign in with. Both addresses are told. Refused when somebody else has it."""
    person = hold(person)
    can_change_address(by, person).enforce()
    email, old = email.strip().lower(), person.email or ""
    other = person_with(email)
    if other is not None and other.pk != person.pk:
        not_now(_("Somebody else signs in with this address."), _("Use another address, or give that person the role instead.")).enforce()
    if email == old:
        return person
    person.email = email or None
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:  # somebody else got it at the same moment
        not_now(SOMEBODY_ELSE_DID).enforce()
    _sign_in_rows(person)["addresses"].delete()
    tell_address_changed(person, old)
    record("change_address", person, by=by, detail={"old": old, "new": email})
    return person


@transaction.atomic
def erase_person(person: Person, *, by: Actor, why: str, other_refs: list[str] | None = None) -> Person:
    """Erase who somebody was: name, address, sign-in, letters, and the words of the audit record that name them.

    A tombstone stays under the same ref, so that what they did stays attributed to one (nameless) person and the audit
    chain still verifies. `other_refs` are refs of rows above this room that are about this person alone (their memberships
    and invitations). Cannot be undone. A person who is erased already stays so.
    """
    _hold_office()
    person = hold(person)
    can_erase_person(by, person).enforce()
    if person.erased_at is not None:
        return person
    name, email = person.name, person.email or ""
    refs = [person.ref, *person.appointments.values_list("ref", flat=True), *(other_refs or [])]
    today = clock.today()
    for each in person.appointments.filter(until_on=None):
        person.appointments.filter(pk=each.pk).update(until_on=max(today, each.from_on))
    for rows in _sign_in_rows(person).values():
        rows.delete()
    _end_sessions(person)
    OutgoingMail.objects.filter(Q(to_person_ref=person.ref) | Q(to_address=email, to_address__gt="")).delete()
    person.name, person.email, person.is_active, person.erased_at = ERASED_NAME, None, False, clock.now()
    person.set_unusable_password()
    person.save()
    erased = erase_detail(_details_about(refs, name, email), "The person's details were erased.")
    record("erase_person", person, by=by, facts={"entries": erased}, detail={"why": why})
    return person


def _sign_in_rows(person: Person) -> dict[str, Any]:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    return {"addresses": EmailAddress.objects.filter(user=person), "factors": Authenticator.objects.filter(user=person)}


def _end_sessions(person: Person) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


def _details_about(refs: list[str], name: str, email: str) -> Any:
    """Audit words about these rows, or in which the name or address stands (as JSON writes it: with or without escapes)."""
    words = [word for word in (name, email) if word]
    found = Q(entry__thing_ref__in=refs)
    for form in {form for each in words for form in (each, json.dumps(each)[1:-1])}:
        found |= Q(written__icontains=form)
    rows = EntryDetail.objects.annotate(written=Cast("text", TextField())).filter(found).values_list("pk", "written", "entry__thing_ref")
    keys = [pk for pk, written, ref in rows if ref in refs or any(names(ESCAPED.sub("\n", written), word) for word in words)]
    return EntryDetail.objects.filter(pk__in=keys)


@transaction.atomic
def reset_second_step(person: Person, *, by: Actor) -> Person:
    """Remove somebody's second step and recovery codes, because the phone is lost: they set it up anew at the next sign-in. They are told."""
    person = hold(person)
    can_reset_second_step(by, person).enforce()
    _sign_in_rows(person)["factors"].delete()
    _end_sessions(person)
    tell_second_step_reset(person)
    record("reset_second_step", person, by=by)
    return person
