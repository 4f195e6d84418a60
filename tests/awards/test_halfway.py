"""Half-way review, reminders and renewal, with the clock moved on."""

import datetime as dt

import pytest

from qualitymark.actionplan.models import Action
from qualitymark.awards import operations, rules
from qualitymark.awards.models import Halfway
from qualitymark.awards.queries import halfways_visible_to, standing
from qualitymark.awards.states import HalfwayState, Standing
from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Response
from tests import factories
from tests.decisions import rows as decision_rows

from . import rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def action(institution, what="Publish the offer", state="under_way", **facts):
    return Action.objects.create(institution=institution, what=what, state=state, added_at=clock.now(), **facts)


def at_halfway(move_clock, held=None):
    award, held = rows.awarded(held)
    move_clock(clock.add_months(award.starts_on, 18))
    return award, held


def test_it_opens_at_the_policys_month_from_the_action_plan_with_an_owner(move_clock):
    award, held = rows.awarded()
    plan = action(award.institution)
    action(award.institution, "Gone", removed_at=clock.now())
    move_clock(clock.add_months(award.starts_on, 18) - DAY)
    assert operations.open_due_halfways() == 0
    move_clock(clock.add_months(award.starts_on, 18))
    assert operations.open_due_halfways() == 1
    assert operations.open_due_halfways() == 0
    halfway = Halfway.objects.get()
    assert halfway.owner == held.coordinator.person
    assert list(halfway.actions.values_list("action", "state_then")) == [(plan.pk, "under_way")]
    assert halfway.reply_by == clock.today() + held.journey.policy.halfway_reply_days * DAY
    assert OutgoingMail.objects.filter(notice="halfway_opened", to_address=held.coordinator.person.email).count() == 1


def test_the_coordinator_updates_the_office_closes_and_nothing_is_judged(move_clock):
    award, held = at_halfway(move_clock)
    operations.open_due_halfways()
    halfway = Halfway.objects.get()
    with pytest.raises(Refused):
        operations.update_halfway(halfway, by=held.sponsor, text="Fine")
    with pytest.raises(Refused):
        operations.update_halfway(halfway, by=held.coordinator, text=" ")
    for _ in range(2):
        halfway = operations.update_halfway(halfway, by=held.coordinator, text="Two of three are done.")
    assert OutgoingMail.objects.filter(notice="halfway_updated").count() == 1
    halfway = operations.close_halfway(halfway, by=held.office, note="We talked about housing.")
    assert halfway.state == HalfwayState.CLOSED and standing(award) == Standing.CURRENT
    assert halfways_visible_to(held.coordinator).get().note == "We talked about housing."
    assert verify() == []


def test_no_reply_closes_it_known_to_the_office_alone(move_clock):
    _award, held = at_halfway(move_clock)
    operations.open_due_halfways()
    halfway = Halfway.objects.get()
    move_clock(halfway.reply_by)
    assert operations.close_unanswered_halfways() == 0
    letters = OutgoingMail.objects.count()
    move_clock(halfway.reply_by + DAY)
    assert operations.close_unanswered_halfways() == 1
    assert operations.close_unanswered_halfways() == 0
    assert OutgoingMail.objects.count() == letters
    assert halfways_visible_to(held.office).get().state == HalfwayState.NO_REPLY
    for actor in (held.coordinator, held.sponsor, held.assessor):
        assert not halfways_visible_to(actor).exists()
    operations.reopen_halfway(Halfway.objects.get(), by=held.office)
    assert halfways_visible_to(held.coordinator).get().reply_by > clock.today()


def test_a_review_with_an_update_never_closes_as_no_reply(move_clock):
    _award, held = at_halfway(move_clock)
    operations.open_due_halfways()
    halfway = operations.update_halfway(Halfway.objects.get(), by=held.coordinator, text="Going well.")
    move_clock(halfway.reply_by + 30 * DAY)
    assert operations.close_unanswered_halfways() == 0


def test_the_owner_is_a_coordinator_named_by_one_of_them_or_the_office(move_clock):
    award, held = at_halfway(move_clock)
    operations.open_due_halfways()
    colleague = factories.coordinator(award.institution)
    halfway = operations.own_halfway(Halfway.objects.get(), by=held.coordinator, owner=colleague.person)
    assert halfway.owner == colleague.person
    with pytest.raises(Refused):
        operations.own_halfway(halfway, by=held.coordinator, owner=held.sponsor.person)


@pytest.mark.access
def test_who_may_do_what_in_each_state_of_the_review(move_clock):
    award, held = at_halfway(move_clock)
    operations.open_due_halfways()
    halfway = Halfway.objects.get()
    people = decision_rows.cast(held)
    grid = {
        "open": {"update": {"coordinator"}, "close": {"office", "assessor"}, "own": {"coordinator", "office"}, "reopen": set()},
        "updated": {"update": {"coordinator"}, "close": {"office", "assessor"}, "own": {"coordinator", "office"}, "reopen": set()},
        "closed": {"update": set(), "close": set(), "own": set(), "reopen": {"office"}},
        "no_reply": {"update": set(), "close": set(), "own": set(), "reopen": {"office"}},
    }
    for state, verbs in grid.items():
        Halfway.objects.filter(pk=halfway.pk).update(state=state)
        halfway.refresh_from_db()
        for verb, may in verbs.items():
            ask = getattr(rules, f"can_{verb}_halfway")
            assert {name for name, actor in people.items() if ask(actor, halfway)} == may, (state, verb)


def test_reminders_go_to_coordinators_sponsor_and_mailbox_once_for_each_month(move_clock):
    held = decision_rows.at_panel()
    held.journey.institution.role_mailbox = "care@northmoor.test"
    held.journey.institution.save()
    award, _held = rows.awarded(held)
    second = factories.coordinator(award.institution)
    to = {held.coordinator.person.email, second.person.email, held.sponsor.person.email, "care@northmoor.test"}
    for months in (12, 6, 3):
        move_clock(clock.add_months(award.ends_on, -months) - DAY)
        assert operations.remind_of_ends() == 0
        move_clock(clock.add_months(award.ends_on, -months))
        assert operations.remind_of_ends() >= len(to)
        assert operations.remind_of_ends() == 0
    told = OutgoingMail.objects.filter(notice="award_ends")
    assert to <= set(told.values_list("to_address", flat=True))
    assert told.filter(to_address="care@northmoor.test").count() == 3


def test_the_mailbox_is_written_to_in_the_language_of_the_journey(move_clock):
    held = decision_rows.at_panel(language="cy")
    type(held.journey.institution).objects.update(role_mailbox="gofal@northmoor.test")
    held.journey.institution.refresh_from_db()
    award, _held = rows.awarded(held)
    move_clock(clock.add_months(award.ends_on, -6))
    operations.remind_of_ends()
    assert OutgoingMail.objects.get(notice="award_ends", to_address="gofal@northmoor.test").language == "cy"


def test_a_tick_that_comes_late_sends_the_nearest_reminder_alone(move_clock):
    award, held = rows.awarded()
    move_clock(clock.add_months(award.ends_on, -4))
    operations.remind_of_ends()
    periods = OutgoingMail.objects.filter(notice="award_ends", to_address=held.coordinator.person.email).values_list("period", flat=True)
    assert list(periods) == ["6 months"]


def test_no_reminder_once_the_renewal_is_submitted(move_clock):
    award, _held = rows.awarded()
    factories.journey(award.institution, state="submitted", renews_award_ref=award.ref)
    move_clock(clock.add_months(award.ends_on, -3))
    assert operations.remind_of_ends() == 0


def test_the_renewal_opens_at_the_policys_month_with_responses_and_old_actions(move_clock):
    award, held = rows.awarded()
    done, unfinished = action(award.institution, "Done thing", "done"), action(award.institution, "Going on")
    move_clock(clock.add_months(award.starts_on, 30) - DAY)
    assert operations.open_due_renewals() == 0
    move_clock(clock.add_months(award.starts_on, 30))
    assert operations.open_due_renewals() == 1
    assert operations.open_due_renewals() == 0
    journey = Journey.objects.get(renews_award_ref=award.ref)
    assert (journey.state, journey.previous) == ("agreed", held.journey)
    carried = Response.objects.filter(journey=journey)
    assert carried.exists() and set(carried.values_list("state", flat=True)) == {"drafted"}
    fresh = Action.objects.get(journey=journey)
    assert (fresh.what, fresh.state, fresh.carried_from) == ("Going on", "planned", unfinished)
    done.refresh_from_db()
    assert done.state == "done" and verify() == []
    assert operations.open_renewal(award, by=held.coordinator) == journey


def test_an_award_made_elsewhere_is_reviewed_and_renewed_too(move_clock):
    factories.policy()
    factories.edition()
    award = rows.row(starts_on=clock.today(), ends_on=clock.add_months(clock.today(), 36) - DAY)
    coordinator = factories.coordinator(award.institution)
    action(award.institution, "Typed in")
    move_clock(clock.add_months(award.starts_on, 18))
    assert operations.open_due_halfways() == 1
    move_clock(clock.add_months(award.starts_on, 30))
    assert operations.open_due_renewals() == 1
    journey = Journey.objects.get(renews_award_ref=award.ref)
    assert journey.previous is None and Action.objects.get(journey=journey).what == "Typed in"
    assert OutgoingMail.objects.filter(to_address=coordinator.person.email, notice="renewal_opened").exists()


def test_a_renewal_waits_while_another_journey_of_that_scope_is_open(move_clock):
    award, held = rows.awarded()
    factories.journey(award.institution, state="preparing")
    move_clock(clock.add_months(award.starts_on, 31))
    assert operations.open_due_renewals() == 0
    with pytest.raises(Refused):
        operations.open_renewal(award, by=held.coordinator)


@pytest.mark.access
def test_who_may_begin_a_renewal_and_when(move_clock):
    award, held = rows.awarded()
    people = decision_rows.cast(held)

    def allowed():
        return {name for name, actor in people.items() if rules.can_open_renewal(actor, award)}

    assert allowed() == set()
    move_clock(clock.add_months(award.starts_on, 30))
    assert allowed() == {"system", "coordinator", "office"}
    operations.suspend(award, by=held.office, why="Wait")
    award.refresh_from_db()
    assert allowed() == set()


def test_while_it_is_open_it_is_reminded_of_at_half_and_a_week_before_once_each_and_again_when_reopened(move_clock):
    _award, held = at_halfway(move_clock)
    operations.open_due_halfways()
    halfway = Halfway.objects.get()

    def letters():
        return OutgoingMail.objects.filter(notice="halfway_near", to_address=held.coordinator.person.email).count()

    days = held.journey.policy.halfway_reply_days
    for before, expected in ((days // 2 + 1, 0), (days // 2, 1), (8, 1), (7, 2), (0, 2)):
        move_clock(halfway.reply_by - before * DAY)
        operations.remind_of_halfways()
        assert operations.remind_of_halfways() == 0 and letters() == expected, before
    told = OutgoingMail.objects.filter(notice="halfway_near").latest("pk")
    assert f"/our-award/half-way/{halfway.ref}/" in told.body and held.sponsor.person.email in set(
        OutgoingMail.objects.filter(notice="halfway_near").values_list("to_address", flat=True)
    )
    move_clock(halfway.reply_by + DAY)
    operations.close_unanswered_halfways()
    assert operations.remind_of_halfways() == 0
    halfway = operations.reopen_halfway(Halfway.objects.get(), by=held.office)
    assert operations.remind_of_halfways() == 0
    move_clock(halfway.reply_by - 7 * DAY)
    assert operations.remind_of_halfways() > 0
    operations.update_halfway(halfway, by=held.coordinator, text="Going well.")
    move_clock(halfway.reply_by)
    assert operations.remind_of_halfways() == 0
