"""How a journey begins: from an interest answered "go ahead", or as the renewal of an award."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.accounts.operations import add_person
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.frameworks.models import Edition, Policy
from qualitymark.frameworks.queries import edition_in_force, policy_in_force
from qualitymark.institutions.models import Institution, Invitation, Membership, Role
from qualitymark.institutions.operations import add_member, confirm_institution, invite
from qualitymark.institutions.queries import in_force
from qualitymark.interest.models import Interest

from ..models import AcceptedTerms, Cohort, CohortMember, FeeLine, Journey
from ..notices import tell_coordinators, tell_go_ahead, tell_office
from ..queries.terms import terms_as_read
from ..rules import can_accept_terms, can_go_ahead, can_open
from .fee import add_line


@transaction.atomic
def go_ahead(interest: Interest, *, by: Actor, answer: str, cohort: Cohort | None = None, by_group: bool = False) -> Journey:
    """Answer an interest "go ahead" and open its journey, with today's edition and policy pinned and the fee worked out.

    The contact becomes a coordinator, the senior person is invited as sponsor, and `answer` is the message that the contact gets. Nation
    and kind count as confirmed by whoever says it. Refused while no institution is matched, or where it has an open journey of the whole.
    """
    interest = hold(interest)
    if interest.institution is not None:
        interest.institution = hold(interest.institution)  # two interests of one institution open one journey
    can_go_ahead(by, interest).enforce()
    institution = interest.institution
    assert institution is not None  # can_go_ahead said so  # noqa: S101
    edition, policy = _in_force()
    contact = add_person(by=by, name=interest.contact_name, email=interest.contact_email, language=interest.language)
    institution = confirm_institution(institution, by=by, nation=institution.nation, kind=institution.kind)
    journey = _open(
        institution, cohort=cohort, interest=interest, edition=edition, policy=policy, scope=interest.scope,
        scope_names=interest.scope_names, language=interest.language, by_group=by_group,
    )  # fmt: skip
    _fee_at_opening(journey)
    _people_at_opening(journey, interest, contact, by)
    tell_go_ahead(journey, contact, answer)
    record("open", journey, by=by, facts=_pinned(journey) | {"interest": interest.ref})
    move(
        interest, "go_ahead", by=by, audit={"journey": journey.ref}, detail={"answer": answer},
        answer=answer, answered_at=clock.now(), answered_by=by.person, return_on=None,
    )  # fmt: skip
    return journey


def _in_force() -> tuple[Edition, Policy]:
    edition, policy = edition_in_force(), policy_in_force()
    if edition is None or policy is None:
        raise Refused(
            not_now(
                _("No edition of the framework, or no policy, is in force yet, so no journey can begin."),
                _("Load and publish them first: the guide to running the platform says how."),
            )
        )
    return edition, policy


def _open(institution: Institution, *, cohort: Cohort | None, **facts: object) -> Journey:
    if cohort is not None:
        cohort = hold(cohort)  # what it covers now, and it keeps its member while the journey opens
        CohortMember.objects.get_or_create(cohort=cohort, institution=institution, defaults={"joined_on": clock.today()})
    now = clock.now()
    return Journey.objects.create(institution=institution, cohort=cohort, opened_at=now, state_since=now, **facts)


def _fee_at_opening(journey: Journey) -> FeeLine:
    """The line of the first round: the rate is the policy's for members or others; a cohort that covers it settles it at once."""
    member, cohort = journey.institution.scheme_member, journey.cohort
    covered = cohort is not None and cohort.covers_fee
    reason = FeeLine.Reason.COHORT if covered else FeeLine.Reason.MEMBER if member else FeeLine.Reason.JOURNEY
    if journey.renews_award_ref and not covered:
        reason = FeeLine.Reason.RENEWAL
    return add_line(journey, reason=reason, pence=journey.policy.member_fee_pence if member else journey.policy.fee_pence, covered=covered)


def _people_at_opening(journey: Journey, interest: Interest, contact: Person, by: Actor) -> None:
    """The contact coordinates and the senior person is invited to sign; who holds a role there already keeps it."""
    institution = journey.institution
    held = Membership.objects.filter(in_force(), institution=institution)
    if not held.filter(person=contact, role__in=[Role.SPONSOR, Role.DELEGATE]).exists():
        add_member(institution, by=by, person=contact, role=Role.COORDINATOR)
    email = interest.senior_email.lower()
    known = held.filter(person__email=email).exists()
    waiting = Invitation.objects.filter(
        institution=institution, email=email, role=Role.SPONSOR, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    if not known and email != (contact.email or "") and not waiting.exists():
        days, words = journey.policy.invitation_days, {"name": interest.senior_name, "language": interest.language}
        invite(institution, by=by, email=email, role=Role.SPONSOR, open_days=days, **words)


def _pinned(journey: Journey) -> dict[str, str]:
    return {"edition": journey.edition.code, "policy": journey.policy.code}


@transaction.atomic
def open_renewal(
    *, institution: Institution, by: Actor, previous: Journey | None, award_ref: str, scope: str, scope_names: str, edition: Edition,
    policy: Policy, language: str,
) -> Journey:  # fmt: skip
    """Open the journey that renews an award; the calling operation (awards) has enforced that it is time. One for each award: a repeat
    returns it. Refused where the institution has an open journey of the whole already."""
    institution = hold(institution)
    made = Journey.objects.filter(renews_award_ref=award_ref).exclude(state="withdrawn").first()
    if made is not None:
        return made
    can_open(institution, scope).enforce()
    journey = _open(
        institution, cohort=None, previous=previous, renews_award_ref=award_ref, edition=edition, policy=policy, scope=scope,
        scope_names=scope_names, language=language, by_group=previous.by_group if previous else False,
    )  # fmt: skip
    _fee_at_opening(journey)
    tell_coordinators("renewal_opened", journey, period="opened")
    record("open_renewal", journey, by=by, facts=_pinned(journey) | {"award": award_ref})
    return journey


@transaction.atomic
def accept_terms(journey: Journey, *, by: Actor, read: str) -> Journey:
    """The institution accepts the terms, through somebody authorised to. Accepted once: a repeat changes nothing.

    `read` is the SHA-256 of the words that person had before them (queries.terms_in_use). These are kept as they are; refused where they
    are no longer the words in use.
    """
    journey = hold(journey)
    can_accept_terms(by, journey).enforce()
    if journey.terms_accepted_at is None:
        terms = terms_as_read(journey, read)
        if terms is None:
            raise Refused(not_now(_("The terms have changed since you read them."), _("Read them again as they are now, then accept.")))
        journey.terms_accepted_at, journey.terms_accepted_by = clock.now(), by.person
        journey.save(update_fields=["terms_accepted_at", "terms_accepted_by"])
        AcceptedTerms.objects.create(
            journey=journey, language=terms.language, title=terms.title, text=terms.text, html=terms.html, renderer=terms.renderer,
            sha256=terms.sha256,
        )  # fmt: skip
        tell_office("terms_accepted", journey, name=by.person.name)
        record("accept_terms", journey, by=by, facts=_pinned(journey) | {"terms": terms.sha256})
    return journey
