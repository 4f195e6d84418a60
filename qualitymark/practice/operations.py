"""Practice examples: drafting, words, consent, publication, withdrawal. The search index moves in the same transaction."""

from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import canonical, digest, record
from qualitymark.core.move import move
from qualitymark.core.refs import new_ref
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.decisions.models import DecidedCriterion, Decision
from qualitymark.decisions.states import Decided
from qualitymark.documents.markdown import RENDERER, render
from qualitymark.frameworks.models import Criterion
from qualitymark.frameworks.queries.criteria import unit_titles
from qualitymark.selfassessment.models import SubmissionPart

from . import notices, rules
from .models import Consent, Example, Version
from .queries import standing_consent, words_of
from .states import ExampleState

MOST_POSITIONS = 16_000  # what a tsvector can count to


class WordsMoved(Exception):  # noqa: N818 - what happened, in the house's words
    """Somebody saved other words meanwhile: the page shows both and nothing is overwritten."""

    def __init__(self, example: Example):
        super().__init__(example.ref)
        self.example = example


def digest_of(title: str, text: str, name_institution: bool) -> str:
    """What a consent is bound to: exactly these words, and whether the institution is named."""
    return digest(canonical([title, text, name_institution]))


@transaction.atomic
def flag_from(decision: Decision, *, by: Actor) -> list[Example]:
    """Draft an example for each criterion that a released decision calls worth sharing, from the response as submitted, and ask the
    institution. Safe to repeat. After a "not yet" nothing is drafted: publishing it would tell that the institution was assessed."""
    decision = hold(decision)  # asked twice at once, each is drafted once
    rules.can_flag(by, decision).enforce()
    if decision.outcome == Decided.NOT_YET:
        return []
    flagged = DecidedCriterion.objects.filter(decision=decision, share_worthy=True).select_related("criterion__area")
    known = set(Example.objects.filter(decision=decision).values_list("criterion_code", flat=True))
    made = [_drafted(decision, each.criterion) for each in flagged if each.criterion.code not in known]
    if made:
        notices.ask_for_consent(decision, made)
    for example in made:
        record("flag", example, by=by, after=example.state, facts={"criterion": example.criterion_code, "decision": decision.ref})
    return made


def _drafted(decision: Decision, criterion: Criterion) -> Example:
    journey = decision.submission.journey
    title = str(unit_titles(criterion.edition, by_group=journey.by_group, language=journey.language).get(criterion.code) or criterion.code)[
        :160
    ]
    # A small provider answers a group in one response, which stands under the group's first criterion.
    together = Criterion.objects.filter(group_id=criterion.group_id).values_list("code", flat=True)
    parts = SubmissionPart.objects.filter(submission=decision.submission, sort=SubmissionPart.Sort.RESPONSE, key__in=list(together))
    by_key = {part.key: part for part in parts if part.erased_at is None}
    part = by_key.get(criterion.code) or (next(iter(by_key.values()), None) if journey.by_group else None)
    text = part.text if part else ""
    ref = new_ref()
    example = Example.objects.create(
        ref=ref, slug=ref, institution=journey.institution, decision=decision, area_code=criterion.area.code, criterion_code=criterion.code,
        language=journey.language, title=title, text=text, html=render(text), renderer=RENDERER, changed_at=clock.now(),
    )  # fmt: skip
    _keep_version(example, None)
    return example


def _keep_version(example: Example, by: Actor | None) -> Version:
    return Version.objects.create(
        example=example, number=example.version, title=example.title, text=example.text, name_institution=example.name_institution,
        digest=digest_of(example.title, example.text, example.name_institution), at=clock.now(), by=by.person if by else None,
    )  # fmt: skip


@transaction.atomic
def write_words(example: Example, *, by: Actor, title: str, text: str, name_institution: bool, version: int | None = None) -> Example:
    """Write a new version of the words. A consent to the version before ends. The same words again change nothing.

    `version` is the one the writer began from: if another was saved meanwhile, WordsMoved is raised and nothing is written.
    Refused: by anybody who does not speak for the institution or the office; while the example is published.
    """
    example = hold(example)
    rules.can_write_words(by, example).enforce()
    title, text = " ".join(title.split()), text.strip().replace("\r\n", "\n")
    if (title, text, name_institution) == (example.title, example.text, example.name_institution):
        return example
    if version is not None and version != example.version:
        raise WordsMoved(example)
    facts: dict[str, Any] = {
        "title": title, "text": text, "html": render(text), "renderer": RENDERER, "name_institution": name_institution, "version": example.version + 1,
        "changed_at": clock.now(),
    }  # fmt: skip
    for name, value in facts.items():
        setattr(example, name, value)
    example.save(update_fields=list(facts))
    kept = _keep_version(example, by)
    if example.state == ExampleState.CONSENTED:
        _end_consent(example, by)
        move(example, "redraft", by=by, audit={"version": kept.number, "digest": kept.digest})
    else:
        record(
            "write_words", example, by=by, before=example.state, after=example.state, facts={"version": kept.number, "digest": kept.digest}
        )
    return example


@transaction.atomic
def consent(example: Example, *, by: Actor, version: int | None = None) -> Example:
    """The institution agrees to exactly the present words. `version` is the one that was read: another is refused.

    Repeated for the same words it changes nothing. Refused: without text; by anybody but a coordinator or sponsor.
    """
    example = hold(example)
    standing = standing_consent(example)
    if standing and standing.version == example.version and rules.speaks_for(by, example):
        return example
    rules.can_consent(by, example).enforce()
    if version is not None and version != example.version:
        raise Refused(not_now(_("The words were changed after you read them."), _("Read them as they are now, then agree.")))
    words = digest_of(example.title, example.text, example.name_institution)
    given = Consent.objects.create(example=example, version=example.version, digest=words, given_at=clock.now(), given_by=by.person)
    notices.say_consented(example)
    move(example, "consent", by=by, audit={"version": given.version, "digest": words, "consent": given.ref})
    return example


@transaction.atomic
def publish(example: Example, *, by: Actor) -> Example:
    """Put the example before the public and into the search. Refused without a consent that stands and covers exactly these words."""
    example = hold(example)
    rules.can_publish(by, example).enforce()
    standing = standing_consent(example)
    if standing is None or standing.digest != digest_of(example.title, example.text, example.name_institution):
        raise Refused(not_now(_("The institution has not agreed to these very words."), _("Ask it to agree to the words as they are now.")))
    first = example.published_at is None
    slug = f"{slugify(example.title)[:100].strip('-')}-{example.ref[:6]}".strip("-") if first else example.slug
    example.slug = slug  # the letter names the address
    _index([example])
    notices.say_published(example)
    move(example, "publish", by=by, audit={"version": example.version, "consent": standing.ref}, slug=slug, published_at=clock.now())
    return example


@transaction.atomic
def withdraw_consent(example: Example, *, by: Actor) -> Example:
    """Take the example out of public view and search at once, and end the consent; both stay on record. No reason is asked for."""
    example = hold(example)
    rules.can_withdraw(by, example).enforce()
    _unindex([example.pk])
    _end_consent(example, by)
    notices.say_withdrawn(example, by_office=by.is_office)
    move(example, "withdraw", by=by, audit={"version": example.version})
    return example


def _end_consent(example: Example, by: Actor) -> None:
    example.consents.filter(withdrawn_at=None).update(withdrawn_at=clock.now(), withdrawn_by=by.person)


@transaction.atomic
def erase_example(example: Example, *, by: Actor, why: str) -> Example:
    """Erase the words of a withdrawn example for cause, every version of them; digests and consents stay as tombstones."""
    example = hold(example)
    rules.can_erase(by, example).enforce()
    example.versions.filter(erased_at=None).update(title="", text="", erased_at=clock.now(), erased_why=why[:200])
    Example.objects.filter(pk=example.pk).update(title=str(example.criterion_code), text="", html="", version=example.version + 1)
    example.refresh_from_db()
    _keep_version(example, by)
    record("erase", example, by=by, before=example.state, after=example.state, detail={"why": why})
    return example


def rebuild_index() -> int:
    """Fill the search index anew from the published examples, after a bulk load or a change of normalising; how many are in it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM practice_search")
        rows = list(Example.objects.filter(state=ExampleState.PUBLISHED).only("pk", "title", "text"))
        _index(rows)
    return len(rows)


def _index(examples: list[Example]) -> None:
    """Write the normalised words of these examples into the index, in place of what stood there."""
    _unindex([example.pk for example in examples])
    if connection.vendor == "postgresql":
        sql, row = "INSERT INTO practice_search (id, words) VALUES (%s, CAST(%s AS tsvector))", _vector
    else:
        sql, row = "INSERT INTO practice_search (rowid, title, body) VALUES (%s, %s, %s)", _columns
    with connection.cursor() as cursor:
        cursor.executemany(sql, [row(example) for example in examples])


def _unindex(keys: list[int]) -> None:
    column = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM practice_search WHERE {column} = %s", [[key] for key in keys])  # noqa: S608 - a column of ours


def _columns(example: Example) -> list[Any]:
    return [example.pk, " ".join(words_of(example.title)), " ".join(words_of(example.text))]


def _vector(example: Example) -> list[Any]:
    """The words as a tsvector's own text, words of the title with weight A. No parser of the database looks at them."""
    placed = [(word, "A") for word in words_of(example.title)] + [(word, "D") for word in words_of(example.text)]
    seen: Counter[str] = Counter()
    parts = []
    for position, (word, weight) in enumerate(placed, 1):
        seen[word] += 1
        if seen[word] <= 200 and len(word) < 500:
            parts.append(f"'{word}':{min(position, MOST_POSITIONS)}{weight}")
    return [example.pk, " ".join(parts)]
