"""The office's part in the repository: reading, editing, publishing and withdrawing practice examples."""

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qualitymark.core.actor import Capacity
from qualitymark.core.doors import only
from qualitymark.core.pages import attempt, done, page
from qualitymark.core.rows import one
from qualitymark.practice import operations, rules
from qualitymark.practice.models import Example
from qualitymark.practice.queries import areas_for, example_titles, examples_visible_to, standing_consent, whose_words
from qualitymark.practice.states import ExampleState

EACH_PAGE = 50


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


class ErasureForm(forms.Form):
    why = forms.CharField(label=_("Why must the words be erased?"), max_length=200, help_text=_("For the record, without repeating them."))


@only(Capacity.OFFICE)
@require_safe
def practice(request):
    rows, state = examples_visible_to(request.actor).order_by("-changed_at", "-pk"), request.GET.get("state", "")
    rows = rows.filter(state=state) if state in ExampleState.values else rows
    shown = Paginator(rows, EACH_PAGE).get_page(request.GET.get("page"))
    return page(
        request, "office/practice.html", examples=shown, state=state, states=ExampleState.choices, areas=areas_for(request.LANGUAGE_CODE)
    )


@only(Capacity.OFFICE)
@require_safe
def practice_example(request, ref):
    row = one(examples_visible_to(request.actor), ref=ref)
    verdicts = {name: getattr(rules, f"can_{name}")(request.actor, row) for name in ("write_words", "publish", "withdraw", "erase")}
    return page(
        request, "office/practice_example.html", example=row, standing=standing_consent(row), verdicts=verdicts,
        versions=row.versions.select_related("by").order_by("-number"), titles=example_titles(row, request.LANGUAGE_CODE),
    )  # fmt: skip


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_words(request, ref):
    row = one(examples_visible_to(request.actor), ref=ref)
    rules.can_write_words(request.actor, row).enforce()
    form, theirs = WordsForm(request.POST or None, instance=row), None
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(form, lambda: operations.write_words(row, by=request.actor, **form.cleaned_data)):
                said = _("Saved. The institution agrees to these words before they can be published.")
                return done(request, said, "office:practice_example", ref=ref)
        except operations.WordsMoved as moved:
            theirs = moved.example
            form.data = {**request.POST.dict(), "version": theirs.version}  # what is sent next is over theirs, knowingly
    return page(
        request, "office/practice_words.html", example=row, form=form, theirs=theirs,
        theirs_by=whose_words(theirs) if theirs else "", has_errors=theirs is not None,
    )  # fmt: skip


@only(Capacity.OFFICE)
@require_POST
def practice_publish(request, ref):
    row = one(examples_visible_to(request.actor), ref=ref)
    operations.publish(row, by=request.actor)
    return done(
        request, _("Published. Anybody can find and read it now, and the institution was told."), "office:practice_example", ref=ref
    )


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_withdraw(request, ref):
    row = one(examples_visible_to(request.actor), ref=ref)
    rules.can_withdraw(request.actor, row).enforce()
    if request.method == "POST":
        operations.withdraw_consent(row, by=request.actor)
        return done(request, _("Withdrawn at once, and the institution was told."), "office:practice_example", ref=ref)
    return page(request, "office/practice_withdraw.html", example=row)


@only(Capacity.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_erase(request, ref):
    row = one(examples_visible_to(request.actor), ref=ref)
    rules.can_erase(request.actor, row).enforce()
    form = ErasureForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: operations.erase_example(row, by=request.actor, why=form.cleaned_data["why"])):
        return done(
            request, _("Erased. Who agreed to what, and when, stays on record without the words."), "office:practice_example", ref=ref
        )
    return page(request, "office/practice_erase.html", example=row, form=form)
