"""Awards, half-way reviews and renewals as the office sees them."""

from functools import partial

from django import forms
from django.core.paginator import Paginator
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

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
    standings,
)
from qualitymark.awards.states import AwardState, HalfwayState
from qualitymark.awards.wording import check_url
from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import asked, attempt, done, page
from qualitymark.core.rows import one
from qualitymark.files.serving import answer_with
from qualitymark.institutions.models import Role
from qualitymark.institutions.notices import told
from qualitymark.institutions.queries import people_in

EACH_PAGE = 50
HALFWAY_UNTOLD = _(
    "The half-way review is open, but nobody takes part at the institution, so nobody has been told. Invite a coordinator here."
)
RENEWAL_UNTOLD = _("The renewal is open, but nobody coordinates at the institution, so nobody has been told. Invite a coordinator here.")
SHOW = [("", _("Every award")), ("ending", _("Ending within twelve months")), ("suspended", _("Suspended")), ("record", _("Public record"))]


class ShowForm(forms.Form):
    q = forms.CharField(label=_("Institution or number"), required=False, max_length=100)
    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The institution reads it. It is not public."),
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note of the conversation"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The institution reads it."),
    )


@only(Capacity.OFFICE)
@require_safe
def awards(request):
    """Every award, those that end first at the head."""
    form = ShowForm(request.GET)
    form.is_valid()
    rows = awards_visible_to(request.actor).order_by(F("ends_on").asc(nulls_last=True), "institution__name", "pk")
    rows = narrowed(rows, form.cleaned_data.get("q", ""), form.cleaned_data.get("show", ""))
    shown = Paginator(rows, EACH_PAGE).get_page(request.GET.get("page"))
    words = standings(shown.object_list)
    for row in shown.object_list:
        row.standing = words[row.pk]
    return page(request, "office/awards.html", awards=shown, search_form=form)


def narrowed(rows, text, show):
    if text.strip():
        rows = rows.filter(institution__name__icontains=text.strip()) | rows.filter(number__iexact=text.strip())
    if show == "ending":
        today = clock.today()
        return rows.filter(state=AwardState.IN_FORCE, ends_on__gte=today, ends_on__lte=clock.add_months(today, 12))
    if show == "record":
        return rows.filter(origin=Award.Origin.PUBLIC_RECORD)
    return rows.filter(state=AwardState.SUSPENDED) if show == "suspended" else rows


@only(Capacity.OFFICE)
@require_safe
def award(request, ref):
    row = one(awards_visible_to(request.actor), ref=ref)
    names = ("suspend", "lift", "withdraw_award", "open_halfway", "open_renewal")
    return page(
        request, "office/award.html", award=row, standing=standing(row), verdicts={name: getattr(rules, f"can_{name}")(request.actor, row) for name in names},
        certificates=certificates_visible_to(request.actor).filter(award=row), words=register_words_of(row), check_url=check_url(row),
        halfway=halfways_visible_to(request.actor).filter(award=row).first(), renewal=renewal_journey_of(row),
        halfway_day=rules.halfway_day(row), renewal_day=rules.renewal_day(row),
    )  # fmt: skip


INSTITUTION_TOLD = _("The institution has been told.")


def _told(did, institution, *, mailbox=False):
    """What was done, and whether the institution has been told."""
    return told(did, institution, roles=(Role.COORDINATOR, Role.SPONSOR), said=INSTITUTION_TOLD, mailbox=mailbox)


def _with_reason(request, ref, template, verb, work, did):
    """A change of an award that needs a reason."""
    row = one(awards_visible_to(request.actor), ref=ref)
    return asked(
        request, template, ReasonForm(request.POST or None), can=verb(request.actor, row), work=partial(work, row, by=request.actor),
        then=(_told(did, row.institution, mailbox=True), "office:award", ref), award=row,
    )  # fmt: skip


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request, ref):
    did = _("Suspended. The register says so.")
    return _with_reason(request, ref, "office/suspend.html", rules.can_suspend, operations.suspend, did)


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_award(request, ref):
    did = _("Withdrawn. The register says so.")
    return _with_reason(request, ref, "office/withdraw_award.html", rules.can_withdraw_award, operations.withdraw_award, did)


@only(Capacity.OFFICE)
@require_POST
def lift(request, ref):
    row = operations.lift(one(awards_visible_to(request.actor), ref=ref), by=request.actor)
    return done(request, _told(_("The award stands again."), row.institution, mailbox=True), "office:award", ref=ref)


@only(Capacity.OFFICE)
@require_POST
def open_halfway(request, ref):
    row = one(awards_visible_to(request.actor), ref=ref)
    halfway = operations.open_halfway(row, by=request.actor)
    if not people_in(row.institution, Role.COORDINATOR, Role.SPONSOR).exists():
        return done(request, HALFWAY_UNTOLD, "office:invite", ref=row.institution.ref)
    return done(request, _("The half-way review is open, and the institution has been told."), "office:halfway", ref=halfway.ref)


@only(Capacity.OFFICE)
@require_POST
def open_renewal(request, ref):
    row = one(awards_visible_to(request.actor), ref=ref)
    operations.open_renewal(row, by=request.actor)
    if not people_in(row.institution, Role.COORDINATOR).exists():
        return done(request, RENEWAL_UNTOLD, "office:invite", ref=row.institution.ref)
    return done(request, _("The renewal is open, and the institution has been told."), "office:award", ref=ref)


@only(Capacity.OFFICE)
@require_safe
def certificate(request, ref):
    return answer_with(request, one(certificates_visible_to(request.actor).filter(file__isnull=False), ref=ref).file)


@only(Capacity.OFFICE)
@require_safe
def halfways(request):
    """Half-way reviews: those that wait for the office's conversation first."""
    rows = halfways_visible_to(request.actor)
    waiting = rows.filter(state=HalfwayState.UPDATED).order_by("update_at")
    others = Paginator(rows.exclude(state=HalfwayState.UPDATED).order_by("-opened_on", "-pk"), EACH_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/halfways.html", waiting=waiting, others=others)


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def halfway(request, ref):
    row = one(halfways_visible_to(request.actor), ref=ref)
    verdict, form = rules.can_close_halfway(request.actor, row), NoteForm(request.POST or None)
    if request.method == "POST":
        verdict.enforce()
    if form.is_valid() and attempt(form, lambda: operations.close_halfway(row, by=request.actor, **form.cleaned_data)):
        return done(request, _("Closed. The institution can read your note."), "office:halfway", ref=ref)
    return page(
        request, "office/halfway.html", halfway=row, award=row.award, form=form, verdict=verdict,
        actions=actions_of_halfway(request.actor, row),
        can_reopen=rules.can_reopen_halfway(request.actor, row),
    )  # fmt: skip


@only(Capacity.OFFICE)
@require_POST
def reopen_halfway(request, ref):
    row = one(halfways_visible_to(request.actor), ref=ref)
    operations.reopen_halfway(row, by=request.actor)
    return done(request, _told(_("Open again."), row.award.institution), "office:halfway", ref=ref)
