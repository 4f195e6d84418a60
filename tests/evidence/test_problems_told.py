"""What a reader who cannot open an item is told: who has got the letter, or whom to tell by hand."""

import pytest

from qualitymark.core import clock
from qualitymark.evidence.models import Item
from qualitymark.institutions.models import Membership
from tests import stages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("leave", "said"),
    [
        ((), "The owner has been told."),
        (("contributor",), "The coordinators have been told."),
        (("contributor", "coordinator"), "is there to get the letter, so it has not been told. Please tell Sol Sponsor yourself."),
    ],
)
def test_what_is_said_of_an_item_that_cannot_be_opened_is_true(client, leave, said):
    walk = stages.at("in_review")
    owner = walk.people["Finance"].person
    Item.objects.update(owner=owner)
    Membership.objects.filter(institution=walk.institution, role__in=leave).update(until_on=clock.today())
    client.force_login(walk.assessor.person)
    item = Item.objects.order_by("pk").first()
    text = client.post(f"/evidence/{item.ref}/", {"note": "It asks for a password."}, follow=True).content.decode()
    assert said in text
    text = client.post(
        f"/casework/journey/{walk.journey.ref}/evidence/{item.ref}/cannot-open/", {"note": "And again."}, follow=True
    ).content.decode()
    assert said in text
