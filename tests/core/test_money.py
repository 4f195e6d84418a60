"""Amounts as people type them, in every field that takes money."""

import pytest
from django import forms

from qualitymark.casework.decision_forms import DecisionForm
from qualitymark.core.money import PoundsField
from qualitymark.office.forms import SettleForm

TAKEN = {"£1,250.50": 125050, "1250.50": 125050, " £ 1 250 ": 125000, "0": 0, "£100,000": 10000000, "1\u00a0250": 125000, "749": 74900}
ASKED_AGAIN = ("12,50", "1.250,50", "4.5", "ten", "-5", "1e9", "£", "99999999", "100,001", "1,2500", "\u0663")


@pytest.mark.parametrize("typed, pence", TAKEN.items())
def test_the_sign_commas_and_spaces_are_taken(typed, pence):
    assert PoundsField().clean(typed) == pence


@pytest.mark.parametrize("typed", ASKED_AGAIN)
def test_what_could_be_meant_otherwise_is_asked_again_in_a_sentence(typed):
    with pytest.raises(forms.ValidationError, match="Write (the|an) amount"):
        PoundsField().clean(typed)


def test_nothing_is_none_only_where_nothing_is_an_answer():
    assert PoundsField(required=False).clean(" ") is None
    with pytest.raises(forms.ValidationError):
        PoundsField().clean("")


def test_each_form_that_takes_money_takes_it_so():
    for form, name in ((DecisionForm, "next_fee"), (SettleForm, "pounds")):
        assert isinstance(form.base_fields[name], PoundsField)
