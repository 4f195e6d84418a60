"""What is signed and sent: the whole of a self-assessment as canonical text, every word bound by a salted digest.

`content` holds codes, references and digests; the words stand in parts. A text can so be erased for cause, and the hash of the whole,
which the sponsor signed, still verifies.
"""

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from qualitymark.actionplan.queries import plan_of
from qualitymark.core.audit import canonical, digest
from qualitymark.documents.markdown import RENDERER, render
from qualitymark.evidence.models import Revision as EvidenceRevision
from qualitymark.journeys.models import Journey
from qualitymark.selfassessment.models import Addendum, Citation, Response, SignatureRequest, Submission, SubmissionPart

SCHEMA = 1


@dataclass(frozen=True)
class Part:
    """One text as it will be sent: a response (key: the criterion's code) or an action (key: its ref)."""

    sort: str
    key: str
    number: int
    text: str
    html: str
    renderer: str
    facts: dict[str, Any]
    salt: str
    digest: str


@dataclass(frozen=True)
class Pin:
    """An evidence item as it will be sent: the version that counts, and where and why it is cited."""

    criterion_code: str
    revision: EvidenceRevision
    title: str
    place: str
    why: str


@dataclass(frozen=True)
class Content:
    canonical: str
    sha256: str
    parts: list[Part] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)


def part_digest(salt: str, text: str, facts: dict[str, Any]) -> str:
    """SHA-256 that binds a text and its facts; the salt keeps an erased text from being guessed."""
    return digest(salt.encode() + canonical({"text": text, "facts": facts}))


def open_request(journey: Journey) -> SignatureRequest | None:
    """The request for signature that waits, or None."""
    return SignatureRequest.objects.filter(journey=journey, ended_at=None).select_related("asked_by").first()


def content_of(journey: Journey) -> Content:
    """The content as it stands. While it waits for signature it is the content that is signed; before, its hash is of no use to anybody."""
    request = open_request(journey)
    secret = request.salt if request else ""
    citations = _citations(journey)
    newest = _newest({item_id for each in citations.values() for item_id in (one.item_id for one in each)})
    parts, pins = [], []
    for number, response in enumerate(_responses(journey), start=1):
        cited = citations.get(response.pk, [])
        parts.append(_response_part(response, cited, number, secret))
        pins += [
            Pin(response.criterion.code, newest[one.item_id], one.item.title, one.place, one.why) for one in cited if one.item_id in newest
        ]
    for number, action in enumerate(plan_of(journey), start=len(parts) + 1):
        parts.append(_action_part(action, number, secret))
    text = _canonical(journey, parts, pins)
    return Content(text, digest(text), parts, pins)


def _responses(journey: Journey) -> list[Response]:
    return list(Response.objects.filter(journey=journey).select_related("criterion__area").order_by("criterion__number"))


def _citations(journey: Journey) -> dict[int, list[Citation]]:
    found: dict[int, list[Citation]] = {}
    for one in Citation.objects.filter(response__journey=journey).select_related("item").order_by("pk"):
        found.setdefault(one.response_id, []).append(one)
    return found


def _newest(items: set[int]) -> dict[int, EvidenceRevision]:
    """The latest version of each item that was not erased."""
    rows = EvidenceRevision.objects.filter(item__in=items, erased_at=None).select_related("file").order_by("number")
    return {row.item_id: row for row in rows}


def _response_part(response: Response, cited: list[Citation], number: int, secret: str) -> Part:
    facts = {
        "area": response.criterion.area.code,
        "not_applicable": response.not_applicable,
        "not_applicable_why": response.not_applicable_why if response.not_applicable else "",
        "standing": not response.open,
        "evidence": [{"item": one.item.ref, "title": one.item.title, "place": one.place, "why": one.why} for one in cited],
    }
    return _part(
        SubmissionPart.Sort.RESPONSE, response.criterion.code, number, response.text, response.html, response.renderer, facts, secret
    )


def _action_part(action: Any, number: int, secret: str) -> Part:
    notes = sorted(action.notes.all(), key=lambda note: note.pk)
    facts = {
        "why": action.why,
        "measure": action.measure,
        "owner": action.owner.name if action.owner else action.owner_name,
        "department": action.department,
        "priority": action.priority,
        "start_on": action.start_on.isoformat() if action.start_on else "",
        "due_on": action.due_on.isoformat() if action.due_on else "",
        "state": action.state,
        "said": notes[-1].text if notes else "",
        "criteria": sorted(each.code for each in action.criteria.all()),
    }
    return _part(SubmissionPart.Sort.ACTION, action.ref, number, action.what, render(action.what), RENDERER, facts, secret)


def _part(sort: str, key: str, number: int, text: str, html: str, renderer: str, facts: dict[str, Any], secret: str) -> Part:
    salt = hmac.new(secret.encode(), f"{sort}:{key}".encode(), sha256).hexdigest()[:32]
    return Part(str(sort), key, number, text, html, renderer, facts, salt, part_digest(salt, text, facts))


def _canonical(journey: Journey, parts: list[Part], pins: list[Pin]) -> str:
    return canonical(
        {
            "schema": SCHEMA,
            "journey": journey.ref,
            "institution": journey.institution.ref,
            "round": journey.round,
            "edition": [journey.edition.code, journey.edition.content_hash],
            "policy": journey.policy.code,
            "scope": [journey.scope, digest(journey.scope_names)],
            "language": journey.language,
            "parts": [[part.sort, part.key, part.number, part.digest] for part in parts],
            "evidence": [[pin.criterion_code, pin.revision.ref, pin.revision.sha256] for pin in pins],
        }
    ).decode()


def addendum_digest(salt: str, text: str) -> str:
    """SHA-256 that binds the text of an addendum; the salt keeps an erased text from being guessed."""
    return digest(salt.encode() + text.encode())


def addendum_hash(addendum: Addendum) -> str:
    """What an addendum is: its place, its submission, its words by digest, its evidence by digest."""
    revision = [addendum.revision.ref, addendum.revision.sha256] if addendum.revision else []
    facts = [addendum.submission.sha256, addendum.number, addendum.sort, addendum.criterion_code, addendum.digest, revision]
    return digest(canonical(facts))


def verify_submission(submission: Submission) -> list[str]:
    """Sentences that name each thing that is not as it was signed and sent; an empty list when all of it is. Erased words count as kept."""
    found = []
    if digest(submission.content) != submission.sha256:
        found.append("The content of the submission is not what was hashed.")
    if submission.signoff.content_sha256 != submission.sha256:
        found.append("The signature is under another content.")
    content = json.loads(submission.content)
    expected = {(sort, key): held for sort, key, _number, held in content["parts"]}
    for part in submission.parts.all():
        if expected.pop((part.sort, part.key), None) != part.digest:
            found.append(f"Part {part.key} is not the one that was sent.")
        elif part.erased_at is None and part_digest(part.salt, part.text, part.facts) != part.digest:
            found.append(f"The words of part {part.key} were altered.")
    found += [f"Part {key} is missing." for _sort, key in expected]
    sent = sorted(map(list, content["evidence"]))
    pinned = sorted([pin.criterion_code, pin.revision.ref, pin.revision.sha256] for pin in submission.pins.select_related("revision"))
    if sent != pinned:
        found.append("The evidence pinned is not the evidence that was sent.")
    for addendum in submission.addenda.select_related("revision", "submission"):
        altered = addendum.erased_at is None and addendum_digest(addendum.salt, addendum.text) != addendum.digest
        if altered or addendum_hash(addendum) != addendum.sha256:
            found.append(f"Addendum {addendum.number} was altered.")
    return found
