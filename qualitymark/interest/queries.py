"""Which questions and interests may this actor see? The office alone; and never an interest of an institution they have a conflict with."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.frameworks.queries import AreaGuidance, Words, edition_in_force, guidance_for
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import contents_visible_to

from .models import Enquiry, Interest, ReadinessAnswer
from .states import EnquiryState, InterestState

WAITING = [InterestState.RECEIVED, InterestState.TALKING]
SAME_WITHIN = dt.timedelta(minutes=30)


def enquiries_visible_to(actor: Actor) -> QuerySet[Enquiry]:
    """Questions are to the office, so the office alone sees them."""
    return Enquiry.objects.select_related("answered_by").order_by("-asked_at", "-pk") if actor.is_office else Enquiry.objects.none()


def interests_visible_to(actor: Actor) -> QuerySet[Interest]:
    """The office: those of institutions whose content is open to them, and those not matched to one yet."""
    if not actor.is_office:
        return Interest.objects.none()
    rows = Interest.objects.filter(Q(institution=None) | Q(institution__in=contents_visible_to(actor)))
    return rows.select_related("institution", "answered_by").order_by("-sent_at", "-pk")


def waiting_interests(actor: Actor) -> QuerySet[Interest]:
    """Interests the office has still to answer, and those whose day to return has come; oldest first."""
    came = Q(state=InterestState.NOT_YET, return_on__lte=clock.today())
    return interests_visible_to(actor).filter(Q(state__in=WAITING) | came).order_by("sent_at")


def waiting_enquiries(actor: Actor) -> QuerySet[Enquiry]:
    """Questions without an answer that the actor may see, the oldest first."""
    return enquiries_visible_to(actor).filter(state=EnquiryState.OPEN).order_by("asked_at")


def others_of(interest: Interest, actor: Actor) -> QuerySet[Interest]:
    """Other interests of the same institution, or from the same address while neither is matched: for the office alone."""
    same = Q(contact_email__iexact=interest.contact_email)
    if interest.institution_id:
        same |= Q(institution_id=interest.institution_id)
    return interests_visible_to(actor).filter(same).exclude(pk=interest.pk)


def listed(ref: str) -> Institution | None:
    """The institution that a visitor found by name: its names are public, so anybody may choose one."""
    return Institution.objects.filter(ref=ref).first() if ref else None


@dataclass(frozen=True)
class ReadinessWords:
    """One area of the readiness check with what was answered, and what the edition says to that answer."""

    area: Words
    question: Words
    said: str
    said_words: str | Promise
    advice: Words


def readiness_areas(language: str, nation: str = "", kind: str = "") -> list[AreaGuidance]:
    """The areas of the edition in force with their question; none before the first edition."""
    edition = edition_in_force()
    return guidance_for(edition, nation=nation, kind=kind, language=language).areas if edition else []


def readiness_words(answers: dict[str, str], language: str) -> list[ReadinessWords]:
    """What was answered in the readiness check, area by area, with the words for that answer."""
    found = []
    for area in readiness_areas(language) if answers else []:
        said = answers.get(area.code, "")
        if said in area.readiness.answers:
            words = ReadinessAnswer.Said(said).label
            found.append(ReadinessWords(area.title, area.readiness.question, said, words, area.readiness.answers[said]))
    return found
