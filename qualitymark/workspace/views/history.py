"""What a response was before: every version, any two compared, one brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import done, page
from qualitymark.core.rows import one
from qualitymark.documents.comparing import compared
from qualitymark.documents.markdown import render
from qualitymark.selfassessment import operations, rules
from qualitymark.selfassessment.models import Revision
from qualitymark.selfassessment.operations import Moved
from qualitymark.workspace.queries.history import history_of, two_of

from .criterion import response_of


@only(Capacity.MEMBER)
def history(request: Any, ref: str, code: str) -> HttpResponse:
    """Every text that this response ever had."""
    response = response_of(request, ref, code)
    sittings = history_of(response)
    return page(request, "workspace/history.html", journey=response.journey, response=response, sittings=sittings)


@only(Capacity.MEMBER)
def compare(request: Any, ref: str, code: str) -> HttpResponse:
    """Any two versions, in one text that shows what came and what went: the last two, unless the address says which."""
    response = response_of(request, ref, code)
    said = [request.GET.get(name, "")[:9] for name in ("a", "b")]
    chosen = [int(each) if each.isascii() and each.isdecimal() else max(response.version - n, 1) for n, each in enumerate(said)]
    before, after = two_of(response, *chosen)
    if before is None or after is None:
        raise Http404
    html = compared(before.text, after.text)
    return page(request, "workspace/compare.html", journey=response.journey, response=response, before=before, after=after, html=html)


@only(Capacity.MEMBER)
def version(request: Any, ref: str, code: str, number: int) -> HttpResponse:
    """One earlier text beside the present one; bringing it back makes a new version."""
    response = response_of(request, ref, code)
    rows = response.revisions.select_related("response__journey__institution", "response__criterion", "person")
    revision = one(rows, number=number)
    if request.method == "POST":
        return brought_back(request, response, revision)
    return page(
        request, "workspace/version.html", journey=response.journey, response=response, revision=revision, html=render(revision.text),
        can_write=rules.can_write(request.actor, response),
    )  # fmt: skip


def brought_back(request: Any, response: Any, revision: Revision) -> HttpResponse:
    base = request.POST.get("base", "")
    try:
        operations.restore_revision(revision, by=request.actor, base=int(base) if base.isdecimal() else -1)
    except Moved:
        messages.warning(request, _("Somebody wrote meanwhile, so nothing was brought back. Look at the text as it is now, then decide."))
        return redirect("workspace:criterion", response.journey.ref, response.criterion.code)
    said = _("Version %(number)s is back. What came after it is in the history.") % {"number": revision.number}
    return done(request, said, "workspace:criterion", response.journey.ref, response.criterion.code)
