"""Terms and fee: what the institution agrees to, what it owes, and to whom the invoice goes."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.journeys import operations, rules
from qualitymark.journeys.queries import accepted_terms, journeys_visible_to, terms_in_use

from .queries.agreement import billing_start, fee_of, fee_of_round


class TermsForm(forms.Form):
    authorised = forms.BooleanField(
        label=_("I am authorised to accept these terms for the institution"),
        error_messages={"required": _("Tick this box if you may accept for the institution; if not, ask somebody who may.")},
    )
    read = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)  # the digest of the words shown


class BillingForm(forms.Form):
    """Where the invoice goes, in the words that belong on it."""

    payer = forms.CharField(
        label=_("Who pays?"), max_length=200, error_messages={"required": _("Write the name that belongs on the invoice.")}
    )
    contact_name = forms.CharField(label=_("Name of the billing contact"), max_length=120, error_messages={"required": _("Write a name.")})
    contact_email = forms.EmailField(
        label=_("Their e-mail address"),
        error_messages={"required": _("Write an e-mail address: the invoice goes there."), "invalid": _("Write an e-mail address, such as name@college.ac.uk.")},
    )  # fmt: skip
    address = forms.CharField(
        label=_("Postal address for the invoice"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    purchase_order = forms.CharField(
        label=_("Purchase-order number"),
        max_length=60,
        required=False,
        help_text=_("If your finance team needs one on the invoice. It can follow later."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=1_000_000)


@only(Capacity.MEMBER)
def terms(request: Any, ref: str) -> HttpResponse:
    """What both sides promise; accepted once, by somebody authorised to."""
    journey = one(journeys_visible_to(request.actor), ref=ref)
    words = accepted_terms(journey) or terms_in_use(journey, request.LANGUAGE_CODE)
    can, form = rules.can_accept_terms(request.actor, journey), TermsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        can.enforce()
        if form.is_valid() and attempt(form, lambda: operations.accept_terms(journey, by=request.actor, read=form.cleaned_data["read"])):
            return done(request, _("Accepted. Thank you."), "workspace:fee", ref)
    return page(request, "workspace/terms.html", journey=journey, form=form, can=can, terms=words, later=fee_of_round(journey))


@only(Capacity.MEMBER)
def fee(request: Any, ref: str) -> HttpResponse:
    """What is owed and what settled it; and the form that says where the invoice goes."""
    journey = one(journeys_visible_to(request.actor), ref=ref)
    can, form = rules.can_set_billing(request.actor, journey), BillingForm(request.POST or None, initial=billing_start(journey))
    if request.method == "POST":
        can.enforce()
        if form.is_valid() and attempt(form, lambda: operations.set_billing(journey, by=request.actor, **form.cleaned_data)):
            return done(request, _("Saved: the invoice goes there."), "workspace:fee", ref)
    return page(request, "workspace/fee.html", journey=journey, form=form, can=can, **fee_of(journey))
