"""Signed in as somebody, acting in one capacity."""

import datetime as dt

import pytest
from django.test import Client

from qualitymark.core import clock
from qualitymark.desk.acting import SESSION_KEY
from qualitymark.evidence.models import Item, Revision
from qualitymark.journeys.states import State
from qualitymark.review import operations
from qualitymark.selfassessment.models import PinnedEvidence
from tests import factories as make

SOON = dt.date(2999, 1, 1)


def signed_in(actor):
    client = Client()
    client.force_login(actor.person)
    session = client.session
    session[SESSION_KEY] = actor.capacity if actor.institution_id is None else f"member:{_ref(actor)}"
    session.save()
    return client


def _ref(actor):
    from qualitymark.institutions.models import Institution

    return Institution.objects.get(pk=actor.institution_id).ref


def quote(institution, title="Housing agreement", sensitivity="assessor"):
    who = make.person()
    item = Item.objects.create(
        institution=institution, sort="quote", title=title, sensitivity=sensitivity, added_at=clock.now(), added_by=who
    )
    return Revision.objects.create(item=item, number=1, text=f"Words of {title}.", sha256="b" * 64, added_at=clock.now(), added_by=who)


def under_review(responses=4, **facts):
    """A journey in review with evidence for each response: (journey, assessor, view)."""
    edition = make.edition(areas=2 if responses <= 4 else 7, criteria=responses // 2 if responses <= 4 else -(-responses // 7))
    journey = make.journey(state=State.SUBMITTED, edition=edition, policy=make.policy(second_reading="never"), **facts)
    make.member(journey.institution)
    assessor = make.assessor("Ann Assessor")
    make.party(journey, assessor)
    submission = make.submission(journey)
    for part in submission.parts.all():
        revision = quote(journey.institution, f"Evidence for {part.key}")
        PinnedEvidence.objects.create(submission=submission, criterion_code=part.key, revision=revision, title=f"Evidence for {part.key}")
    view = operations.begin_review(journey, by=assessor)
    journey.refresh_from_db()
    return journey, assessor, view


@pytest.fixture
def review(db):
    return under_review()
