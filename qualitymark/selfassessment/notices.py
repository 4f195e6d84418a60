"""What we send about the writing of a self-assessment, and to whom."""

from collections.abc import Iterable

from django.conf import settings

from qualitymark.accounts.models import Person
from qualitymark.core import mail
from qualitymark.frameworks.models import Criterion
from qualitymark.frameworks.queries import criterion_names
from qualitymark.institutions.models import Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Journey, Party
from qualitymark.journeys.states import PartyCapacity

from .models import Addendum, Assignment, Comment, Response, SignatureRequest, SignOff, Submission


def _address(journey: Journey, place: str = "") -> str:
    """A page of the institution's workspace. That room stands above this one, so its addresses are written out; its tests follow them."""
    return f"{settings.SITE_URL}/our/{journey.ref}/{place}"


def _named(journey: Journey, person: Person, criteria: list[Criterion]) -> list[str]:
    """Code and title of each, in the reader's language."""
    return list(criterion_names(journey.edition, criteria, by_group=journey.by_group, language=person.language).values())


def _people(institution_id: int, *roles: str) -> list[Person]:
    rows = Membership.objects.filter(in_force(), institution_id=institution_id, role__in=roles).select_related("person")
    return list({row.person_id: row.person for row in rows.order_by("pk")}.values())


def assigned(journey: Journey, person: Person, responses: list[Response]) -> None:
    """One letter, however many criteria, with one link: to the first of them, from where the others are reached."""
    page = _address(journey, f"criterion/{responses[0].criterion.code}/")
    named = _named(journey, person, [each.criterion for each in responses])
    mail.send("assigned", to=person, thing=journey, journey=journey, responses=named, page=page, due=responses[0].due_on)


def returned(response: Response, comment: Comment) -> None:
    """To everybody who is assigned, and to the last who wrote."""
    people: dict[int | None, Person] = {
        row.membership.person_id: row.membership.person
        for row in Assignment.objects.filter(response=response).select_related("membership__person")
    }
    last = response.revisions.filter(person__isnull=False).select_related("person").order_by("-number").first()
    if last is not None and last.person is not None:
        people[last.person_id] = last.person
    people.pop(comment.by_id, None)  # who returned it knows
    page = _address(response.journey, f"criterion/{response.criterion.code}/")
    for person in people.values():
        (named,) = _named(response.journey, person, [response.criterion])
        mail.send("returned", to=person, thing=response, named=named, comment=comment, page=page)


def signature_asked(request: SignatureRequest) -> None:
    """To the sponsor and any delegate: the one page on which the whole is read and signed."""
    page = _address(request.journey, "sign/")
    for person in _people(request.journey.institution_id, Role.SPONSOR, Role.DELEGATE):
        mail.send("signature_asked", to=person, thing=request, period="once", journey=request.journey, asked_by=request.asked_by, page=page)


def unfrozen(request: SignatureRequest, by_name: str) -> None:
    people = _people(request.journey.institution_id, Role.COORDINATOR, Role.SPONSOR, Role.DELEGATE)
    page = _address(request.journey)
    for person in people:
        mail.send(
            "unfrozen",
            to=person,
            thing=request,
            period="ended",
            journey=request.journey,
            by_name=by_name,
            why=request.unfrozen_why,
            page=page,
        )


def signed(signoff: SignOff) -> None:
    """To the coordinators: one of them submits."""
    page = _address(signoff.journey, "submit/")
    for person in _people(signoff.journey.institution_id, Role.COORDINATOR):
        mail.send(
            "signed", to=person, thing=signoff, period="once", journey=signoff.journey, signed_by=signoff.signed_by,
            signed_for=signoff.signed_for, page=page,
        )  # fmt: skip


def submitted(submission: Submission) -> None:
    """To the institution: it is on its way; to the assessor: it is there."""
    journey = submission.journey
    page = _address(journey, "submitted/")
    for person in _people(journey.institution_id, Role.COORDINATOR, Role.SPONSOR):
        mail.send("submitted", to=person, thing=submission, period="once", journey=journey, page=page)
    for party in Party.objects.filter(in_force(), journey=journey, capacity=PartyCapacity.ASSESSOR).select_related("person"):
        page = f"{settings.SITE_URL}/casework/journey/{journey.ref}/"
        mail.send("submission_received", to=party.person, thing=submission, period="once", journey=journey, page=page)


def evidence_replaced(addendum: Addendum, people: Iterable[Person]) -> None:
    """To those who could not open it."""
    journey = addendum.submission.journey
    criterion = Criterion.objects.get(edition=journey.edition_id, code=addendum.criterion_code)
    for person in people:
        (named,) = _named(journey, person, [criterion])
        mail.send(
            "evidence_replaced",
            to=person,
            thing=addendum,
            period="once",
            addendum=addendum,
            named=named,
            journey=journey,
            page=f"{settings.SITE_URL}/casework/journey/{journey.ref}/",
        )
