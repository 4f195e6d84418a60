"""The page of an invitation's link. Looking at it spends nothing; only the button does."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qualitymark.accounts.queries import person_with
from qualitymark.core.pages import page

from .forms import AcceptForm
from .operations import accept_invitation, open_invitation
from .rules import can_accept_invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Who invites, to what; a POST accepts and signs the person in (with the second step, where they have one)."""
    found = open_invitation(token)
    verdict = can_accept_invitation(found) if found else None
    if found is None or not verdict:
        words = {"reason": verdict.reason, "next_text": verdict.next_step} if verdict is not None else {}
        return page(request, "institutions/invitation_closed.html", status=410 if found else 404, **words)
    form = AcceptForm(request.POST if request.method == "POST" else None, initial={"language": found.language})
    if form.is_bound and form.is_valid():
        person = accept_invitation(found, token=token, language=form.cleaned_data["language"])
        return _sign_in(request, person, found.institution)
    known = person_with(found.email)
    return page(request, "institutions/invitation.html", form=form, invitation=found, known=known)


def _sign_in(request, person, institution):
    """The link came to their address, as a code does: so it signs them in as a code would, acting for that institution."""
    if request.user.is_authenticated and request.user.pk != person.pk:
        logout(request)
    response = perform_login(request, person, email=person.email)
    request.session["acting_as"] = f"member:{institution.ref}"
    return response
