"""Cohorts for the office, and the counts that a funder sees."""

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.institutions.queries import named
from qualitymark.journeys import operations
from qualitymark.journeys.queries import cohorts_visible_to, stage_counts

from ..forms import CohortForm, FunderForm
from ..operations import name_funder
from ..queries.cohorts import cohort_facts, funder_in, member_of
from ..rules import institution_for

FIELDS = ("name", "funder_name", "from_on", "until_on", "covers_fee")
A_PAGE = 50


@require_safe
@only(Capacity.OFFICE)
def cohorts(request):
    rows = Paginator(cohorts_visible_to(request.actor).order_by("name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/cohorts.html", cohorts=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def add_cohort(request):
    form, made = CohortForm(request.POST or None), []
    if form.is_valid() and attempt(form, lambda: made.append(operations.make_cohort(by=request.actor, **form.cleaned_data))):
        return done(request, _("The cohort is made. Add its members."), "office:cohort", ref=made[0].ref)
    return page(request, "office/add_cohort.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def cohort(request, ref):
    """A cohort's facts, members and funders; a search finds further members."""
    shown = one(cohorts_visible_to(request.actor), ref=ref)
    form = CohortForm(request.POST or None, initial={name: getattr(shown, name) for name in FIELDS})
    if form.is_valid() and attempt(form, lambda: operations.change_cohort(shown, by=request.actor, **form.cleaned_data)):
        return done(request, _("Saved."), "office:cohort", ref=ref)
    wanted = request.GET.get("q", "").strip()[:200]
    found = named(wanted) if wanted else []
    facts = cohort_facts(request.actor, shown)
    return page(request, "office/cohort.html", cohort=shown, form=form, funder_form=FunderForm(), wanted=wanted, found=found, **facts)


@require_POST
@only(Capacity.OFFICE)
def join_cohort(request, ref):
    shown = one(cohorts_visible_to(request.actor), ref=ref)
    institution = institution_for(request.actor, request.POST.get("institution", "")[:12])
    operations.add_cohort_member(shown, by=request.actor, institution=institution)
    return done(request, _("%(name)s is a member now.") % {"name": institution.display_name}, "office:cohort", ref=ref)


@require_POST
@only(Capacity.OFFICE)
def leave_cohort(request, ref):
    shown = one(cohorts_visible_to(request.actor), ref=ref)
    operations.remove_cohort_member(member_of(shown, request.POST.get("institution", "")[:12]), by=request.actor)
    return done(request, _("No longer a member."), "office:cohort", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def add_funder(request, ref):
    shown = one(cohorts_visible_to(request.actor), ref=ref)
    form = FunderForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: name_funder(shown, by=request.actor, **form.cleaned_data)):
        return done(request, _("They can sign in and see the counts by stage."), "office:cohort", ref=ref)
    return page(request, "office/add_funder.html", cohort=shown, form=form)


@require_POST
@only(Capacity.OFFICE)
def end_funder(request, ref):
    shown = one(cohorts_visible_to(request.actor), ref=ref)
    operations.end_funder(funder_in(shown, request.POST.get("funder", "")[:12]), by=request.actor)
    return done(request, _("They no longer see the counts."), "office:cohort", ref=ref)


@require_safe
@only(Capacity.OFFICE, Capacity.FUNDER)
def cohort_counts(request, ref):
    """Counts by stage alone: for the cohort's funder, and for the office to see what the funder sees."""
    shown = one(cohorts_visible_to(request.actor), ref=ref)
    return page(request, "office/cohort_counts.html", cohort=shown, counts=stage_counts(shown))
