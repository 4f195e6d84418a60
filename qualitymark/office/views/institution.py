"""One institution: all there is, and its details."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.institutions import operations
from qualitymark.institutions.queries import institutions_visible_to

from ..forms import AddInstitutionForm, ConflictForm, ContactForm, DetailsForm
from ..operations import add_for_interest, keep_details
from ..queries import institution_file, institutions_found
from ..queries.institution import details_of
from ..rules import institution_for, interest_for

A_PAGE = 100


@require_safe
@only(Capacity.OFFICE)
def institutions(request):
    """Every institution known, by name; narrowed by words, or to those whose nation and kind wait to be confirmed."""
    words, show = request.GET.get("q", "").strip()[:200], request.GET.get("show", "")
    rows = institutions_found(request.actor, words, to_confirm=show == "confirm")
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/institutions.html", found=found, words=words, show=show)


@require_safe
@only(Capacity.OFFICE)
def institution(request, ref):
    found = institution_for(request.actor, ref)
    file = institution_file(request.actor, found)
    form = ContactForm(initial={"on": clock.today()})
    return page(request, "office/institution.html", file=file, institution=found, form=form, today=clock.today())


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def log(request, ref):
    """Note a call, letter or meeting."""
    found = institution_for(request.actor, ref)
    form = ContactForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid() and attempt(form, lambda: operations.log_contact(found, by=request.actor, **form.cleaned_data)):
        return done(request, _("Noted."), "office:institution", ref=ref)
    return page(request, "office/log.html", institution=found, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def details(request, ref):
    """Names, number, nation, kind and the rest. Saving confirms nation and kind."""
    found = institution_for(request.actor, ref)
    form = DetailsForm(request.POST or None, initial=details_of(found))
    if form.is_valid() and attempt(form, lambda: keep_details(found, by=request.actor, **form.cleaned_data)):
        return done(request, _("Saved: nation and kind are confirmed."), "office:institution", ref=ref)
    return page(request, "office/details.html", institution=found, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def add_institution(request):
    """A new institution; with `interest`, the one that an interest is about, which is matched to it."""
    ref = request.GET.get("interest", "")
    about = interest_for(request.actor, ref) if ref else None
    start = {"name": about.typed_name, "nation": about.typed_nation, "kind": about.typed_kind} if about else {}
    form, made = AddInstitutionForm(request.POST or None, initial=start), []
    if form.is_valid() and attempt(form, lambda: made.append(add_for_interest(about, by=request.actor, **form.made_of()))):
        return redirect("office:interest", ref=ref) if about else redirect("office:institution", ref=made[0].ref)
    return page(request, "office/add_institution.html", form=form, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def conflict(request, ref):
    """Declare one's own conflict of interest: from then on the content is closed to oneself."""
    found = one(institutions_visible_to(request.actor), ref=ref)
    form, person = ConflictForm(request.POST or None), request.actor.person
    if form.is_valid() and attempt(form, lambda: operations.recuse(person, found, by=request.actor, **form.cleaned_data)):
        return done(request, _("Declared. A colleague handles this institution from now on."), "office:home")
    return page(request, "office/conflict.html", institution=found, form=form)
