"""Awards, certificates and half-way reviews for those who may see them."""

from django.db.models import Q, QuerySet

from qualitymark.awards.models import Award, Certificate, Halfway, RegisterWords
from qualitymark.awards.states import AwardState, HalfwayState
from qualitymark.core.actor import Actor, Capacity
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import contents_visible_to, in_force
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import State


def awards_visible_to(actor: Actor) -> QuerySet[Award]:
    """A member those of their institution, the office those of institutions whose content is open to them, an assessor, reader or panel
    member those that came of, or are renewed by, a journey they take part in. What everybody sees is the register (queries.register)."""
    rows = Award.objects.filter(institution__in=contents_visible_to(actor)).select_related(
        "institution", "policy", "decision__submission__journey"
    )
    if actor.is_member or actor.is_office or actor.capacity == Capacity.SYSTEM:
        return rows
    if actor.is_assessor or actor.is_panel:
        mine = Party.objects.filter(in_force(), person_id=actor.person_id).values("journey_id")
        renewed = Journey.objects.filter(pk__in=mine).exclude(renews_award_ref="").values("renews_award_ref")
        return rows.filter(Q(decision__submission__journey__in=mine) | Q(ref__in=renewed))
    return rows.none()


def certificates_visible_to(actor: Actor) -> QuerySet[Certificate]:
    """Certificates of awards that stand: one that was suspended, withdrawn or superseded is not handed out again."""
    return Certificate.objects.filter(award__in=awards_visible_to(actor), award__state=AwardState.IN_FORCE).select_related("file", "award")


def halfways_visible_to(actor: Actor) -> QuerySet[Halfway]:
    """That a review closed without a reply is known to the office alone."""
    rows = Halfway.objects.filter(award__in=awards_visible_to(actor)).select_related("award__institution", "owner", "update_by")
    return rows if actor.is_office or actor.capacity == Capacity.SYSTEM else rows.exclude(state=HalfwayState.NO_REPLY)


def closed_halfway(actor: Actor, ref: str) -> Halfway | None:
    """The review of an address in a letter, for somebody of the institution who comes once it has closed without a reply; None else.
    No page lists it: that nobody replied is known to the office alone."""
    if not actor.is_member:
        return None
    return Halfway.objects.filter(award__in=awards_visible_to(actor), state=HalfwayState.NO_REPLY, ref=ref).first()


def current_award_of(institution: Institution, scope: str = "whole", scope_names: str = "") -> Award | None:
    """The award that an institution holds for a scope, standing or suspended, whatever its dates; public records are not holdings."""
    rows = Award.objects.filter(institution=institution, scope=scope, scope_names=scope_names, ended_on=None)
    return rows.filter(state__in=[AwardState.IN_FORCE, AwardState.SUSPENDED]).exclude(origin=Award.Origin.PUBLIC_RECORD).first()


def renewal_journey_of(award: Award) -> Journey | None:
    """The journey that renews an award, unless it was withdrawn."""
    return Journey.objects.filter(renews_award_ref=award.ref).exclude(state=State.WITHDRAWN).first()


def register_words_of(award: Award) -> RegisterWords | None:
    """What the holder lets its register page say now; None once it was withdrawn."""
    latest = RegisterWords.objects.filter(award=award).order_by("-consented_at", "-pk").first()
    return latest if latest is not None and latest.withdrawn_at is None else None
