"""What the institution's pages take in. Rules stand in the operations; a form says what is wrong at the field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Language, Person
from qualitymark.actionplan.models import Action
from qualitymark.actionplan.reading import BYTES_MOST, read_plan
from qualitymark.actionplan.states import PROGRESS
from qualitymark.core.days import DayField
from qualitymark.core.once import OnceForm
from qualitymark.core.refs import new_ref
from qualitymark.core.verdict import Refused
from qualitymark.evidence.models import Item, Sensitivity, Sort
from qualitymark.evidence.operations import checked_address
from qualitymark.files.kinds import ACCEPT, TAKEN, CannotStore, examine
from qualitymark.institutions.models import Membership, Role

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})


def sentences(refused: Refused) -> list[str]:
    return [refused.reason, *([str(refused.verdict.next_step)] if refused.verdict.next_step else [])]


class ResponseForm(forms.Form):
    """The text of a response and the version it was begun from."""

    text = forms.CharField(required=False, strip=False, label=_("Your response"), widget=forms.Textarea(attrs={"rows": 14}))
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    both = forms.BooleanField(required=False, widget=forms.HiddenInput)
    writing = forms.SlugField(required=False, max_length=12, widget=forms.HiddenInput, initial=new_ref)
    for_name = forms.CharField(
        required=False,
        max_length=120,
        label=_("I enter this for a colleague who has no account"),
        help_text=_("Their name and department. It stands in the history beside this version."),
    )

    def clean_base(self) -> int:
        return self.cleaned_data["base"] if self.cleaned_data["base"] is not None else -1

    @property
    def typed(self) -> dict[str, Any]:
        """What `save_response` takes of it."""
        return {name: self.cleaned_data[name] for name in ("text", "base", "for_name", "writing")}

    def clean_text(self) -> str:
        """An empty text is one; a form that came without its text is not: it would empty the response."""
        if "text" not in self.data and "base" in self.data:  # without a base nothing is saved over
            raise ValidationError(_("The text did not arrive, so nothing was changed. Please send it again."))
        return self.cleaned_data["text"]


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What should change?"), widget=SHORT, max_length=5000)


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), widget=SHORT, max_length=5000)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why?"), widget=SHORT, max_length=2000)


class PeopleField(forms.ModelMultipleChoiceField):
    """Members of the working group, by name and department; sent as refs."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, member: Any) -> str:
        name = member.person.name
        return f"{name}, {member.department}" if member.department else name


class AssignForm(forms.Form):
    """Who writes the chosen criteria, and by when."""

    people = PeopleField(
        Membership.objects.none(),
        to_field_name="ref",
        required=False,
        label=_("Who writes them?"),
        help_text=_("Nobody ticked: they are anybody's."),
    )
    due_on = DayField(required=False, label=_("By when?"), help_text=_("For example 27 3 2027. They get no reminder before this day."))

    def __init__(self, *args: Any, members: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["people"].queryset = members  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Where in an item, and what it shows there."""

    place = forms.CharField(required=False, max_length=100, label=_("Where in it?"), help_text=_("For example: page 3, clause 7."))
    why = forms.CharField(required=False, max_length=300, label=_("What does it show?"), widget=forms.Textarea(attrs={"rows": 2}))


class CiteForm(PlaceForm):
    """Which item of the library, by its reference; and where and why."""

    field_order = ("item", "place", "why")
    item = forms.CharField(label=_("Which item?"), error_messages={"required": _("Choose an item, or add something new instead.")})


class ItemForm(OnceForm):
    """What is known of an evidence item, whatever it is."""

    title = forms.CharField(required=False, max_length=200, label=_("Title"), help_text=_("As colleagues would look for it."))
    owner_name = forms.CharField(
        required=False,
        max_length=120,
        label=_("Whose is it, if not yours?"),
        help_text=_("A colleague without an account: name and department. Their name stays with the item."),
    )
    department = forms.CharField(required=False, max_length=100, label=_("Department"))
    dated_on = DayField(required=False, label=_("Date of the document"))
    valid_until = DayField(required=False, label=_("Holds until"))
    sensitivity = forms.ChoiceField(
        choices=Sensitivity.choices, initial=Sensitivity.ASSESSOR, widget=forms.RadioSelect, label=_("Who may open it?")
    )
    readers = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        to_field_name="ref",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Only people named: who?"),
        help_text=_("You, its owner and the people ticked here. Counts only if you chose “Only people named” above."),
    )

    def __init__(self, *args: Any, people: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["readers"].queryset = people  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in ItemForm.base_fields and name != "once"}


class FileForm(ItemForm):
    upload = forms.FileField(
        allow_empty_file=True,
        max_length=None,
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=TAKEN,
        error_messages={"required": _("Choose a file."), "missing": _("Choose a file."), "invalid": _("Choose a file.")},
    )
    field_order = ["upload", "title"]

    def clean_upload(self) -> Any:
        try:
            examine(self.cleaned_data["upload"])
        except CannotStore as refused:
            raise ValidationError(" ".join([*sentences(refused), str(_("Choose the file again when you send the form."))])) from None
        return self.cleaned_data["upload"]


class LinkForm(ItemForm):
    url = forms.CharField(
        max_length=1000,
        label=_("Address of the page"),
        help_text=_("It begins with https://. Anyone who reads your submission should be able to open it."),
    )
    field_order = ["url", "title"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["title"].required = True

    def clean_url(self) -> str:
        return _address(self.cleaned_data["url"])


class WordsForm(ItemForm):
    sort = forms.ChoiceField(
        choices=[(Sort.QUOTE, _("A quotation")), (Sort.FIGURE, _("Figures, in words"))],
        initial=Sort.QUOTE,
        widget=forms.RadioSelect,
        label=_("What is it?"),
    )
    text = forms.CharField(
        max_length=20_000,
        widget=LONG,
        label=_("The words"),
        help_text=_("Say where they come from. Leave out names, and figures so small that somebody could be known by them."),
    )
    field_order = ["sort", "text", "title"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["title"].required = True


ITEM_FORMS: dict[str, type[ItemForm]] = {"file": FileForm, "link": LinkForm, "words": WordsForm}


def _address(value: str) -> str:
    try:
        return checked_address(value)
    except Refused as refused:
        raise ValidationError(" ".join(sentences(refused))) from None


class VersionForm(OnceForm):
    """A new version of an item: one of a file, an address, words."""

    upload = forms.FileField(
        required=False, allow_empty_file=True, label=_("A file"), help_text=TAKEN, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )
    url = forms.CharField(required=False, max_length=1000, label=_("Or the address of a page"))
    text = forms.CharField(required=False, max_length=20_000, widget=SHORT, label=_("Or words"))

    def clean_upload(self) -> Any:
        if self.cleaned_data["upload"] is None:
            return None
        try:
            examine(self.cleaned_data["upload"])
        except CannotStore as refused:
            raise ValidationError(" ".join([*sentences(refused), str(_("Choose the file again when you send the form."))])) from None
        return self.cleaned_data["upload"]

    def clean_url(self) -> str:
        return _address(self.cleaned_data["url"]) if self.cleaned_data["url"] else ""

    def clean(self) -> dict[str, Any]:
        given = [name for name in ("upload", "url", "text") if self.cleaned_data.get(name)]
        if len(given) != 1 and not self.errors:
            raise ValidationError(_("Give one of the three: a file, an address or words."))
        return self.cleaned_data


class ActionForm(OnceForm):
    """An improvement action: what, why, who, by when, how we will know."""

    what = forms.CharField(max_length=300, label=_("What will you do?"), widget=forms.Textarea(attrs={"rows": 2}))
    why = forms.CharField(
        required=False, max_length=5000, label=_("Why?"), widget=SHORT, help_text=_("What you found, and whom it will help.")
    )
    measure = forms.CharField(required=False, max_length=5000, label=_("How will you know that it worked?"), widget=SHORT)
    criteria = forms.MultipleChoiceField(required=False, label=_("Which criteria does it answer to?"), widget=forms.CheckboxSelectMultiple)
    owner = forms.ModelChoiceField(
        Person.objects.none(), to_field_name="ref", required=False, label=_("Who sees to it?"), empty_label=_("Nobody chosen")
    )
    owner_name = forms.CharField(
        required=False, max_length=120, label=_("Or a colleague without an account"), help_text=_("Name and department.")
    )
    owner_email = forms.EmailField(
        required=False, label=_("Their e-mail address"), help_text=_("So that you can send them a link to this action alone.")
    )
    department = forms.CharField(required=False, max_length=100, label=_("Department"))
    priority = forms.ChoiceField(
        choices=Action.Priority.choices, initial=Action.Priority.NORMAL, widget=forms.RadioSelect, label=_("How pressing is it?")
    )
    start_on = DayField(required=False, label=_("Begins"))
    due_on = DayField(required=False, label=_("Done by"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any, criteria: list[tuple[str, str]], **options: Any):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["criteria"].choices = criteria  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("owner") and given.get("owner_name"):
            self.add_error("owner_name", _("Choose a colleague above or name one here, not both."))
        if given.get("start_on") and given.get("due_on") and given["start_on"] > given["due_on"]:
            self.add_error("due_on", _("This is before the day it begins."))
        return given

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}


class PlanForm(forms.Form):
    """A whole plan, pasted from a spreadsheet or as a CSV file."""

    upload = forms.FileField(
        required=False, allow_empty_file=True, label=_("A CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,.txt"})
    )
    text = forms.CharField(
        required=False, max_length=BYTES_MOST, label=_("Or paste the table"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The first line names the columns: What, Why, How we will know, Criteria, Owner, Email, Department, Done by, Priority. Only What is needed."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        upload, text = self.cleaned_data.get("upload"), self.cleaned_data.get("text", "").strip()
        if upload is not None and upload.size > BYTES_MOST:
            self.add_error("upload", _("That file is larger than a plan is. Save the table alone as CSV."))
        elif upload is None and not text and not self.errors:
            self.add_error("text", _("Paste the table, or choose a file."))
        else:
            plan = read_plan(upload.read(BYTES_MOST) if upload is not None else text)
            if not plan.rows and not self.errors:
                self.add_error("upload" if upload is not None else "text", plan.problems or [str(_("There is no action in it."))])
            self.cleaned_data["plan"] = plan
        return self.cleaned_data


class ProgressForm(forms.Form):
    """How an action is going: a move of its table, or none, and words."""

    verb = forms.ChoiceField(
        required=False, label=_("How is it going?"), widget=forms.RadioSelect, choices=[("", _("As before")), *PROGRESS]
    )
    text = forms.CharField(required=False, max_length=5000, label=_("What happened?"), widget=SHORT)

    def clean(self) -> dict[str, Any]:
        verb, text = self.cleaned_data.get("verb"), self.cleaned_data.get("text", "").strip()
        if not text and not self.errors and verb in ("", "stop"):
            said = _("Say why it stops, so that others can follow.") if verb else _("Write what happened, or choose how it is going.")
            self.add_error("text", said)
        return self.cleaned_data


class InviteForm(OnceForm):
    name = forms.CharField(max_length=120, label=_("Name"))
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(choices=Role.choices, initial=Role.CONTRIBUTOR, widget=forms.RadioSelect, label=_("What will they do?"))
    department = forms.CharField(required=False, max_length=100, label=_("Department"))
    language = forms.ChoiceField(
        choices=Language.choices, initial=Language.ENGLISH, widget=forms.RadioSelect, label=_("In which language do we write to them?")
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["role"].widget.option_hints = {  # type: ignore[attr-defined]
            Role.COORDINATOR: _("Sees everything, gives out criteria, shares with the assessor, asks for signature."),
            Role.CONTRIBUTOR: _("Writes the criteria they are given, and adds evidence."),
            Role.SPONSOR: _("A senior colleague who reads the whole and signs. Somebody else than a coordinator."),
            Role.DELEGATE: _("Signs in the sponsor's place, and is recorded as such."),
            Role.FINANCE: _("Sees the terms and the fee, and nothing of the writing."),
        }


class SignForm(forms.Form):
    """The signature under exactly the content with this hash."""

    content_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    vouch = forms.BooleanField(
        label=_("I have read this self-assessment. It describes what our institution does, and I stand behind it and the action plan."),
        error_messages={"required": _("Tick the sentence to sign. If something is not right, send it back with a word of why.")},
    )


class AnswerForm(forms.Form):
    """An answer to a clarification."""

    text = forms.CharField(
        max_length=20_000, widget=LONG, label=_("Your answer"),
        error_messages={"required": _("Write your answer to the question. If there is nothing that you can add, say so, and why.")},
    )  # fmt: skip
    items = forms.ModelMultipleChoiceField(
        Item.objects.none(),
        to_field_name="ref",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Evidence to send with it"),
        help_text=_("From your library. The version of today is sent."),
    )

    def __init__(self, *args: Any, items: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]
        self.fields["items"].label_from_instance = lambda item: item.title  # type: ignore[attr-defined]
