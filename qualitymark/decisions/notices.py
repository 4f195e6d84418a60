"""Letters about a decision. Before release none says what was decided."""

from typing import Any

from django.conf import settings

from qualitymark.core.mail import send
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in
from qualitymark.journeys.models import Party
from qualitymark.journeys.queries import money
from qualitymark.journeys.states import PartyCapacity

from .models import Condition, ConditionAnswer, Decision, FactComment, Reconsideration
from .queries import last_day_to_ask

_SIGNERS = (Role.COORDINATOR, Role.SPONSOR)


def _tell_institution(notice: str, decision: Decision, **context: Any) -> None:
    journey = decision.submission.journey
    for person in people_in(journey.institution, *_SIGNERS).distinct():
        send(notice, to=person, thing=decision, journey=journey, institution=journey.institution, **context)


def _tell_office(notice: str, decision: Decision, **context: Any) -> None:
    journey = decision.submission.journey
    send(notice, address=settings.OFFICE_EMAIL, thing=decision, journey=journey, institution=journey.institution, **context)


def tell_office_decided(decision: Decision) -> None:
    _tell_office("decision_made", decision)


def tell_draft_shown(decision: Decision) -> None:
    _tell_institution("draft_feedback", decision, facts_by=decision.facts_by)


def tell_comment_on_facts(decision: Decision, comment: FactComment) -> None:
    _tell_office("fact_comment", decision, comment=comment)


def tell_facts_done(decision: Decision) -> None:
    _tell_office("facts_checked", decision)


def tell_answer_to_comment(decision: Decision, comment: FactComment) -> None:
    journey = decision.submission.journey
    send("fact_comment_answered", to=comment.by, thing=comment, journey=journey, institution=journey.institution)


def tell_released(decision: Decision) -> None:
    """To coordinators, sponsor and role mailbox; the assessor learns that it is released."""
    journey = decision.submission.journey
    conditions = list(decision.conditions.order_by("due_on", "pk"))
    follows: dict[str, Any] = (
        {"next_fee": money(decision.next_fee_pence), "next_on": decision.next_last_on} if decision.next_fee_pence else {}
    )
    follows["ask_by"] = last_day_to_ask(decision)
    _tell_institution("decision_released", decision, conditions=conditions, **follows)
    if journey.institution.role_mailbox:
        address, language = journey.institution.role_mailbox, journey.language
        facts: dict[str, Any] = {
            "thing": decision,
            "journey": journey,
            "institution": journey.institution,
            "conditions": conditions,
            **follows,
        }
        send("decision_released", address=address, language=language, **facts)
    for party in Party.objects.filter(journey=journey, until_on=None, capacity=PartyCapacity.ASSESSOR).select_related("person"):
        send("decision_released_assessor", to=party.person, thing=decision, journey=journey, institution=journey.institution)


def tell_condition_said(condition: Condition) -> None:
    _tell_office("condition_said", condition.decision, condition=condition)


def tell_condition_met(condition: Condition) -> None:
    _tell_institution("condition_met", condition.decision, condition=condition)


def tell_condition_not_met(answer: ConditionAnswer) -> None:
    condition = answer.condition
    facts = {"condition": condition, "why": answer.why, "due": answer.due_on, "moved": answer.is_moved}
    _tell_institution("condition_not_met", condition.decision, **facts)


def tell_reconsideration_asked(asked: Reconsideration) -> None:
    _tell_office("reconsideration_asked", asked.decision)


def tell_reconsideration_answered(asked: Reconsideration) -> None:
    _tell_institution("reconsideration_answered", asked.decision, stands=asked.state == "confirmed")
