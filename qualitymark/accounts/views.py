"""A person's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from qualitymark.core.pages import page

from .forms import PreferencesForm
from .operations import change_preferences


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request):
    """Name, language and letters; and how one signs in."""
    person = request.user
    held = {"name": person.name, "language": person.language, "mail_choice": person.mail_choice}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=held)
    if form.is_bound and form.is_valid():
        saved = change_preferences(person, by=request.actor, **form.cleaned_data)
        with override(saved.language):
            messages.success(request, _("Saved."))
            return redirect(reverse("accounts:me"))
    return page(request, "accounts/me.html", form=form, person=person, has_password=person.has_usable_password())
