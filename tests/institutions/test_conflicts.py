"""A conflict of interest removes an institution, whatever page asks."""

import datetime as dt

import pytest

from qualitymark.core import clock
from qualitymark.core.models import Entry
from qualitymark.core.verdict import Refused
from qualitymark.institutions import operations, queries
from qualitymark.institutions.models import Membership, Recusal

from .. import factories

pytestmark = pytest.mark.django_db
SCHEME = [factories.assessor, factories.panel]


@pytest.mark.parametrize("make", SCHEME)
def test_a_declared_conflict_closes_the_institution_at_once(make):
    actor, open_one, closed = make(), factories.institution(), factories.institution()
    operations.recuse(actor.person, closed, by=actor, why="paid", note="I advised them.")
    operations.recuse(actor.person, closed, by=actor, why="other")
    assert set(queries.institutions_visible_to(actor)) == {open_one}
    assert queries.is_recused(actor, closed)
    entry = Entry.objects.get(verb="recuse")
    assert "advised" not in str(entry.facts)


@pytest.mark.parametrize("make", SCHEME)
def test_ones_own_institution_needs_no_declaring(make):
    actor, own = make(), factories.institution()
    factories.member(own, who=actor.person)
    assert own not in queries.institutions_visible_to(actor)
    # As a member of it, one works in it.
    assert list(queries.institutions_visible_to(factories.acting(actor.person, own))) == [own]


def test_a_former_employer_is_closed_for_five_years(move_clock):
    actor, own = factories.assessor(), factories.institution()
    left = clock.today()
    Membership.objects.create(person=actor.person, institution=own, role="contributor", from_on=dt.date(2020, 1, 1), until_on=left)
    assert own not in queries.institutions_visible_to(actor)
    move_clock(clock.add_months(left, 61))
    assert own in queries.institutions_visible_to(actor)


def test_for_the_office_name_and_stage_remain_and_content_closes():
    actor, closed = factories.office(), factories.institution()
    operations.recuse(actor.person, closed, by=actor, why="related")
    assert closed in queries.institutions_visible_to(actor)
    assert closed not in queries.contents_visible_to(actor)
    for refused in (
        lambda: operations.rename_institution(closed, by=actor, name="X"),
        lambda: operations.invite(closed, by=actor, email="a@example.test", name="A", role="coordinator"),
        lambda: operations.log_contact(closed, by=actor, on=dt.date(2026, 1, 1), how="call", note="x"),
    ):
        with pytest.raises(Refused, match="conflict"):
            refused()
    assert not queries.contacts_visible_to(actor).exists()
    assert not queries.memberships_visible_to(actor).exists()


def test_nobody_ends_their_own_conflict_and_the_office_ends_anothers():
    actor, closed = factories.assessor(), factories.institution()
    made = operations.recuse(actor.person, closed, by=actor, why="other")
    with pytest.raises(Refused, match="your own"):
        operations.end_recusal(made, by=actor)
    operations.end_recusal(made, by=factories.office())
    assert closed in queries.institutions_visible_to(actor)


def test_nobody_declares_for_another_but_the_office_records_what_it_finds():
    actor, other, closed = factories.assessor(), factories.assessor(), factories.institution()
    with pytest.raises(Refused):
        operations.recuse(other.person, closed, by=actor, why="other")
    operations.recuse(other.person, closed, by=factories.office(), why="employer", declared=False)
    assert Recusal.objects.get().declared is False
    assert closed not in queries.institutions_visible_to(other)


def test_a_contact_is_noted_once_a_day_and_the_office_alone_reads_it():
    office, place = factories.office(), factories.institution()
    for _ in range(2):
        operations.log_contact(place, by=office, on=dt.date(2026, 3, 3), how="call", note="Asked about dates.")
    assert queries.contacts_visible_to(office).count() == 1
    assert not queries.contacts_visible_to(factories.coordinator(place)).exists()
