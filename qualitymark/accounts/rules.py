"""Who may add, appoint, change and erase people?"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.verdict import Verdict, no, not_now, yes

from .models import Appointment, Person
from .queries import is_appointed, people_appointed

OFFICE_ONLY = _("Only the scheme office does this.")
ASK_OFFICE = _("Ask the office: its address stands on the contact page.")


def _office(actor: Actor) -> Verdict:
    return yes() if actor.is_office or actor.capacity == Capacity.SYSTEM else no(OFFICE_ONLY, ASK_OFFICE)


def can_add_person(actor: Actor) -> Verdict:
    """The office, a coordinator through an invitation that was accepted (the link acts), and the system."""
    return yes() if actor.capacity == Capacity.LINK else _office(actor)


def can_appoint(actor: Actor, person: Person) -> Verdict:
    """The office and the system; a person without an address could not sign in."""
    verdict = _office(actor)
    if verdict and (person.erased_at or not person.email):
        return not_now(
            _("%(name)s has no e-mail address here, so they could not sign in."), _("Add their address first."), name=person.name
        )
    return verdict


def can_end_appointment(actor: Actor, appointment: Appointment) -> Verdict:
    """The office; but somebody must remain in it."""
    verdict = _office(actor)
    open_one = appointment.capacity == Capacity.OFFICE and appointment.until_on is None
    last = open_one and people_appointed(Capacity.OFFICE).count() < 2
    if verdict and last and is_appointed(appointment.person, Capacity.OFFICE):
        return not_now(_("%(name)s is the last person in the office."), _("Appoint somebody else first."), name=appointment.person.name)
    return verdict


def can_change_preferences(actor: Actor, person: Person) -> Verdict:
    """Everybody their own; the office anybody's, on their request."""
    if actor.person_id == person.pk and person.pk:
        return yes()
    return yes() if _office(actor) else no(_("These are another person's own choices."))


def can_change_address(actor: Actor, person: Person) -> Verdict:
    """The office alone, because whoever holds the address can sign in."""
    return _office(actor)


def can_erase_person(actor: Actor, person: Person) -> Verdict:
    """The office and the system; nobody themselves, and not the last person of the office."""
    verdict = _office(actor)
    if verdict and actor.person_id == person.pk:
        return no(_("You cannot erase yourself."), _("Ask a colleague in the office."))
    if verdict and is_appointed(person, Capacity.OFFICE) and people_appointed(Capacity.OFFICE).count() < 2:
        return not_now(_("%(name)s is the last person in the office."), _("Appoint somebody else first."), name=person.name)
    return verdict


def can_reset_second_step(actor: Actor, person: Person) -> Verdict:
    """Another person of the office (or the system's own command), never for oneself."""
    if person.pk and actor.person_id == person.pk:
        return no(_("You cannot reset your own second step."), _("Ask a colleague in the office."))
    return _office(actor)


class DifferentCharacters:
    """A password is made of at least five different characters: twelve times the same letter is the first that anybody tries."""

    LEAST = 5

    def validate(self, password: str, user: object = None) -> None:
        if len(set(password)) < self.LEAST:
            raise ValidationError(self.get_help_text(), code="password_too_even")

    def get_help_text(self) -> str:
        return gettext("Use at least five different characters: a password that repeats a few is guessed first.")
