"""What the criterion page sends while somebody writes: the text as it is, and the wish to see how it looks."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.verdict import Refused
from qualitymark.documents.markdown import render
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Response, Revision
from qualitymark.selfassessment.operations import Moved
from qualitymark.workspace.forms import ResponseForm

from .criterion import response_of


@require_POST
@only(Capacity.MEMBER)
def autosave(request: Any, ref: str, code: str) -> HttpResponse:
    """Save what is typed so far. Answers with words to show, the version that stands now, and the number under which this text itself is kept;
    `text` is what stands where a colleague's paragraphs came in, else null."""
    response, form = response_of(request, ref, code), ResponseForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": " ".join(str(error) for errors in form.errors.values() for error in errors)}, status=400)
    try:
        after = operations.save_response(response, by=request.actor, origin=Revision.Origin.AUTO, **form.typed)
    except Moved:
        said = _("A colleague changed the same paragraph. Your text is kept on this device.")
        return JsonResponse({"said": said, "moved": True}, status=409)
    except Refused as refused:
        return JsonResponse({"said": f"{refused.reason} {refused.verdict.next_step or ''}".strip()}, status=refused.verdict.status)
    return JsonResponse(_told(after, operations.clean(form.typed["text"]), form.typed["base"]))


def _told(response: Response, text: str, base: int) -> dict[str, Any]:
    told = {"said": _("Saved %(time)s") % clock.told(clock.now()), "version": response.version, "own": response.version, "text": None}
    if response.text != text:
        own = response.revisions.filter(text=text, number__gte=base).order_by("-number").values_list("number", flat=True).first()
        told |= {"text": response.text, "own": base if own is None else own}
    return told


@require_POST
@only(Capacity.MEMBER)
def preview(request: Any, ref: str, code: str) -> HttpResponse:
    """How a text will look, and nothing else of the page. Nothing is saved."""
    response_of(request, ref, code)
    return HttpResponse(render(operations.clean(request.POST.get("text", ""))))
