"""The institution's award: certificate, what the register says, the half-way review, the renewal."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.actionplan import operations as plan
from qualitymark.actionplan import rules as plan_rules
from qualitymark.actionplan.queries import actions_visible_to
from qualitymark.awards import operations, rules
from qualitymark.awards.models import Award
from qualitymark.awards.queries import (
    actions_of_halfway,
    awards_visible_to,
    certificates_visible_to,
    halfways_visible_to,
    register_words_of,
    renewal_journey_of,
    standing,
)
from qualitymark.awards.wording import check_url
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page, refusal_page
from qualitymark.core.rows import one
from qualitymark.decisions.queries import conditions_visible_to
from qualitymark.files.serving import answer_with
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import people_in
from qualitymark.journeys.queries import journeys_visible_to

from .forms import ActionForm, ProgressForm
from .queries.people import colleagues


class RegisterWordsForm(forms.Form):
    highlights = forms.CharField(
        label=_("Highlights, in words"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What you would like a care experienced or estranged person to know about you. No levels: they are not public."),
    )  # fmt: skip
    support_url = forms.URLField(
        label=_("Page with your support for students"), required=False, max_length=500, assume_scheme="https",
        help_text=_("Such as https://www.northmoor.ac.uk/care-experienced"),
    )  # fmt: skip
    contact_name = forms.CharField(
        label=_("Whom to ask for"),
        required=False,
        max_length=120,
        help_text=_("A team or a role rather than a person, so that it stays right."),
    )
    agrees = forms.BooleanField(
        label=_("Our institution agrees to have these words on its public page"),
        error_messages={"required": _("Please tick this if you agree. If you do not, the page says nothing more than the award itself.")},
    )


class UpdateForm(forms.Form):
    text = forms.CharField(
        label=_("How is it going?"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A few sentences are enough: what moved, what is hard, what you would like to talk about."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=1_000_000)


class OwnerForm(forms.Form):
    owner = forms.ChoiceField(label=_("Who looks after this"))

    def __init__(self, people, data=None, now=""):
        super().__init__(data, initial={"owner": now})
        self.fields["owner"] = forms.ChoiceField(label=_("Who looks after this"), choices=[(person.ref, person.name) for person in people])


def award_of_journey(actor, journey):
    """The award that came of a journey, if one did."""
    return awards_visible_to(actor).filter(decision__submission__journey=journey).order_by("-made_at").first()


@only(Capacity.MEMBER)
@require_safe
def journey_award(request, ref):
    """From a journey to the award that came of it."""
    found = award_of_journey(request.actor, one(journeys_visible_to(request.actor), ref=ref))
    if found is None:
        raise Http404
    return redirect("workspace:award", found.ref)


@only(Capacity.MEMBER)
@require_safe
def award(request, ref):
    row = one(awards_visible_to(request.actor).exclude(origin=Award.Origin.PUBLIC_RECORD), ref=ref)
    verdicts = {"register": rules.can_set_register_words(request.actor, row), "renew": rules.can_open_renewal(request.actor, row)}
    renewal = renewal_journey_of(row)
    return page(
        request, "workspace/award.html", award=row, standing=standing(row), words=register_words_of(row), verdicts=verdicts,
        certificates=certificates_visible_to(request.actor).filter(award=row).order_by("language", "-asked_at"), check_url=check_url(row),
        conditions=conditions_visible_to(request.actor).filter(decision=row.decision_id).order_by("due_on", "pk"),
        halfway=halfways_visible_to(request.actor).filter(award=row).first(), renewal=renewal, renewal_day=rules.renewal_day(row),
        halfway_day=rules.halfway_to_come(row),
        journey=renewal or (row.decision.submission.journey if row.decision else None),
    )  # fmt: skip


@only(Capacity.MEMBER)
@require_safe
def certificate(request, ref, certificate):
    row = one(certificates_visible_to(request.actor).filter(award__ref=ref, file__isnull=False), ref=certificate)
    return answer_with(request, row.file)


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def register_words(request, ref):
    row = one(awards_visible_to(request.actor), ref=ref)
    rules.can_set_register_words(request.actor, row).enforce()
    now = register_words_of(row)
    kept = {name: getattr(now, name) for name in ("highlights", "support_url", "contact_name")} if now else {}
    form = RegisterWordsForm(request.POST or None, initial=kept)
    if form.is_valid() and attempt(form, lambda: operations.set_register_words(row, by=request.actor, **form.cleaned_data)):
        return done(request, _("Your page on the register says so now."), "workspace:award", ref=ref)
    return page(request, "workspace/register_words.html", award=row, form=form, now=now)


@only(Capacity.MEMBER)
@require_POST
def register_words_withdraw(request, ref):
    row = one(awards_visible_to(request.actor), ref=ref)
    operations.withdraw_register_words(row, by=request.actor)
    return done(request, _("Taken off your public page. The award itself still shows."), "workspace:award", ref=ref)


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request, ref):
    row = one(awards_visible_to(request.actor), ref=ref)
    rules.can_open_renewal(request.actor, row).enforce()
    if request.method == "POST":
        journey = operations.open_renewal(row, by=request.actor)
        said = _("Your renewal has begun. Your last responses and your open actions are in it already.")
        return done(request, said, "workspace:board", ref=journey.ref)
    return page(request, "workspace/renew.html", award=row)


def halfway_of(actor, ref):
    rules.can_open_letter_of_halfway(actor, ref).enforce()
    return one(halfways_visible_to(actor), ref=ref)


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def halfway(request, ref):
    if not (there := rules.can_open_letter_of_halfway(request.actor, ref)):
        return refusal_page(request, there)
    row = one(halfways_visible_to(request.actor), ref=ref)
    verdict = rules.can_update_halfway(request.actor, row)
    if request.method == "POST" and not verdict:
        return refusal_page(request, verdict)
    form = UpdateForm(request.POST or None, initial={"text": row.update_text, "version": row.version})
    if form.is_valid() and attempt(form, lambda: operations.update_halfway(row, by=request.actor, **form.cleaned_data)):
        return done(request, _("Sent. The office gets in touch to talk it over."), "workspace:halfway", ref=ref)
    owner = OwnerForm(people_in(row.award.institution, Role.COORDINATOR), now=row.owner.ref if row.owner else "")
    return page(
        request, "workspace/halfway.html", halfway=row, award=row.award, form=form, verdict=verdict, owner_form=owner,
        can_add=plan_rules.can_add_action(request.actor, row.award.institution), actions=actions_of_halfway(request.actor, row),
    )  # fmt: skip


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def halfway_action(request, ref, action):
    """How one action is going. An award made elsewhere has no journey through which its plan is reached; this page needs none."""
    row = halfway_of(request.actor, ref)
    held = one(actions_visible_to(request.actor).filter(institution=row.award.institution), ref=action)
    form, verdict = ProgressForm(request.POST or None), plan_rules.can_report_progress(request.actor, held)
    if form.is_valid() and attempt(form, lambda: plan.report_progress(held, by=request.actor, **form.cleaned_data)):
        return done(request, _("Noted."), "workspace:halfway", ref=ref)
    notes = held.notes.select_related("by").order_by("-pk")
    return page(request, "workspace/halfway_action.html", halfway=row, action=held, form=form, verdict=verdict, notes=notes)


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def halfway_action_add(request, ref):
    row = halfway_of(request.actor, ref)
    institution = row.award.institution
    plan_rules.can_add_action(request.actor, institution).enforce()
    form = ActionForm(request.POST or None, people=colleagues(institution), criteria=[])
    if form.is_valid() and attempt(form, lambda: plan.add_action(institution, by=request.actor, ref=form.ref, **form.facts())):
        return done(request, _("The action is in your plan."), "workspace:halfway", ref=ref)
    return page(request, "workspace/halfway_action_add.html", halfway=row, form=form)


@only(Capacity.MEMBER)
@require_POST
def halfway_owner(request, ref):
    row = halfway_of(request.actor, ref)
    rules.can_own_halfway(request.actor, row).enforce()
    people = {person.ref: person for person in people_in(row.award.institution, Role.COORDINATOR)}
    chosen = people.get(request.POST.get("owner", ""))
    if chosen is None:
        raise Http404
    operations.own_halfway(row, by=request.actor, owner=chosen)
    return done(request, _("%(name)s looks after it now.") % {"name": chosen.name}, "workspace:halfway", ref=ref)
