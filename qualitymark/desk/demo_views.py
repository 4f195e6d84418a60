"""The demo's door, its clock and its letters. Their addresses exist in demo mode alone."""

from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.core import clock
from qualitymark.core.pages import done, page
from qualitymark.core.rows import one

from .demo_clock import move_clock, steps, what_happened
from .demo_mail import body_of, letters
from .demo_people import people_by_capacity, person_of
from .forms import ClockForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
A_PAGE = 50


@require_safe
def demo(request):
    """Everybody of the demo, to sign in as with one click; its clock, and the way to its letters."""
    return demo_page(request, ClockForm(initial={"day": clock.today()}))


def demo_page(request, form):
    return page(request, "desk/demo.html", groups=people_by_capacity(), form=form, today=clock.today(), steps=steps())


@require_http_methods(["GET", "HEAD", "POST"])
def demo_clock(request):
    """Move the demo's clock. The same day sent twice does nothing the second time."""
    form = ClockForm(request.POST if request.method == "POST" else None, initial={"day": clock.today()})
    if not form.is_valid():
        return demo_page(request, form)
    return done(request, what_happened(move_clock(form.cleaned_data["day"])), "desk:demo")


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
