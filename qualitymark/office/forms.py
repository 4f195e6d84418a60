"""What the office types."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Appointment, Language
from qualitymark.core.days import DayField
from qualitymark.core.money import PoundsField
from qualitymark.core.once import OnceForm
from qualitymark.institutions.models import ContactLog, Kind, Nation, Recusal, Role, Size
from qualitymark.journeys.models import FeeEntry

NO_COHORT = ("", _("No cohort"))


def one_line(label: Any, most: int, required: Any = "", **options: Any) -> forms.CharField:
    """One line of text; `required` is the sentence shown when it is empty."""
    errors = {"required": required, "max_length": _("Use at most %(limit_value)d characters; you have %(show_value)d.")}
    return forms.CharField(label=label, max_length=most, required=bool(required), error_messages=errors, **options)


def words(label: Any, required: Any = "", rows: int = 5, most: int = 8000, **options: Any) -> forms.CharField:
    return one_line(label, most, required, widget=forms.Textarea(attrs={"rows": rows}), **options)


def choice(label: Any, choices: Any, required: Any, **options: Any) -> forms.ChoiceField:
    errors = {"required": required, "invalid_choice": _("Choose one of these.")}
    return forms.ChoiceField(label=label, choices=choices, error_messages=errors, widget=forms.RadioSelect, **options)


def picked(label: Any, required: Any = "", **options: Any) -> forms.ChoiceField:
    """One of a longer list, whose choices the form gives when it is made."""
    errors = {"required": required, "invalid_choice": _("Choose one of the list.")}
    return forms.ChoiceField(label=label, required=bool(required), error_messages=errors, **options)


class PlainForm(forms.Form):
    """A button alone: what it will do stands on its page."""


class AnswerForm(forms.Form):
    answer = words(_("Your answer"), _("Write the answer."), rows=8)


class ConversationForm(OnceForm):
    on = DayField(label=_("When did you speak?"))
    note = words(_("What was said"), _("Write down what was said."), help_text=_("For the office alone."))


class GoAheadForm(forms.Form):
    answer = words(_("Your message to the contact"), _("Write a message: the contact gets it by e-mail."), rows=8)
    cohort = picked(_("Cohort"))
    by_group = forms.BooleanField(
        label=_("Answer by group"), required=False,
        help_text=_("For a small provider: one response answers a group of criteria that belong together."),
    )  # fmt: skip

    def __init__(self, *args: Any, cohorts: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["cohort"].choices = [NO_COHORT, *((each.ref, each.name) for each in cohorts)]  # type: ignore[attr-defined]


class NotYetForm(forms.Form):
    answer = words(_("Your message to the contact"), _("Write a message: the contact gets it by e-mail."), rows=12)
    return_on = DayField(label=_("When do we look again?"))


class ReasonForm(forms.Form):
    why = words(_("Why?"), _("Give the reason: it is kept with the record."), rows=3, most=300)


class DetailsForm(forms.Form):
    """What an institution is; confirming it is a person's word for nation and kind."""

    name = one_line(_("Name"), 200, _("Write the name."))
    name_cy = one_line(_("Name in Welsh"), 200)
    nation = choice(_("Nation"), Nation.choices, _("Choose the nation."))
    kind = choice(_("Kind of provider"), Kind.choices, _("Choose the kind of provider."))
    size = choice(_("Size"), Size.choices, _("Choose the size."), help_text=_("Decides which criteria apply."), initial=Size.MEDIUM)
    ukprn = one_line(_("UKPRN"), 12, help_text=_("Eight digits; leave it empty if there is none."))
    town = one_line(_("Town"), 100)
    postcode = one_line(_("Postcode"), 10)
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": _("Write a web address, such as https://college.ac.uk.")},
    )
    role_mailbox = forms.EmailField(
        label=_("Shared mailbox"), required=False, help_text=_("Reminders go there too, so that they outlive a change of staff."),
        error_messages={"invalid": _("Write an e-mail address, such as name@college.ac.uk.")},
    )  # fmt: skip
    scheme_member = forms.BooleanField(label=_("Member of the network: pays the member rate"), required=False)

    def clean_ukprn(self) -> str:
        value = re.sub(r"\s", "", self.cleaned_data["ukprn"])
        if value and not re.fullmatch(r"1[0-9]{7}", value):
            raise forms.ValidationError(_("A UKPRN has eight digits and begins with 1."))
        return value


class AddInstitutionForm(OnceForm, DetailsForm):
    pass


class ContactForm(forms.Form):
    on = DayField(label=_("When?"))
    how = choice(_("How?"), ContactLog._meta.get_field("how").choices, _("Choose how you were in touch."))
    note = words(_("What was said or written"), _("Write down what was said or written."), rows=3)


class InviteForm(OnceForm):
    name = one_line(_("Name"), 120, _("Write their name."))
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": _("Write their e-mail address."), "invalid": _("Write an e-mail address, such as name@college.ac.uk.")},
    )
    role = choice(_("Role"), Role.choices, _("Choose a role."))
    department = one_line(_("Department"), 100)
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=Language.choices, widget=forms.RadioSelect, initial=Language.ENGLISH
    )


class ConflictForm(forms.Form):
    why = choice(_("What is the conflict?"), Recusal.Why.choices, _("Choose what it is."))
    note = words(_("Anything to add"), rows=3, most=1000)


BY_ITSELF = (FeeEntry.Sort.REVERSED, FeeEntry.Sort.CANCELLED)  # written with what they follow from, never typed


class SettleForm(OnceForm):
    line = picked(_("For which line?"), _("Choose the line."))
    sort = choice(
        _("What happened?"), [(each.value, each.label) for each in FeeEntry.Sort if each not in BY_ITSELF], _("Choose what happened.")
    )
    pounds = PoundsField(label=_("Amount in pounds"), error_messages={"required": _("Write the amount, such as 750 or 749.50.")})
    on = DayField(label=_("On which day?"))
    invoice_reference = one_line(_("Invoice reference"), 60)
    note = one_line(_("Note"), 300)

    def __init__(self, *args: Any, lines: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]


class ReverseForm(forms.Form):
    note = one_line(_("Why is it reversed?"), 300, _("Give the reason: it stands beside the reversal."))


class OfferForm(forms.Form):
    person = picked(_("Who?"), _("Choose somebody."), widget=forms.RadioSelect)
    answer_by = DayField(label=_("Answer by"))
    why = words(
        _("Why, if something speaks against it?"), rows=3, most=300,
        help_text=_("Needed only where a full load, training or language is named above. It is recorded."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class DeciderForm(forms.Form):
    person = picked(_("Who?"), _("Choose somebody."))
    capacity = choice(
        _("As what?"), [("decider", _("Decider")), ("panel_chair", _("Panel chair"))], _("Choose as what."), initial="decider"
    )

    def __init__(self, *args: Any, people: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class DatesForm(forms.Form):
    """Day of submission, drafts and each discussion of the policy."""

    submit_by = DayField(label=_("Submission"))
    drafts = DayField(label=_("Drafts due"), required=False)

    def __init__(self, *args: Any, discussions: int, **options: Any):
        super().__init__(*args, **options)
        for number in range(1, discussions + 1):
            self.fields[f"discussion_{number}"] = DayField(label=_("Discussion %(number)d") % {"number": number}, required=False)

    def dates(self) -> list[tuple[str, int, str, Any]]:
        found = [("drafts", 0, "", self.cleaned_data["drafts"])] if self.cleaned_data.get("drafts") else []
        for name, day in self.cleaned_data.items():
            if name.startswith("discussion_") and day:
                found.append(("discussion", int(name.rpartition("_")[2]), "", day))
        return found


class PauseForm(forms.Form):
    granted = choice(_("Your answer"), [("yes", _("Grant the pause, from today")), ("no", _("Decline it"))], _("Choose an answer."))
    note = words(_("A word to the coordinator"), rows=3, most=1000)


class CohortForm(forms.Form):
    name = one_line(_("Name"), 200, _("Write the cohort's name."))
    funder_name = one_line(_("Funder"), 200, _("Write who pays."))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False)
    covers_fee = forms.BooleanField(label=_("The funder covers the fee of journeys that open from now on"), required=False)


class FunderForm(forms.Form):
    name = one_line(_("Name"), 120, _("Write their name."))
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": _("Write their e-mail address."), "invalid": _("Write an e-mail address, such as name@college.ac.uk.")},
    )


class AppointForm(FunderForm):
    capacity = choice(_("As what?"), Appointment.As.choices, _("Choose as what."))


class TrainingForm(forms.Form):
    until = DayField(label=_("Trained until"), required=False, help_text=_("Leave it empty to take the record away."))
