"""A decision set aside after reconsideration and decided again: what it had brought about is taken back, and it stays readable."""

import datetime as dt

import pytest
from django.test import Client

from qualitymark.awards.models import Award
from qualitymark.awards.operations import release_and_award
from qualitymark.awards.operations.reminding import remind_of_condition, remind_of_conditions
from qualitymark.awards.queries import open_conditions_visible_to
from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry
from qualitymark.core.verdict import Refused
from qualitymark.decisions import operations, rules
from qualitymark.decisions.models import Condition, Decision, Reconsideration, Report
from qualitymark.decisions.tasks import make_report
from qualitymark.journeys.models import FeeEntry, FeeLine, Journey, Milestone, Round
from qualitymark.journeys.operations import end_party, reverse_entry, settle
from qualitymark.journeys.queries import balance
from qualitymark.journeys.rules import can_reverse
from qualitymark.selfassessment.models import Response, Revision
from qualitymark.selfassessment.operations import save_response
from tests import factories

from . import rows

pytestmark = pytest.mark.django_db
SUBMIT_BY = dt.date(2027, 1, 15)


def as_(actor):
    client = Client()
    client.force_login(actor.person)
    return client


def released(held, outcome, **changes):
    """A decision made, checked, released, and followed by what it decides."""
    decision, _held = rows.checked(held, outcome, **changes)
    release_and_award(decision, by=held.office)
    held.journey.refresh_from_db()
    return Decision.objects.get(pk=decision.pk)


def answered(decision, held, stands=False):
    asked = operations.ask_reconsideration(decision, by=held.coordinator, grounds="An addendum was not read.")
    operations.answer_reconsideration(asked, by=factories.office(), stands=stands, answer="We have read it now.")
    held.journey.refresh_from_db()
    return asked


def at_panel():
    held = rows.at_panel()
    Milestone.objects.create(journey=held.journey, what="submission", due_on=SUBMIT_BY, done_on=SUBMIT_BY)
    return held


def test_the_round_that_a_set_aside_decision_had_opened_is_taken_back():
    held = at_panel()
    decision = released(held, "not_yet")
    assert (held.journey.round, held.journey.submit_by) == (2, decision.next_last_on)
    answered(decision, held)
    journey = held.journey
    assert (journey.state, journey.round, journey.submit_by) == ("with_panel", 1, SUBMIT_BY)
    assert journey.submitted_at == held.submission.submitted_at
    assert not Round.objects.exists() and not Milestone.objects.filter(done_on=None).exists()
    assert not Response.objects.filter(open=False).exists() and set(Response.objects.values_list("state", flat=True)) == {"agreed"}
    facts = Entry.objects.get(verb="decide_again").facts
    assert (facts["taken_back"], facts["criteria"]) == (2, ["CL1"]) and verify() == []
    again = released(held, "not_yet")
    assert (held.journey.round, Round.objects.get().number) == (2, 2)
    assert Milestone.objects.get(done_on=None).due_on == again.next_last_on


def test_what_was_written_in_a_round_taken_back_stays_in_the_history_and_what_was_sent_stands_again():
    held = at_panel()
    decision = released(held, "not_yet")
    response = Response.objects.get(criterion__code="CL1")
    save_response(response, by=held.coordinator, text="We do it better.", base=response.version)
    answered(decision, held)
    response.refresh_from_db()
    assert (response.text, response.state) == ("We do CL1.", "agreed")
    assert "We do it better." in Revision.objects.filter(response=response).values_list("text", flat=True)
    assert Revision.objects.filter(response=response).latest("number").origin == "restored"


def test_what_was_said_not_to_apply_is_so_again_once_the_round_is_taken_back():
    held = at_panel()
    facts = {"not_applicable": True, "not_applicable_why": "We have no halls."}
    held.submission.parts.filter(key="CL1").update(facts=facts)
    Response.objects.filter(criterion__code="CL1").update(**facts)
    decision = released(held, "not_yet")
    assert not Response.objects.get(criterion__code="CL1").not_applicable
    answered(decision, held)
    response = Response.objects.get(criterion__code="CL1")
    assert (response.not_applicable, response.not_applicable_why) == (True, "We have no halls.")


def test_a_second_decision_set_aside_leaves_open_what_the_second_round_had_opened():
    first, held = rows.next_round(at_panel())
    second = released(held, "not_yet")
    assert held.journey.round == 3
    answered(second, held)
    assert (held.journey.round, list(Round.objects.values_list("number", flat=True))) == (2, [2])
    assert list(Response.objects.filter(open=True).values_list("criterion__code", flat=True)) == ["CL1"]


def test_the_fee_of_a_round_taken_back_ends_by_a_dated_entry_that_says_why():
    held = at_panel()
    decision = released(held, "not_yet")
    assert balance(held.journey) == 30000
    answered(decision, held)
    entry = FeeEntry.objects.get()
    assert (entry.sort, entry.pence, entry.on, balance(held.journey)) == ("cancelled", 30000, clock.today(), 0)
    assert "was set aside after reconsideration" in entry.note and Entry.objects.filter(verb="cancel_line").count() == 1
    assert not can_reverse(held.office, entry)
    for reader, address in ((held.coordinator, "/our/{}/fee/"), (held.office, "/office/journey/{}/fee/")):
        text = as_(reader).get(address.format(held.journey.ref)).content.decode()
        assert "No longer owed: the round was taken back" in text and "was set aside after reconsideration" in text, address
    released(held, "not_yet", next_fee_pence=20000)
    assert balance(held.journey) == 20000
    assert sorted(FeeLine.objects.values_list("round", "again", "pence")) == [(2, 0, 30000), (2, 1, 20000)]
    assert "£200 is still to be settled" in as_(held.coordinator).get(f"/our/{held.journey.ref}/terms/").content.decode()


def test_what_was_paid_for_a_round_taken_back_is_given_back_or_counts_towards_the_next():
    held = at_panel()
    decision = released(held, "not_yet")
    line = FeeLine.objects.get()
    paid = settle(line, by=held.office, sort="paid", pence=25000, on=clock.today())
    waived = settle(line, by=held.office, sort="waived", pence=1000, on=clock.today())
    answered(decision, held)
    assert balance(held.journey) == -25000 and FeeEntry.objects.get(sort="cancelled").pence == 29000
    ours, theirs = f"/our/{held.journey.ref}/fee/", f"/office/journey/{held.journey.ref}/fee/"
    assert "£250 that you paid for a round taken back is to come back to you" in as_(held.coordinator).get(ours).content.decode()
    assert "£250 was paid for a round that was taken back" in as_(held.office).get(theirs).content.decode()
    with pytest.raises(Refused, match="more than is owed"):
        settle(line, by=held.office, sort="paid", pence=1, on=clock.today())
    with pytest.raises(Refused, match="nothing is owed for it any more"):
        reverse_entry(waived, by=held.office, note="Wrong")
    with pytest.raises(Refused, match="paid, covered, waived or refunded"):
        settle(line, by=held.office, sort="cancelled", pence=1, on=clock.today())
    back = settle(line, by=held.office, sort="refunded", pence=25000, on=clock.today())
    assert balance(held.journey) == 0
    reverse_entry(back, by=held.office, note="It was not sent")
    reverse_entry(paid, by=held.office, note="Another institution's")
    assert balance(held.journey) == 0
    released(held, "not_yet")
    assert balance(held.journey) == 30000


def test_a_decision_is_not_set_aside_once_the_institution_has_gone_on_or_beside_another_open_journey():
    held = at_panel()
    decision = released(held, "not_yet")
    asked = operations.ask_reconsideration(decision, by=held.coordinator, grounds="An addendum was not read.")
    Journey.objects.filter(pk=held.journey.pk).update(state="submitted")
    with pytest.raises(Refused, match="has gone on"):
        operations.answer_reconsideration(asked, by=factories.office(), stands=False, answer="You are right.")
    held = at_panel()
    decision = released(held, "awarded")
    asked = operations.ask_reconsideration(decision, by=held.coordinator, grounds="An addendum was not read.")
    factories.journey(held.journey.institution)
    with pytest.raises(Refused, match="Another journey"):
        operations.answer_reconsideration(asked, by=factories.office(), stands=False, answer="You are right.")
    assert Decision.objects.get(pk=decision.pk).withdrawn_at is None


def with_report(decision):
    report = Report.objects.get(decision=decision)
    make_report.func(report.ref)
    return report.ref


def test_a_decision_that_was_set_aside_stays_readable_with_its_report_the_grounds_and_the_answer():
    held = at_panel()
    first = released(held, "not_yet", reasons="FIRSTREASON")
    report = with_report(first)
    answered(first, held)
    ours = f"/our/{held.journey.ref}/feedback/"
    reader = as_(factories.contributor(held.journey.institution))
    alone = reader.get(ours).content.decode()
    assert "It is being decided again." in alone and "FIRSTREASON" in alone and "Not yet, and here is the way on" not in alone
    second = released(held, "awarded", reasons="SECONDREASON")
    for address in (ours, f"{ours}1/"):
        text = reader.get(address).content.decode()
        assert "SECONDREASON" in text and "FIRSTREASON" not in text and f'href="{ours}before/{first.ref}/"' in text
        assert "was set aside on" in text
    text = reader.get(f"{ours}before/{first.ref}/").content.decode()
    for words in (
        "A decision that was set aside",
        "FIRSTREASON",
        "An addendum was not read.",
        "We have read it now.",
        f"{ours}report/{report}/",
    ):
        assert words in text, words
    assert "and decided again on" in text and "The round that it opened was taken back" in text and "Your award" not in text
    assert reader.get(f"{ours}report/{report}/").status_code == 200
    stranger = as_(factories.coordinator(factories.institution()))
    assert stranger.get(f"{ours}before/{first.ref}/").status_code == 404
    assert reader.get(f"{ours}before/{second.ref}/").status_code == 200
    office = as_(held.office)
    new, old = (office.get(f"/office/decision/{each.ref}/").content.decode() for each in (second, first))
    assert f"/office/decision/{first.ref}/" in new and f"/office/decision/{second.ref}/" in old and "Set aside after reconsideration" in old
    assert "An addendum was not read." in office.get(f"/casework/reconsideration/{asked_of(first).ref}/").content.decode()


def asked_of(decision):
    return Reconsideration.objects.get(decision=decision)


def test_before_the_new_decision_is_released_the_institution_reads_the_draft_with_the_way_to_the_one_set_aside():
    held = at_panel()
    first = released(held, "not_yet", reasons="FIRSTREASON")
    answered(first, held)
    second, _held = rows.shown(held, "awarded", reasons="SECRETREASON")
    ours = f"/our/{held.journey.ref}/feedback/"
    text = as_(held.coordinator).get(ours).content.decode()
    assert "Draft feedback" in text and f"{ours}before/{first.ref}/" in text
    reader = as_(held.coordinator)
    assert reader.get(f"{ours}before/{second.ref}/").status_code == 404
    assert "It is being decided again." in reader.get(f"{ours}before/{first.ref}/").content.decode()


def test_who_took_part_in_the_decision_that_was_set_aside_is_named_to_the_deciders_and_to_the_office():
    held = at_panel()
    first = released(held, "not_yet")
    said = f"{held.chair.person.name} took part in the decision that was set aside."
    deciders, deciding = f"/office/journey/{held.journey.ref}/deciders/", f"/casework/journey/{held.journey.ref}/decision/"
    asked = operations.ask_reconsideration(first, by=held.coordinator, grounds="An addendum was not read.")
    office = as_(factories.office())
    assert said not in office.get(deciders).content.decode()
    answer = office.post(f"/casework/reconsideration/{asked.ref}/", {"stands": "no", "answer": "We have read it now."})
    assert answer.status_code == 302 and answer.url == deciders
    assert said in office.get(deciders).content.decode() and "if you can name one" in office.get(deciders).content.decode()
    assert said in office.get(f"/office/decision/{first.ref}/").content.decode()
    panel = as_(held.chair)
    assert said in panel.get(deciding).content.decode()
    assert "An addendum was not read." in panel.get(f"/casework/reconsideration/{asked.ref}/").content.decode()
    other = factories.panel()
    factories.party(held.journey, other, "decider")
    end_party(held.journey, by=held.office, person=held.chair.person, capacity="panel_chair")
    for client, address in ((office, deciders), (as_(other), deciding)):
        text = client.get(address).content.decode()
        assert "An earlier decision" in text and said not in text
    held.chair = other
    second = released(held, "awarded")
    assert "took part in the decision that was set aside" not in office.get(f"/office/decision/{second.ref}/").content.decode()


def with_award(held):
    """Awarded with conditions, and then decided again as "not yet", the award to run to its end."""
    first = released(held, "awarded_conditions")
    answered(first, held)
    return first, released(held, "not_yet", current_award="runs")


def test_the_conditions_of_a_decision_that_was_set_aside_have_ended_and_nobody_is_asked_to_meet_them():
    held = at_panel()
    with_award(held)
    condition, award = Condition.objects.get(), Award.objects.get()
    assert (condition.standing, clock.date_of(condition.ended_at)) == ("ended", clock.today()) and award.state == "in_force"
    assert "was set aside after reconsideration" in condition.ended_why and Entry.objects.filter(verb="end_conditions").count() == 1
    text = as_(held.coordinator).get(f"/our-award/{award.ref}/").content.decode()
    assert "Publish the offer page." in text and "Ended, " in text and condition.ended_why in text and "We have met this" not in text
    page = as_(held.coordinator).get(f"/our-award/condition/{condition.ref}/").content.decode()
    assert "This condition ended on" in page and "Tell the office" not in page
    for rule, actor in (
        (rules.can_say_condition_met, held.coordinator),
        (rules.can_meet_condition, held.office),
        (rules.can_answer_not_met, held.office),
    ):
        assert "ended on" in rule(actor, condition).reason
    assert not open_conditions_visible_to(held.office).exists() and not open_conditions_visible_to(held.coordinator).exists()
    clock.move_to(condition.due_on + dt.timedelta(days=1))
    assert remind_of_conditions() == 0 and remind_of_condition(condition) == 0
    assert "condition" not in as_(held.coordinator).get("/home/").content.decode()


def test_a_condition_that_was_met_stays_met_when_its_decision_is_set_aside():
    held = at_panel()
    decision = released(held, "awarded_conditions")
    operations.meet_condition(Condition.objects.get(), by=held.office)
    answered(decision, held)
    assert Condition.objects.get().standing == "met"


READ = {"awarded": "is awarded the Quality Mark", "awarded_conditions": "With conditions, named below.", "not_yet": "here is the way on"}


@pytest.mark.parametrize("then", ["stands", *READ])
@pytest.mark.parametrize("first", list(READ))
def test_after_reconsideration_round_fee_conditions_award_and_what_is_read_are_those_of_the_decision_that_counts(first, then):
    held = at_panel()
    decision = released(held, first)
    answered(decision, held, stands=then == "stands")
    if then != "stands":
        assert (held.journey.state, held.journey.round, balance(held.journey)) == ("with_panel", 1, 0)
        assert not Condition.objects.filter(ended_at=None).exists()
        assert Award.objects.filter(state="in_force").count() == (first != "not_yet")
        decision = released(held, then, **({"current_award": "runs"} if then == "not_yet" and first != "not_yet" else {}))
    counts = first if then == "stands" else then
    not_yet = counts == "not_yet"
    assert (held.journey.state, held.journey.round) == (("preparing", 2) if not_yet else ("released", 1))
    assert balance(held.journey) == (30000 if not_yet else 0)
    assert open_conditions_visible_to(held.office).count() == (counts == "awarded_conditions")
    standing = Award.objects.filter(state="in_force")
    assert standing.count() == (not not_yet or first != "not_yet")
    assert not_yet or standing.get().decision == decision
    text = as_(held.coordinator).get(f"/our/{held.journey.ref}/feedback/").content.decode()
    assert READ[counts] in text and ("was set aside on" in text) == (then != "stands")
    assert ("Your award" in text) == standing.exists()
    assert ("An addendum was not read." in text) == (then == "stands")  # else it stands with the decision that was set aside
    assert verify() == []
