"""People of an institution, as the office keeps them."""

from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.frameworks.queries import invitation_days
from qualitymark.institutions import operations
from qualitymark.institutions.queries import invitations_visible_to

from ..forms import InviteForm, PlainForm
from ..rules import institution_for, membership_for


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def invite(request, ref):
    institution = institution_for(request.actor, ref)
    form = InviteForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: operations.invite(institution, by=request.actor, open_days=invitation_days(), **form.made_of())
    ):
        return done(request, _("Invited: a letter with a link is on its way."), "office:institution", ref=ref)
    return page(request, "office/invite.html", institution=institution, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def end_membership(request, ref):
    membership = membership_for(request.actor, ref)
    form = PlainForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: operations.end_membership(membership, by=request.actor)):
        return done(request, _("Their part has ended, and they are told."), "office:institution", ref=membership.institution.ref)
    return page(request, "office/end_membership.html", membership=membership, form=form)


@require_POST
@only(Capacity.OFFICE)
def withdraw_invitation(request, ref):
    invitation = one(invitations_visible_to(request.actor), ref=ref)
    operations.withdraw_invitation(invitation, by=request.actor)
    return done(request, _("The invitation is withdrawn: its link no longer works."), "office:institution", ref=invitation.institution.ref)
