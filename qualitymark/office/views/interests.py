"""Expressions of interest: read, talk, answer."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page, refusal_page
from qualitymark.institutions.queries import named
from qualitymark.interest import operations
from qualitymark.interest.queries import others_of
from qualitymark.interest.rules import can_match, can_reopen, can_say_not_yet, can_talk, can_withdraw_interest
from qualitymark.journeys import operations as journeys
from qualitymark.journeys.queries import cohorts_visible_to
from qualitymark.journeys.queries.joining import open_one
from qualitymark.journeys.rules import can_go_ahead, can_join

from ..forms import ConversationForm, GoAheadForm, NotYetForm, ReasonForm
from ..queries.drafts import go_ahead_words, not_yet_words
from ..queries.interests import answered_interests, cohort_called, interest_facts, interests_closed_to, waiting_rows
from ..rules import institution_for, interest_for

A_PAGE = 50


@require_safe
@only(Capacity.OFFICE)
def interests(request):
    actor = request.actor
    answered = Paginator(answered_interests(actor), A_PAGE).get_page(request.GET.get("page"))
    closed = interests_closed_to(actor)
    return page(request, "office/interests.html", waiting=waiting_rows(actor), answered=answered, closed=closed)


@require_safe
@only(Capacity.OFFICE)
def interest(request, ref):
    """All that was sent, what was said since, other interests of the same institution, and what can be done now."""
    shown, actor = interest_for(request.actor, ref), request.actor
    verdicts = {
        "talk": can_talk,
        "go_ahead": can_go_ahead,
        "not_yet": can_say_not_yet,
        "reopen": can_reopen,
        "put_aside": can_withdraw_interest,
        "join": can_join,
        "match": can_match,
    }
    can = {name: rule(actor, shown) for name, rule in verdicts.items()}
    form = ConversationForm(initial={"on": clock.today()})
    return page(
        request, "office/interest.html", shown=shown, can=can, form=form, others=others_of(shown, actor), **interest_facts(actor, shown)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def conversation(request, ref):
    shown = interest_for(request.actor, ref)
    can_talk(request.actor, shown).enforce()
    form = ConversationForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        facts = {"on": form.cleaned_data["on"], "note": form.cleaned_data["note"], "ref": form.ref}
        if attempt(form, lambda: operations.record_conversation(shown, by=request.actor, **facts)):
            return done(request, _("The conversation is noted."), "office:interest", ref=ref)
    return page(request, "office/conversation.html", shown=shown, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def match(request, ref):
    """Say which institution it is: find it by name, then choose. What was typed by the sender is tried first."""
    shown = interest_for(request.actor, ref)
    can_match(request.actor, shown).enforce()
    if request.method == "POST":
        chosen = institution_for(request.actor, request.POST.get("institution", "")[:12])
        operations.match_institution(shown, by=request.actor, institution=chosen)
        return done(request, _("Matched."), "office:interest", ref=ref)
    wanted = request.GET.get("q", shown.typed_name)[:200]
    return page(request, "office/match.html", shown=shown, wanted=wanted, found=named(wanted))


def way_on_from(shown):
    """Where the office goes when an interest cannot be answered with go ahead: to what stands there, or to matching it first."""
    if shown.institution is None:
        return reverse("office:match", args=[shown.ref]), _("Match it to an institution")
    return reverse("office:institution", args=[shown.institution.ref]), _("See the institution and its journey")


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def go_ahead(request, ref):
    shown, actor = interest_for(request.actor, ref), request.actor
    verdict = can_go_ahead(actor, shown)
    if verdict.status == 409 and not verdict:
        return refusal_page(request, verdict, way_on=way_on_from(shown))
    verdict.enforce()
    cohorts = cohorts_visible_to(actor)
    form = GoAheadForm(
        request.POST or None, cohorts=cohorts, initial={"answer": go_ahead_words(shown, actor), "cohort": cohort_called(shown.cohort_name)}
    )
    if form.is_valid():
        facts = form.cleaned_data | {"cohort": cohorts.filter(ref=form.cleaned_data["cohort"]).first()}
        if attempt(form, lambda: journeys.go_ahead(shown, by=actor, **facts)):
            return done(request, _("The journey is open, and the contact is told."), "office:interest", ref=ref)
    return page(request, "office/go_ahead.html", shown=shown, form=form, **interest_facts(actor, shown))


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def not_yet(request, ref):
    shown, actor = interest_for(request.actor, ref), request.actor
    can_say_not_yet(actor, shown).enforce()
    back = clock.add_months(clock.today(), 6)
    form = NotYetForm(request.POST or None, initial={"answer": not_yet_words(shown, actor), "return_on": back})
    if form.is_valid() and attempt(form, lambda: operations.say_not_yet(shown, by=actor, **form.cleaned_data)):
        return done(request, _("Answered: not yet. The interest comes back to your list on its day."), "office:interests")
    return page(request, "office/not_yet.html", shown=shown, form=form)


@require_POST
@only(Capacity.OFFICE)
def reopen(request, ref):
    shown = interest_for(request.actor, ref)
    operations.reopen(shown, by=request.actor)
    return redirect("office:interest", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def join_interest(request, ref):
    """What will happen and what the sender is told, then the one step."""
    shown = interest_for(request.actor, ref)
    verdict = can_join(request.actor, shown)
    if verdict.status == 409 and not verdict:
        return refusal_page(request, verdict, way_on=(reverse("office:interest", args=[ref]), _("See the interest")))
    verdict.enforce()
    if request.method == "POST":
        journeys.join_interest(shown, by=request.actor)
        return done(request, _("Joined. The sender is told who leads at the institution."), "office:interest", ref=ref)
    return page(request, "office/join_interest.html", shown=shown, found=open_one(shown))


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def put_aside(request, ref):
    shown = interest_for(request.actor, ref)
    can_withdraw_interest(request.actor, shown).enforce()
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: operations.withdraw_interest(shown, by=request.actor, **form.cleaned_data)):
        return done(request, _("Put aside. It can be reopened."), "office:interests")
    return page(request, "office/put_aside.html", shown=shown, form=form)
