"""Awards made elsewhere and public records, from a file."""

import io

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.awards.importfile import BadFile, read
from qualitymark.awards.models import Award
from qualitymark.awards.queries import public_entries, public_records
from qualitymark.core import clock
from qualitymark.core.models import Entry
from qualitymark.institutions.models import Institution
from tests import factories

from . import rows

HEAD = "institution,origin,first_awarded,starts,ends,source,ukprn,nation,kind\n"
ELSEWHERE = "Northmoor College,elsewhere,2024-05-01,2024-05-01,2033-04-30,,,,\n"


def bring(path, *options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_awards", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(text, name="awards.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.django_db
def test_a_dry_run_says_what_would_come_and_changes_nothing(file):
    factories.institution("Northmoor College", fictitious=False)
    out, _err = bring(file(HEAD + ELSEWHERE))
    assert "1 new" in out and "Nothing was changed" in out
    assert not Award.objects.exists()


@pytest.mark.django_db
def test_it_is_safe_to_repeat_and_a_changed_row_changes_the_award(file):
    institution = factories.institution("Northmoor College", fictitious=False)
    path = file(HEAD + ELSEWHERE)
    assert "1 new" in bring(path, "--apply")[0]
    entries = Entry.objects.count()
    assert "1 unchanged" in bring(path, "--apply")[0]
    assert Entry.objects.count() == entries and Award.objects.get().institution == institution
    assert "1 changed" in bring(file(HEAD + ELSEWHERE.replace("2033", "2034")), "--apply")[0]
    assert Award.objects.get().ends_on.year == 2034
    assert [entry.name for entry in public_entries().object_list] == ["Northmoor College"]


@pytest.mark.django_db
def test_a_bad_row_is_told_by_line_and_reason_and_loses_nothing_of_the_rest(file):
    factories.institution("Northmoor College", fictitious=False)
    bad = [
        "Northmoor College,elsewhere,2024-05-01,2024-05-01,2023-01-01,,,,",
        "Northmoor College,elsewhere,yesterday,2024-05-01,2033-01-01,,,,",
        "Nowhere Known,elsewhere,2024-05-01,2024-05-01,2033-01-01,,,,",
        "X,public_record,2021-06,,,,,england,college",
        "X,public_record,2021-06,,,javascript:alert(1),,england,college",
        "X,elsewhere,2024-05-01,2024-05-01,2033-01-01,,12,atlantis,college",
        ",,,,,,,,",
    ]
    out, err = bring(file(HEAD + "\n".join(bad) + "\n" + ELSEWHERE), "--apply")
    assert Award.objects.count() == 1 and "1 new" in out
    for line in range(2, 9):
        assert f"line {line}:" in err, err
    for words in (
        "ends must come after starts",
        "first_awarded is a day",
        "Give its nation and kind",
        "source is missing",
        "atlantis",
        "institution is missing",
    ):
        assert words in err


WIDE = HEAD.strip() + ",number,scope\n"


def wide(starts="2024-05-01", ends="2033-04-30", number="", scope="", name="Northmoor College", first="2021-01-01"):
    return f"{name},elsewhere,{first},{starts},{ends},,,,,{number},{scope}\n"


@pytest.mark.django_db
def test_a_number_in_use_elsewhere_is_told_by_its_line_and_keeps_no_other_row_out(file):
    factories.institution("Northmoor College", fictitious=False)
    factories.institution("Southmoor College", fictitious=False)
    bring(file(WIDE + wide(number="A-1")), "--apply")
    text = WIDE + wide(name="Southmoor College", number="A-1") + wide(name="Southmoor College", number="A-2")
    for option in ((), ("--apply",)):
        out, err = bring(file(text), *option)
        assert "line 2:" in err and "A-1" in err and "1 new" in out and "1 not taken" in out
    assert sorted(Award.objects.values_list("number", flat=True)) == ["A-1", "A-2"]


@pytest.mark.django_db
def test_a_number_brought_in_is_passed_over_by_the_platforms_own_series(file):
    factories.institution("Northmoor College", fictitious=False)
    series = f"QM-{clock.today().year}"
    bring(file(WIDE + wide(number=f"{series}-0001")), "--apply")
    award, _held = rows.awarded()
    assert award.number == f"{series}-0002"


@pytest.mark.django_db
def test_two_rows_of_a_file_with_one_number_are_one_award_or_refused(file):
    factories.institution("Northmoor College", fictitious=False)
    factories.institution("Southmoor College", fictitious=False)
    out, err = bring(file(WIDE + wide(number="A-1") + wide(number="A-1") + wide(name="Southmoor College", number="A-1")), "--apply")
    assert "1 new" in out and "1 unchanged" in out and "line 4:" in err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("second", "changed"),
    [(wide(number="A-1"), {"number": "A-1"}), (wide(ends="2034-04-30"), {}), (wide(first="2020-02-02"), {}), (wide(number="QME-2021-0001", scope="City"), {"scope": "named", "scope_names": "City"})],
)  # fmt: skip
def test_a_corrected_row_changes_the_award_it_tells_of_and_makes_no_second(file, second, changed):
    factories.institution("Northmoor College", fictitious=False)
    bring(file(WIDE + wide()), "--apply")
    out, err = bring(file(WIDE + second), "--apply")
    assert "1 changed" in out and err == ""
    award = Award.objects.get()
    assert {name: getattr(award, name) for name in changed} == changed
    assert Entry.objects.filter(verb="change_import").count() == 1
    assert "1 unchanged" in bring(file(WIDE + second), "--apply")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("second", "words"),
    [
        (wide(number="B-2", scope="City"), "give that number in the row"),
        (wide(starts="2025-05-01"), "an award of that scope from 2024-05-01 to 2033-04-30"),
        (wide(starts="2099-05-01", ends="2100-01-01"), "begins after today"),
        (wide(starts="2020-05-01", ends="2024-01-01", first="2099-05-01"), "begins after today"),
    ],
)
def test_a_row_that_may_mean_an_award_that_is_there_is_refused_with_what_to_do(file, second, words):
    factories.institution("Northmoor College", fictitious=False)
    bring(file(WIDE + wide()), "--apply")
    _out, err = bring(file(WIDE + second), "--apply")
    assert words in err and Award.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("order", [1, -1])
def test_two_terms_of_one_scope_are_one_past_and_one_standing_award_whichever_is_brought_first(file, order):
    factories.institution("Northmoor College", fictitious=False)
    old, new = wide(starts="2021-05-01", ends="2024-04-30"), wide(starts="2024-05-01")
    out, err = bring(file(WIDE + "".join([old, new][::order])), "--apply")
    assert "2 new" in out and err == ""
    assert [award.state for award in Award.objects.order_by("starts_on")] == ["superseded", "in_force"]
    assert "2 unchanged" in bring(file(WIDE + old + new), "--apply")[0]


@pytest.mark.django_db
def test_two_colleges_of_a_group_awarded_on_one_day_are_two_awards(file):
    factories.institution("Northmoor College", fictitious=False)
    text = WIDE + wide(scope="City") + wide(scope="Harbour")
    assert "2 new" in bring(file(text), "--apply")[0] and "2 unchanged" in bring(file(text), "--apply")[0]


@pytest.mark.django_db
def test_an_award_the_platform_decided_is_not_changed_by_a_file(file):
    award, _held = rows.awarded()
    name = award.institution.name
    out, err = bring(
        file(HEAD.replace("kind", "kind,fictitious") + f"{name},elsewhere,2024-05-01,2024-05-01,2033-01-01,,,,,yes\n"), "--apply"
    )
    assert "does not change it" in err and Award.objects.count() == 1


@pytest.mark.django_db
def test_the_holders_that_come_with_the_platform_are_public_record_alone():
    out, err = bring("public-record", "--apply")
    assert "28 new" in out and err == ""
    assert set(Award.objects.values_list("origin", "starts_on", "ends_on", "decision")) == {("public_record", None, None, None)}
    assert not Institution.objects.filter(fictitious=True).exists()
    entries = public_records()
    assert len(entries) == 28 and all(entry.source.startswith("https://") and entry.until is None for entry in entries)
    assert "28 unchanged" in bring("public-record", "--apply")[0]


@pytest.mark.django_db
def test_the_same_institution_under_its_number_is_found_whatever_its_name(file):
    known = factories.institution("New Name", fictitious=False)
    number = known.identifiers.get()
    number.value = "10007788"
    number.save()
    bring(file(HEAD + "Old Name,public_record,2021-06,,,https://x.example/a,10007788,england,university\n"), "--apply")
    assert Award.objects.get().institution == known


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"\xff\xfe\x00", "a.csv"),
        ("", "a.csv"),
        ("a,b\n1,2\n", "a.csv"),
        ("awards: 3", "a.yaml"),
        ("[", "a.yaml"),
        ("- x", "a.yaml"),
        ("&a [*a]", "a.yaml"),
    ],
)
def test_what_is_not_such_a_file_is_refused_with_a_sentence(file, text, name):
    with pytest.raises(CommandError, match="[.]$"):
        bring(file(text, name))


@pytest.mark.once
def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        bring(tmp_path / "none.csv")


@pytest.mark.once
@settings(max_examples=60)
@given(
    st.binary(max_size=400) | st.text(max_size=400).map(lambda text: HEAD.encode() + text.encode()), st.sampled_from(["a.csv", "a.yaml"])
)
def test_any_bytes_give_rows_problems_or_one_sentence(content, name):
    try:
        found, problems = read(content, name)
    except BadFile as bad:
        assert str(bad).strip()
    else:
        assert all(row.institution and row.first_awarded_on for row in found) and all(problems)


def test_a_file_with_anchors_is_refused_at_once_in_the_words_of_the_other_files():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8))]
    with pytest.raises(BadFile, match="Line 1: Anchors"):
        read("\n".join([*lines, "awards: [*a7]"]).encode(), "awards.yaml")


@pytest.mark.django_db
def test_a_row_for_an_institution_of_the_demonstration_is_told_what_it_needs(file):
    factories.institution("Northmoor College")
    _out, err = bring(file(HEAD + ELSEWHERE), "--apply")
    assert "No institution is known as Northmoor College" in err and "“fictitious: yes”" in err
    row = ELSEWHERE.replace("\n", ",yes\n")
    assert "1 new" in bring(file(HEAD.replace("\n", ",fictitious\n") + row), "--apply")[0]


def test_an_open_quotation_mark_and_a_byte_of_another_encoding_lose_their_own_lines_alone():
    rest = "".join(ELSEWHERE.replace("Northmoor", name) for name in ("Tŷ", "Môn", "Llŷn"))
    found, problems = read(
        (HEAD + ELSEWHERE.replace("Northmoor", '"Northmoor') + rest).encode() + b"Caf\xe9,elsewhere,2024,,,,,,\n", "a.csv"
    )
    assert [row.institution for row in found] == ["Tŷ College", "Môn College", "Llŷn College"]
    assert [problem.split(":")[0] for problem in problems] == ["line 2", "line 6"]
    assert "quotation mark" in problems[0] and "not UTF-8" in problems[1]
    closed = ELSEWHERE.replace("Northmoor", '"Northmoor') + ELSEWHERE.replace("College", 'College"')
    assert "so that institution goes on" in read((HEAD + closed).encode(), "a.csv")[1][0]


@pytest.mark.django_db
def test_a_dry_run_says_what_applying_does_where_two_rows_meet(file):
    for name in ("Northmoor College", "Southmoor College"):
        factories.institution(name, fictitious=False)
    text = WIDE + wide(number="A-1") + wide(number="A-1") + wide(name="Southmoor College", number="A-1")
    dry, dry_err = bring(file(text))
    assert "1 new, 0 changed, 1 unchanged, 1 not taken" in dry and not Award.objects.exists()
    done, done_err = bring(file(text), "--apply")
    assert dry.splitlines()[:-1] == done.splitlines() and dry_err == done_err


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (wide(starts="0001-01-01", ends="9999-12-31"), "longer than 10 years"),
        (wide(starts="9985-01-01", ends="9999-12-31"), "longer than 10 years"),
        (wide(starts="2024-05-01", ends="2034-05-01"), "longer than 10 years"),
        (wide(starts="2009-12-31", ends="2012-12-30"), "starts is before 2010"),
        (wide(first="0001-01-01"), "first_awarded is before 2010"),
    ],
)
def test_a_term_that_no_award_has_is_refused_with_a_sentence(row, words):
    found, problems = read((WIDE + row).encode(), "a.csv")
    assert found == [] and any(words in problem for problem in problems)
    assert len(read((WIDE + wide(starts="2024-05-01", ends="2034-04-30")).encode(), "a.csv")[0]) == 1
