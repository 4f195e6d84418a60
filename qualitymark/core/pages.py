"""Answering with a page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.forms import BaseForm, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from .typed import typed_in
from .verdict import ChangedMeanwhile, Refused, Verdict, not_now


def page(request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
    """A page. A `journey` and a `next_thing` (text, url, label) in its context also tell the whereabouts above it what to show."""
    setattr(request, "shown", context)  # noqa: B010 - read by desk.context
    response = render(request, template, context, status=status)
    refused = next((each.refusal for each in context.values() if _lost(each, response)), None)
    return response if refused is None else refusal_page(request, refused)


def _lost(form: Any, response: HttpResponse) -> bool:
    """Was this form refused, and is it not on the page that should show what was typed?"""
    if getattr(form, "refusal", None) is None:
        return False
    long = [bound for bound in form if isinstance(bound.field.widget, Textarea)]
    return any(f'name="{bound.html_name}"'.encode() not in response.content for bound in long)


def refusal_page(request: HttpRequest, verdict: Verdict, *, way_on: tuple | None = None, typed: str = "") -> HttpResponse:
    """The one page of every refusal: its reason, what is safe, the way on. An htmx request gets the same words as a fragment.
    `way_on` (url, label) leads to what can be done instead. What would be lost with the form is shown to be copied: `typed`, or whatever
    came with a long text in it."""
    template = "_parts/refused.html" if getattr(request, "htmx", None) else "refused.html"
    shown = {"way_on": way_on, "typed": typed or typed_in(request)}
    return render(request, template, _words(request, verdict) | shown, status=verdict.status)


def nothing_to_open(request: HttpRequest, allow: str) -> HttpResponse:
    """Shown when an address is opened that only takes what a form sends."""
    verdict = not_now(
        _("There is no page at this address: it only takes what a form sends."),
        _("Go back to the page before it, or begin at your home page."),
    )
    response = render(request, "refused.html", _words(request, verdict), status=405)
    response["Allow"] = allow
    return response


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shown when a form's security token is missing or old; what was typed is still in the browser."""
    verdict = not_now(
        _("This form had been open for too long, so we did not accept it. Nothing was changed."),
        _(
            "Go back with your browser's back button: what you typed is still there. Reload the page if it happens again, and send it once more."
        ),
    )
    return render(request, "refused.html", _words(request, verdict), status=403)


def unreadable(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Shown when what was sent cannot be read: more than we take (413), or not in a form that we know (400)."""
    too_much = isinstance(fault, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    if too_much:
        reason = _("That was more than we can take in one form, so we did not read it.")
        next_step = _(
            "Go back with your browser's back button to find what you typed, and copy it to be sure. Then shorten it, or send it in parts; a long document is best given as a file."
        )
    else:
        reason = _("What your browser sent was not in a form that we can take, so we did not read it.")
        next_step = _(
            "Go back with your browser's back button to find what you typed, and copy it to be sure. If you were sending a file, give it a shorter name. Then send it again."
        )
    template = "_parts/refused.html" if getattr(request, "htmx", None) else "refused.html"
    return render(request, template, _words(request, not_now(reason, next_step)), status=413 if too_much else 400)


def _words(request: HttpRequest, verdict: Verdict) -> dict:
    actor = getattr(request, "actor", None)  # none yet where a request is refused early
    return {"verdict": verdict, "back": page_before(request), "asks_office": actor is None or not actor.is_office}


def page_before(request: HttpRequest) -> str:
    """The page of ours from which somebody came, as a path; empty where it is another site's, unknown, or the very page that is refused."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(came_from)
    return urlunsplit(("", "", parts.path, parts.query, "")) if parts.path.startswith("/") and parts.path != request.path else ""


def done(request: HttpRequest, said, to, *args, **kwargs) -> HttpResponse:
    """After a successful POST: say what happened and go to the page that shows it."""
    messages.success(request, said)
    return redirect(to, *args, **kwargs)


def asked(
    request: HttpRequest, template: str, form: BaseForm, *, can: Verdict, work: Callable[..., object], then: tuple[Any, ...], **shown: Any
) -> HttpResponse:
    """A page with one form and one operation behind it. Refused where it is not for this person or not now; what a valid form says goes to
    `work` by the names of its fields, and `then` (what is said, the page to go to and its arguments) follows; else the form is shown."""
    can.enforce()
    if form.is_valid() and attempt(form, lambda: work(**form.cleaned_data)):
        return done(request, *then)
    return page(request, template, form=form, **shown)


def attempt(form: BaseForm, work: Callable[[], object]) -> bool:
    """Do `work` (an operation) with what a valid form says. A refusal that the person can mend becomes a sentence at the head of the
    form, with everything typed still in it; one that says "not for you" stays a page of its own. Where somebody else was faster with
    the same row, theirs is to be shown beside it (`form.theirs`), and the next sending counts."""
    try:
        work()
    except Refused as refusal:
        if refusal.verdict.status == 403:
            raise
        setattr(form, "refusal", refusal.verdict)  # noqa: B010 - read by page, should the form not be on it
        form.add_error(None, [refusal.reason, *([str(refusal.verdict.next_step)] if refusal.verdict.next_step else [])])
        return False
    except ChangedMeanwhile as meanwhile:
        sent: Any = form.data
        typed = sent.copy()  # what a request sends cannot be changed
        typed["version"] = str(meanwhile.version)
        form.data = typed
        setattr(form, "theirs", meanwhile.theirs)  # noqa: B010 - read by the template
        form.add_error(
            None, _("Somebody changed this while you wrote. Their words are shown below; sending again puts yours in their place.")
        )
        return False
    return True
