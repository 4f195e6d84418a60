"""Who takes part in an institution's work, and how they are invited."""

import datetime as dt

import pytest

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.models import Entry, OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions import operations, queries
from qualitymark.institutions.models import Invitation, Membership, Role

from .. import factories

pytestmark = pytest.mark.django_db


def token_of(letter):
    return letter.body.split("/invitation/")[1].split("/")[0]


def invited(by, place, email="new@example.test", role="contributor", **facts):
    made = operations.invite(place, by=by, email=email, name="New Person", role=role, **facts)
    return made, token_of(OutgoingMail.objects.filter(to_address=email).latest("pk"))


CAST = {
    "coordinator": (factories.coordinator, True),
    "contributor": (factories.contributor, False),
    "sponsor": (factories.sponsor, False),
    "colleague of another institution": (lambda _place: factories.coordinator(factories.institution()), False),
    "former coordinator": (lambda place: factories.acting(factories.member(place, until_on=clock.today()), place), False),
    "office": (lambda _place: factories.office(), True),
    "assessor": (lambda _place: factories.assessor(), False),
    "panel": (lambda _place: factories.panel(), False),
}


@pytest.mark.parametrize("who", CAST)
def test_who_may_invite_add_and_end(who):
    place = factories.institution()
    make, may = CAST[who]
    actor, somebody = make(place), factories.person()
    other = Membership.objects.get(person=factories.member(place, Role.CONTRIBUTOR))
    for tried in (
        lambda: operations.invite(place, by=actor, email="n@example.test", name="N", role="contributor"),
        lambda: operations.add_member(place, by=actor, person=somebody, role="finance"),
        lambda: operations.end_membership(other, by=actor),
    ):
        if may:
            tried()
        else:
            with pytest.raises(Refused):
                tried()
    assert Invitation.objects.exists() == may


def test_a_repeat_adds_nothing_and_ending_is_at_once():
    place = factories.institution()
    coordinator = factories.coordinator(place)
    who = factories.person()
    made = operations.add_member(place, by=coordinator, person=who, role="contributor", department="Registry")
    assert operations.add_member(place, by=coordinator, person=who, role="contributor").pk == made.pk
    assert queries.roles_in(who.pk, place.pk) == {"contributor"}
    operations.end_membership(made, by=coordinator)
    operations.end_membership(made, by=coordinator)
    assert queries.roles_in(who.pk, place.pk) == frozenset()
    assert OutgoingMail.objects.filter(notice="membership_ended").count() == 1
    assert operations.add_member(place, by=coordinator, person=who, role="contributor").pk != made.pk


def test_the_one_who_signs_is_not_the_one_who_coordinates():
    place = factories.institution()
    coordinator = factories.coordinator(place)
    with pytest.raises(Refused, match="two people look"):
        operations.add_member(place, by=coordinator, person=coordinator.person, role="sponsor")
    with pytest.raises(Refused, match="two people look"):
        operations.invite(place, by=coordinator, email=coordinator.person.email.upper(), name="Me", role="delegate")
    sponsor = factories.sponsor(place)
    with pytest.raises(Refused, match="two people look"):
        operations.add_member(place, by=coordinator, person=sponsor.person, role="coordinator")


def test_the_last_coordinator_stays_until_there_is_another():
    place = factories.institution()
    first = factories.coordinator(place)
    own = Membership.objects.get(person=first.person)
    with pytest.raises(Refused, match="last coordinator"):
        operations.end_membership(own, by=first)
    factories.coordinator(place)
    operations.end_membership(own, by=first)


def test_everybody_may_leave():
    place = factories.institution()
    contributor = factories.contributor(place)
    operations.end_membership(Membership.objects.get(person=contributor.person), by=contributor)
    assert not OutgoingMail.objects.exists()


def test_an_invitation_makes_person_and_role_once():
    place = factories.institution()
    coordinator = factories.coordinator(place)
    made, token = invited(coordinator, place, department="Student Services", language="cy")
    assert token not in str(Invitation.objects.values()) and token not in str(Entry.objects.values("facts"))
    person = operations.accept_invitation(made, token=token)
    assert (person.email, person.language) == ("new@example.test", "cy")
    member = Membership.objects.get(person=person)
    assert (member.role, member.department) == ("contributor", "Student Services")
    with pytest.raises(Refused, match="used already"):
        operations.accept_invitation(made, token=token)
    assert OutgoingMail.objects.get(notice="invitation_accepted").to_address == coordinator.person.email
    assert Entry.objects.get(verb="accept_invitation").through == "link"


def test_a_known_person_keeps_name_and_language():
    place, known = factories.institution(), factories.person("Known Already")
    made, token = invited(factories.coordinator(place), place, email=known.email, language="cy")
    assert operations.accept_invitation(made, token=token, language="cy") == known
    known.refresh_from_db()
    assert (known.name, known.language) == ("Known Already", "en-gb")


def test_each_way_in_which_a_link_is_not_open_is_told_apart(move_clock):
    place = factories.institution()
    coordinator = factories.coordinator(place)
    withdrawn, first = invited(coordinator, place)
    with pytest.raises(Refused, match="just sent"):
        invited(coordinator, place)
    move_clock(clock.today() + dt.timedelta(days=1))
    latest, second = invited(coordinator, place)
    with pytest.raises(Refused, match="newer one"):
        operations.accept_invitation(withdrawn, token=first)
    with pytest.raises(Refused, match="not one of ours"):
        operations.accept_invitation(latest, token=first)
    move_clock(clock.today() + dt.timedelta(days=22))
    with pytest.raises(Refused, match="run out"):
        operations.accept_invitation(latest, token=second)
    assert not Person.objects.filter(email="new@example.test").exists()


def test_an_invitation_is_withdrawn_by_who_may_send_one():
    place = factories.institution()
    made, token = invited(factories.coordinator(place), place)
    with pytest.raises(Refused):
        operations.withdraw_invitation(made, by=factories.contributor(place))
    operations.withdraw_invitation(made, by=factories.office())
    with pytest.raises(Refused, match="withdrawn"):
        operations.accept_invitation(made, token=token)


def test_somebody_who_has_the_role_is_not_invited_again():
    place = factories.institution()
    coordinator, contributor = factories.coordinator(place), factories.contributor(place)
    with pytest.raises(Refused, match="already"):
        operations.invite(place, by=coordinator, email=contributor.person.email, name="X", role="contributor")


def test_a_stranger_sees_no_member_and_no_invitation():
    place = factories.institution()
    invited(factories.coordinator(place), place)
    for actor in (factories.assessor(), factories.panel(), factories.coordinator(factories.institution())):
        assert place.pk not in queries.memberships_visible_to(actor).values_list("institution_id", flat=True)
        assert not queries.invitations_visible_to(actor).exists()
    assert not queries.invitations_visible_to(factories.contributor(place)).exists()
    assert queries.invitations_visible_to(factories.office()).count() == 1


def test_the_sponsor_is_told_when_a_delegate_is_named_for_them():
    place = factories.institution()
    coordinator, sponsor = factories.coordinator(place), factories.sponsor(place)
    operations.invite(place, by=coordinator, email="n@example.test", name="Nan", role="contributor")
    assert not OutgoingMail.objects.filter(notice="delegate_named").exists()
    operations.invite(place, by=coordinator, email="del@example.test", name="Del Egate", role="delegate")
    letter = OutgoingMail.objects.get(notice="delegate_named")
    assert letter.to_address == sponsor.person.email and "Del Egate as your delegate" in " ".join(letter.body.split())


def test_a_link_stays_open_for_as_many_days_as_its_sender_was_given(move_clock):
    place = factories.institution()
    made, token = invited(factories.coordinator(place), place, open_days=5)
    assert made.expires_at - made.invited_at == dt.timedelta(days=5)
    move_clock(clock.today() + dt.timedelta(days=6))
    with pytest.raises(Refused, match="run out"):
        operations.accept_invitation(made, token=token)
