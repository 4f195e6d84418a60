"""The parts say to a screen reader what they show to the eye."""

import datetime
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from qualitymark.core.days import DayField

pytestmark = pytest.mark.once


class Enquiry(forms.Form):
    name = forms.CharField(label="Name", help_text="As on letters.")
    size = forms.IntegerField(label="Size", min_value=1)
    nation = forms.ChoiceField(label="Nation", choices=[("w", "Wales"), ("s", "Scotland")], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(label="Topics", choices=[("a", "Fees"), ("b", "Dates")], widget=forms.CheckboxSelectMultiple)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose"), ("c", "College")])
    due = DayField(label="Due")
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    paper = forms.FileField(label="Paper")
    agree = forms.BooleanField(label="I agree")
    trail = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(source, **context):
    return Template(source).render(Context(context))


def test_a_refused_field_names_its_hint_and_its_error_to_the_reader():
    html = drawn("{% field form.name %}", form=Enquiry({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'for="id_name"' in html
    assert "govuk-input--error" in html


def test_every_control_of_a_form_has_a_label_and_every_id_stands_once():
    for form in (Enquiry(), Enquiry({}), Enquiry({"name": "x"}, prefix="other")):
        html = drawn("{% fields form %}", form=form)
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        labelled = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html))
        controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
        for control in controls:
            if 'type="hidden"' not in control:
                assert re.search(r'\sid="([^"]+)"', control).group(1) in labelled, control
        for described in re.findall(r'aria-describedby="([^"]+)"', html):
            assert set(described.split()) <= set(ids)


def test_the_summary_names_each_field_and_leads_to_its_first_control():
    form = Enquiry({"size": "long ago", "due_day": "31", "due_month": "2", "due_year": "2027"})
    summary, page = drawn("{% error_summary form %}", form=form), drawn("{% fields form %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_name", "id_size", "id_nation_0", "id_topics_0", "id_kind", "id_due_day", "id_paper", "id_agree"]
    assert all(f'id="{target}"' in page for target in targets)
    assert "Name: Please fill this in." in summary
    assert "Nation: Please choose one." in summary
    assert 'tabindex="-1"' in summary
    assert 'role="alert"' in summary


def test_a_form_without_errors_or_not_yet_sent_has_no_summary():
    assert "error" not in drawn("{% error_summary form %}", form=Enquiry())


def test_an_error_of_the_whole_form_stands_in_the_summary_without_a_link():
    form = Enquiry({})
    form.add_error(None, "That institution is already with us.")
    assert "<li>That institution is already with us.</li>" in drawn("{% error_summary form %}", form=form)


def test_what_was_typed_is_shown_again_even_where_it_is_not_a_number_or_a_day():
    form = Enquiry({"size": "long ago", "due_day": "31", "due_month": "<b>", "due_year": "27"})
    html = drawn("{% fields form %}", form=form)
    assert 'value="long ago"' in html
    assert 'inputmode="numeric"' in html
    assert 'value="31"' in html
    assert 'value="&lt;b&gt;"' in html
    assert "<b>" not in html


def test_hostile_words_come_out_as_words():
    class Hostile(forms.Form):
        x = forms.ChoiceField(label="<i>L</i>", help_text="<i>H</i>", choices=[('"><i>', "<i>C</i>")], widget=forms.RadioSelect)

    form = Hostile({"x": "<i>"})
    html = drawn('{% error_summary form %}{% fields form %}{% pill "<i>" %}', form=form)
    assert "<i>" not in html


def test_no_browser_bubble_stops_a_form_before_our_own_sentence():
    assert " required" not in drawn("{% fields form %}", form=Enquiry())


def test_a_group_is_a_fieldset_with_a_legend_and_its_error():
    html = drawn("{% field form.nation %}", form=Enquiry({}))
    assert re.search(r'<fieldset[^>]*aria-describedby="id_nation_error"', html)
    assert "<legend" in html
    assert html.count('type="radio"') == 2


def test_what_need_not_be_filled_in_says_so():
    assert "(optional)" in drawn("{% field form.text %}", form=Enquiry())
    assert "(optional)" not in drawn("{% field form.name %}", form=Enquiry())


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ({"w_day": "3", "w_month": "3", "w_year": "2027"}, datetime.date(2027, 3, 3)),
        ({"w_day": " 03 ", "w_month": "03", "w_year": "2027"}, datetime.date(2027, 3, 3)),
        ({"w": "2027-03-03"}, datetime.date(2027, 3, 3)),
        ({"w_day": "29", "w_month": "2", "w_year": "2028"}, datetime.date(2028, 2, 29)),
        ({"w_day": "29", "w_month": "2", "w_year": "2027"}, None),
        ({"w_day": "3", "w_month": "3", "w_year": "27"}, None),
        ({"w_day": "3", "w_month": "", "w_year": "2027"}, None),
        ({"w_day": "-3", "w_month": "March", "w_year": "2027"}, None),
        ({"w_day": "9" * 500, "w_month": "\x00", "w_year": "٢٠٢٧"}, None),
        ({"w": "not a day"}, None),
        ({}, None),
    ],
)
def test_a_day_in_three_boxes_is_a_day_of_the_calendar_or_a_sentence(sent, day):
    class When(forms.Form):
        w = DayField()

    form = When(sent)
    assert form.is_valid() == (day is not None)
    assert form.cleaned_data.get("w") == day
    if day is None:
        assert "such as 27 3 2027" in form.errors["w"][0]
    drawn("{% fields form %}", form=form)


@pytest.mark.parametrize(
    ("state", "tone", "words"), [("ready", "done", "Ready"), ("not_yet", "care", "Not yet"), ("overdue", "turn", "Overdue")]
)
def test_a_state_is_a_word_on_its_tone(state, tone, words):
    html = drawn("{% pill state %}", state=state)
    assert f"qm-pill--{tone}" in html
    assert f">{words}<" in html


def test_a_state_unknown_to_the_look_is_still_a_word():
    assert ">With panel<" in drawn('{% pill "with_panel" %}')


def test_the_stepper_says_in_words_what_is_done_and_where_we_are():
    steps = [{"label": "Agreed", "state": "done"}, {"label": "Preparing", "state": "current"}, {"label": "Award", "state": "coming"}]
    html = drawn("{% stepper steps %}", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert re.sub(r"<[^>]+>", "", html).split("\n")[1:4] == ["Agreed, done", "Preparing, we are here", "Award, to come"]


def test_only_what_is_the_readers_own_to_do_is_coral():
    mine = {"turn_words": "Your turn", "next_thing": {"text": "Sign it.", "url": "/sign/", "label": "Sign"}}
    theirs = {"turn_words": "The panel's turn", "next_thing": {"text": "They meet on 3 May.", "url": "", "label": ""}}
    assert "qm-turn--yours" in drawn("{% your_turn w %}", w=mine)
    assert "qm-turn--yours" not in drawn("{% your_turn w %}", w=theirs)
    assert "<a" not in drawn("{% your_turn w %}", w=theirs)


def test_pages_of_a_list_keep_the_question_that_was_asked():
    request = RequestFactory().get("/list/", {"q": "tŷ & co", "page": "2"})
    html = drawn("{% pagination page %}", page=Paginator(range(100), 10).page(2), request=request)
    assert "?q=t%C5%B7+%26+co&amp;page=3" in html
    assert 'aria-current="page"' in html
    assert drawn("{% pagination page %}", page=Paginator(range(3), 10).page(1), request=request).strip() == ""


def test_a_day_is_said_in_the_readers_language():
    assert drawn("{{ d|day }}", d=datetime.date(2027, 3, 3)) == "3 March 2027"
    with translation.override("cy"):
        assert drawn("{{ d|day }}", d=datetime.date(2027, 3, 3)) == "3 Mawrth 2027"
    assert drawn("{{ d|day }}", d=None) == ""


def test_an_instant_shows_the_day_it_was_in_london():
    instant = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)
    assert drawn("{{ when|day }}", when=instant) == "2 July 2026"


def test_an_address_breaks_after_its_signs_and_not_within_a_word():
    shown = drawn("{{ address|mailbox }}", address="<b>.rowan@moor.example")
    assert shown == "&lt;b&gt;.<wbr>rowan@<wbr>moor.<wbr>example" and drawn("{{ address|mailbox }}", address=None) == ""
