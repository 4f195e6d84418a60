"""What people are told about their own account."""

from qualitymark.core.mail import send

from .models import Appointment, Person
from .queries import person_with


def tell_appointed(appointment: Appointment) -> None:
    send("appointed", to=appointment.person, thing=appointment, capacity=appointment.get_capacity_display())


def tell_appointment_ended(appointment: Appointment) -> None:
    send("appointment_ended", to=appointment.person, thing=appointment, capacity=appointment.get_capacity_display())


def tell_address_changed(person: Person, old: str) -> None:
    """Both addresses are told, so that somebody whose address was changed without their wish can say so."""
    for address in {old, person.email} - {"", None}:
        send("address_changed", to=person, address=str(address), thing=person, new=person.email)


def tell_second_step_reset(person: Person) -> None:
    send("account_changed", to=person, thing=person)


def answer_asker(notice: str, address: str, **told: str) -> None:
    """The letter with a code or link that was asked for with an address; none where the address is nobody's, or the sign-in is closed."""
    person = person_with(address)
    if notice and person is not None and person.is_active:
        send(notice, to=person, secret=True, **told)
