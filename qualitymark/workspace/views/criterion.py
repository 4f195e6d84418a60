"""One criterion: read, write, say that it is ready, talk about it, look back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import asked, done, page
from qualitymark.core.rows import one
from qualitymark.core.verdict import Refused
from qualitymark.documents.markdown import render
from qualitymark.selfassessment import operations, rules
from qualitymark.selfassessment.models import Response, Revision
from qualitymark.selfassessment.operations import Moved
from qualitymark.selfassessment.queries import SENT_STATES
from qualitymark.workspace.forms import CommentForm, NoteForm, ResponseForm, WhyForm
from qualitymark.workspace.queries.criterion import page_of, response_at

from .journey import journey_at, prepared


def response_of(request: Any, ref: str, code: str) -> Any:
    """The response at an address. On the first look at a journey the responses are made."""
    rows = response_at(request.actor, ref, code)
    found = rows.first()
    if found is None:
        prepared(journey_at(request, ref), request.actor)
    found = found or one(rows)
    request.journey = found.journey
    return found


@only(Capacity.MEMBER)
def criterion(request: Any, ref: str, code: str) -> HttpResponse:
    response = response_of(request, ref, code)
    if request.method == "POST":
        return saved(request, response)
    return shown(request, response, ResponseForm(initial={"text": response.text, "base": response.version}))


def shown(request: Any, response: Any, form: ResponseForm, status: int = 200, **more: Any) -> HttpResponse:
    """The page, around a form that holds what stands or what was just typed."""
    actor = request.actor
    found = page_of(actor, response)
    verdicts = {
        "can_write": rules.can_write(actor, response),
        "coordinates": rules.can_coordinate(actor, response.journey),
        "can_comment": rules.can_comment(actor, response),
        "sent_states": SENT_STATES,
    }
    return page(
        request, "workspace/criterion.html", status=status, journey=response.journey, response=response, found=found, form=form,
        comment_form=CommentForm(auto_id="comment_%s"), note_form=NoteForm(auto_id="note_%s"), why_form=WhyForm(auto_id="why_%s"), **verdicts, **more,
    )  # fmt: skip


def saved(request: Any, response: Any) -> HttpResponse:
    """What the buttons under the text do. Whatever happens, what was typed is on the page that comes back."""
    form, then = ResponseForm(request.POST), request.POST.get("then", "")
    if not form.is_valid() or then == "preview":
        preview = render(request.POST.get("text", "")) if then == "preview" else ""
        return shown(request, response, form, preview=preview, previewed=then == "preview")
    given = form.cleaned_data
    origin = Revision.Origin.BOTH if given["both"] else Revision.Origin.PAGE
    try:
        after = operations.save_response(response, by=request.actor, origin=origin, **form.typed)
    except Moved as moved:
        return both_shown(request, moved)
    except Refused as refused:
        return not_saved(request, response, form, refused)
    return gone_on(request, after, then)


def gone_on(request: Any, response: Response, then: str) -> HttpResponse:
    """The text is saved. What else the button said may still be refused, and is told as that."""
    here = reverse("workspace:criterion", args=[response.journey.ref, response.criterion.code])
    if then == "later":
        return done(request, _("Saved. It is here whenever you come back."), "workspace:board", response.journey.ref)
    if then != "ready":
        return done(request, _("Saved."), f"{here}#response")
    try:
        operations.say_ready(response, by=request.actor)
    except Refused as refused:
        messages.warning(request, f"{refused.reason} {refused.verdict.next_step}")
        return redirect(here)
    return done(request, _("Saved, and ready. Thank you."), here)


def both_shown(request: Any, moved: Moved) -> HttpResponse:
    """Somebody wrote meanwhile: their text and ours beside each other, nothing overwritten, nothing lost."""
    response = moved.response
    form = ResponseForm(initial={"text": moved.mine, "base": response.version, "both": True})
    last = response.revisions.order_by("-number").select_related("person").first()
    return page(request, "workspace/moved.html", status=409, journey=response.journey, response=response, moved=moved, form=form, last=last)


def not_saved(request: Any, response: Any, form: ResponseForm, refused: Refused) -> HttpResponse:
    """The rule said no. The text stays on the page, to be copied or sent again."""
    form.add_error(None, [refused.reason, str(refused.verdict.next_step or "")])
    current = response_of(request, response.journey.ref, response.criterion.code)
    return shown(request, current, form, status=refused.verdict.status, kept=request.POST.get("text", ""))


STEPS = {
    "ready": lambda response, by, words: operations.say_ready(response, by=by),
    "agree": lambda response, by, words: operations.agree(response, by=by),
    "applies": lambda response, by, words: operations.set_applicable(response, by=by),
    "share": lambda response, by, words: operations.share([response], by=by),
    "unshare": lambda response, by, words: operations.unshare([response], by=by),
}
SAID = {
    "ready": gettext_lazy("It is ready. Thank you."),
    "agree": gettext_lazy("Agreed."),
    "applies": gettext_lazy("This criterion applies again; the text stands where it stood."),
    "share": gettext_lazy("Your assessor can see this criterion now."),
    "unshare": gettext_lazy("Your assessor no longer sees this criterion."),
}


@only(Capacity.MEMBER)
def criterion_step(request: Any, ref: str, code: str) -> HttpResponse:
    """One step of one response that needs no words: ready, agree, applies, share, unshare."""
    response, step = response_of(request, ref, code), request.POST.get("step", "")
    if step not in STEPS:
        return redirect("workspace:criterion", ref, code)
    STEPS[step](response, request.actor, "")
    return done(request, SAID[step], "workspace:criterion", ref, code)


@only(Capacity.MEMBER)
def criterion_return(request: Any, ref: str, code: str) -> HttpResponse:
    """Back to the writers, with a note that reaches them by mail."""
    response = response_of(request, ref, code)
    return asked(
        request, "workspace/criterion_return.html", NoteForm(request.POST or None), can=rules.can_agree(request.actor, response),
        work=partial(operations.return_response, response, by=request.actor),
        then=(_("Returned. Your note is on its way."), "workspace:criterion", ref, code), journey=response.journey, response=response,
    )  # fmt: skip


@only(Capacity.MEMBER)
def criterion_leave_out(request: Any, ref: str, code: str) -> HttpResponse:
    """Say that a criterion does not apply, and why."""
    response = response_of(request, ref, code)
    return asked(
        request, "workspace/criterion_leave_out.html", WhyForm(request.POST or None),
        can=rules.can_set_not_applicable(request.actor, response), work=partial(operations.set_not_applicable, response, by=request.actor),
        then=(_("Noted, with your reason. What was written is kept."), "workspace:criterion", ref, code), journey=response.journey,
        response=response,
    )  # fmt: skip


@only(Capacity.MEMBER)
def criterion_comment(request: Any, ref: str, code: str) -> HttpResponse:
    response = response_of(request, ref, code)
    return asked(
        request, "workspace/criterion_comment.html", CommentForm(request.POST or None), can=rules.can_comment(request.actor, response),
        work=partial(operations.comment, response, by=request.actor),
        then=(_("Your comment is there."), f"{reverse('workspace:criterion', args=[ref, code])}#comments"), journey=response.journey,
        response=response,
    )  # fmt: skip
