"""Names and public addresses. A name that was once used is never lost, an address never given to another institution."""

import datetime as dt

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import not_now

from ..models import Institution, Name, PublicSlug
from ..queries import normalised
from ..rules import can_change_institution


def tidy(text: str) -> str:
    """A name as it is kept: single spaces, at most 200 characters."""
    return " ".join(text.split())[:200]


def keep_name(institution: Institution, text: str, language: str, sort: str, from_on: dt.date | None = None) -> Name | None:
    """A row for one name; the row that holds this name already, or None for an empty one."""
    text = tidy(text)
    if not text:
        return None
    facts = {"normalised": normalised(text), "sort": sort, "from_on": from_on}
    return Name.objects.get_or_create(institution=institution, text=text, language=language, defaults=facts)[0]


def give_slug(institution: Institution) -> str:
    """Make the public address of the present name the current one; with the town, then a number, where another institution has it."""
    base = slugify(normalised(institution.name))[:90].strip("-") or "institution"
    tries = [base, slugify(f"{base} {normalised(institution.town)}")[:110], *(f"{base}-{number}" for number in range(2, 1000))]
    PublicSlug.objects.filter(institution=institution, current=True).update(current=False)
    for slug in tries:
        held = PublicSlug.objects.filter(slug=slug).first()
        if held is None:
            return PublicSlug.objects.create(institution=institution, slug=slug).slug
        if held.institution_id == institution.pk:
            PublicSlug.objects.filter(pk=held.pk).update(current=True)
            return slug
    raise RuntimeError("A thousand institutions share one name.")


@transaction.atomic
def rename_institution(
    institution: Institution, *, by: Actor, name: str, on: dt.date | None = None, name_cy: str | None = None
) -> Institution:
    """Give the name it now has, from a day (today). The old name stays findable as a former one, the old address leads to the new.

    `name_cy` replaces the Welsh name; None leaves it. The same names again change nothing.
    """
    institution = hold(institution)
    can_change_institution(by, institution).enforce()
    name, on = tidy(name), on or clock.today()
    if not name:
        not_now(_("An institution needs a name.")).enforce()
    old, old_cy = institution.name, institution.name_cy
    new_cy = old_cy if name_cy is None else tidy(name_cy)
    if (name, new_cy) == (old, old_cy):
        return institution
    institution.name, institution.name_cy = name, new_cy
    institution.save(update_fields=["name", "name_cy"])
    if name != old:
        _replace(institution, old, name, "en-gb", on)
        give_slug(institution)
    if new_cy != old_cy:
        _replace(institution, old_cy, new_cy, "cy", on)
    record("rename", institution, by=by, facts={"on": on}, detail={"old": old, "new": name, "old_cy": old_cy, "new_cy": new_cy})
    return institution


def _replace(institution: Institution, old: str, new: str, language: str, on: dt.date) -> None:
    Name.objects.filter(institution=institution, text=old, language=language).update(sort=Name.Sort.FORMER, until_on=on)
    now = keep_name(institution, new, language, Name.Sort.CURRENT, on)
    if now is not None and now.sort != Name.Sort.CURRENT:  # a name it had before
        Name.objects.filter(pk=now.pk).update(sort=Name.Sort.CURRENT, from_on=on, until_on=None)


@transaction.atomic
def add_name(
    institution: Institution,
    *,
    by: Actor,
    text: str,
    language: str = "en-gb",
    sort: str = Name.Sort.ALSO,
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
) -> Name | None:
    """Another name by which it is found: a short or trading one, or a former one with its dates. One that it has already stays as it is."""
    institution = hold(institution)
    can_change_institution(by, institution).enforce()
    before = Name.objects.filter(institution=institution, text=tidy(text), language=language).first()
    made = before or keep_name(institution, text, language, Name.Sort(sort), from_on)
    if made is None or before is not None:
        return made
    Name.objects.filter(pk=made.pk).update(until_on=until_on)
    record("add_name", institution, by=by, facts={"sort": sort, "language": language}, detail={"name": made.text})
    return made
