"""The scheme's policy: dated, added and never changed."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from qualitymark.core.actor import SYSTEM, VISITOR
from qualitymark.core.models import Entry
from qualitymark.core.verdict import Refused
from qualitymark.frameworks.models import Policy
from qualitymark.frameworks.operations import load_policy
from qualitymark.frameworks.queries import labels_for, policy_in_force
from qualitymark.frameworks.schema.policy import read_policy
from qualitymark.frameworks.schema.reader import InvalidPolicy

from .files import POLICY, shipped_policy

pytestmark = pytest.mark.django_db
DAY = dt.date(2030, 6, 1)


def policy_file(*changes):
    text = POLICY.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def later(day="2030-09-01", *changes):
    return policy_file(("code: initial", "code: dearer"), ("2021-06-01", day), ("90000", "95000"), *changes)


def load(content, by=SYSTEM):
    return load_policy(read_policy(content), by=by)


def test_the_policy_of_a_day_is_the_last_one_begun(move_clock):
    move_clock(DAY)
    initial = shipped_policy()
    dearer = load(later())
    assert policy_in_force(dt.date(2021, 5, 31)) is None
    assert policy_in_force() == initial and initial.fee_pence == 90000
    assert policy_in_force(dt.date(2030, 9, 1)) == dearer
    move_clock(dt.date(2030, 9, 1))
    assert policy_in_force() == dearer


def test_loading_the_same_policy_again_changes_nothing():
    shipped_policy()
    shipped_policy()
    assert Policy.objects.count() == 1 and Entry.objects.filter(thing="frameworks.Policy").count() == 1


def test_a_policy_is_never_changed():
    shipped_policy()
    with pytest.raises(Refused, match="never changed"):
        load(policy_file(("90000", "95000")))
    with pytest.raises(Refused, match="never changed"):
        load(policy_file(("{en: Meets", "{en: Good")))
    assert Policy.objects.get().fee_pence == 90000


def test_a_new_policy_begins_after_all_others_and_not_in_the_past(move_clock):
    move_clock(DAY)
    shipped_policy()
    with pytest.raises(Refused, match="has to begin later"):
        load(later("2021-06-01"))
    with pytest.raises(Refused, match="in the past"):
        load(later("2030-05-31"))
    assert policy_in_force() != load(later("2030-06-02")) == policy_in_force(dt.date(2030, 6, 2))


def test_nobody_but_the_office_adds_a_policy():
    with pytest.raises(Refused, match="office"):
        load(POLICY.read_bytes(), by=VISITOR)
    assert Policy.objects.count() == 0


def test_labels_are_data_with_english_where_a_language_has_none():
    labels = labels_for(load(policy_file(("{en: Enhanced, cy: Uwch}", "{en: Notable}"))), language="cy")
    assert labels["area"]["exceptional"] == "Eithriadol" and labels["area"]["enhanced"] == "Notable"
    assert set(labels["criterion"]) == {"met", "with_suggestions", "not_yet", "not_applicable"}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (("fee_pence: 90000", "fee_pence: £900"), "fee_pence", "whole number"),
        (("member_fee_pence: 75000", "member_fee_pence: 95000"), "member_fee_pence", "more than others"),
        (("halfway_month: 18", "halfway_month: 36"), "halfway_month", "would end before"),
        (("renewal_opens_month: 30", "renewal_opens_month: 40"), "renewal_opens_month", "would end before"),
        (("second_reading: notable", "second_reading: sometimes"), "second_reading", "choose from"),
        (("second_reading: notable", "second_reading: sample"), "sample_percent", "read nothing"),
        (("from_on: 2021-06-01", "from_on: soon"), "from_on", "date"),
        (("grace_days: 90\n", ""), "", "“grace_days” is missing"),
        (("grace_days: 90", "grace_days: 90\ngrade: A"), "grade", "not a field"),
        (("{en: Meets", "{en: " + "M" * 90), "labels › area › meets", "80 characters"),
        (("meets: {en: Meets, cy: Yn bodloni}", "meets: {cy: Yn bodloni}"), "labels › area › meets", "“en” is missing"),
        (("discussions: 3", "discussions: 300"), "discussions", "from 0 to 20"),
    ],
)
def test_a_problem_in_a_policy_is_told_with_its_field(change, field, words):
    with pytest.raises(InvalidPolicy) as caught:
        read_policy(policy_file(change))
    assert [problem for problem in caught.value.problems if problem.field == field and words in problem.sentence], caught.value


def test_the_command_shows_then_adds(tmp_path, capsys, move_clock):
    move_clock(DAY)
    shipped_policy()
    path = tmp_path / "policy.yaml"
    path.write_bytes(later())
    call_command("load_policy", str(path))
    shown = capsys.readouterr().out
    assert "from 1 September 2030" in shown and "fee_pence: 90000 becomes 95000." in shown and Policy.objects.count() == 1
    assert "term_months" not in shown
    call_command("load_policy", str(path), "--apply")
    call_command("load_policy", str(path), "--apply")
    assert Policy.objects.count() == 2
    path.write_bytes(later("2030-09-01", ("discussions: 3", "discussions: 4")))
    with pytest.raises(CommandError, match="never changed"):
        call_command("load_policy", str(path), "--apply")
