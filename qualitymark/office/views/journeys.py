"""What the office does to one journey: allocation, dates, pauses, who decides, withdrawal."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from qualitymark.assessors import operations as assessors
from qualitymark.assessors.queries import allocations_visible_to
from qualitymark.assessors.rules import can_end
from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.decisions.queries import latest_submission, set_aside_of
from qualitymark.institutions.models import Role
from qualitymark.institutions.notices import told
from qualitymark.journeys import operations
from qualitymark.journeys.rules import can_agree_dates, can_answer_pause, can_withdraw
from qualitymark.journeys.states import State

from ..forms import DatesForm, DeciderForm, OfferForm, PauseForm, ReasonForm
from ..operations import name_decider
from ..queries.parties import deciders_for, names_of, offer_facts, parties_in, person_on, start_dates
from ..rules import journey_for, pause_for

A_WEEK = dt.timedelta(days=7)
OFFERED = _("Offered. They see the institution's name only after declaring no conflict.")
COORDINATORS_TOLD = _("The coordinators have been told.")
CAPACITIES = {"assessor": _("assessor"), "second_reader": _("second reader")}


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def allocation(request, ref, capacity):
    """Who could be assessor or second reader, with what speaks for and against; offer it to one of them."""
    journey, actor = journey_for(request.actor, ref), request.actor
    facts = offer_facts(actor, journey, capacity)
    people = facts["people"]
    form = OfferForm(request.POST or None, people=names_of(people), initial={"answer_by": clock.today() + A_WEEK})
    if facts["verdict"] and form.is_valid():
        told = form.cleaned_data | {"person": person_on(people, form.cleaned_data["person"]), "capacity": capacity}
        if attempt(form, lambda: assessors.offer(journey, by=actor, **told)):
            return done(request, OFFERED, "office:institution", ref=journey.institution.ref)
    return page(request, "office/allocation.html", shown=journey, form=form, words=CAPACITIES[capacity], **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def end_offer(request, ref):
    """End an offer or a part in a journey, giving a reason."""
    offer = one(allocations_visible_to(request.actor), ref=ref)
    can_end(request.actor, offer).enforce()
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: assessors.end_allocation(offer, by=request.actor, **form.cleaned_data)):
        return done(request, _("Ended, and they are told."), "office:institution", ref=offer.journey.institution.ref)
    return page(request, "office/end_offer.html", offer=offer, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def deciders(request, ref):
    """Who decides: members of the panel, or a named person of the office, as the journey's policy says; never its assessor."""
    journey = journey_for(request.actor, ref)
    people = {person.ref: person for person in deciders_for(journey)}
    form = DeciderForm(request.POST or None, people=[("", _("Choose")), *((person.ref, person.name) for person in people.values())])
    if form.is_valid():
        chosen = people[form.cleaned_data["person"]]
        if attempt(form, lambda: name_decider(journey, by=request.actor, person=chosen, capacity=form.cleaned_data["capacity"])):
            return done(request, _("%(name)s takes part in the decision.") % {"name": chosen.name}, "office:deciders", ref=ref)
    again = set_aside_of(latest_submission(journey)) if journey.state == State.WITH_PANEL else None
    return page(request, "office/deciders.html", shown=journey, form=form, people=people, parties=parties_in(journey), again=again)


@require_POST
@only(Capacity.OFFICE)
def end_part(request, ref):
    """End a decider's part."""
    journey = journey_for(request.actor, ref)
    party = one(parties_in(journey), ref=request.POST.get("party", "")[:12])
    operations.end_party(journey, by=request.actor, person=party.person, capacity=party.capacity)
    return done(request, _("Their part has ended."), "office:deciders", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def dates(request, ref):
    journey = journey_for(request.actor, ref)
    can_agree_dates(request.actor, journey).enforce()
    count = journey.policy.discussions
    form = DatesForm(request.POST or None, discussions=count, initial=start_dates(journey))
    if form.is_valid():
        day, others = form.cleaned_data["submit_by"], form.dates()
        if attempt(form, lambda: operations.agree_dates(journey, by=request.actor, submit_by=day, dates=others)):
            said = told(_("The dates are saved."), journey.institution, roles=(Role.COORDINATOR,), said=COORDINATORS_TOLD)
            return done(request, said, "office:institution", ref=journey.institution.ref)
    return page(request, "office/dates.html", shown=journey, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def pause(request, ref):
    """Answer a coordinator's request for a pause."""
    asked = pause_for(request.actor, ref)
    can_answer_pause(request.actor, asked).enforce()
    form = PauseForm(request.POST or None)
    if form.is_valid():
        facts = {"granted": form.cleaned_data["granted"] == "yes", "note": form.cleaned_data["note"]}
        if attempt(form, lambda: operations.answer_pause(asked, by=request.actor, **facts)):
            place = asked.journey.institution
            said = told(_("Answered."), place, roles=(Role.COORDINATOR,), said=COORDINATORS_TOLD)
            return done(request, said, "office:institution", ref=place.ref)
    return page(request, "office/pause.html", asked=asked, form=form)


@require_POST
@only(Capacity.OFFICE)
def resume(request, ref):
    journey = journey_for(request.actor, ref)
    operations.resume(journey, by=request.actor)
    return done(
        request,
        _("Under way again: open dates have moved by as long as the pause lasted."),
        "office:institution",
        ref=journey.institution.ref,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def withdraw(request, ref):
    journey = journey_for(request.actor, ref)
    can_withdraw(request.actor, journey).enforce()
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: operations.withdraw(journey, by=request.actor, **form.cleaned_data)):
        roles, those = (Role.COORDINATOR, Role.SPONSOR), _("Those who took part have been told.")
        said = told(_("The journey is withdrawn."), journey.institution, roles=roles, said=those)
        return done(request, said, "office:institution", ref=journey.institution.ref)
    return page(request, "office/withdraw.html", shown=journey, form=form)
