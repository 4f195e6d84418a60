"""Whatever a person or a script sends to the pages of a review or a discussion is answered in words."""

import pytest

from qualitymark.review.models import AreaJudgement, Clarification, Judgement
from qualitymark.selfassessment.models import PinnedEvidence
from qualitymark.support import operations
from tests import factories as make

from .conftest import signed_in, under_review

pytestmark = pytest.mark.django_db
JUNK = ["", "\x00", "9" * 40, "-1", "<script>alert(1)</script>", "\u202e🦄" * 9000, "' OR 1=1 --", "99999-12-31", "{{ 7*7 }}", "%s%n"]


def test_junk_in_any_field_of_a_review_is_answered_and_nothing_is_half_written():
    journey, assessor, view = under_review()
    item = PinnedEvidence.objects.first().revision.item.ref
    start = f"/casework/review/{view.ref}"
    pages = {
        f"{start}/criterion/CL1/": {"outcome": "met", "reasons": "x", "suggestion": "", "version": "0", "from": "whole"},
        f"{start}/area/CL/": {"level": "meets", "reasons": "x", "version": "0"},
        f"{start}/criterion/CL1/ask/": {"question": "x", "due_on": "2027-01-01", "due_on_day": "1"},
        f"{start}/recommend/": {"recommends": "award", "reasons": "x"},
        f"/casework/journey/{journey.ref}/evidence/{item}/cannot-open/": {"note": "x"},
        f"/casework/journey/{journey.ref}/notes/": {"x": "x"},
    }
    client = signed_in(assessor)
    for address, good in pages.items():
        for name in good:
            for junk in JUNK:
                assert client.post(address, good | {name: junk}).status_code in (200, 302, 403, 404, 409), (address, name, junk[:20])
    assert client.get(f"{start}/?open=<script>").status_code == 200
    assert Judgement.objects.count() <= 1 and AreaJudgement.objects.count() <= 1
    assert all(row.reasons.strip() for row in Judgement.objects.all())
    assert all(row.question.strip() for row in Clarification.objects.all())


def test_junk_in_any_field_of_a_discussion_is_answered():
    journey, assessor = make.journey(), make.assessor()
    make.party(journey, assessor)
    coordinator = make.coordinator(journey.institution)
    row = operations.plan_discussion(journey, by=assessor, number=1, at=None)
    steps = {"steps-TOTAL_FORMS": "3", "steps-INITIAL_FORMS": "0", "steps-0-what": "a", "steps-0-who": "b", "steps-0-due_on": "2027-01-01"}
    plan = {"day": "2027-01-01", "time": "10:00", "agenda": "x", "version": "1"}
    pages = [
        (assessor, f"/casework/discussion/{row.ref}/", {"held_on": "2020-01-01", "notes": "x", "version": "1", **steps}),
        (assessor, f"/casework/journey/{journey.ref}/discussion/1/", plan),
        (coordinator, f"/our/{journey.ref}/discussions/1/", plan),
        (coordinator, f"/our/{journey.ref}/discussions/2/", plan),
    ]
    for actor, address, good in pages:
        client = signed_in(actor)
        for name in good:
            for junk in JUNK:
                assert client.post(address, good | {name: junk}).status_code in (200, 302, 403, 404, 409), (address, name, junk[:20])
    for number in ("0", "9" * 30):
        assert signed_in(assessor).get(f"/casework/journey/{journey.ref}/discussion/{number}/").status_code == 409
        assert signed_in(coordinator).get(f"/our/{journey.ref}/discussions/{number}/").status_code == 409
