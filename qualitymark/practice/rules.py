"""Who may write, consent to, publish and withdraw a practice example, and when."""

from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Actor, Capacity
from qualitymark.core.move import can_move
from qualitymark.core.verdict import Verdict, no, not_now, yes
from qualitymark.decisions.models import Decision
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import is_recused

from .models import Example
from .queries import names_in, standing_consent
from .states import ExampleState

SPEAKERS = (Role.COORDINATOR, Role.SPONSOR, Role.DELEGATE)


def speaks_for(actor: Actor, example: Example) -> bool:
    """May the actor say yes or no to publication in the institution's name?"""
    return actor.has_role(example.institution_id, *SPEAKERS)


def _office(actor: Actor, example: Example) -> Verdict:
    if not actor.is_office:
        return no(_("This is for the scheme's office."))
    if is_recused(actor, example.institution):
        return no(_("You declared a conflict of interest with this institution."), _("A colleague in the office can do this."))
    return yes()


def _either(actor: Actor, example: Example) -> Verdict:
    if speaks_for(actor, example):
        return yes()
    if actor.is_office:
        return _office(actor, example)
    return no(
        _("A coordinator or the senior sponsor of the institution decides about its practice example."),
        _("Ask your coordinator: they see this page too."),
    )


def can_flag(actor: Actor, decision: Decision) -> Verdict:
    """Drafts are made when a decision is released, by whoever releases it."""
    if not (actor.is_office or actor.capacity == Capacity.SYSTEM):
        return no(_("This is for the scheme's office."))
    if decision.released_at is None or decision.withdrawn_at is not None:
        return not_now(_("The decision is not released, and nothing of it shows before."), _("Release it first."))
    return yes()


def can_write_words(actor: Actor, example: Example) -> Verdict:
    """The institution and the office both write; what is public never changes under a reader's eyes."""
    allowed = _either(actor, example)
    if not allowed:
        return allowed
    if example.state == ExampleState.PUBLISHED:
        return not_now(
            _("These words are published, exactly as the institution agreed to them."),
            _("Withdraw the example first, then change the words and agree again."),
        )
    return yes()


def can_consent(actor: Actor, example: Example) -> Verdict:
    """Only the institution itself, to words that are there and that name it only if it wants to be named."""
    if not speaks_for(actor, example):
        return no(
            _("Only a coordinator or the senior sponsor of the institution can agree to publication."),
            _("Ask your coordinator: they see this page too."),
        )
    if not example.text.strip():
        return not_now(_("There is nothing to publish yet: the example has no text."), _("Write the words first."))
    if not example.name_institution and (named := names_in(example.institution, example.title, example.text)):
        return not_now(
            _("You asked not to be named, but the words name you: %(names)s."),
            _("Take the name out of the words, or let us name you."),
            names=", ".join(named),
        )
    return can_move(example, "consent")


def can_publish(actor: Actor, example: Example) -> Verdict:
    """The office, once a standing consent covers exactly the present words."""
    allowed = _office(actor, example)
    if not allowed:
        return allowed
    if example.state == ExampleState.FLAGGED:
        return not_now(
            _("The institution has not agreed to these words yet."), _("It was asked by e-mail and sees them on its practice page.")
        )
    possible = can_move(example, "publish")
    if not possible:
        return possible
    consent = standing_consent(example)
    if consent is None or consent.version != example.version:
        return not_now(_("The institution has not agreed to these very words."), _("Ask it to agree to the words as they are now."))
    return yes()


def can_withdraw(actor: Actor, example: Example) -> Verdict:
    """At any time and without giving a reason."""
    allowed = _either(actor, example)
    return can_move(example, "withdraw") if allowed else allowed


def can_erase(actor: Actor, example: Example) -> Verdict:
    """Words are erased for cause by the office, once they are out of public view."""
    allowed = _office(actor, example)
    if allowed and example.state != ExampleState.WITHDRAWN:
        return not_now(_("Words are erased only after the example is withdrawn."), _("Withdraw it first."))
    return allowed
