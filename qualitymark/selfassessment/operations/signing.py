"""Asking for signature (which freezes the content), signing exactly that, and submitting it."""

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.refs import new_ref
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in
from qualitymark.journeys.models import Journey, Milestone
from qualitymark.journeys.operations import advance, mark_date
from qualitymark.selfassessment import notices, rules
from qualitymark.selfassessment.models import PinnedEvidence, SignatureRequest, SignOff, Submission, SubmissionPart
from qualitymark.selfassessment.queries.content import SCHEMA, Content, content_of, open_request
from qualitymark.selfassessment.queries.gaps import missing_before_signature


def _hold_journey(journey: Journey) -> Journey:
    held: Journey = hold(journey)
    held.institution, held.edition, held.policy = journey.institution, journey.edition, journey.policy
    return held


def _same_state(journey: Journey, moved: Journey) -> Journey:
    """The held row, with what it has at hand, told of the move."""
    journey.state, journey.state_since = moved.state, moved.state_since
    return journey


@transaction.atomic
def ask_signature(journey: Journey, *, by: Actor) -> Journey:
    """Freeze the content and tell the sponsor. Refused while anything is missing: the first line is told, and how many more there are."""
    journey = _hold_journey(journey)
    rules.can_ask_signature(by, journey).enforce()
    missing = missing_before_signature(journey)
    if missing:
        raise Refused(
            not_now(
                _("Something is still missing: %(first)s Lines to see to: %(count)s."),
                _("The page before this one lists each of them, with a link to where it can be put right."),
                first=missing[0].sentence,
                count=len(missing),
            )
        )
    request = SignatureRequest.objects.create(
        journey=journey, round=journey.round, salt=secrets.token_hex(32), asked_at=clock.now(), asked_by=by.person
    )
    notices.signature_asked(request)
    return _same_state(journey, advance(journey, "ask_signature", by=by))


@transaction.atomic
def unfreeze(journey: Journey, *, by: Actor, why: str) -> Journey:
    """Take the request back, with a reason that everybody concerned reads. A signature given meanwhile no longer counts."""
    journey = _hold_journey(journey)
    rules.can_unfreeze(by, journey).enforce()
    why = why.replace("\x00", "").strip()[:2000]
    if not why:
        raise Refused(not_now(_("Say why, so that the others know what changes.")))
    request = open_request(journey)
    if request is not None:
        request.ended_at, request.unfrozen_why, request.salt = clock.now(), why, ""
        request.save(update_fields=["ended_at", "unfrozen_why", "salt"])
        notices.unfrozen(request, str(by.person))
    return _same_state(journey, advance(journey, "unfreeze", by=by, detail={"why": why}))


def _keep_dates(journey: Journey, by: Actor) -> None:
    """The timetable's dates of signature and submission were kept today."""
    kept = [Milestone.What.DRAFTS, Milestone.What.SIGNATURE, Milestone.What.SUBMISSION]
    for milestone in Milestone.objects.filter(journey=journey, what__in=kept, done_on=None):
        mark_date(milestone, by=by, done_on=clock.today())


def changed_since() -> Refused:
    """The refusal of a signature under content that has changed since it was read."""
    return Refused(
        not_now(
            _("The submission changed since you read it, so your signature was not taken."),
            _("Read it again as it is now, and sign that."),
        )
    )


@transaction.atomic
def sign(journey: Journey, *, by: Actor, content_sha256: str, statement: str) -> SignOff:
    """Sign exactly the content with this hash. Refused when the content has another. A second click returns the signature that stands."""
    journey = _hold_journey(journey)
    rules.can_sign(by, journey).enforce()
    content = content_of(journey)
    if content_sha256 != content.sha256:
        raise changed_since()
    standing = signoff_of(journey, content)
    if standing is not None:
        return standing
    role = Role.SPONSOR if by.has_role(journey.institution_id, Role.SPONSOR) else Role.DELEGATE
    signoff = SignOff.objects.create(
        journey=journey, round=journey.round, content_sha256=content.sha256, statement=statement.strip(), signed_at=clock.now(),
        signed_by=by.person, role=role, signed_for=_sponsor_of(journey) if role == Role.DELEGATE else None,
    )  # fmt: skip
    notices.signed(signoff)
    record("sign", signoff, by=by, facts={"sha256": content.sha256, "role": str(role), "round": journey.round})
    return signoff


def _sponsor_of(journey: Journey) -> Person | None:
    """For whom a delegate signs: the institution's sponsor today, where it has one."""
    return people_in(journey.institution, Role.SPONSOR).first()


def signoff_of(journey: Journey, content: Content) -> SignOff | None:
    """The signature under exactly this content, if there is one."""
    rows = SignOff.objects.filter(journey=journey, round=journey.round, content_sha256=content.sha256)
    return rows.select_related("signed_by", "signed_for").order_by("-pk").first()


@transaction.atomic
def submit(journey: Journey, *, by: Actor) -> Submission:
    """Write the snapshot of exactly what was signed, and send it. A second click is told that it is done."""
    journey = _hold_journey(journey)
    rules.can_submit(by, journey).enforce()
    content = content_of(journey)
    signoff = signoff_of(journey, content)
    if signoff is None:
        raise Refused(
            not_now(
                _("It has not been signed yet, or it changed since it was."), _("The sponsor reads and signs it; then it can be submitted.")
            )
        )
    now = clock.now()
    submission = Submission.objects.create(
        ref=new_ref(), journey=journey, round=journey.round, schema=SCHEMA, content=content.canonical, sha256=content.sha256, signoff=signoff,
        submitted_at=now, submitted_by=by.person,
    )  # fmt: skip
    SubmissionPart.objects.bulk_create(
        SubmissionPart(
            submission=submission, sort=part.sort, key=part.key, number=part.number, facts=part.facts, text=part.text, html=part.html,
            renderer=part.renderer, salt=part.salt, digest=part.digest,
        )
        for part in content.parts
    )  # fmt: skip
    PinnedEvidence.objects.bulk_create(
        PinnedEvidence(
            submission=submission, criterion_code=pin.criterion_code, revision=pin.revision, title=pin.title, place=pin.place, why=pin.why
        )
        for pin in content.pins
    )
    # The round's secret has done its work: each part keeps its own salt, and an erased one is then beyond guessing.
    SignatureRequest.objects.filter(journey=journey, ended_at=None).update(ended_at=now, salt="")
    _keep_dates(journey, by)
    notices.submitted(submission)
    record("submit_content", submission, by=by, facts={"sha256": submission.sha256, "round": submission.round, "signoff": signoff.ref})
    _same_state(journey, advance(journey, "submit", by=by, submitted_at=now))
    return submission
