"""The whole on one page; asking for signature, signing, submitting; what was sent."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from qualitymark.core.pages import asked, attempt, done, page
from qualitymark.core.rows import one
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment import operations, rules
from qualitymark.selfassessment.queries import missing_before_signature, open_request, submissions_visible_to, worth_a_look
from qualitymark.selfassessment.queries.content import content_of
from qualitymark.workspace.forms import SignForm, WhyForm
from qualitymark.workspace.queries.whole import sent_of, whole_of

from .board import linked
from .journey import prepared, working_group


@working_group
def whole(request: Any, journey: Journey) -> HttpResponse:
    """The whole as it stands: to read, to print."""
    prepared(journey, request.actor)
    return page(request, "workspace/whole.html", journey=journey, whole=whole_of(request.actor, journey))


@working_group
def ask_signature(request: Any, journey: Journey) -> HttpResponse:
    """What is still missing, line by line; then the one button that freezes and tells the sponsor."""
    can_ask = rules.can_ask_signature(request.actor, journey)
    if request.method == "POST":
        operations.ask_signature(journey, by=request.actor)
        return done(request, _("The text is frozen, and the sponsor has been asked to read and sign it."), "workspace:board", journey.ref)
    prepared(journey, request.actor)
    missing, worth = linked(missing_before_signature(journey)), linked(worth_a_look(journey))
    return page(request, "workspace/ask_signature.html", journey=journey, missing=missing, worth=worth, can_ask=can_ask)


@working_group
def unfreeze(request: Any, journey: Journey) -> HttpResponse:
    return asked(
        request, "workspace/unfreeze.html", WhyForm(request.POST or None), can=rules.can_unfreeze(request.actor, journey),
        work=partial(operations.unfreeze, journey, by=request.actor),
        then=(_("The text can be changed again, and everybody concerned knows why."), "workspace:board", journey.ref), journey=journey,
    )  # fmt: skip


@working_group
def sign(request: Any, journey: Journey) -> HttpResponse:
    """The sponsor reads the whole and signs exactly that: its hash stands in the form."""
    rules.can_sign(request.actor, journey).enforce()
    seen = whole_of(request.actor, journey)
    form = SignForm(request.POST or None, initial={"content_sha256": seen.sha256})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: signed(request, journey, form)):
        return done(request, _("Thank you. Your signature is under exactly what you read."), "workspace:submit", journey.ref)
    standing = operations.signoff_of(journey, content_of(journey))
    reread(form, seen.sha256)
    return page(request, "workspace/sign.html", journey=journey, whole=seen, form=form, asked=open_request(journey), signed=standing)


def reread(form: SignForm, sha256: str) -> None:
    """The page shows the content as it is now, so its form carries that content's hash, with the tick to be given anew if it was another."""
    if form.is_bound and form.data.get("content_sha256") != sha256:
        form.data = {"content_sha256": sha256}


def signed(request: Any, journey: Journey, form: SignForm) -> None:
    statement = str(form.fields["vouch"].label)
    operations.sign(journey, by=request.actor, content_sha256=form.cleaned_data["content_sha256"], statement=statement)


@working_group
def submit(request: Any, journey: Journey) -> HttpResponse:
    rules.can_submit(request.actor, journey).enforce()
    if request.method == "POST":
        operations.submit(journey, by=request.actor)
        return done(request, _("Submitted. Thank you: it is on its way to your assessor."), "workspace:submitted", journey.ref)
    signoff = operations.signoff_of(journey, content_of(journey))
    return page(request, "workspace/submit.html", journey=journey, signoff=signoff, asked=open_request(journey))


@working_group
def submitted(request: Any, journey: Journey, round: int = 0) -> HttpResponse:
    """What was sent, with the numbered addenda since; the latest round unless one is named."""
    rows = submissions_visible_to(request.actor).filter(journey=journey).order_by("-round")
    submission = one(rows, round=round) if round else rows.first() or one(rows)
    whole = sent_of(request.actor, submission)
    return page(
        request, "workspace/submitted.html", journey=journey, submission=submission, whole=whole, rounds=[row.round for row in rows]
    )
