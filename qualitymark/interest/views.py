"""First contact: pages for anybody."""

from functools import wraps

from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core.limits import address_of, within
from qualitymark.core.pages import page
from qualitymark.core.verdict import not_now
from qualitymark.institutions.queries import named

from . import operations
from .forms import EnquiryForm, InterestForm, ReadinessForm, pack_readiness, read_readiness
from .queries import listed, readiness_areas, readiness_words

MOST_AN_HOUR = 20
TOO_MANY = not_now(
    _("More has been sent from your connection in the past hour than we can take at once, so this was not sent."),
    _("Go back with your browser's back button, where what you typed still is, and send it in an hour; or write to the office by e-mail."),
)


def bounded(view):
    """At most so many a connection an hour: only what is sent counts, never what is read."""

    @wraps(view)
    def counted(request):
        if request.method == "POST" and not within(view.__name__, address_of(request), MOST_AN_HOUR, 3600):
            TOO_MANY.enforce()
        return view(request)

    return counted


@require_safe
def interest(request):
    """The first step: find the institution by any of its names or its UKPRN, or say that it is not on the list."""
    wanted, ready = request.GET.get("q", "").strip()[:200], pack_readiness(read_readiness(request.GET.get("ready", "")))
    return page(request, "interest/interest.html", wanted=wanted, ready=ready, found=named(wanted) if wanted else [])


@require_http_methods(["GET", "HEAD", "POST"])
@bounded
def send(request):
    """The second step: who you are, what it would cover, who knows. `of` is the institution's ref, or empty for one not on the list."""
    institution = listed(request.GET.get("of", ""))
    ready = read_readiness(request.GET.get("ready", ""))
    start = {"language": get_language(), "typed_name": request.GET.get("name", "")[:200]}
    form = InterestForm(request.POST or None, initial=start, listed=institution is not None, readiness=ready)
    if form.is_valid():
        kept = ready if form.cleaned_data.get("send_readiness") else {}
        operations.send_interest(institution=institution, readiness=kept, ref=form.ref, **form.told())
        return redirect("interest:sent")
    answers = readiness_words(ready, get_language())
    return page(request, "interest/send.html", form=form, institution=institution, answers=answers, ready=pack_readiness(ready))


@require_safe
def sent(request):
    return page(request, "interest/sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@bounded
def contact(request):
    form = EnquiryForm(request.POST or None, initial={"language": get_language()})
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("name", "email", "language", "question")}
        operations.ask(ref=form.ref, **told)
        return redirect("interest:asked")
    return page(request, "interest/contact.html", form=form)


@require_safe
def asked(request):
    return page(request, "interest/asked.html")


@require_safe
def readiness(request):
    """Seven questions, no account, nothing stored: the answers stand in the address alone. Sent along with an interest only if one chooses."""
    areas = readiness_areas(get_language(), request.GET.get("nation", ""), request.GET.get("kind", ""))
    sent = "see" in request.GET or any(area.code in request.GET for area in areas)
    form = ReadinessForm(request.GET if sent else None, areas=areas)
    if form.is_valid():
        answers = readiness_words(form.cleaned_data, get_language())
        return page(request, "interest/readiness_result.html", answers=answers, ready=pack_readiness(form.cleaned_data))
    return page(request, "interest/readiness.html", form=form, areas=areas)
