"""May this person answer an interest or an enquiry?"""

from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.accounts.queries import people_appointed
from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.move import can_move
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.institutions.models import Institution
from qualitymark.institutions.queries import closed_to, is_recused

from .models import Enquiry, Interest


def unconflicted_office(institution: Institution) -> Person | None:
    """Somebody of the office who may handle an institution today, first by name; None where nobody is free of a conflict."""
    for person in people_appointed(Capacity.OFFICE):
        if not Institution.objects.filter(closed_to(person.pk), pk=institution.pk).exists():
            return person
    return None


def can_handle(actor: Actor, institution: Institution | None) -> Verdict:
    """Is this somebody of the office, without a conflict of interest with the institution? Where there is one, a colleague is named."""
    if not actor.is_office:
        return no(_("Only the scheme's office can do this."), _("Ask the office if you think it should be done."))
    if institution is None or not is_recused(actor, institution):
        return yes()
    colleague = unconflicted_office(institution)
    if colleague is None:
        return no(
            _("You declared a conflict of interest with this institution, so its content is closed to you, and nobody in the office is free of one."),
            _("Ask whoever leads the scheme to name somebody else for it."),
        )  # fmt: skip
    return no(
        _("You declared a conflict of interest with this institution, so its content is closed to you."),
        _("Ask %(name)s, who can handle it.") % {"name": colleague.name},
    )


def can_answer_enquiry(actor: Actor, enquiry: Enquiry) -> Verdict:
    """The office; an answer may follow an answer."""
    return can_handle(actor, None) and can_move(enquiry, "answer")


def can_talk(actor: Actor, interest: Interest) -> Verdict:
    """The office without a conflict of interest, until the interest is answered."""
    return can_handle(actor, interest.institution) and can_move(interest, "talk")


def can_say_not_yet(actor: Actor, interest: Interest) -> Verdict:
    """The office without a conflict of interest, until the interest is answered."""
    return can_handle(actor, interest.institution) and can_move(interest, "not_yet")


def can_reopen(actor: Actor, interest: Interest) -> Verdict:
    """The office without a conflict of interest, after "not yet", a withdrawal, or once it was joined to another."""
    return can_handle(actor, interest.institution) and can_move(interest, "reopen")


def can_withdraw_interest(actor: Actor, interest: Interest) -> Verdict:
    """The office without a conflict of interest, unless a journey came of it or it is withdrawn already."""
    return can_handle(actor, interest.institution) and can_move(interest, "withdraw")


def can_match(actor: Actor, interest: Interest) -> Verdict:
    """Say which institution an interest is of: until it is answered with go ahead."""
    verdict = can_handle(actor, interest.institution)
    if verdict and interest.state == Interest.MOVES["go_ahead"].target:
        return not_now(_("A journey is open from this interest, so its institution stays."), _("Withdraw the journey first."))
    if verdict and interest.state == Interest.MOVES["join"].target:
        return not_now(_("This interest is joined to what its institution has open, so its institution stays."), _("Reopen it first."))
    return verdict
