"""Bulk-made data for the benchmark: many journeys of 50 responses, with a valid audit chain. Rows are made as the operations leave them."""

import datetime as dt
import hashlib
import itertools

from django.db import connection, transaction

from qualitymark.accounts.models import Appointment, Person
from qualitymark.awards.models import Award
from qualitymark.core import audit, clock
from qualitymark.core.models import Entry, Stream
from qualitymark.core.refs import new_ref
from qualitymark.documents.markdown import RENDERER, render
from qualitymark.evidence.models import Item
from qualitymark.evidence.models import Revision as EvidenceRevision
from qualitymark.frameworks.models import Criterion, Edition, Policy
from qualitymark.institutions.models import Identifier, Institution, Kind, Membership, Name, Nation, PublicSlug, Role, Size
from qualitymark.institutions.queries import normalised
from qualitymark.journeys.models import FeeEntry, FeeLine, Journey, Party
from qualitymark.journeys.states import State
from qualitymark.practice.models import Example
from qualitymark.practice.operations import rebuild_index
from qualitymark.review.models import View
from qualitymark.selfassessment.models import Citation, PinnedEvidence, Response, Revision, SignOff, Submission, SubmissionPart

TEXT = (
    "Since 2024 we hold an agreement with two local providers, who keep four rooms for our care experienced and estranged students on 52-week "
    "contracts with no guarantor and no deposit.\n\nLast summer they were all used. Some told us they had not known in time, so from this year "
    "it stands in the offer letter, and the adviser rings everyone who accepts a place.\n\n- asked in the spring\n- changed in May\n- looked at again in "
    "November\n\nThe working group goes through it each half term, and the governing body hears of it once a year."
)
STATES = [State.PREPARING] * 5 + [State.AWAITING_SIGNATURE, State.SUBMITTED, State.IN_REVIEW, State.RELEASED, State.RELEASED]
WORDS = [
    "summer",
    "rooms",
    "bursary",
    "mentors",
    "welcome",
    "counselling",
    "careers",
    "kinship",
    "estranged",
    "transport",
    "dinner",
    "graduation",
]


def fill(journeys: int) -> dict[str, object]:
    """Make `journeys` institutions with a journey each; returns what the benchmark needs to name."""
    with transaction.atomic():
        found = _fill(journeys)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found


def _fill(journeys: int) -> dict[str, object]:
    edition, policy = Edition.objects.get(), Policy.objects.get()
    criteria = list(Criterion.objects.filter(edition=edition).order_by("number")[:50])
    now, today = clock.now(), clock.today()
    office = Person.objects.create_user("office@bench.example", name="Office")
    assessor = Person.objects.create_user("assessor@bench.example", name="Assessor")
    Appointment.objects.bulk_create(
        Appointment(person=person, capacity=capacity, from_on=today) for person, capacity in ((office, "office"), (assessor, "assessor"))
    )
    coordinators = Person.objects.bulk_create(
        Person(email=f"coordinator{n}@bench.example", name=f"Coordinator {n}", password="!") for n in range(journeys)
    )
    kinds, nations, sizes = itertools.cycle(Kind), itertools.cycle(Nation), itertools.cycle(Size)
    places = Institution.objects.bulk_create(
        Institution(
            name=f"Bench {WORDS[n % 12].title()} College {n}",
            nation=next(nations),
            kind=next(kinds),
            size=next(sizes),
            fictitious=True,
            town="Town",
        )
        for n in range(journeys)
    )
    Name.objects.bulk_create(Name(institution=place, text=place.name, normalised=normalised(place.name)) for place in places)
    Identifier.objects.bulk_create(Identifier(institution=place, scheme="ukprn", value=str(10990000 + n)) for n, place in enumerate(places))
    PublicSlug.objects.bulk_create(PublicSlug(institution=place, slug=f"bench-{n}") for n, place in enumerate(places))
    Membership.objects.bulk_create(
        Membership(person=person, institution=place, role=Role.COORDINATOR, from_on=today - dt.timedelta(days=90))
        for person, place in zip(coordinators, places, strict=True)
    )
    made = Journey.objects.bulk_create(
        Journey(
            institution=place, edition=edition, policy=policy, state=STATES[n % 10], opened_at=now, state_since=now,
            terms_accepted_at=now, terms_accepted_by=coordinators[n], submit_by=today + dt.timedelta(days=n % 200),
        )
        for n, place in enumerate(places)
    )  # fmt: skip
    lines = FeeLine.objects.bulk_create(FeeLine(journey=journey, reason="journey", pence=90000, added_at=now) for journey in made)
    FeeEntry.objects.bulk_create(FeeEntry(line=line, sort="paid", pence=90000, on=today, at=now, by=office) for line in lines)
    Party.objects.bulk_create(Party(journey=journey, person=assessor, capacity="assessor", from_on=today) for journey in made)
    responses = _responses(made, criteria, coordinators, now, today)
    revisions = _evidence(places, coordinators, responses, now)
    views = _submissions(
        [journey for journey in made if journey.state in (State.IN_REVIEW, State.SUBMITTED)][:20],
        criteria,
        revisions,
        assessor,
        coordinators[0],
        now,
    )
    _public(places, policy, now, today)
    _audit(places, now)
    return {
        "office": office, "assessor": assessor, "coordinator": coordinators[0], "place": places[0], "journey": made[0],
        "reviewed": next(view for view in views if view.submission.journey.state == State.IN_REVIEW), "criterion": criteria[20], "slug": "bench-8",
    }  # fmt: skip


def _responses(made, criteria, coordinators, now, today):
    html = render(TEXT)
    responses = Response.objects.bulk_create(
        (
            Response(
                journey=journey, criterion=criterion, state="drafted" if journey.state == State.PREPARING else "agreed", text=TEXT, html=html,
                renderer=RENDERER, version=1, due_on=today, changed_at=now, shared_at=now, shared_by=coordinators[n],
            )
            for n, journey in enumerate(made)
            for criterion in criteria
        ),
        batch_size=2000,
    )  # fmt: skip
    Revision.objects.bulk_create(
        (Revision(response=response, number=1, base=0, text=TEXT, person=coordinators[0], at=now) for response in responses),
        batch_size=2000,
    )
    return responses


def _evidence(places, coordinators, responses, now):
    items = Item.objects.bulk_create(
        Item(
            institution=place,
            sort="link",
            title="Housing agreement",
            shows="Rooms all year",
            added_at=now,
            added_by=coordinators[n],
            owner=coordinators[n],
        )
        for n, place in enumerate(places)
    )
    digest = hashlib.sha256(b"https://example.test/").hexdigest()
    revisions = EvidenceRevision.objects.bulk_create(
        EvidenceRevision(item=item, number=1, url="https://example.test/", sha256=digest, added_at=now, added_by=item.added_by)
        for item in items
    )
    by_place = dict(zip([place.pk for place in places], items, strict=True))
    Citation.objects.bulk_create(
        (
            Citation(response=response, item=by_place[response.journey.institution_id], place="page 3", at=now, by=coordinators[0])
            for response in responses
        ),
        batch_size=2000,
    )
    return dict(zip([place.pk for place in places], revisions, strict=True))


def _submissions(journeys, criteria, revisions, assessor, coordinator, now):
    views = []
    for journey in journeys:
        content = audit.canonical({"journey": journey.ref}).decode()
        digest = audit.digest(content)
        signoff = SignOff.objects.create(
            journey=journey, round=1, content_sha256=digest, statement="Signed", signed_at=now, signed_by=coordinator, role="sponsor"
        )
        submission = Submission.objects.create(
            journey=journey, round=1, content=content, sha256=digest, signoff=signoff, submitted_at=now, submitted_by=coordinator
        )
        html = render(TEXT)
        SubmissionPart.objects.bulk_create(
            SubmissionPart(
                submission=submission, sort="response", key=criterion.code, number=number, text=TEXT, html=html, renderer=RENDERER,
                salt="0" * 32, digest=digest, facts={"state": "agreed"},
            )
            for number, criterion in enumerate(criteria, 1)
        )  # fmt: skip
        PinnedEvidence.objects.bulk_create(
            PinnedEvidence(
                submission=submission,
                criterion_code=criterion.code,
                revision=revisions[journey.institution_id],
                title="Housing agreement",
                place="page 3",
            )
            for criterion in criteria
        )
        views.append(View(submission=submission, person=assessor, capacity="assessor", begun_at=now))
    return View.objects.bulk_create(views)


def _public(places, policy, now, today):
    starts = today - dt.timedelta(days=100)
    Award.objects.bulk_create(
        Award(
            number=f"QM-2026-{n:04d}", institution=place, origin="elsewhere", policy=policy, first_awarded_on=starts, starts_on=starts,
            ends_on=clock.add_months(starts, 36), made_at=now,
        )
        for n, place in enumerate(places)
        if n % 10 >= 8
    )  # fmt: skip
    Example.objects.bulk_create(
        Example(
            slug=f"bench-{n}-{new_ref()}", institution=place, state="published", area_code="WB", criterion_code="WB4", title=f"{WORDS[n % 12].title()} and {WORDS[n % 7]}",
            text=TEXT, html=render(TEXT), published_at=now, changed_at=now,
        )
        for n, place in enumerate(places)
    )  # fmt: skip
    rebuild_index()


def _audit(places, now):
    """Ten entries for each institution, chained as audit.record would chain them."""
    streams = Stream.objects.bulk_create(Stream(key=place.ref) for place in places)
    entries = []
    for stream in streams:
        previous = ""
        for number in range(1, 11):
            entry = Entry(
                stream=stream, number=number, at=now, verb="draft", thing="selfassessment.Response", thing_ref=stream.key, actor_ref=stream.key,
                capacity="member", through="session", before="drafted", after="drafted", facts={}, previous=previous,
            )  # fmt: skip
            entry.hash = previous = audit.chained(entry, stream.key)
            entries.append(entry)
        stream.length, stream.head = 10, previous
        stream.proof = audit.head_proof(stream)
    Entry.objects.bulk_create(entries, batch_size=2000)
    Stream.objects.bulk_update(streams, ["length", "head", "proof"], batch_size=500)
