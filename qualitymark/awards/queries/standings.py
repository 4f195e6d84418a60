"""The facts from which standing is derived, read for many awards at once."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Min, Q

from qualitymark.awards.models import Award
from qualitymark.awards.standing import Facts, Renewal, standing_of
from qualitymark.awards.states import AwardState, Standing
from qualitymark.core import clock
from qualitymark.frameworks.queries import policy_in_force
from qualitymark.journeys.models import Journey
from qualitymark.journeys.states import WRITING_STATES, State
from qualitymark.selfassessment.models import Submission

# From these on a journey's present round has been sent.
_UNSENT = {*WRITING_STATES, State.AWAITING_SIGNATURE}


def renewals_of(refs: Iterable[str]) -> dict[str, Renewal]:
    """What is known of the renewals of these awards, by the award's ref. Two queries, one where there is none."""
    rows = list(
        Journey.objects.filter(renews_award_ref__in=list(refs))
        .exclude(state=State.WITHDRAWN)
        .order_by("opened_at")
        .values("pk", "renews_award_ref", "state", "round", "terms_accepted_at", "submit_by")
    )
    if not rows:
        return {}
    sent = dict(
        Submission.objects.filter(journey__in=[row["pk"] for row in rows], round=1).values_list("journey").annotate(at=Min("submitted_at"))
    )
    return {
        row["renews_award_ref"]: Renewal(
            open=row["state"] != State.RELEASED,
            taken_up=row["terms_accepted_at"] is not None,
            first_round=row["round"] == 1,
            submitted_on=clock.date_of(sent[row["pk"]]) if row["pk"] in sent else None,
            last_day=row["submit_by"],
            awaits_decision=row["state"] not in _UNSENT,
        )
        for row in rows
    }


def facts_of(award: Award, renewal: Renewal | None, grace_days: int) -> Facts:
    """What the standing of an award is worked out from; `grace_days` are days after its end, of the policy."""
    return Facts(
        public_record=award.origin == Award.Origin.PUBLIC_RECORD,
        state=award.state,
        starts_on=award.starts_on,
        ends_on=award.ends_on,
        ended_on=award.ended_on,
        stays_current=award.stays_current,
        grace_days=grace_days,
        renewal=renewal,
    )


def standings(awards: Iterable[Award], on: dt.date | None = None) -> dict[int, Standing]:
    """How each of these awards stands on a day (today, unless told), by key. At most three queries, none where none has run out.

    An award decided before the platform has no policy of its own: the one in force counts.
    """
    rows, day = list(awards), on or clock.today()
    ended = [row for row in rows if row.ends_on is not None and row.ends_on < day and row.state == AwardState.IN_FORCE]
    renewals = renewals_of(row.ref for row in ended) if ended else {}
    graces = grace_by_policy([row for row in ended if row.ref in renewals]) if renewals else {}
    return {row.pk: standing_of(facts_of(row, renewals.get(row.ref), graces.get(row.policy_id, 0)), day) for row in rows}


def grace_by_policy(awards: Iterable[Award]) -> dict[int | None, int]:
    """Days of grace by the key of the pinned policy; under None those of the policy in force, for awards that pin none."""
    from qualitymark.frameworks.models import Policy

    keys = {row.policy_id for row in awards}
    found: dict[int | None, int] = dict(Policy.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "grace_days"))
    if None in keys:
        in_force = policy_in_force()
        found[None] = in_force.grace_days if in_force else 0
    return found


def standing(award: Award, on: dt.date | None = None) -> Standing:
    """How one award stands on a day (today, unless told)."""
    return standings([award], on)[award.pk]


def kept_by_renewal(on: dt.date) -> list[int]:
    """Keys of the awards past their last day that still stand because of a renewal. Few at any time: the register adds them to the rest."""
    refs = (
        Journey.objects.exclude(renews_award_ref="")
        .exclude(state__in=[State.RELEASED, State.WITHDRAWN])
        .values_list("renews_award_ref", flat=True)
    )
    rows = list(Award.objects.filter(ref__in=list(refs), state=AwardState.IN_FORCE, ends_on__lt=on))
    return [key for key, word in standings(rows, on).items() if word == Standing.IN_RENEWAL] if rows else []


def in_force_on(on: dt.date) -> Q:
    """Awards that stand on a day: within their term, or kept by a renewal."""
    within = Q(state=AwardState.IN_FORCE, starts_on__lte=on, ends_on__gte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))
    return within | Q(pk__in=kept_by_renewal(on))
