"""Opening evidence. Who may is asked on every request, whatever part of a file is wanted."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.evidence.notices import told_of_problem
from qualitymark.evidence.operations import report_problem
from qualitymark.files.serving import answer_with

from .forms import ProblemForm
from .operations import note_reading
from .queries import evidence_revisions_visible_to, items_reported_by, journeys_written_by


def evidence_file(request: Any, ref: str) -> HttpResponseBase:
    """The bytes of one version; `?in_place=1` lets the browser show a PDF, a picture or plain text."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    revision = one(evidence_revisions_visible_to(request.actor).filter(file__isnull=False), ref=ref)
    assert revision.file is not None  # noqa: S101 - the filter above
    response = answer_with(request, revision.file, in_place=request.GET.get("in_place") == "1")
    if response.status_code == 200 and request.method == "GET":
        note_reading(revision, by=request.actor)
    return response


def evidence_item(request: Any, ref: str) -> HttpResponse:
    """One item for somebody who reads it. Its own people are led to its page in their workspace."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    item = one(items_reported_by(request.actor).select_related("institution"), ref=ref)
    if request.actor.is_member:
        journey = journeys_written_by(request.actor).order_by("-opened_at").first()
        if journey is None:
            raise Http404
        return redirect("workspace:item", journey.ref, ref)
    form = ProblemForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: report_problem(item, by=request.actor, **form.cleaned_data)):
        return done(request, told_of_problem(item), "selfassessment:evidence_item", ref)
    return shown(request, item, form)


def shown(request: Any, item: Any, form: ProblemForm) -> HttpResponse:
    revisions = evidence_revisions_visible_to(request.actor).filter(item=item).order_by("-number")
    waiting = item.problems.filter(raised_by=request.actor.person, resolved_at=None).first()
    return page(request, "selfassessment/evidence_item.html", item=item, revisions=revisions, form=form, waiting=waiting)
