"""The plan that goes with an award, brought in by the award's number."""

import pytest
from django.core.management import CommandError, call_command

from qualitymark.actionplan.models import Action
from qualitymark.core.models import Entry
from qualitymark.journeys.models import Journey
from tests import factories

from .rows import awarded, public_record, row

pytestmark = pytest.mark.django_db
TABLE = "What,Done by,Criteria\nTell every applicant,1/6/2031,WB4\nBad date,31/2/2031,\nOpen the rooms,,\nOpen the rooms,,\n"


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "plan.csv"
    made.write_text(TABLE)
    return str(made)


def test_the_number_of_an_award_made_elsewhere_says_whose_plan_it_is(file, capsys):
    award, _other = row(), row()
    call_command("import_actions", file, award=f" {award.number.lower()} ")
    told = capsys.readouterr()
    for words in ("Line 2: new: Tell every applicant", "Line 4: new: Open the rooms", "Line 5: there already: Open the rooms"):
        assert words in told.out, words
    assert f"3 actions understood for {award.institution}, award {award.number}: 2 new, 1 there already, 1 not taken" in told.out
    assert "Line 3" in told.err and not Action.objects.exists() and not Entry.objects.filter(verb="import_actions").exists()
    for number in (2, 0):
        call_command("import_actions", file, award=award.number, apply=True)
        assert f"{number} added for {award.institution}, award {award.number}" in capsys.readouterr().out
    assert set(Action.objects.values_list("institution", "journey")) == {(award.institution_id, None)} and Action.objects.count() == 2
    assert Entry.objects.get(verb="import_actions").facts["award"] == award.number
    call_command("import_actions", file, award=award.number, institution=award.institution.name)
    assert "0 new, 3 there already" in capsys.readouterr().out


def test_of_an_award_decided_here_the_actions_stand_in_its_journey(file):
    award, held = awarded()
    row(award.institution, scope="named", scope_names="East campus")
    call_command("import_actions", file, award=award.number, apply=True)
    assert set(Action.objects.values_list("journey", flat=True)) == {held.journey.pk}


def test_what_cannot_be_one_award_is_told_and_nothing_is_written(file):
    award, known = row(), public_record()
    for given, words in (
        ({}, "Say which award"),
        ({"award": "QM-1900-0001"}, "No award has the number"),
        ({"award": known.number}, "public record alone"),
        ({"award": award.number, "institution": factories.institution().identifiers.get().value}, "is not of"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("import_actions", file, apply=True, **given)
    awarded_here, held = awarded()
    Journey.objects.filter(pk=held.journey.pk).update(state="awaiting_signature")
    for apply in (False, True):
        with pytest.raises(CommandError, match="signature|signed"):
            call_command("import_actions", file, award=awarded_here.number, apply=apply)
    assert not Action.objects.exists()
