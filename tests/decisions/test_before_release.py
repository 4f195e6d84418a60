"""Nothing of a decision shows anywhere before its release; afterwards it shows to those whose it is, and to nobody else."""

import pytest

from qualitymark.core.models import OutgoingMail
from qualitymark.decisions import operations, queries
from qualitymark.institutions.models import Recusal
from tests import factories

from . import rows

pytestmark = [pytest.mark.django_db, pytest.mark.access]
LISTS = ("decisions", "conditions", "fact_comments", "reports", "reconsiderations")
BEFORE = {"chair", "decider elsewhere assessor", "office", "system"}


def sees(people, name="decisions"):
    return {who for who, actor in people.items() if getattr(queries, f"{name}_visible_to")(actor).exists()}


def test_a_decision_shows_to_its_deciders_and_the_office_alone_until_the_draft_is_shown():
    decision, held = rows.decided(outcome="awarded_conditions")
    people = rows.cast(held)
    assert sees(people) == BEFORE
    operations.show_draft(decision, by=held.office)
    assert sees(people) == BEFORE | {"coordinator", "sponsor"}
    assert sees(people, "conditions") == BEFORE
    operations.withdraw_draft(decision, by=held.office)
    assert sees(people) == BEFORE


def test_a_released_decision_shows_to_the_working_group_and_its_readers_and_to_no_other_institution():
    decision, held = rows.released(outcome="awarded_conditions")
    people = rows.cast(held)
    assert sees(people) == BEFORE | {"coordinator", "sponsor", "contributor", "assessor", "second reader", "assessor as panel"}
    assert "other coordinator" not in sees(people, "conditions")
    assert sees({"finance": factories.acting(factories.member(held.journey.institution, "finance"), held.journey.institution)}) == set()
    operations.ask_reconsideration(decision, by=held.coordinator, grounds="Look again")
    for name in LISTS:
        assert not {"visitor", "other coordinator", "other assessor", "other panel", "recused panel", "recused office", "funder"} & sees(
            people, name
        )


def test_reports_show_to_nobody_before_release():
    decision, held = rows.checked()
    operations.ask_for_report(decision)
    assert sees(rows.cast(held), "reports") == set()


def test_no_letter_before_release_says_what_was_decided():
    decision, held = rows.decided(outcome="not_yet", reasons="SECRETREASON", summary="SECRETSUMMARY")
    operations.show_draft(decision, by=held.office)
    comment = operations.comment_on_facts(decision, by=held.coordinator, where="Culture", text="Wrong.")
    operations.answer_fact_comment(comment, by=held.office, answer="Corrected.")
    operations.finish_fact_check(decision, by=held.coordinator)
    letters = OutgoingMail.objects.all()
    assert letters.count() >= 5
    for letter in letters:
        text = (letter.subject + letter.body).lower()
        for word in ("not yet", "secret", "enhanced", "exceptional"):
            assert word not in text, (letter.notice, word)


def test_a_recusal_removes_a_decision_at_once():
    _decision, held = rows.released()
    Recusal.objects.create(person=held.chair.person, institution=held.journey.institution, why="related", from_on=factories.LONG_AGO)
    assert not queries.decisions_visible_to(held.chair).exists()
