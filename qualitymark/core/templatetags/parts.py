"""Template tags for the parts in templates/_parts. They arrange what they are given and never ask the database.

{% field form.name %}            one field with label, hint, error and control, in an accessible pattern
{% fields form %}                all fields of a form, hidden ones first
{% error_summary form %}         what is wrong, with links to the fields (base.html does it for `form`)
{% pill journey.state %}         a state as a word with a tone; {% pill code "Other words" %}
{% stepper steps %}              steps: label and state (done, current, coming)
{% your_turn whereabouts %}      whose turn, and the one next thing
{% button "Save" "secondary" %}  a submit button
{% pagination page %}            links to the pages of a Paginator's page, the query kept
{{ address|mailbox }}            an e-mail address that breaks, where it must, after its @ or a full stop
{{ date|day }}                   3 March 2027, in the reader's language
"""

import copy
import re

from django import forms, template
from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

CONTROL_CLASS = {"textarea": "govuk-textarea", "select": "govuk-select", "file": "govuk-file-upload", "tick": "govuk-checkboxes__input"}
# The width of a box hints at how much belongs in it.
EMPTY = {
    "input": _("Please fill this in."),
    "radios": _("Please choose one."),
    "select": _("Please choose one."),
    "checkboxes": _("Please choose at least one."),
    "tick": _("Please tick this to go on."),
    "file": _("Please choose a file."),
}
WIDTHS = {"2", "3", "4", "5", "10", "20", "30"}


def kind_of(widget) -> str:
    """hidden, radios, checkboxes, tick, parts (several boxes under one legend), textarea, select, file or input."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget) or getattr(widget, "use_fieldset", False):
        return "parts"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "input"


@register.inclusion_tag("_parts/field.html")
def field(bound, label=None, hint=None, width="", rows=None, words=None, small=False, inline=False, heading="", optional=True):
    """One bound field. `words` is the most words a textarea should hold: counted as one types, never enforced here.
    `optional=False` says nothing of a field that may be empty and seldom is. `width` is one of 2, 3, 4, 5, 10, 20, 30; `heading` one of s, m, l, xl and enlarges the label or legend.
    A widget may carry `option_hints` ({value: sentence}) for its radios or checkboxes."""
    widget, kind = bound.field.widget, kind_of(bound.field.widget)
    # The server's own sentence says what is wanted; the browser's bubble would stop the form before it can.
    bound.form.use_required_attribute = False
    ident = bound.auto_id or bound.html_name
    hint = bound.help_text if hint is None else hint
    errors = sentences(bound, kind)
    described = [f"{ident}_helptext"] * bool(hint) + [f"{ident}_error"] * bool(errors)
    data = {
        "field": bound,
        "kind": kind,
        "id": ident,
        "label": label or bound.label,
        "hint": hint,
        "errors": errors,
        "described_by": " ".join(described),
        "grouped": kind in ("radios", "checkboxes", "parts"),
        "small": small,
        "inline": inline,
        "optional": "" if bound.field.required or not optional or kind in ("tick", "hidden") else gettext("(optional)"),
        "legend_class": "",
    }
    if heading:
        data["legend_class"] = f"{'govuk-fieldset__legend' if data['grouped'] else 'govuk-label'}--{heading}"
    if kind == "hidden":
        return data
    if kind in ("radios", "checkboxes"):
        data["options"] = list(options(bound, kind, ident, getattr(widget, "option_hints", {})))
        return data
    attrs = {"class": control_class(widget, kind, width, errors)}
    if described and kind != "parts":
        attrs["aria-describedby"] = data["described_by"]
    if rows:
        attrs["rows"] = rows
    if words:
        attrs["data-words"] = words
    data["control"] = bound.as_widget(widget=typed(widget), attrs={name: value for name, value in attrs.items() if value})
    return data


def typed(widget):
    """A number is typed into a plain box, with a keyboard of figures on a phone: a box of type number forgets what is not one."""
    if getattr(widget, "input_type", "") != "number":
        return widget
    plain = copy.copy(widget)
    plain.input_type = "text"
    plain.attrs = {name: value for name, value in widget.attrs.items() if name not in ("min", "max", "step")} | {"inputmode": "numeric"}
    if "step" in widget.attrs and widget.attrs["step"] != 1:
        plain.attrs["inputmode"] = "decimal"
    return plain


def sentences(bound, kind) -> list:
    """The field's errors as sentences; an empty one is told what to do, unless the form has words of its own."""
    found = []
    for error in bound.errors.as_data():
        for text in error.messages:
            plain = error.code == "required" and text == gettext("This field is required.")
            found.append(EMPTY.get(kind, EMPTY["input"]) if plain else text)
    return found


def control_class(widget, kind, width, errors) -> str:
    base = CONTROL_CLASS.get(kind, "" if kind == "parts" else "govuk-input")
    names = [widget.attrs.get("class", ""), base]
    if base == "govuk-input" and str(width) in WIDTHS:
        names.append(f"govuk-input--width-{width}")
    if errors and base and kind != "tick":
        names.append(f"{base}--error")
    return " ".join(name for name in names if name)


def options(bound, kind, ident, hints):
    """The choices of a group, the first carrying the group's own id plus _0, to which the error summary leads."""
    for number, choice in enumerate(bound.subwidgets):
        data = choice.data
        yield {
            "type": "radio" if kind == "radios" else "checkbox",
            "name": data["name"],
            "value": data["value"],
            "id": data["attrs"].get("id") or f"{ident}_{number}",
            "checked": data["selected"],
            "label": data["label"],
            "disabled": data["attrs"].get("disabled", False),
            "hint": hints.get(data["value"], ""),
        }


@register.inclusion_tag("_parts/fields.html")
def fields(form):
    return {"form": form}


@register.inclusion_tag("_parts/error_summary.html")
def error_summary(form, *others):
    """Every error of one or more forms or formsets: of the whole first, then field by field with a link to the field."""
    found = []
    for one in (form, *others):
        for part in [one] if hasattr(one, "fields") else list(getattr(one, "forms", [])):
            if not hasattr(part, "errors") or not part.is_bound:
                continue
            found += [{"text": text, "href": ""} for text in part.non_field_errors()]
            for bound in part:
                texts = sentences(bound, kind_of(bound.field.widget)) if bound.errors else []
                found += [{"label": before(bound.label), "text": text, "href": first_control(bound)} for text in texts]
        if hasattr(one, "non_form_errors") and one.is_bound:
            found += [{"text": text, "href": ""} for text in one.non_form_errors()]
    return {"errors": found}


def before(label) -> str:
    """A label as it stands before a sentence: with a colon, unless it ends as a question or a sentence itself."""
    text = str(label or "").rstrip(": ")
    return text if text.endswith(("?", "!", ".")) or not text else f"{text}:"


def first_control(bound) -> str:
    """The id of what the keyboard should land on: the first choice of a group, or the control itself."""
    kind = kind_of(bound.field.widget)
    if kind == "hidden":
        return ""
    if kind in ("radios", "checkboxes"):
        choices = bound.subwidgets
        return choices[0].data["attrs"].get("id", bound.auto_id) if choices else bound.auto_id
    return bound.id_for_label or bound.auto_id


DONE, TURN, CARE, PLUM = "done", "turn", "care", "plum"
# What a state looks like. The words are the state's own label wherever it has one; these serve plain codes.
STATES = {
    "ready": (DONE, _("Ready")),
    "done": (DONE, _("Done")),
    "saved": (DONE, _("Saved")),
    "signed": (DONE, _("Signed")),
    "submitted": (DONE, _("Submitted")),
    "met": (DONE, _("Met")),
    "met_with_suggestions": (DONE, _("Met, with suggestions")),
    "awarded": (DONE, _("Awarded")),
    "current": (DONE, _("Current")),
    "accepted": (DONE, _("Accepted")),
    "paid": (DONE, _("Paid")),
    "settled": (DONE, _("Settled")),
    "covered": (DONE, _("Covered")),
    "waived": (DONE, _("Waived")),
    "answered": (DONE, _("Answered")),
    "released": (DONE, _("Released")),
    "published": (DONE, _("Published")),
    "go_ahead": (DONE, _("Go ahead")),
    "meets": (DONE, _("Meets")),
    "enhanced": (DONE, _("Enhanced")),
    "exceptional": (DONE, _("Exceptional")),
    "clean": (DONE, _("Checked")),
    "sent": (DONE, _("Sent")),
    "yours": (TURN, _("Yours to do")),
    "overdue": (TURN, _("Overdue")),
    "needed": (TURN, _("Needed")),
    "missing": (TURN, _("Missing")),
    "not_yet": (CARE, _("Not yet")),
    "paused": (CARE, _("Paused")),
    "in_renewal": (CARE, _("Current, in renewal")),
    "held": (CARE, _("Held")),
    "bounced": (CARE, _("Came back")),
    "awarded_with_conditions": (DONE, _("Awarded, with conditions")),
    "drafted": (PLUM, _("Drafted")),
    "draft": (PLUM, _("Draft")),
    "evidenced": (PLUM, _("With evidence")),
    "in_progress": (PLUM, _("In progress")),
    "open": (PLUM, _("Open")),
    "new": (PLUM, _("New")),
    "preparing": (PLUM, _("Preparing")),
    "in_review": (PLUM, _("In review")),
    "not_started": ("", _("Not started")),
    "none": ("", _("Not started")),
    "waiting": ("", _("Waiting")),
    "not_applicable": ("", _("Not applicable")),
    "withdrawn": ("", _("Withdrawn")),
    "expired": ("", _("Ended")),
    "closed": ("", _("Closed")),
    "declined": ("", _("Declined")),
    "planned": ("", _("Planned")),
    "held_back": ("", _("Held back")),
    "superseded": ("", _("Superseded")),
}


@register.inclusion_tag("_parts/pill.html")
def pill(state, words=None, tone=None):
    """A state's word on its tone. `words` replaces the words, `tone` (done, turn, care, plum, plain) the tone."""
    known_tone, known_words = STATES.get(str(getattr(state, "value", state)), ("", None))
    shown = words or getattr(state, "label", None) or known_words or str(state).replace("_", " ").capitalize()
    return {"tone": known_tone if tone is None else tone.replace("plain", ""), "words": shown}


@register.inclusion_tag("_parts/stepper.html")
def stepper(steps):
    return {"steps": steps, "done": gettext(", done"), "current": gettext(", we are here"), "coming": gettext(", to come")}


def part_of(thing, name):
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


@register.filter
def mailbox(address):
    return mark_safe(re.sub(r"([@.])", r"\1<wbr>", escape(address or "")))  # noqa: S308 - escaped before


@register.inclusion_tag("_parts/your_turn.html")
def your_turn(whereabouts):
    """Coral when the next thing is the reader's own: `turn_is_yours`, or, where that is not said, any next thing with a link."""
    next_thing, yours = part_of(whereabouts, "next_thing"), part_of(whereabouts, "turn_is_yours")
    if yours is None:
        yours = bool(next_thing and part_of(next_thing, "url"))
    return {"whose": part_of(whereabouts, "turn_words"), "next_thing": next_thing, "yours": yours}


@register.inclusion_tag("_parts/button.html")
def button(label, kind="", name="", value=""):
    """`kind`: nothing (the main thing to do), secondary, warning (takes something away), turn (coral)."""
    names = {"secondary": "govuk-button--secondary", "warning": "govuk-button--warning", "turn": "qm-button--turn"}
    return {"label": label, "kind": names.get(kind, ""), "name": name, "value": value}


@register.inclusion_tag("_parts/pagination.html", takes_context=True)
def pagination(context, page, parameter="page"):
    query = context["request"].GET.copy() if context.get("request") else None

    def address(number):
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = number
        return f"?{query.urlencode()}"

    numbers = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1) if page.has_other_pages() else []:
        whole = isinstance(number, int)
        numbers.append(
            {
                "label": number,
                "url": address(number) if whole else "",
                "current": number == page.number,
                "name": gettext("Page %(number)s") % {"number": number},
            }
        )
    return {
        "page": page,
        "numbers": numbers,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.filter(expects_localtime=True)
def day(value):
    """A date as people say it: 3 March 2027; of an instant, the day it was in London. Nothing for nothing."""
    return formats.date_format(value, "j F Y") if value else ""
