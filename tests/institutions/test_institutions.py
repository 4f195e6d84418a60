"""Institutions as the real world has them: names, numbers, addresses, what became of them."""

import datetime as dt

import pytest

from qualitymark.core.actor import SYSTEM
from qualitymark.core.models import Entry
from qualitymark.core.verdict import Refused
from qualitymark.institutions import operations
from qualitymark.institutions.models import Identifier, Institution, PublicSlug
from qualitymark.institutions.queries import institution_at, named, normalised

from .. import factories

pytestmark = pytest.mark.django_db


def add(by=SYSTEM, name="Northmoor University", **facts):
    return operations.add_institution(by=by, **({"name": name, "nation": "wales", "kind": "university"} | facts))


def names(text):
    return [found.name for found in named(text)]


def test_a_person_of_the_office_confirms_nation_and_kind_and_the_system_does_not():
    office = factories.office()
    assert add(office).confirmed_by == office.person
    waiting = add(name="Other")
    assert waiting.confirmed_at is None
    operations.confirm_institution(waiting, by=office, nation="england", kind="college")
    waiting.refresh_from_db()
    assert (waiting.nation, waiting.kind, waiting.confirmed_by) == ("england", "college", office.person)


def test_any_name_finds_it_and_no_key_is_shown():
    made = add(
        name="University of Northmoor Saint Dafydd",
        name_cy="Prifysgol Gogledd Dŵr",
        also=("Northmoor Met",),
        ukprn="10001234",
        town="Dŵrford",
    )
    operations.rename_institution(made, by=SYSTEM, name="Northmoor St Dafydd University", on=dt.date(2024, 8, 1))
    for text in (
        "northmoor", "UNIVERSITY OF NORTHMOOR", "Northmoor University", "uni of northmoor st. dafydd", "prifysgol gogledd dwr", "Gogledd Dŵr",
        "northmoor met", "10001234", " 1000 1234 ", "nsdu", "Univ. Northmoor Saint Dafydd",
    ):  # fmt: skip
        assert names(text) == ["Northmoor St Dafydd University"], text
    (found,) = named("University of Northmoor")
    assert found.matched == "University of Northmoor Saint Dafydd"
    assert str(made.pk) not in (found.ref, found.name) and found.ref == made.ref


@pytest.mark.parametrize("text", ["", " ", "a", "%", "_", "'; drop table", "of the", "\x00", "🎓", "1" * 5000, "99999999"])
def test_a_search_for_nothing_or_nonsense_finds_nothing(text):
    add()
    assert named(text) == []


def test_at_most_twenty_are_found_and_whole_names_come_first():
    for number in range(25):
        add(name=f"Moor College {number:02}")
    add(name="Great Moor College")
    add(name="Moor")
    found = names("moor")
    assert len(found) == 20
    assert found[0] == "Moor"


def test_a_fictitious_institution_says_so_in_the_search():
    add(fictitious=True, ukprn="10990001")
    assert names("northmoor") == ["Northmoor University (fictitious)"]


def test_numbers_of_the_made_up_range_and_real_ones_do_not_mix():
    with pytest.raises(Refused, match="made-up"):
        add(ukprn="10990001")
    with pytest.raises(Refused, match="made-up"):
        add(ukprn="10001234", fictitious=True)
    assert not Institution.objects.exists()


@pytest.mark.parametrize("number", ["123", "20001234", "1000123x", "100012345"])
def test_a_number_that_is_not_a_ukprn_is_refused_with_the_reason(number):
    with pytest.raises(Refused, match="eight digits"):
        add(ukprn=number)


def test_a_number_belongs_to_one_institution():
    first = add(ukprn="10001234")
    with pytest.raises(Refused, match="has this number already"):
        add(name="Second", ukprn="10001234")
    operations.set_identifier(first, by=SYSTEM, scheme="ukprn", value="10001235")
    assert list(Identifier.objects.values_list("value", flat=True)) == ["10001235"]


def test_a_new_name_gets_a_new_address_and_the_old_one_leads_to_it():
    made = add()
    operations.rename_institution(made, by=SYSTEM, name="Moorland University")
    operations.rename_institution(made, by=SYSTEM, name="Moorland University")
    assert institution_at("northmoor-university") == (made, "moorland-university")
    assert institution_at("moorland-university") == (made, "moorland-university")
    assert institution_at("nowhere") is None
    other = add(name="Northmoor University", town="Leeds")
    assert PublicSlug.objects.get(institution=other).slug == "northmoor-university-leeds"
    operations.rename_institution(made, by=SYSTEM, name="Northmoor University")
    assert institution_at("moorland-university") == (made, "northmoor-university")
    assert Entry.objects.filter(verb="rename").count() == 2


def test_a_merged_institution_says_what_it_is_part_of_now():
    old, new = add(name="Old College"), add(name="New University")
    operations.succeed(old, by=SYSTEM, successor=new, how="merged", on=dt.date(2024, 8, 1))
    operations.succeed(old, by=SYSTEM, successor=new, how="merged", on=dt.date(2024, 8, 1))
    assert named("old college")[0].now_part_of == "New University"
    with pytest.raises(Refused, match="came before"):
        operations.succeed(new, by=SYSTEM, successor=old, how="merged", on=dt.date(2024, 8, 1))
    with pytest.raises(Refused, match="itself"):
        operations.succeed(old, by=SYSTEM, successor=old, how="merged", on=dt.date(2024, 8, 1))


def test_a_college_of_a_group_is_never_above_its_own_group():
    group, college, site = add(name="Group"), add(name="College"), add(name="Sixth Form")
    operations.put_under(college, by=SYSTEM, parent=group)
    operations.put_under(site, by=SYSTEM, parent=college)
    with pytest.raises(Refused, match="part of itself"):
        operations.put_under(group, by=SYSTEM, parent=site)
    operations.put_under(college, by=SYSTEM, parent=None)


def test_details_and_sites_change_once_and_are_recorded():
    made = add()
    operations.change_details(made, by=SYSTEM, town="Bangor", scheme_member=True)
    operations.change_details(made, by=SYSTEM, town="Bangor", scheme_member=True)
    assert operations.add_site(made, by=SYSTEM, name="South Campus").pk == operations.add_site(made, by=SYSTEM, name="South  Campus").pk
    assert Entry.objects.filter(verb__in=["change_details", "add_site"]).count() == 2
    with pytest.raises(TypeError):
        operations.change_details(made, by=SYSTEM, nation="england")


@pytest.mark.parametrize("make", [factories.assessor, factories.panel, lambda: factories.coordinator(factories.institution())])
def test_only_the_office_changes_institutions(make):
    actor, made = make(), add()
    for refused in (
        lambda: add(actor, "Mine"),
        lambda: operations.rename_institution(made, by=actor, name="Mine"),
        lambda: operations.add_name(made, by=actor, text="Mine"),
        lambda: operations.change_details(made, by=actor, town="Mine"),
        lambda: operations.confirm_institution(made, by=actor, nation="england", kind="college"),
        lambda: operations.set_identifier(made, by=actor, scheme="ukprn", value="10001234"),
        lambda: operations.log_contact(made, by=actor, on=dt.date(2026, 1, 1), how="call", note="Hello"),
        lambda: operations.put_under(made, by=actor, parent=None),
        lambda: operations.add_site(made, by=actor, name="Mine"),
    ):
        with pytest.raises(Refused):
            refused()


def test_a_name_is_compared_without_accents_and_signs():
    assert normalised("Coleg Sir Gâr & St. John's") == "coleg sir gar and saint johns"
