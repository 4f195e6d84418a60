"""The public register, a holder's own page, and the check address of a certificate."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from qualitymark.core.pages import page

from .forms import CHOICES, asked_of_register
from .queries import checked, holder_at, public_entries, public_records


@require_safe
def register(request):
    asked = asked_of_register(request.GET)
    entries = public_entries(asked["search"], asked["nation"], asked["kind"], show=asked["show"], page=request.GET.get("page", 1))
    beside = asked["show"] != "past" and entries.number == 1
    records = public_records(asked["search"], asked["nation"], asked["kind"]) if beside else []
    narrowed = any(asked[name] for name in ("search", "nation", "kind"))
    return page(request, "awards/register.html", choices=CHOICES, entries=entries, records=records, narrowed=narrowed, asked=asked)


@require_safe
def register_entry(request, slug):
    holder, address = holder_at(slug)
    if holder is None and address:
        return redirect("awards:register_entry", slug=address, permanent=True)
    if holder is None:
        return page(request, "awards/no_entry.html", status=404)
    return page(request, "awards/register_entry.html", holder=holder)


@require_safe
def check(request, number):
    found = checked(number)
    return page(request, "awards/check.html", found=found, number=number[:40], status=200 if found else 404)
