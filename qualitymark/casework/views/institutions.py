"""An assessor's own institutions, profile, ties, and the offers that wait for an answer."""

from typing import Any

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.assessors import operations
from qualitymark.assessors.queries import allocations_visible_to, own_allocations, profile_of, ties_of
from qualitymark.assessors.states import AllocationState
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.institutions.queries import named

from ..forms import ConflictForm, DeclareForm, DeclineForm, ProfileForm, TieForm, sent
from ..queries import cohorts_of, institution_by_ref, institution_lines

GONE = _("You have a tie with this institution, so the office asks somebody else. Nothing is left for you to do.")
GET_POST = ["GET", "HEAD", "POST"]


@require_safe
@only(Capacity.ASSESSOR)
def institutions(request):
    own = own_allocations(request.actor)
    lines, cohorts = institution_lines(request.actor), list(cohorts_of(request.actor))
    return page(request, "casework/institutions.html", lines=lines, waiting=own["waiting"], cohorts=cohorts)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def profile(request):
    """What the office goes by when it looks for an assessor."""
    held = profile_of(request.user)
    known = [(row.of, row.code) for row in held.strengths.all()] if held else []
    start: dict[str, Any] = (
        {"most_journeys": held.most_journeys, "welsh": held.welsh, "about": held.about} if held else {"most_journeys": 4}
    )
    start |= {"nations": [code for of, code in known if of == "nation"], "kinds": [code for of, code in known if of == "kind"]}
    form = ProfileForm(sent(request), initial=start)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("welsh", "most_journeys", "about")}
        kept = [pair for pair in known if pair[0] == "area"]
        if attempt(form, lambda: operations.keep_profile(request.user, by=request.actor, strengths=[*form.strengths(), *kept], **said)):
            return done(request, _("Your profile is saved."), "casework:profile")
    return page(request, "casework/profile.html", form=form, profile=held)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def ties(request):
    """The assessor's own list of institutions they have a tie with."""
    form = TieForm(sent(request))
    found = named(form.cleaned_data["name"]) if form.is_valid() else []
    wanted = request.POST.get("institution", "")
    chosen = [each for each in found if each.ref == wanted] or (found if len(found) == 1 else [])
    if chosen:
        institution = institution_by_ref(chosen[0].ref)
        said = {"why": form.cleaned_data["why"], "note": form.cleaned_data["note"]}
        if attempt(form, lambda: operations.declare_tie(institution, by=request.actor, **said)):
            return done(request, _("%(name)s is on your list.") % {"name": institution.display_name}, "casework:ties")
    elif form.is_valid() and not found:
        form.add_error("name", _("We know no institution of that name. Try its full name or its UKPRN."))
    offers = own_allocations(request.actor)["waiting"]
    return page(request, "casework/ties.html", form=form, found=found, ties=ties_of(request.user), offers=offers)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def allocation(request, ref):
    """An offer. Until no conflict is declared nothing but nation, kind and size is shown."""
    row = one(allocations_visible_to(request.actor), ref=ref)
    if row.state == AllocationState.ACCEPTED:
        return redirect("casework:journey", row.journey.ref)
    form = DeclareForm(sent(request))
    if form.is_valid() and attempt(form, lambda: operations.declare(row, by=request.actor, conflict=False)):
        found = allocations_visible_to(request.actor).filter(ref=ref).exists()  # gone, where a conflict was found after all
        return redirect("casework:allocation", ref) if found else done(request, GONE, "casework:institutions")
    return page(request, "casework/allocation.html", form=form, allocation=row, ties=ties_of(request.user))


@require_http_methods(["POST"])
@only(Capacity.ASSESSOR)
def accept(request, ref):
    row = operations.accept(one(allocations_visible_to(request.actor), ref=ref), by=request.actor)
    return done(request, _("You take part. Thank you."), "casework:journey", row.journey.ref)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def decline(request, ref):
    row = one(allocations_visible_to(request.actor), ref=ref)
    form = DeclineForm(sent(request))
    if form.is_valid() and attempt(form, lambda: operations.decline(row, by=request.actor, why=form.cleaned_data["why"])):
        return done(request, _("You declined. The office asks somebody else."), "casework:institutions")
    return page(request, "casework/decline.html", form=form, allocation=row)


@require_http_methods(GET_POST)
@only(Capacity.ASSESSOR)
def conflict(request, ref):
    """A conflict declared once the institution is known, at any time: it is gone from every page of this person at once."""
    row = one(allocations_visible_to(request.actor).exclude(state=AllocationState.OFFERED), ref=ref)
    form = ConflictForm(sent(request))
    if form.is_valid() and attempt(form, lambda: operations.declare(row, by=request.actor, conflict=True, **form.cleaned_data)):
        return done(request, _("Thank you for saying so. You no longer see anything of this institution."), "casework:institutions")
    return page(request, "casework/conflict.html", form=form, allocation=row)
