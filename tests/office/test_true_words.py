"""What the office is told after a click is so: who was told, who was first, and what to do instead."""

import pytest

from qualitymark.core import clock
from qualitymark.decisions import operations
from qualitymark.decisions.models import Decision
from qualitymark.institutions.models import Membership
from qualitymark.interest.models import Interest
from qualitymark.interest.operations import send_interest
from tests import factories as make
from tests.awards import rows as award_rows
from tests.decisions import rows
from tests.interest.test_operations import TOLD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["half-way", "renewal"])
def test_nobody_is_said_to_have_been_told_where_nobody_takes_part(office, page):
    award, held = award_rows.awarded()
    home = held.journey.institution
    address = f"/office/award/{award.ref}/{page}/"
    today = clock.today()
    type(award).objects.update(
        starts_on=clock.add_months(today, -24 if page == "half-way" else -58),
        ends_on=clock.add_months(today, 2 if page == "renewal" else 24),
    )
    Membership.objects.filter(institution=home).delete()
    answer = office.post(address, follow=True)
    assert answer.redirect_chain == [(f"/office/institution/{home.ref}/invite/", 302)], answer.content.decode()
    text = answer.content.decode()
    assert "so nobody has been told" in text and "the institution has been told" not in text


def test_the_second_who_releases_is_told_who_did(office):
    decision, held = rows.checked()
    address = f"/office/decision/{decision.ref}/release/"
    operations.release(Decision.objects.get(pk=decision.pk), by=held.office)
    text = office.post(address).content.decode()
    assert f"It is released already: {held.office.person.name} released it on " in text


def test_only_for_an_assessor_are_the_coordinators_said_to_be_told(office):
    journey = make.journey(state="in_review")
    make.assessor()
    told = "the coordinators are told their name"
    assert told in office.get(f"/office/journey/{journey.ref}/assessor/").content.decode()
    text = office.get(f"/office/journey/{journey.ref}/second-reader/").content.decode()
    assert told not in text and "you are told by letter" in text


def test_a_second_interest_beside_an_open_journey_says_what_to_do(office):
    home = make.institution()
    make.journey(home, state="preparing")
    shown = send_interest(institution=home, **TOLD)
    text = office.get(f"/office/interest/{Interest.objects.get(pk=shown.pk).ref}/go-ahead/").content.decode()
    assert "Join this interest to the open journey" in text and f'href="/office/institution/{home.ref}/"' in text
