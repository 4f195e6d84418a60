"""What an assessor found worth sharing: the institution reads the drafted words, changes them, agrees, withdraws."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.journeys.queries import journeys_visible_to
from qualitymark.practice import operations, rules
from qualitymark.practice.models import Example
from qualitymark.practice.queries import areas_for, example_titles, examples_visible_to, signatures, standing_consent, whose_words


class WordsForm(forms.ModelForm):
    """The words, and the version that the writer began from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    class Meta:
        model = Example
        fields = ["title", "text", "name_institution"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.initial["version"] = self.instance.version


class AgreeForm(forms.Form):
    """Agreeing to the words of one version, the one that stands on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)
    agrees = forms.BooleanField(
        label=_("I agree, for our institution, to the publication of exactly these words"),
        error_messages={"required": _("Please tick this if you agree. If you do not, nothing is published.")},
    )


def found(request, ref, example):
    """The journey through which one came, and an example of the same institution; the same 404 whatever the reason."""
    journey = one(journeys_visible_to(request.actor), ref=ref)
    return journey, one(examples_visible_to(request.actor).filter(institution=journey.institution), ref=example)


@only(Capacity.MEMBER)
@require_safe
def practice(request, ref):
    journey = one(journeys_visible_to(request.actor), ref=ref)
    rows = examples_visible_to(request.actor).filter(institution=journey.institution).order_by("-changed_at", "-pk")
    return page(request, "workspace/practice.html", journey=journey, examples=rows, areas=areas_for(request.LANGUAGE_CODE))


@only(Capacity.MEMBER)
@require_safe
def practice_example(request, ref, example):
    journey, row = found(request, ref, example)
    verdicts = {name: getattr(rules, f"can_{name}")(request.actor, row) for name in ("write_words", "consent", "withdraw")}
    return page(
        request, "workspace/practice_example.html", journey=journey, example=row, standing=standing_consent(row), verdicts=verdicts,
        titles=example_titles(row, request.LANGUAGE_CODE),
    )  # fmt: skip


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_words(request, ref, example):
    journey, row = found(request, ref, example)
    rules.can_write_words(request.actor, row).enforce()
    form, theirs = WordsForm(request.POST or None, instance=row), None
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(form, lambda: operations.write_words(row, by=request.actor, **form.cleaned_data)):
                said = _("Saved. Nobody outside your institution and the office sees these words until you agree to them.")
                return done(request, said, "workspace:practice_example", ref=ref, example=example)
        except operations.WordsMoved as moved:
            theirs = moved.example
            form.data = {**request.POST.dict(), "version": theirs.version}  # what is sent next is over theirs, knowingly
    return page(
        request, "workspace/practice_words.html", journey=journey, example=row, form=form, theirs=theirs,
        theirs_by=whose_words(theirs) if theirs else "", has_errors=theirs is not None,
    )  # fmt: skip


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_consent(request, ref, example):
    journey, row = found(request, ref, example)
    rules.can_consent(request.actor, row).enforce()
    form = AgreeForm(request.POST or None, initial={"version": row.version})
    if form.is_valid() and attempt(form, lambda: operations.consent(row, by=request.actor, version=form.cleaned_data["version"])):
        said = _("Thank you. The office reads it once more and publishes it; you will have a letter with its address.")
        return done(request, said, "workspace:practice_example", ref=ref, example=example)
    signed = "" if row.name_institution else signatures().of(row.institution)
    return page(request, "workspace/practice_consent.html", journey=journey, example=row, form=form, signed=signed)


@only(Capacity.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_withdraw(request, ref, example):
    journey, row = found(request, ref, example)
    rules.can_withdraw(request.actor, row).enforce()
    if request.method == "POST":
        operations.withdraw_consent(row, by=request.actor)
        said = _("Withdrawn. It is no longer on the public pages or in the search. Your words are kept here.")
        return done(request, said, "workspace:practice_example", ref=ref, example=example)
    return page(request, "workspace/practice_withdraw.html", journey=journey, example=row)
