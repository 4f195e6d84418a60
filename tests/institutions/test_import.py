"""Institutions from a real list: a dry run that tells everything, safe to repeat, nothing lost to a bad line."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core import audit
from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry
from qualitymark.institutions.importfile import chosen, read, sentence_case, split_languages, the_first
from qualitymark.institutions.models import Institution, Name, Nation
from qualitymark.institutions.operations import change_details, rename_institution
from qualitymark.institutions.postcodes import AREAS, BORDER, DISTRICTS, suggested_nation
from qualitymark.institutions.queries import institution_at, named

REAL = Path(__file__).resolve().parents[3].joinpath("shared/data/learning-providers-plus.csv")
HEADER = "UKPRN,PROVIDER_NAME,VIEW_NAME,TOWN,POSTCODE,WEBSITE_URL\n"


def bring(path, kind="university", apply=True):
    out = StringIO()
    call_command("import_institutions", str(path), "--kind", kind, *(["--apply"] if apply else []), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(*lines, header=HEADER):
        path = tmp_path / "list.csv"
        path.write_text(header + "\n".join(lines), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("place", "postcode", "nation", "look"),
    [
        ("Aberystwyth", "SY23 2AX", Nation.WALES, False),
        ("Wrexham", "LL11 2AW", Nation.WALES, False),
        ("Chester", "CH1 4BJ", Nation.ENGLAND, True),
        ("Shrewsbury", "SY3 7FB", Nation.ENGLAND, False),
        ("Deeside", "CH5 4BR", Nation.WALES, True),
        ("Hereford", "HR1 1LS", Nation.ENGLAND, False),
        ("Berwick", "TD15 1AA", Nation.ENGLAND, True),
        ("Galashiels", "td1 3he", Nation.SCOTLAND, False),
        ("Carlisle", "CA1 2HH", Nation.ENGLAND, False),
        ("Coleraine", "BT521SA", Nation.NORTHERN_IRELAND, False),
        ("Inverness", "  iv2   5na ", Nation.SCOTLAND, False),
        ("London", "EC1A 1BB", Nation.ENGLAND, False),
        ("Chepstow", "NP16 5JH", Nation.WALES, True),
        ("Jersey", "JE2 4UH", "", True),
        ("nowhere", "", "", True),
        ("nonsense", "not a postcode", "", True),
        ("unknown", "QQ1 1AA", "", True),
    ],
)
def test_a_postcode_suggests_a_nation_and_a_border_is_told(place, postcode, nation, look):
    found = suggested_nation(postcode)
    assert (found.nation, found.look) == (nation, look), place


def test_the_table_knows_every_area_of_the_four_nations_and_contradicts_itself_nowhere():
    assert len(AREAS) == 121  # and three of the Crown dependencies
    assert {district.rstrip("0123456789") for district in [*DISTRICTS, *BORDER]} <= set(AREAS)


@pytest.mark.django_db
def test_the_real_list_comes_in_whole_and_twice_changes_nothing(tmp_path):
    if not REAL.exists():
        pytest.skip("the list of learning providers is not beside this copy of the project")
    dry = bring(REAL, apply=False)
    assert "166 new, 0 renamed, 0 changed, 0 unchanged, 0 not taken." in dry and "Nothing was changed" in dry
    assert not Institution.objects.exists() and not Entry.objects.exists()

    said = bring(REAL)
    assert "166 new, 0 renamed, 0 changed, 0 unchanged, 0 not taken." in said
    assert Institution.objects.count() == 166 and not Institution.objects.exclude(confirmed_at=None).exists()
    by_nation = {place: Institution.objects.get(identifiers__value=ukprn).nation for place, ukprn in
                 {"Aberystwyth": "10007856", "Wrexham": "10007833", "Chester": "10007848", "Belfast": "10005343"}.items()}  # fmt: skip
    assert by_nation == {"Aberystwyth": "wales", "Wrexham": "wales", "Chester": "england", "Belfast": "northern_ireland"}
    assert "University of Chester, Chester CH1 4BJ: England? (CH1 crosses a border)" in said
    south_wales = Institution.objects.get(identifiers__value="10007793")
    assert (south_wales.name, south_wales.name_cy) == ("University of South Wales", "Prifysgol De Cymru")
    assert [found.name for found in named("Glamorgan")] == ["University of South Wales"]
    assert [found.name for found in named("LSE")][:1] == [Institution.objects.get(identifiers__value="10004063").name]
    assert not Institution.objects.filter(name__regex=r"^[A-Z ]{8,}$").exists()

    entries = Entry.objects.count()
    assert "0 new, 0 renamed, 0 changed, 166 unchanged, 0 not taken." in bring(REAL)
    assert Entry.objects.count() == entries
    assert audit.verify() == []


@pytest.mark.django_db
def test_a_bad_line_is_told_by_number_and_reason_and_loses_nothing_of_the_rest(file):
    said = bring(
        file(
            "10000001,GOOD UNIVERSITY,Good University,Leeds,LS1 1AA,http://good.example/",
            "1000,SHORT NUMBER,,Leeds,LS1 1AA,",
            "10000002,,,Leeds,LS1 1AA,",
            "10990001,MADE UP UNIVERSITY,,Leeds,LS1 1AA,",
            "10000003,ISLAND COLLEGE,,St Helier,JE2 4UH,",
            "10000001,GOOD AGAIN,,Leeds,LS1 1AA,",
            "",
            f"10000004,{'X' * 300},,Leeds,LS1 1AA,",
            "10000005,BAD ADDRESS UNIVERSITY,,Leeds,LS1 1AA,javascript:alert(1)",
            "10000006",
        )
    )
    for line, reason in (
        (3, "not a UKPRN"),
        (4, "no name"),
        (5, "made-up"),
        (6, "cannot be told"),
        (7, "line 2 already"),
        (9, "200 characters"),
        (11, "no name"),
    ):
        assert any(f"line {line}:" in each and reason in each for each in said.splitlines()), (line, reason)
    assert sorted(Institution.objects.values_list("name", "website")) == [
        ("Bad Address University", ""),
        ("Good University", "http://good.example/"),
    ]
    assert "2 new, 0 renamed, 0 changed, 0 unchanged, 7 not taken." in said


@pytest.mark.django_db
def test_a_changed_name_becomes_a_dated_former_one_and_an_older_list_does_not_bring_it_back(file):
    older = "10000001,UNIVERSITY COLLEGE MOOR,,Leeds,LS1 1AA,"
    bring(file(older))
    assert "1 renamed" in bring(file("10000001,MOOR UNIVERSITY,,Leeds,LS1 1AA,"))
    made = Institution.objects.get()
    assert made.name == "Moor University"
    former = Name.objects.get(institution=made, sort="former")
    assert former.text == "University College Moor" and former.until_on is not None
    assert institution_at("university-college-moor") == (made, "moor-university")
    assert "1 unchanged" in bring(file(older))
    made.refresh_from_db()
    assert made.name == "Moor University"


@pytest.mark.django_db
def test_what_a_person_typed_stands_and_gaps_are_filled(file):
    bring(file("10000001,MOOR UNIVERSITY,,Leeds,LS1 1AA,"))
    made = Institution.objects.get()
    change_details(made, by=SYSTEM, town="Moorford")
    rename_institution(made, by=SYSTEM, name="The Moor", on=dt.date(2026, 1, 1))
    assert "1 changed" in bring(file("10000001,MOOR UNIVERSITY,,Leeds,LS1 1AA,https://moor.example/"))
    made.refresh_from_db()
    assert (made.name, made.town, made.website) == ("The Moor", "Moorford", "https://moor.example/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"), [(b"", "empty"), (b"\xff\xfe\x00", "UTF-16"), (b"A,B\n1,2\n", "no UKPRN"), (b"UKPRN\n10000001\n", "VIEW_NAME")]
)
def test_a_file_that_is_no_such_list_is_refused_as_a_whole(tmp_path, content, says):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=says):
        bring(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        bring(tmp_path / "none.csv")


@pytest.mark.properties
@given(st.binary(max_size=2000) | st.binary(max_size=800).map(lambda tail: HEADER.encode() + tail))
def test_no_bytes_make_reading_fall_over(content):
    found = read(content)
    assert found.problem or all(len(row.name) <= 200 and row.ukprn.isdigit() for row in found.rows)


@pytest.mark.properties
@given(st.lists(st.lists(st.text(max_size=30), min_size=0, max_size=8), max_size=10))
def test_every_line_is_a_row_or_is_told(lines):
    import csv

    out = StringIO()
    csv.writer(out).writerows(lines)
    found = read((HEADER + out.getvalue()).encode("utf-8", errors="replace"))
    assert len(found.rows) + len(found.refused) <= sum(len(line) + 1 for line in lines) * 40 + 1


@pytest.mark.properties
@given(st.text(max_size=40))
def test_no_text_makes_the_nation_fall_over(text):
    assert suggested_nation(text).nation in {"", *Nation.values}


def test_names_are_written_as_people_write_them():
    assert sentence_case("UNIVERSITY OF THE ARTS, LONDON") == "University of the Arts, London"
    assert sentence_case("ST MARY'S UNIVERSITY COLLEGE") == "St Mary's University College"
    assert the_first("University of Bath (The)") == the_first("University of Bath, the") == "The University of Bath"
    assert sentence_case("University of Oxford") == "University of Oxford"
    assert chosen("UNIVERSITY OF LANCASTER", "University of Lancaster") == ("University of Lancaster", [])
    assert chosen("FALMOUTH UNIVERSITY", "University College Falmouth") == ("Falmouth University", ["University College Falmouth"])
    assert split_languages("Prifysgol De Cymru/University of South Wales") == ("University of South Wales", "Prifysgol De Cymru")
    assert split_languages("Arts/Crafts College") == ("Arts/Crafts College", "")


@pytest.mark.django_db
def test_each_refused_row_stands_on_a_line_of_its_own(file):
    said = bring(file("1,One", "2,Two", "10000001,A\x00B"), apply=False)
    assert "Not taken (3):\n  line 2: " in said and "\n  line 3: " in said
    assert "\n  line 4: holds a character that cannot be stored (NUL)\n" in said


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_list_with_another_separator_is_read(separator):
    found = read(separator.join(["UKPRN", "PROVIDER_NAME"]).encode() + b"\n" + separator.join(["10000001", "Coleg"]).encode())
    assert [(row.ukprn, row.name) for row in found.rows] == [("10000001", "Coleg")] and not found.problem


@pytest.mark.django_db
def test_a_quotation_mark_that_stays_open_loses_its_own_line_alone(file):
    rows = [f"1000000{number},COLLEGE {number},,Leeds,LS1 1AA," for number in range(1, 7)]
    rows[1] = '10000002,"COLLEGE 2,,Leeds,LS1 1AA,'
    said = bring(file(*rows), apply=False)
    assert "5 new" in said and "1 not taken" in said and "line 3: a quotation mark is opened and not closed" in said
    rows[2] = '10000003,COLLEGE 3",,Leeds,LS1 1AA,'  # and closed by accident on the next
    said = bring(file(*rows), apply=False)
    assert "4 new" in said and "so that PROVIDER_NAME goes on over the next line" in said and "1 not taken" in said


def test_one_byte_of_another_encoding_loses_its_line_and_no_welsh_name():
    content = HEADER.encode() + "10000001,Prifysgol Tŷ Gwyn\n".encode() + b"10000002,Caf\xe9 College\n"
    found = read(content)
    assert [row.name for row in found.rows] == ["Prifysgol Tŷ Gwyn"]
    assert len(found.refused) == 1 and found.refused[0].startswith("line 3: holds bytes that are not UTF-8")
    assert [row.name for row in read(HEADER.encode() + b"10000002,Caf\xe9 College\n").rows] == ["Café College"]


@pytest.mark.parametrize(
    ("letter", "name"),
    [("\u202e", "RIGHT-TO-LEFT OVERRIDE"), ("\u200b", "ZERO WIDTH SPACE"), ("\x1b", "control character"), ("\u2028", "LINE SEPARATOR")],
)
def test_a_name_with_a_character_that_cannot_be_seen_is_refused_with_the_character_named(letter, name):
    for column in (f"MOOR{letter} UNIVERSITY,,Leeds", f"MOOR UNIVERSITY,,Leeds{letter}x"):
        found = read(f"{HEADER}10000001,{column},LS1 1AA,\n".encode())
        assert found.rows == [] and f"{name} (U+{ord(letter):04X})" in found.refused[0]


@pytest.mark.django_db
def test_a_dry_run_of_a_long_list_asks_twice_and_tells_two_hundred_of_each_sort(file, django_assert_num_queries):
    rows = [f"1000{number:04d},COLLEGE {number},,Chester,CH1 4BJ," for number in range(1, 206)]
    path = file(*rows, *["x,No number"] * 203)
    with django_assert_num_queries(2):
        said = bring(path, apply=False)
    assert "205 new" in said and "203 not taken" in said and not Institution.objects.exists()
    assert said.count("\nnew: College") + said.startswith("new: College") == 200 and "\nnew: and 5 more\n" in said
    assert said.count("? (CH1 crosses") == 200 and "\n  and 5 more\n" in said
    assert said.count("is not a UKPRN") == 200 and "\n  and 3 more\n" in said


@pytest.mark.django_db
def test_a_dry_run_tells_what_applying_then_does(file):
    bring(file("10000001,MOOR UNIVERSITY,,Leeds,LS1 1AA,", "10000002,HILL COLLEGE,,,,", "10000003,DALE COLLEGE,,Leeds,LS1 1AA,"))
    path = file(
        "10000001,MOORLAND UNIVERSITY,,Leeds,LS1 1AA,",
        "10000003,DALE COLLEGE,,Leeds,LS1 1AA,https://dale.example/",
        "10000004,ISLE COLLEGE,,St Helier,JE2 4UH,",
        "10990001,MADE UP COLLEGE,,Leeds,LS1 1AA,",
        "10000005,BORDER COLLEGE,,Chester,CH1 4BJ,",
    )
    dry = bring(path, apply=False)
    assert "1 new, 1 renamed, 1 changed, 0 unchanged, 2 not taken." in dry and "changed: Dale College" in dry
    assert dry.splitlines()[:-1] == bring(path).splitlines()
    assert "0 new, 0 renamed, 0 changed, 3 unchanged, 2 not taken." in bring(path)
