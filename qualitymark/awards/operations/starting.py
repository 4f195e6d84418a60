"""How an award begins: with the release of the decision behind it, in the same transaction."""

import datetime as dt

from django.db import connection, transaction

from qualitymark.awards.models import Award, NumberSeries
from qualitymark.awards.notices import tell_award_started
from qualitymark.awards.queries import current_award_of, standing
from qualitymark.awards.states import AwardState, Standing
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.decisions.models import Decision
from qualitymark.decisions.operations import release
from qualitymark.decisions.states import CurrentAward, Decided
from qualitymark.journeys.models import Journey

from .certificates import ask_for_certificates


@transaction.atomic
def release_and_award(decision: Decision, *, by: Actor) -> Award | None:
    """Release a decision and let follow what it decides, at once: the award begins, or a current award runs on, stays or ends.

    Gives the award that began, or None after a "not yet". Refused as `decisions.operations.release` is.
    """
    decision = release(decision, by=by)
    if decision.outcome != Decided.NOT_YET:
        return start_award(decision, by=by)
    settle_current_award(decision, by=by)
    return None


@transaction.atomic
def start_award(decision: Decision, *, by: Actor) -> Award:
    """Begin the award of a released decision, under the journey's policy; certificates are asked of the worker and holders told.

    A renewal supersedes the award it renews, and where that one still stands its remaining days are not lost: the new term is counted
    from its end. A repeat gives the award already begun.
    """
    journey = hold(decision.submission.journey)
    begun = Award.objects.filter(decision=decision).first()
    if begun is not None:
        return begun
    before = _award_before(journey)
    today = clock.today()
    first = before.first_awarded_on if before else today
    policy = journey.policy
    months = policy.renewal_term_months if before else policy.term_months
    counted_from = today
    if before is not None and before.ends_on is not None and standing(before) in (Standing.CURRENT, Standing.IN_RENEWAL):
        counted_from = max(today, before.ends_on + dt.timedelta(days=1))
    if before is not None and before.state in (AwardState.IN_FORCE, AwardState.SUSPENDED):
        move(before, "supersede", by=by, audit={"decision": decision.ref}, stays_current=False)
    award = Award.objects.create(
        number=next_number(f"QM-{today.year}"), institution=journey.institution, origin=Award.Origin.PLATFORM, decision=decision, policy=policy,
        edition_code=journey.edition.code, scope=journey.scope, scope_names=journey.scope_names, first_awarded_on=first,
        first_awarded_words=before.first_awarded_words if before else "", starts_on=today,
        ends_on=clock.add_months(counted_from, months) - dt.timedelta(days=1), follows=before, made_at=clock.now(),
    )  # fmt: skip
    ask_for_certificates(award)
    tell_award_started(award)
    record("start", award, by=by, after=award.state, facts={"number": award.number, "decision": decision.ref})
    return award


def _award_before(journey: Journey) -> Award | None:
    """The award that this one follows: the one it renews; or the one that stands for the same scope (decided again, say)."""
    if journey.renews_award_ref:
        renewed = Award.objects.filter(ref=journey.renews_award_ref, institution=journey.institution).first()
        if renewed is not None:
            return hold(renewed)
    found = current_award_of(journey.institution, journey.scope, journey.scope_names)
    return hold(found) if found is not None else None


def next_number(series: str) -> str:
    """The next number of a series, such as QM-2027-0001. The series is held until the transaction ends: one rolled back leaves no gap."""
    rows = NumberSeries.objects.select_for_update() if connection.features.has_select_for_update else NumberSeries.objects.all()
    held = rows.filter(series=series).first()
    if held is None:
        NumberSeries.objects.bulk_create([NumberSeries(series=series)], ignore_conflicts=True)
        held = rows.get(series=series)
    held.last += 1
    while Award.objects.filter(number=f"{series}-{held.last:04d}").exists():  # one brought in from a file may have it
        held.last += 1
    held.save(update_fields=["last"])
    return f"{series}-{held.last:04d}"


@transaction.atomic
def settle_current_award(decision: Decision, *, by: Actor) -> Award | None:
    """What becomes, after a "not yet", of an award the institution holds: it runs to its end, stays current until the next round is
    decided, or ends now. Nothing where it holds none."""
    award = _award_before(decision.submission.journey)
    if award is None or award.state != AwardState.IN_FORCE:
        return award
    said = decision.current_award
    if said == CurrentAward.ENDS:
        Award.objects.filter(pk=award.pk).update(ended_on=clock.today(), stays_current=False)
    else:
        Award.objects.filter(pk=award.pk).update(stays_current=said == CurrentAward.EXTENDED)
    record("settle", award, by=by, facts={"decision": decision.ref, "becomes": str(said)})
    return hold(award)
