"""People and their capacities: added, appointed, changed, erased."""

import datetime as dt

import pytest

from qualitymark.accounts import operations, queries
from qualitymark.accounts.models import Appointment, Person
from qualitymark.core import audit, clock
from qualitymark.core.actor import SYSTEM, Capacity
from qualitymark.core.models import Entry, EntryDetail, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Invitation, Membership
from qualitymark.institutions.operations import forget_person, invite

from .. import factories

pytestmark = pytest.mark.django_db


def test_a_person_is_added_once_whatever_the_case_of_the_address():
    office = factories.office()
    first = operations.add_person(by=office, name="Ama Boateng", email="Ama@Example.test", language="cy")
    again = operations.add_person(by=office, name="Somebody Else", email="ama@example.TEST")
    assert first.pk == again.pk
    assert (again.name, again.language) == ("Ama Boateng", "cy")
    assert not again.has_usable_password()
    assert Entry.objects.filter(verb="add_person").count() == 1


def test_people_without_an_address_are_always_new():
    made = {operations.add_person(by=SYSTEM, name="No Address").pk for _ in range(2)}
    assert len(made) == 2


@pytest.mark.parametrize("capacity", [Capacity.ASSESSOR, Capacity.PANEL])
def test_only_the_office_adds_and_appoints(capacity):
    other = factories.appointed(capacity)
    somebody = factories.person()
    for refused in (
        lambda: operations.add_person(by=other, name="X", email="x@example.test"),
        lambda: operations.appoint(somebody, by=other, capacity=Capacity.OFFICE),
        lambda: operations.change_address(somebody, by=other, email="mine@example.test"),
        lambda: operations.erase_person(somebody, by=other, why="because"),
    ):
        with pytest.raises(Refused):
            refused()
    assert not Entry.objects.exists()


def test_an_appointment_begins_and_ends_at_once_and_both_are_told():
    office, who = factories.office(), factories.person()
    made = operations.appoint(who, by=office, capacity=Capacity.ASSESSOR)
    assert operations.appoint(who, by=office, capacity=Capacity.ASSESSOR).pk == made.pk
    assert queries.is_appointed(who, Capacity.ASSESSOR)
    assert who in queries.people_appointed(Capacity.ASSESSOR)
    operations.end_appointment(made, by=office)
    operations.end_appointment(made, by=office)
    assert not queries.is_appointed(who, Capacity.ASSESSOR)
    letters = OutgoingMail.objects.filter(to_address=who.email).order_by("pk")
    assert list(letters.values_list("notice", flat=True)) == ["appointed", "appointment_ended"]


def test_somebody_without_an_address_cannot_be_appointed():
    who = Person.objects.create(name="No Address")
    with pytest.raises(Refused, match="no e-mail address"):
        operations.appoint(who, by=factories.office(), capacity=Capacity.ASSESSOR)


def test_the_last_person_of_the_office_stays():
    office = factories.office()
    with pytest.raises(Refused, match="last person"):
        operations.end_appointment(Appointment.objects.get(), by=office)
    other = factories.office()
    operations.end_appointment(Appointment.objects.get(person=other.person), by=office)


def test_everybody_changes_their_own_preferences_and_nobody_anothers():
    mine, other = factories.coordinator(factories.institution()), factories.person()
    operations.change_preferences(mine.person, by=mine, name="New Name", language="cy", mail_choice="needed")
    mine.person.refresh_from_db()
    assert (mine.person.name, mine.person.language, mine.person.mail_choice) == ("New Name", "cy", "needed")
    with pytest.raises(Refused):
        operations.change_preferences(other, by=mine, name="Taken", language="cy", mail_choice="needed")


def test_another_address_is_told_to_both_and_never_taken_from_somebody():
    office, who, other = factories.office(), factories.person(), factories.person()
    old = who.email
    operations.change_address(who, by=office, email="New@Example.test")
    assert {"new@example.test", old} == set(OutgoingMail.objects.values_list("to_address", flat=True))
    with pytest.raises(Refused, match="Somebody else"):
        operations.change_address(who, by=office, email=other.email)


def test_a_member_sees_no_list_of_people():
    factories.person()
    mine = factories.coordinator(factories.institution())
    assert list(queries.people_visible_to(mine)) == [mine.person]


def test_an_erased_person_leaves_a_tombstone_and_a_whole_chain():
    office = factories.office()
    place = factories.institution()
    who = factories.member(place, who=factories.person("Gwen Ŵyn-Jones"))
    coordinator = factories.acting(who, place)
    invite(place, by=coordinator, email="next@example.test", name="Next Person", role="contributor")
    address = who.email
    invite(place, by=office, email=address, name="Gwen Ŵyn-Jones", role="contributor")
    operations.appoint(who, by=office, capacity=Capacity.ASSESSOR)

    forget_person(who, by=office, why="she asked for it")
    forget_person(who, by=office, why="once more")

    who.refresh_from_db()
    assert (who.email, who.is_active, who.name) == (None, False, operations.ERASED_NAME)
    assert who.erased_at is not None
    assert not Membership.objects.filter(person=who, until_on=None).exists()
    assert not Appointment.objects.filter(person=who, until_on=None).exists()
    assert not OutgoingMail.objects.filter(to_address=address).exists()
    assert not Invitation.objects.filter(email=address).exists()
    for detail in EntryDetail.objects.filter(erased_at=None):
        assert "Gwen" not in str(detail.text) and address not in str(detail.text)
    # What others wrote about others stays.
    assert EntryDetail.objects.filter(text__email="next@example.test", erased_at=None).exists()
    assert Entry.objects.filter(verb="erase_person").count() == 1
    assert audit.verify() == []


def test_erasing_a_short_name_empties_whole_words_alone_and_finds_them_after_a_new_line():
    office, person, other = factories.office(), factories.person(name="Li"), factories.person(name="Somebody")
    audit.record("note", other, by=office, detail={"why": "The policy is signed"})
    audit.record("note", other, by=office, detail={"why": "Agreed with\nLi today"})
    operations.erase_person(person, by=office, why="asked")
    left = str(list(EntryDetail.objects.values_list("text", flat=True)))
    assert "The policy is signed" in left and "Li today" not in left and audit.verify() == []


@pytest.mark.parametrize(
    ("name", "theirs", "others"),
    [
        ("Jo", ["Agreed with Jo.", "Jo's idea", "Ask Dr Jo", "JO said so", "It was for Anna\nJo agreed"], ["Jo Smith", "Mary Jo", "Jo-Anne", "Joanna", "jo"]),
        ("Will", ["We asked Will first"], ["We will see", "Will Young", "It was Anna Will", "goodwill"]),
        ("Zoë", ["with Zoë"], ["Zoë Lund", "Zoëlle"]),
        ("Jo Smith", ["with jo smith"], ["Jo Smithson", "Mojo Smith"]),
    ],
)  # fmt: skip
def test_erasing_somebody_leaves_those_of_a_longer_name(name, theirs, others):
    office, person, other = factories.office(), factories.person(name=name), factories.person(name="Somebody")
    for words in [*theirs, *others]:
        audit.record("note", other, by=office, detail={"why": words})
    operations.erase_person(person, by=office, why="asked")
    left = [text["why"] for text in EntryDetail.objects.filter(entry__verb="note").order_by("pk").values_list("text", flat=True) if text]
    assert left == others and audit.verify() == []


def test_nobody_erases_themselves():
    office = factories.office()
    factories.office()
    with pytest.raises(Refused, match="yourself"):
        operations.erase_person(office.person, by=office, why="tired")


def test_a_capacity_of_tomorrow_is_not_held_today(move_clock):
    who = factories.person()
    tomorrow = clock.today() + dt.timedelta(days=1)
    Appointment.objects.create(person=who, capacity=Capacity.PANEL, from_on=tomorrow, until_on=tomorrow + dt.timedelta(days=2))
    assert queries.appointments_of(who) == []
    move_clock(tomorrow)
    assert queries.appointments_of(who) == [Capacity.PANEL]
    move_clock(tomorrow + dt.timedelta(days=2))
    assert queries.appointments_of(who) == []
