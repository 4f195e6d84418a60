"""Questions of visitors, and answers."""

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.interest import operations
from qualitymark.interest.queries import enquiries_visible_to, waiting_enquiries

from ..forms import AnswerForm

A_PAGE = 50


@require_safe
@only(Capacity.OFFICE)
def enquiries(request):
    """What waits, whole; and a page of what was answered, the latest question first."""
    rows = enquiries_visible_to(request.actor).exclude(answered_at=None)
    answered = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/enquiries.html", waiting=waiting_enquiries(request.actor), answered=answered)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def enquiry(request, ref):
    asked = one(enquiries_visible_to(request.actor), ref=ref)
    form = AnswerForm(request.POST or None)
    said = {"by": request.actor, "seen": request.POST.get("seen", "")}
    if form.is_valid() and attempt(form, lambda: operations.answer_enquiry(asked, **said, **form.cleaned_data)):
        return done(request, _("Answered: the letter is on its way."), "office:enquiries")
    asked.refresh_from_db()
    return page(request, "office/enquiry.html", asked=asked, form=form)
