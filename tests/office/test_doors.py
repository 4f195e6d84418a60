"""Who gets through the office's doors: the office, and of an institution they have a conflict with not even they."""

import pytest
from django.urls import reverse

from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.interest.models import Interest
from qualitymark.interest.operations import ask
from qualitymark.journeys.models import CohortMember, FeeEntry, FeeLine, PauseRequest
from qualitymark.office.urls import urlpatterns
from tests import factories as make
from tests.interest.test_operations import TOLD
from tests.journeys.cast import whole_cast

pytestmark = [pytest.mark.django_db, pytest.mark.access]


@pytest.fixture
def world():
    """One of everything, and the refs by which the addresses name them."""
    journey = make.journey(state="agreed")
    home = journey.institution
    cast = whole_cast(journey)
    interest = Interest.objects.create(institution=home, sent_at=clock.now(), **TOLD)
    line = FeeLine.objects.create(journey=journey, reason="journey", pence=90000, added_at=clock.now())
    entry = FeeEntry.objects.create(line=line, sort="paid", pence=100, on=clock.today(), at=clock.now())
    pause = PauseRequest.objects.create(journey=journey, why="Busy", asked_at=clock.now(), asked_by=cast["coordinator"].person)
    cohort = make.cohort()
    CohortMember.objects.create(cohort=cohort, institution=home, joined_on=make.LONG_AGO)
    letter = OutgoingMail.objects.create(
        notice="x", to_address="a@example.test", language="en-gb", subject="The dates", body="Words", template_digest="", message_id="<1@x>",
        created_at=clock.now(), thing="journeys.Journey", thing_ref=journey.ref,
    )  # fmt: skip
    enquiry = ask(name="Vic", email="vic@example.test", language="en-gb", question="How?")
    member = home.memberships.filter(until_on=None).first()
    kinds = {
        "interest": interest, "enquiry": enquiry, "institution": home, "membership": member, "journey": journey, "pause": pause, "entry": entry,
        "cohort": cohort, "mail": letter, "appointment": cast["assessor"].person.appointments.get(), "person": cast["assessor"].person,
        "conflict": home.recusals.get(person=cast["assessor with a conflict"].person),
    }  # fmt: skip
    return cast, {name: row.ref for name, row in kinds.items()}, home


def addresses(refs):
    """(name, address) of each route of this room, with what it names where there is such a thing."""
    for route in urlpatterns:
        # Pages of this room that stand beside these have their own tests.
        if not route.callback.__module__.startswith("qualitymark.office.views") or route.name in ("withdraw_invitation", "end_offer"):
            continue
        parts = str(route.pattern).split("/")
        needs = "<str:ref>" in str(route.pattern)
        yield route.name, reverse(f"office:{route.name}", args=[refs[parts[1] if parts[0] == "office" else parts[0]]] if needs else [])


# Names of pages that a conflict of interest does not close: lists, what belongs to no institution, and declaring one.
OPEN = {
    "home", "csv", "institutions", "interests", "enquiries", "enquiry", "add_institution", "fees", "cohorts", "add_cohort", "cohort", "cohort_counts", "add_funder",
    "mail", "conflict", "staff", "appoint", "end_appointment", "training", "end_conflict",
}  # fmt: skip
POSTS = {"reopen", "resume", "join_cohort", "leave_cohort", "end_funder", "end_part"}


def test_only_the_office_comes_in_and_somebody_signed_out_is_asked_to_sign_in(world, at):
    cast, refs, _home = world
    browsers = {name: at(actor) for name, actor in cast.items() if actor.person is not None or name == "visitor"}
    for page, address in addresses(refs):
        for name, client in browsers.items():
            if name.startswith("office"):
                continue
            answer = client.post(address) if page in POSTS else client.get(address)
            if name == "visitor":
                assert answer.status_code == 302 and "/account/login/" in answer["Location"], (page, name)
            elif page in POSTS and answer.status_code == 405:
                raise AssertionError(page)
            else:
                assert answer.status_code == 404, (page, name)


def test_a_conflict_of_interest_closes_the_content_and_names_a_colleague(world, at):
    cast, refs, home = world
    client, colleague = at(cast["office with a conflict"]), cast["office"].person.name
    for page, address in addresses(refs):
        answer = client.post(address) if page in POSTS else client.get(address)
        if page in OPEN or page in ("end_funder", "join_cohort", "leave_cohort"):
            assert answer.status_code in (200, 404), page
        elif page in (
            "interest",
            "conversation",
            "match",
            "go_ahead",
            "not_yet",
            "put_aside",
            "join_interest",
            "reopen",
            "end_membership",
            "letter",
        ):
            assert answer.status_code == 404, page
        else:
            assert answer.status_code == 403, (page, answer.status_code)
            assert colleague in answer.content.decode(), page
    assert client.post(reverse("office:join_cohort", args=[refs["cohort"]]), {"institution": home.ref}).status_code == 403


def test_in_the_lists_name_and_stage_remain_and_nothing_else(world, at):
    cast, refs, home = world
    client = at(cast["office with a conflict"])
    text = client.get("/office/").content.decode()
    assert home.name in text and "a conflict of interest" in text
    assert f"/office/institution/{home.ref}/" not in text
    file = client.get("/office/institutions.csv").content.decode()
    assert home.name in file and cast["assessor"].person.name not in file
    assert home.name not in client.get("/office/fees/").content.decode()
    interests = client.get("/office/interests/").content.decode()
    assert home.name in interests and "cara@example.test" not in interests
    assert "The dates" not in client.get("/office/mail/").content.decode()


def test_the_whole_office_in_conflict_is_told_that_nobody_is_left(at):
    from tests.journeys.cast import recused

    journey = make.journey()
    client = at(recused(make.office(), journey.institution))
    assert "nobody in the office is free" in client.get(f"/office/institution/{journey.institution.ref}/").content.decode()


def test_a_funder_sees_the_counts_of_their_own_cohort_and_not_a_name(at):
    make.policy(cell_minimum=2)
    cohort = make.cohort()
    members = [make.institution() for _number in range(4)]
    for place, member in enumerate(members):
        CohortMember.objects.create(cohort=cohort, institution=member, joined_on=make.LONG_AGO)
        make.journey(member, state="preparing" if place < 2 else "submitted", cohort=cohort)
    client = at(make.funder(cohort))
    text = client.get(f"/cohort/{cohort.ref}/").content.decode()
    assert "Writing the self-assessment" in text
    assert not any(member.name in text for member in members)
    assert client.get(f"/cohort/{make.cohort().ref}/").status_code == 404
    assert client.get("/office/").status_code == 404
