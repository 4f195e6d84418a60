"""Letters about an award, its half-way review and its end."""

from typing import Any

from django.conf import settings

from qualitymark.core.mail import send
from qualitymark.decisions.models import Condition
from qualitymark.frameworks.models import Policy
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in
from qualitymark.journeys.models import Journey

from .models import Award, Halfway
from .wording import check_url

_SIGNERS = (Role.COORDINATOR, Role.SPONSOR)


def _tell(notice: str, award: Award, thing: Any, *, period: str = "", mailbox: bool = False, **context: Any) -> int:
    """To all coordinators and the sponsor, and the role mailbox where asked; how many letters were written."""
    facts = {"thing": thing, "period": period, "award": award, "institution": award.institution, **context}
    sent = [send(notice, to=person, **facts) for person in people_in(award.institution, *_SIGNERS).distinct()]
    if mailbox and award.institution.role_mailbox:
        sent.append(send(notice, address=award.institution.role_mailbox, language=_language_of(award), **facts))
    return sum(1 for each in sent if each is not None)


def _language_of(award: Award) -> str:
    """The language of the journey that it came from, for whoever reads the role mailbox; none known for an award made elsewhere."""
    return award.decision.submission.journey.language if award.decision else ""


def tell_award_started(award: Award) -> None:
    conditions = list(award.decision.conditions.order_by("due_on", "pk")) if award.decision else []
    _tell("award_started", award, award, mailbox=True, check_url=check_url(award), conditions=conditions)


def tell_award_changed(notice: str, award: Award) -> None:
    _tell(notice, award, award, mailbox=True)


def tell_register_contact_erased(award: Award) -> None:
    _tell("register_contact_erased", award, award)


def tell_halfway_opened(halfway: Halfway) -> None:
    _tell("halfway_opened", halfway.award, halfway)


def tell_halfway_near(halfway: Halfway, when: str) -> int:
    """One letter for each person and kind of reminder (`when`), and again after a reopening, which has another day to reply by."""
    return _tell("halfway_near", halfway.award, halfway, period=f"{when} {halfway.reply_by}")


def tell_halfway_updated(halfway: Halfway) -> None:
    award = halfway.award
    send("halfway_updated", address=settings.OFFICE_EMAIL, thing=halfway, award=award, institution=award.institution)


def tell_halfway_closed(halfway: Halfway) -> None:
    _tell("halfway_closed", halfway.award, halfway)


def tell_award_ends(award: Award, months: int, journey: Journey | None, policy: Policy | None) -> int:
    """One letter for each person and reminder: `months` is the period."""
    opens = policy.renewal_opens_month if policy else 0
    return _tell("award_ends", award, award, period=f"{months} months", mailbox=True, months=months, journey=journey, opens=opens)


def tell_condition_due(award: Award, condition: Condition, *, overdue: bool) -> int:
    """One letter for each person and kind of reminder: of a condition near its day, or past it."""
    notice = "condition_overdue" if overdue else "condition_near"
    return _tell(notice, award, condition, period=f"by {condition.due_on}", mailbox=True, condition=condition)


def tell_award_lapsed(award: Award, journey: Journey | None) -> int:
    """To coordinators, sponsor and role mailbox; `journey` is the renewal under way, if there is one."""
    return _tell("award_lapsed", award, award, mailbox=True, journey=journey)
