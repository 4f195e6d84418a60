"""Before somebody is erased: what would be left without them, and what names them where erasing the person does not reach."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from qualitymark.accounts.models import Person
from qualitymark.accounts.naming import names
from qualitymark.awards.models import RegisterWords
from qualitymark.core.models import OutgoingMail
from qualitymark.institutions.models import Institution, Membership, Role
from qualitymark.institutions.queries import in_force
from qualitymark.journeys.models import Party
from qualitymark.journeys.states import OPEN_STATES
from qualitymark.selfassessment.models import Addendum, Response, Revision, SubmissionPart


@dataclass(frozen=True)
class Named:
    """A text that names somebody: where it stands, and how it is erased."""

    where: str
    how: str


def left_without_coordinator(person: Person) -> QuerySet[Institution]:
    """Institutions of which this person is the only coordinator."""
    held = Membership.objects.filter(in_force(), role=Role.COORDINATOR)
    others = held.filter(person__is_active=True).exclude(person=person)
    rows = Institution.objects.filter(pk__in=held.filter(person=person).values("institution_id"))
    return rows.exclude(pk__in=others.values("institution_id")).order_by("name")


def parts_in_journeys(person: Person) -> QuerySet[Party]:
    """The parts that this person takes in journeys now: assessor, second reader, decider, chair."""
    return (
        Party.objects.filter(person=person, until_on=None, journey__state__in=OPEN_STATES)
        .select_related("journey__institution")
        .order_by("pk")
    )


def register_words_naming(person: Person) -> list[RegisterWords]:
    """Rows of the register's words, past ones too, whose contact is this person, of institutions where they held a role."""
    theirs = Membership.objects.filter(person=person).values("institution_id")
    rows = RegisterWords.objects.filter(award__institution__in=theirs).exclude(contact_name="").select_related("award__institution")
    return [row for row in rows.order_by("pk") if names(row.contact_name, person.name)]


def letters_naming(words: Iterable[str]) -> list[OutgoingMail]:
    """Letters, to whomever, whose words hold one of these words: a name, an address."""
    words = list(words)
    rows = OutgoingMail.objects.filter(_holding(("subject", "body"), words)).order_by("pk")
    return [row for row in rows if _names(f"{row.subject}\n{row.body}", words)]


def letters_counted(letters: Iterable[OutgoingMail]) -> list[tuple[str, int]]:
    """How many there are of each notice."""
    return sorted(Counter(letter.notice for letter in letters).items())


def texts_naming(words: Iterable[str]) -> list[Named]:
    """Texts of institutions that hold one of these words: what was sent, and what is being written."""
    words = list(words)
    return [*_sent(words), *_written(words)]


def _sent(words: list[str]) -> Iterator[Named]:
    parts = SubmissionPart.objects.filter(erased_at=None).annotate(written=Cast("facts", TextField()))
    parts = parts.filter(_holding(("text", "written"), words)).select_related("submission__journey__institution")
    for part in parts.order_by("submission_id", "number"):
        if _names(f"{part.text}\n{json.dumps(part.facts, ensure_ascii=False)}", words):
            what = "criterion" if part.sort == SubmissionPart.Sort.RESPONSE else "action"
            where = f"submission of {part.submission.journey.institution.name}, round {part.submission.round}, {what} {part.key}"
            yield Named(where, f"manage.py erase_words {part.submission.ref}:{part.key}")
    addenda = Addendum.objects.filter(_holding(("text",), words), erased_at=None).select_related("submission__journey__institution")
    for each in addenda.order_by("pk"):
        if _names(each.text, words):
            where = f"addendum {each.number} to the submission of {each.submission.journey.institution.name}"
            yield Named(where, f"manage.py erase_words {each.ref}")


def _written(words: list[str]) -> Iterator[Named]:
    about = ("journey__institution", "criterion")
    for row in Response.objects.filter(_holding(("text",), words)).select_related(*about).order_by("pk"):
        if _names(row.text, words):
            yield Named(f"response of {row.journey.institution.name} to {row.criterion.code}, as it stands", "its coordinators take it out")
    versions = Revision.objects.filter(_holding(("text",), words), erased_at=None)
    for each in versions.select_related(*(f"response__{name}" for name in about)).order_by("pk"):
        if _names(each.text, words):
            where = f"version {each.number} of the response of {each.response.journey.institution.name} to {each.response.criterion.code}"
            yield Named(where, f"manage.py erase_words {each.ref}")


def _holding(fields: Iterable[str], words: Iterable[str]) -> Q:
    forms = {form for word in words if word for form in (word, json.dumps(word)[1:-1])}
    found = Q(pk__in=[])
    for field in fields:
        for form in forms:
            found |= Q(**{f"{field}__icontains": form})
    return found


def _names(text: str, words: Iterable[Any]) -> bool:
    return any(names(text, word) for word in words if word)
