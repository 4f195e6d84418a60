"""The edition that ships: complete, tied to its nations' duties, and said to be an illustration."""

import re

import pytest

from qualitymark.frameworks.models import Duty
from qualitymark.frameworks.schema.edition import read_edition
from qualitymark.frameworks.schema.policy import JUDGEMENTS, read_policy
from qualitymark.frameworks.schema.rows import rows_of_file
from qualitymark.frameworks.states import KINDS, NATIONS, SIZES
from qualitymark.institutions.models import Kind, Nation, Size
from qualitymark.review.states import Level, Outcome

from .files import POLICY, SHIPPED

pytestmark = pytest.mark.once
EDITION = read_edition(SHIPPED.read_bytes())
CRITERIA = {criterion.code: criterion for criterion in EDITION.criteria}
DUTIES = {duty.code: duty for duty in EDITION.duties}


def test_kinds_nations_and_sizes_are_those_of_institutions():
    assert (tuple(Kind.values), tuple(Nation.values), tuple(Size.values)) == (KINDS, NATIONS, SIZES)


def test_the_judgements_that_a_policy_names_are_those_that_readers_give():
    assert {"criterion": tuple(Outcome.values), "area": tuple(Level.values)} == JUDGEMENTS


def test_it_is_said_to_be_an_illustration_in_both_languages():
    assert EDITION.illustrative and set(EDITION.note) == {"en", "cy"}


def test_it_has_the_seven_areas_in_order():
    assert [area.code for area in EDITION.areas] == ["CL", "CI", "PE", "AD", "WB", "SS", "CP"]
    assert [area.title["en"] for area in EDITION.areas] == [
        "Culture and leadership",
        "Continuous improvement",
        "Pre-entry activity",
        "Admissions",
        "Student wellbeing",
        "Student success",
        "Collaborative and partnership working",
    ]


def test_each_area_has_two_paragraphs_of_introduction_a_readiness_question_and_two_or_three_groups():
    for area in EDITION.areas:
        assert area.introduction["en"].count("\n\n") == 1, area.code
        assert all(area.readiness[name]["en"] for name in ("question", "yes", "partly", "not_yet"))
        assert 2 <= len(area.groups) <= 3


def test_it_has_at_least_45_criteria_all_complete_in_english():
    assert len(CRITERIA) >= 45
    for code, criterion in CRITERIA.items():
        assert criterion.title["en"] and criterion.statement["en"].endswith("."), code
        assert 2 <= len(re.findall(r"[.?!](?:\s|$)", criterion.good["en"])) <= 4, code
        assert 2 <= len(criterion.prompts["en"]) <= 5, code


def test_the_45_codes_that_the_scheme_expects_are_there():
    counts = {"CL": 8, "CI": 6, "PE": 6, "AD": 6, "WB": 7, "SS": 6, "CP": 6}
    assert {f"{area}{number}" for area, count in counts.items() for number in range(1, count + 1)} <= set(CRITERIA)


def test_titles_of_edition_areas_and_criteria_have_welsh():
    assert "cy" in EDITION.title
    assert [area.code for area in EDITION.areas if not {"cy"} <= set(area.title) & set(area.summary)] == []
    assert [code for code, criterion in CRITERIA.items() if "cy" not in criterion.title] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_and_size_has_at_least_45_criteria_and_something_core_in_each_area(kind, size):
    def meant(criterion):
        return kind in (criterion.kinds or KINDS) and size in (criterion.sizes or SIZES)

    assert sum(meant(criterion) for criterion in CRITERIA.values()) >= 45
    for area in EDITION.areas:
        assert any(criterion.core and meant(criterion) for criterion in area.criteria), area.code
        for group in area.groups:
            assert any(criterion.group == group.code and meant(criterion) for criterion in area.criteria), group.code


def test_every_duty_has_a_source_a_date_and_a_standing():
    for duty in DUTIES.values():
        assert duty.source.startswith("http") and duty.checked.year == 2026 and duty.standing in Duty.Standing.values, duty.code


def test_every_nation_has_duties_and_every_duty_is_tied_to_a_criterion():
    tied = {code for criterion in CRITERIA.values() for code in criterion.duties}
    assert {duty.nation for duty in DUTIES.values()} == set(NATIONS)
    assert set(DUTIES) - tied == set()


def test_the_six_duties_of_section_58_are_there_in_force_and_tied():
    for letter in "ABCDEF":
        assert DUTIES[f"SCO-S58-{letter}"].standing == "in_force"
        assert sum(f"SCO-S58-{letter}" in criterion.duties for criterion in CRITERIA.values()) >= 3


def test_the_rest_of_corporate_parenting_is_there():
    assert {"SCO-S59", "SCO-S60", "SCO-S61", "SCO-S62"} <= set(DUTIES)


def test_the_twelve_risks_are_there_and_tied():
    assert [code for code in DUTIES if code.startswith("EORR-")] == [f"EORR-{number}" for number in range(1, 13)]
    for number in range(1, 13):
        assert any(f"EORR-{number}" in criterion.duties for criterion in CRITERIA.values()), number


def test_what_is_not_in_force_says_that_it_is_to_be_checked():
    for duty in DUTIES.values():
        assert duty.standing == "in_force" or "to be checked" in duty.summary["en"], duty.code


def test_every_nation_and_every_kind_of_provider_has_notes_of_its_own():
    notes = [note for criterion in CRITERIA.values() for note in criterion.notes]
    for nation in NATIONS:
        assert sum(nation in note.audience.nations for note in notes) >= 5, nation
    for kind in KINDS:
        assert sum(kind in note.audience.kinds for note in notes) >= 3, kind
    assert sum("small" in note.audience.sizes for note in notes) >= 5


def test_northern_ireland_never_reads_of_local_authorities_or_the_english_regulator():
    """Texts for every nation use terms instead: {care_authority}, {main_plan}."""
    english = re.compile(r"local authorit|Office for Students|virtual school|\b(the|a|your|each) council\b|councils")
    other_nations = ("duty.ENG", "duty.EORR", "duty.WAL", "duty.SCO", "term.care_authorit")
    texts = rows_of_file(EDITION).texts.items()
    shared = {key: text for (key, language), (text, audience) in texts if language == "en-gb" and "nations:" not in audience}
    assert [key for key, text in shared.items() if english.search(text) and not key.startswith(other_nations)] == []


def test_nothing_in_it_reads_like_a_score():
    said = " ".join(text for text, _audience in rows_of_file(EDITION).texts.values()).lower()
    assert not re.search(r"\b(score|gold|silver|bronze|league table|ranking)\b", said)


def test_the_shipped_policy_has_the_published_fees_and_periods():
    policy = read_policy(POLICY.read_bytes())
    numbers = policy.numbers
    assert (numbers["fee_pence"], numbers["member_fee_pence"], numbers["discussions"]) == (90000, 75000, 3)
    assert (numbers["term_months"], numbers["halfway_month"], numbers["renewal_opens_month"]) == (36, 18, 30)
    assert all(set(texts) == {"en", "cy"} for texts in policy.labels.values())
