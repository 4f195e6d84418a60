"""A condition of the institution's award: saying that it is met."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from qualitymark.awards.queries import awards_visible_to
from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.decisions import operations
from qualitymark.decisions.queries import conditions_visible_to
from qualitymark.decisions.rules import can_say_condition_met


class SaidForm(forms.Form):
    words = forms.CharField(
        label=_("What have you done?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A few sentences are enough. The office reads them."),
        error_messages={"required": _("Say what you have done, so that the office can see that the condition is met.")},
    )  # fmt: skip
    link = forms.URLField(
        label=_("A link to what shows it"), required=False, max_length=500, assume_scheme="https",
        help_text=_("A page or document that the office can open, such as https://www.northmoor.ac.uk/offer"),
    )  # fmt: skip


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def condition(request, ref):
    row = one(conditions_visible_to(request.actor), ref=ref)
    award = one(awards_visible_to(request.actor), decision=row.decision)
    verdict = can_say_condition_met(request.actor, row)
    if request.method == "POST":
        verdict.enforce()
    form = SaidForm(request.POST or None, initial={"words": row.said_words, "link": row.said_link})
    if form.is_valid() and attempt(form, lambda: operations.say_condition_met(row, by=request.actor, **form.cleaned_data)):
        return done(request, _("Sent. The office looks at it and records the condition as met."), "workspace:award", ref=award.ref)
    return page(request, "workspace/condition.html", condition=row, award=award, form=form, verdict=verdict)
