"""How awards begin, follow each other and end."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from qualitymark.awards import operations, rules
from qualitymark.awards.models import Award, Certificate, NumberSeries
from qualitymark.awards.operations.starting import next_number
from qualitymark.awards.queries import awards_visible_to, certificates_visible_to, standing
from qualitymark.awards.states import Standing
from qualitymark.core import clock
from qualitymark.core.audit import verify
from qualitymark.core.models import OutgoingMail
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Recusal
from qualitymark.journeys.models import Journey
from tests import factories
from tests.decisions import rows as decision_rows

from . import rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_release_begins_the_award_for_the_policys_term_and_tells_the_holder():
    award, held = rows.awarded()
    today = clock.today()
    assert (award.starts_on, award.ends_on, award.first_awarded_on) == (today, clock.add_months(today, 36) - DAY, today)
    assert award.number == f"QM-{today.year}-0001" and award.policy == held.journey.policy
    assert standing(award) == Standing.CURRENT
    letter = OutgoingMail.objects.get(notice="award_started", to_address=held.sponsor.person.email)
    assert award.number in letter.body and f"/check/{award.number}/" in letter.body
    assert operations.start_award(award.decision, by=held.office) == award
    assert verify() == []


def test_a_release_that_fails_leaves_no_award_no_number_and_no_letter(monkeypatch):
    decision, held = rows.checked()
    monkeypatch.setattr("qualitymark.awards.operations.starting.tell_award_started", lambda award: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        operations.release_and_award(decision, by=held.office)
    assert not Award.objects.exists() and not NumberSeries.objects.exists()
    assert Journey.objects.get(pk=held.journey.pk).state == "factual_check"
    assert not OutgoingMail.objects.filter(notice__in=["award_started", "decision_released"]).exists()


def test_numbers_follow_each_other_without_a_gap():
    numbers = [rows.awarded()[0].number for _ in range(3)]
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number(f"QM-{clock.today().year}")
        raise RuntimeError
    numbers.append(rows.awarded()[0].number)
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003", "0004"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.durability
def test_numbers_given_at_once_are_all_different_and_none_is_left_out():
    found, problems = [], []

    def take():
        try:
            with transaction.atomic():
                found.append(next_number("QM-RACE"))
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert problems == [] and sorted(found) == [f"QM-RACE-{number:04d}" for number in range(1, 9)]


def renewed(award, held, outcome="awarded", **changes):
    """The renewal of an award, decided and released now."""
    journey = factories.journey(
        award.institution, state="with_panel", policy=held.journey.policy, edition=held.journey.edition, renews_award_ref=award.ref
    )
    stage = decision_rows.Stage(
        journey, decision_rows.submission(journey), held.coordinator, held.sponsor, held.assessor, held.second, held.chair, held.office
    )
    for who, capacity in ((held.assessor, "assessor"), (held.second, "second_reader"), (held.chair, "panel_chair")):
        factories.party(journey, who, capacity)
    return rows.awarded(stage, outcome, **changes)[0]


def test_a_renewal_supersedes_and_loses_nothing_of_the_term_before(move_clock):
    first, held = rows.awarded()
    move_clock(clock.add_months(first.starts_on, 33))
    second = renewed(first, held)
    first.refresh_from_db()
    assert (first.state, second.follows) == ("superseded", first)
    assert second.starts_on == clock.today() and second.first_awarded_on == first.first_awarded_on
    assert second.ends_on == clock.add_months(first.ends_on + DAY, 36) - DAY


def test_a_renewal_decided_after_the_end_counts_from_its_release(move_clock):
    first, held = rows.awarded()
    move_clock(first.ends_on + 200 * DAY)
    second = renewed(first, held)
    assert second.ends_on == clock.add_months(clock.today(), 36) - DAY


@pytest.mark.parametrize(("said", "word"), [("runs", Standing.CURRENT), ("extended", Standing.CURRENT), ("ends", Standing.LAPSED)])
def test_a_not_yet_says_what_becomes_of_the_current_award(move_clock, said, word):
    first, held = rows.awarded()
    move_clock(clock.add_months(first.starts_on, 34))
    assert renewed(first, held, "not_yet", current_award=said) is None
    first.refresh_from_db()
    assert standing(first) == word and first.stays_current == (said == "extended")
    move_clock(first.ends_on + DAY)
    assert standing(first) == (Standing.IN_RENEWAL if said == "extended" and clock.today() <= _last_day(first) else Standing.LAPSED)


def _last_day(award):
    return Journey.objects.get(renews_award_ref=award.ref).submit_by


def test_one_award_stands_for_an_institution_and_scope():
    award, _held = rows.awarded()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.row(award.institution)
    rows.row(award.institution, scope="named", scope_names="West College")


def test_suspending_lifting_and_withdrawing_are_the_offices_with_a_reason():
    award, held = rows.awarded()
    with pytest.raises(Refused):
        operations.suspend(award, by=held.office, why=" ")
    with pytest.raises(Refused):
        operations.suspend(award, by=held.coordinator, why="Because")
    award = operations.suspend(award, by=held.office, why="The offer page was taken down.")
    assert standing(award) == Standing.SUSPENDED
    with pytest.raises(Refused):
        operations.suspend(award, by=held.office, why="Again")
    award = operations.lift(award, by=held.office)
    assert standing(award) == Standing.CURRENT
    award = operations.withdraw_award(award, by=held.office, why="It closed.")
    assert standing(award) == Standing.WITHDRAWN
    for notice in ("award_suspended", "award_lifted", "award_withdrawn"):
        assert OutgoingMail.objects.filter(notice=notice, to_address=held.coordinator.person.email).count() == 1


@pytest.mark.access
def test_who_may_touch_an_award_in_each_of_its_states():
    award, held = rows.awarded()
    people = decision_rows.cast(held)
    allowed = {
        "in_force": {"suspend": {"office"}, "lift": set(), "withdraw_award": {"office"}},
        "suspended": {"suspend": set(), "lift": {"office"}, "withdraw_award": {"office"}},
        "withdrawn": {"suspend": set(), "lift": set(), "withdraw_award": set()},
        "superseded": {"suspend": set(), "lift": set(), "withdraw_award": set()},
    }
    for state, verbs in allowed.items():
        Award.objects.filter(pk=award.pk).update(state=state)
        award.refresh_from_db()
        for verb, may in verbs.items():
            ask = getattr(rules, f"can_{verb}")
            assert {name for name, actor in people.items() if ask(actor, award)} == may, (state, verb)
    record = rows.public_record()
    assert rules.can_suspend(held.office, record).status == 409


@pytest.mark.access
def test_awards_show_to_the_holder_the_office_and_who_takes_part_and_not_to_who_is_recused():
    award, held = rows.awarded()
    people = decision_rows.cast(held)
    sees = {name for name, actor in people.items() if awards_visible_to(actor).filter(pk=award.pk).exists()}
    assert sees == {
        "system", "contributor", "coordinator", "sponsor", "assessor", "second reader", "chair", "decider elsewhere assessor", "office",
        "assessor as panel",
    }  # fmt: skip
    Recusal.objects.create(person=held.office.person, institution=award.institution, why="paid", from_on=factories.LONG_AGO)
    assert not awards_visible_to(held.office).exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_the_certificate_and_a_suspended_award_hands_none_out(run_worker):
    import io

    from pypdf import PdfReader

    from qualitymark.files.storage import open_stored

    award, held = rows.awarded()
    run_worker()
    certificate = certificates_visible_to(held.coordinator).get()
    with open_stored(certificate.file) as file:
        text = PdfReader(io.BytesIO(file.read())).pages[0].extract_text()
    assert award.number in text and award.institution.name in text and "fictitious" in text
    operations.ask_for_certificates(award)
    run_worker()
    assert Certificate.objects.count() == 1
    operations.suspend(award, by=held.office, why="For now")
    assert not certificates_visible_to(held.coordinator).exists()


def test_a_holder_in_wales_has_its_certificate_in_both_languages():
    held = decision_rows.at_panel(institution=factories.institution(nation="wales"))
    award, _held = rows.awarded(held)
    assert set(award.certificates.values_list("language", flat=True)) == {"en-gb", "cy"}
