"""The working group: who is in it, in which part, and who is invited."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from qualitymark.core import clock
from qualitymark.core.pages import attempt, done, page, refusal_page
from qualitymark.core.rows import one
from qualitymark.institutions import operations, rules
from qualitymark.institutions.models import Role
from qualitymark.institutions.queries import invitations_visible_to
from qualitymark.journeys.models import Journey
from qualitymark.workspace.forms import InviteForm
from qualitymark.workspace.queries.people import assessors_of, present

from .journey import working_group


@working_group
def people(request: Any, journey: Journey) -> HttpResponse:
    invited = invitations_visible_to(request.actor).filter(institution=journey.institution, accepted_at=None, withdrawn_at=None)
    can_change = rules.can_change_people(request.actor, journey.institution)
    members = list(present(request.actor, journey))
    coordinators = [member for member in members if member.role == Role.COORDINATOR]
    may_end = [rules.can_end_membership(request.actor, member, any(each != member for each in coordinators)) for member in members]
    return page(
        request, "workspace/people.html", journey=journey, members=list(zip(members, may_end, strict=True)), invited=list(invited.order_by("-invited_at")),
        can_change=can_change, assessors=assessors_of(journey), now=clock.now(),
    )  # fmt: skip


@working_group
def invite(request: Any, journey: Journey) -> HttpResponse:
    rules.can_change_people(request.actor, journey.institution).enforce()
    role = request.GET.get("role", "")
    form = InviteForm(request.POST or None, initial={"language": journey.language} | ({"role": role} if role else {}))
    days = journey.policy.invitation_days
    if form.is_valid() and attempt(
        form, lambda: operations.invite(journey.institution, by=request.actor, open_days=days, **form.made_of())
    ):
        said = _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
        return done(request, said, "workspace:people", journey.ref)
    return page(request, "workspace/invite.html", journey=journey, form=form)


@working_group
def invitation_withdraw(request: Any, journey: Journey, invitation: str) -> HttpResponse:
    held = one(invitations_visible_to(request.actor).filter(institution=journey.institution).select_related("institution"), ref=invitation)
    rules.can_withdraw_invitation(request.actor, held).enforce()
    if request.method == "POST":
        operations.withdraw_invitation(held, by=request.actor)
        return done(request, _("The invitation is taken back: its link no longer works."), "workspace:people", journey.ref)
    return page(request, "workspace/invitation_withdraw.html", journey=journey, invitation=held)


@working_group
def membership_end(request: Any, journey: Journey, membership: str) -> HttpResponse:
    held = one(present(request.actor, journey), ref=membership)
    verdict = rules.can_end_membership(request.actor, held)
    if verdict.status == 409 and not verdict:
        invite_first = f"{reverse('workspace:invite', args=[journey.ref])}?role=coordinator", _("Invite another coordinator")
        return refusal_page(request, verdict, way_on=invite_first)
    verdict.enforce()
    if request.method == "POST":
        operations.end_membership(held, by=request.actor)
        said = _("%(name)s no longer has this part. What they wrote stays under their name.") % {"name": held.person.name}
        gone = held.person_id == request.actor.person_id
        return done(request, said, "workspace:ours") if gone else done(request, said, "workspace:people", journey.ref)
    return page(request, "workspace/membership_end.html", journey=journey, membership=held)
