"""What is owed, and what settles it."""

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core import clock
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.journeys import operations
from qualitymark.journeys.rules import can_reverse

from ..forms import ReverseForm, SettleForm
from ..queries import fee_journeys, fee_rows, ledger_of
from ..rules import entry_for, journey_for, line_for

A_PAGE = 50


@require_safe
@only(Capacity.OFFICE)
def fees(request):
    """Journeys that owe something, or all that ever did."""
    every = request.GET.get("all") == "yes"
    journeys = Paginator(fee_journeys(request.actor, owing=not every), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/fees.html", journeys=journeys, rows=fee_rows(journeys), every=every)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def fee(request, ref):
    """The ledger of one journey, and the form that enters money."""
    journey = journey_for(request.actor, ref)
    ledger = ledger_of(journey)
    lines = [(line.ref, f"{line.get_reason_display()}: {owed}") for line, owed, _pence in ledger["lines"]]
    first = [line.ref for line, _owed, pence in ledger["lines"] if pence < 0] or [
        each[0] for each in lines[-1:]
    ]  # money to give back first
    start = {"on": clock.today(), "line": first[0] if first else "", "pounds": f"{abs(ledger['owed']) / 100:.2f}" if ledger["owed"] else ""}
    form = SettleForm(request.POST or None, lines=lines, initial=start)
    if form.is_valid() and attempt(form, lambda: enter(request.actor, form)):
        return done(request, _("Entered."), "office:fee", ref=ref)
    return page(request, "office/fee.html", shown=journey, form=form, ledger=ledger)


def enter(actor, form):
    facts = {name: form.cleaned_data[name] for name in ("sort", "on", "invoice_reference", "note")}
    return operations.settle(line_for(actor, form.cleaned_data["line"]), by=actor, pence=form.cleaned_data["pounds"], ref=form.ref, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Capacity.OFFICE)
def reverse(request, ref):
    entry = entry_for(request.actor, ref)
    can_reverse(request.actor, entry).enforce()
    form = ReverseForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: operations.reverse_entry(entry, by=request.actor, **form.cleaned_data)):
        return done(request, _("Reversed. Both entries stay in the ledger."), "office:fee", ref=entry.line.journey.ref)
    return page(request, "office/reverse.html", entry=entry, form=form)
