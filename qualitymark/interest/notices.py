"""What we send about questions and interests, and to whom. Letters to the office name the place; the words are read there."""

from django.conf import settings

from qualitymark.core import clock
from qualitymark.core.mail import send

from .models import Enquiry, Interest


def tell_asked(enquiry: Enquiry) -> None:
    """The question as it arrived, to its sender and to the office."""
    send("enquiry_received", address=enquiry.email, language=enquiry.language, thing=enquiry, name=enquiry.name, question=enquiry.question)
    address = f"{settings.SITE_URL}/office/enquiry/{enquiry.ref}/"
    send("enquiry_arrived", address=settings.OFFICE_EMAIL, thing=enquiry, name=enquiry.name, address_office=address)


def tell_answered(enquiry: Enquiry) -> None:
    send(
        "enquiry_answered", address=enquiry.email, language=enquiry.language, thing=enquiry, name=enquiry.name,
        question=enquiry.question, answer=enquiry.answer,
    )  # fmt: skip


def tell_received(interest: Interest) -> None:
    send(
        "interest_received", address=interest.contact_email, language=interest.language, thing=interest, name=interest.contact_name,
        institution=interest.institution_words, senior=interest.senior_name, scope_names=interest.scope_names,
    )  # fmt: skip
    address = f"{settings.SITE_URL}/office/interest/{interest.ref}/"
    send("interest_arrived", address=settings.OFFICE_EMAIL, thing=interest, institution=interest.institution_words, address_office=address)


def tell_joined(interest: Interest, leads: str, own: bool) -> None:
    """To the sender alone: who leads at the institution, by name (`own`: it is the sender), and nothing else of what stands there."""
    send(
        "interest_joined", address=interest.contact_email, language=interest.language, thing=interest, period=clock.now().isoformat()[:19],
        name=interest.contact_name, institution=interest.institution_words, leads=leads, own=own,
    )  # fmt: skip


def tell_not_yet(interest: Interest, period: str) -> None:
    send(
        "interest_not_yet", address=interest.contact_email, language=interest.language, thing=interest, period=period,
        name=interest.contact_name, institution=interest.institution_words, answer=interest.answer, return_on=interest.return_on,
    )  # fmt: skip
