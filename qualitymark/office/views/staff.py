"""People of the scheme: appointing, ending, training; and ending a conflict of interest."""

from functools import partial

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.accounts import operations as accounts
from qualitymark.accounts.queries import appointments_visible_to, people_appointed
from qualitymark.accounts.rules import can_end_appointment
from qualitymark.assessors import operations as assessors
from qualitymark.assessors.queries import profile_of
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import asked, attempt, done, page
from qualitymark.core.rows import one
from qualitymark.institutions import operations as institutions
from qualitymark.institutions.queries import recusals_visible_to
from qualitymark.institutions.rules import can_end_recusal

from ..forms import AppointForm, PlainForm, TrainingForm
from ..operations import appoint_by_address
from ..queries.staff import staff_rows, staff_visible_to

A_PAGE = 50


@require_safe
@only(Capacity.OFFICE)
def staff(request):
    people = Paginator(staff_visible_to(request.actor), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/staff.html", people=people, rows=staff_rows(request.actor, people))


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def appoint(request):
    form = AppointForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: appoint_by_address(by=request.actor, **form.cleaned_data)):
        return done(request, _("Appointed, and told by letter."), "office:staff")
    return page(request, "office/appoint.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def end_appointment(request, ref):
    held = one(appointments_visible_to(request.actor), ref=ref)
    return asked(
        request, "office/end_appointment.html", PlainForm(posted(request)), can=can_end_appointment(request.actor, held),
        work=partial(accounts.end_appointment, held, by=request.actor), then=(_("Ended, and told by letter."), "office:staff"), held=held,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def training(request, ref):
    """Until when an assessor's training counts."""
    person = one(people_appointed(Capacity.ASSESSOR), ref=ref)
    profile = profile_of(person)
    form = TrainingForm(posted(request), initial={"until": profile and profile.trained_until})
    if form.is_valid() and attempt(form, lambda: assessors.record_training(person, by=request.actor, until=form.cleaned_data["until"])):
        return done(request, _("Recorded."), "office:staff")
    return page(request, "office/training.html", person=person, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def end_conflict(request, ref):
    """Open an institution to somebody again, when the reason of their conflict of interest is gone."""
    held = one(recusals_visible_to(request.actor), ref=ref)
    return asked(
        request, "office/end_conflict.html", PlainForm(posted(request)), can=can_end_recusal(request.actor, held),
        work=partial(institutions.end_recusal, held, by=request.actor),
        then=(_("The conflict of interest has ended."), "office:institution", held.institution.ref), held=held,
    )  # fmt: skip


def posted(request):
    """What was sent, also where a form without fields sends nothing that counts; None for a visit."""
    return request.POST if request.method == "POST" else None
