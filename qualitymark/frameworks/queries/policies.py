"""The scheme's policy: which counts on a day, what its judgements are called, what a file would change."""

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from qualitymark.core import clock
from qualitymark.frameworks.models import Policy, PolicyLabel
from qualitymark.frameworks.schema.policy import PolicyFile
from qualitymark.frameworks.schema.rows import STORED


def policies() -> QuerySet[Policy]:
    """Every policy, the latest first."""
    return Policy.objects.order_by("-from_on")


def policy_in_force(on: dt.date | None = None) -> Policy | None:
    """The policy of that day (today, unless told); None before the first. What began under an earlier one keeps it."""
    return policies().filter(from_on__lte=on or clock.today()).first()


def invitation_days() -> int:
    """For how many days an invitation that belongs to no journey stays open: as today's policy says, or as policies begin."""
    return (policy_in_force() or Policy()).invitation_days


def labels_for(policy: Policy, *, language: str = settings.LANGUAGE_CODE) -> dict[str, dict[str, str]]:
    """What judgements are called: labels["area"]["meets"]; English where the language has none. One query."""
    found: dict[str, dict[str, str]] = {"criterion": {}, "area": {}}
    fallback = settings.LANGUAGE_CODE
    rows = PolicyLabel.objects.filter(policy=policy, language__in={language, fallback})
    for label in sorted(rows, key=lambda label: label.language == language):
        found[label.of][label.code] = label.label
    return found


def facts_of(policy: Policy) -> dict[str, object]:
    """The policy as its file would give it: columns, and labels as "area.meets (cy)"."""
    named = [field.name for field in Policy._meta.concrete_fields if field.name not in ("id", "ref", "code")]
    facts = {name: getattr(policy, name) for name in named}
    return facts | {
        f"{label.of}.{label.code} ({label.language})": label.label for label in policy.labels.order_by("of", "code", "language")
    }


def facts_of_file(file: PolicyFile) -> dict[str, object]:
    """The facts and labels of a policy's file, keyed as `facts_of` keys those of a row, so that the two can be compared."""
    labels = {f"{of}.{code} ({STORED[language]})": text for (of, code), texts in file.labels.items() for language, text in texts.items()}
    return file.fields | labels


def preview_policy(file: PolicyFile) -> tuple[str, list[str]]:
    """("new", "unchanged" or "changed", sentences that compare it with the policy of that code or with the one before it)."""
    present = Policy.objects.filter(code=file.code).first()
    before = present or policies().filter(from_on__lt=file.from_on).first()
    after = facts_of_file(file)
    old = facts_of(before) if before else {}
    said = [
        f"{name}: {old.get(name, 'nothing')} becomes {after.get(name, 'nothing')}."
        for name in {**after, **old}
        if old.get(name) != after.get(name)
    ]
    if present:
        return ("changed" if said else "unchanged"), said
    return "new", said
