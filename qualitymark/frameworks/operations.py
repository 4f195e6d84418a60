"""Every write of the framework and of the policy. A published edition and a policy are never changed: they are followed."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.move import move
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.core.yamltree import Problem
from qualitymark.documents.markdown import RENDERER, render

from .models import Area, Criterion, CriterionFor, Duty, DutyCriterion, Edition, Group, Overlay, Policy, PolicyLabel, Text
from .queries.policies import facts_of, facts_of_file
from .rules import can_add_overlay, can_change_scheme, can_load_edition, can_load_policy, can_publish_edition
from .schema.edition import EditionFile
from .schema.policy import PolicyFile
from .schema.reader import InvalidEdition, InvalidWording
from .schema.rows import STORED, EditionRows, is_markdown, rows_of_file
from .schema.wording import WordingFile


@transaction.atomic
def load_edition(file: EditionFile, *, by: Actor) -> Edition:
    """Write the edition of a file as a draft, in place of the draft of that code. The same content again changes nothing.

    Refused: a published edition of that code with other content; a `follows` or a `was` that names what is not there.
    """
    can_change_scheme(by).enforce()
    rows = rows_of_file(file)
    digest = rows.content_hash
    present = Edition.objects.filter(code=file.code).first()
    present = hold(present) if present else None
    if present and present.content_hash == digest:
        return present
    can_load_edition(by, present).enforce()
    follows = _followed(file)
    facts = {"illustrative": file.illustrative, "follows": follows, "content_hash": digest, "loaded_at": clock.now()}
    edition, _made = Edition.objects.update_or_create(code=file.code, defaults=facts)
    _empty(edition)
    _fill(edition, rows)
    record("load", edition, by=by, after=edition.state, facts={"code": edition.code, "hash": digest})
    return edition


def _followed(file: EditionFile) -> Edition | None:
    """The edition that this one follows; its criteria must be the ones that `was` names."""
    if not file.follows:
        return None
    follows = Edition.objects.filter(code=file.follows).first()
    if follows is None or follows.code == file.code:
        raise InvalidEdition([Problem(1, "follows", f"There is no other edition {file.follows} to follow. Load it first.")])
    known = set(follows.criteria.values_list("code", flat=True))
    missing = [criterion for criterion in file.criteria if criterion.was and criterion.was not in known]
    if missing:
        raise InvalidEdition(
            [Problem(1, f"criteria › {each.code} › was", f"The edition {follows.code} has no criterion {each.was}.") for each in missing]
        )
    return follows


def _empty(edition: Edition) -> None:
    """Take everything out of a draft. Nothing else can hang on it yet; if something does, nothing is lost and it is said."""
    try:
        edition.duties.all().delete()
        edition.areas.all().delete()
        edition.texts.all().delete()
    except ProtectedError:
        raise Refused(
            not_now(_("Something already uses a criterion of this draft, so it cannot be replaced."), _("Give the file a new code."))
        ) from None


def _fill(edition: Edition, rows: EditionRows) -> None:
    areas = _made(Area(edition=edition, code=code, number=number) for number, code in enumerate(rows.areas, 1))
    groups = _made(Group(edition=edition, area=areas[area], code=code, number=number) for number, (code, area) in enumerate(rows.groups, 1))
    criteria = _made(
        Criterion(
            edition=edition,
            area=areas[facts["area"]],
            group=groups[facts["group"]],
            code=code,
            number=number,
            core=facts["core"],
            was=facts["was"],
        )
        for number, (code, facts) in enumerate(rows.criteria.items(), 1)
    )
    CriterionFor.objects.bulk_create(
        CriterionFor(criterion=criteria[code], kind=kind, size=size)
        for code, facts in rows.criteria.items()
        for kind in facts["kinds"]
        for size in facts["sizes"]
    )
    duties = _made(
        Duty(
            edition=edition,
            code=code,
            nation=facts["nation"],
            standing=facts["standing"],
            audience=facts["audience"],
            source=facts["source"],
            checked_on=facts["checked"],
            number=number,
        )
        for number, (code, facts) in enumerate(rows.duties.items(), 1)
    )
    DutyCriterion.objects.bulk_create(
        DutyCriterion(duty=duties[code], criterion=criteria[tied]) for code, facts in rows.duties.items() for tied in facts["criteria"]
    )
    Text.objects.bulk_create(
        Text(edition=edition, key=key, language=language, text=text, audience=audience, **_html(key, text))
        for (key, language), (text, audience) in rows.texts.items()
    )


def _made(rows: Iterable) -> dict:
    """The new rows by code, with their keys."""
    rows = list(rows)
    if rows:
        type(rows[0]).objects.bulk_create(rows)
    return {row.code: row for row in rows}


def _html(key: str, text: str) -> dict[str, str]:
    return {"html": render(text), "renderer": RENDERER} if is_markdown(key) else {}


@transaction.atomic
def publish_edition(edition: Edition, *, by: Actor) -> Edition:
    """Make a draft the edition that new journeys begin on. There is no way back: the next change is the next edition."""
    edition = hold(edition)
    can_publish_edition(by, edition).enforce()
    move(edition, "publish", by=by, published_at=clock.now(), audit={"code": edition.code, "hash": edition.content_hash})
    return edition


@transaction.atomic
def add_overlay(edition: Edition, key: str, language: str, text: str, *, why: str, by: Actor) -> Overlay | None:
    """Lay a translation or a corrected misprint over one text of a published edition. None when that is already what it says.

    Meaning is not to change this way; `why` is kept for everybody who asks. Refused: a draft; a text that the edition does not have.
    """
    edition = hold(edition)
    can_add_overlay(by, edition).enforce()
    if not edition.texts.filter(key=key).exists():
        raise Refused(not_now(_("The edition %(code)s has no text %(key)s."), code=edition.code, key=key))
    laid = edition.overlays.filter(key=key, language=language).order_by("-pk").first()
    held = laid or edition.texts.filter(key=key, language=language).first()
    if held and held.text == text:
        return None
    overlay = Overlay.objects.create(edition=edition, key=key, language=language, text=text, why=why, on=clock.today(), **_html(key, text))
    record("overlay", overlay, by=by, facts={"edition": edition.code, "key": key, "language": language})
    return overlay


@transaction.atomic
def load_wording(file: WordingFile, *, by: Actor) -> list[Overlay]:
    """Lay every text of a file over its edition, all or none. What already says so is left alone; the new overlays come back.

    Raises InvalidWording, with lines, where the edition or a text of it is not there or a term in braces is not one of its own.
    """
    edition = Edition.objects.filter(code=file.edition).first()
    if edition is None:
        raise InvalidWording([Problem(1, "edition", f"There is no edition {file.edition}.")])
    can_add_overlay(by, edition).enforce()
    known = set(edition.texts.values_list("key", flat=True))
    problems = [
        Problem(text.line, text.key, f"The edition {edition.code} has no such text.") for text in file.texts if text.key not in known
    ]
    terms = {key.split(".")[1] for key in known if key.startswith("term.")}
    for text in file.texts:
        unknown = [name for name in text.terms if name[:1].lower() + name[1:] not in terms]
        problems += [Problem(text.line, text.key, f"{{{name}}} is not among the terms of this edition.") for name in unknown]
    if problems:
        raise InvalidWording(problems)
    laid = [add_overlay(edition, text.key, text.language, text.text, why=text.why, by=by) for text in file.texts]
    return [overlay for overlay in laid if overlay]


@transaction.atomic
def load_policy(file: PolicyFile, *, by: Actor) -> Policy:
    """Add a policy from its date on. The same file again changes nothing.

    Refused: other content under a code that is there; a date that is not after every other policy's, or (but for the first) is past.
    """
    can_change_scheme(by).enforce()
    present = Policy.objects.filter(code=file.code).first()
    if present and facts_of(present) == facts_of_file(file):
        return present
    policy = Policy(code=file.code, **file.fields)
    can_load_policy(by, policy).enforce()
    policy.save(force_insert=True)
    PolicyLabel.objects.bulk_create(
        PolicyLabel(policy=policy, of=of, code=code, language=STORED[language], label=text)
        for (of, code), texts in file.labels.items()
        for language, text in texts.items()
    )
    record("load", policy, by=by, facts={"code": policy.code, "from_on": policy.from_on.isoformat()})
    return policy
