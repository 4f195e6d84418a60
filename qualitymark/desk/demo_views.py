"""The demo's door and its letters. Their addresses exist in demo mode alone."""

from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from qualitymark.core.pages import page
from qualitymark.core.rows import one

from .demo_mail import body_of, letters
from .demo_people import people_by_capacity, person_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
A_PAGE = 50


@require_safe
def demo(request):
    """Everybody of the demo, to sign in as with one click."""
    return page(request, "desk/demo.html", groups=people_by_capacity())


@require_POST
def demo_sign_in(request, ref):
    person = person_of(ref) if settings.DEMO else None
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    return redirect("desk:home")


@require_safe
def demo_mail(request):
    """Every letter, newest first: what would have gone out by mail."""
    found = Paginator(letters(), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "desk/demo_mail.html", letters=found)


@require_safe
def demo_letter(request, ref):
    """One letter, whole, with its codes and its links: whoever it was for is made up."""
    found = one(letters(), ref=ref)
    return page(request, "desk/demo_letter.html", letter=found, body=body_of(found))
