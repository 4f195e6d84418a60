"""Institutions themselves: added, confirmed, changed, and what became of them."""

import datetime as dt
import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.refs import new_ref
from qualitymark.core.rows import hold, hold_all
from qualitymark.core.verdict import SOMEBODY_ELSE_DID, Refused, not_now

from ..models import Identifier, Institution, Kind, Name, Nation, Site, Size, Succession
from ..rules import can_add_institution, can_change_institution
from .titles import give_slug, keep_name, tidy

# UKPRNs of institutions that do not exist: the demo's. No real one may carry such a number, and the import refuses them.
FICTITIOUS = range(10990000, 11000000)
DETAILS = ("town", "postcode", "website", "role_mailbox", "scheme_member", "size")


def is_fictitious(ukprn: str) -> bool:
    """Is this UKPRN in the range that is kept for made-up institutions?"""
    return ukprn.isdigit() and int(ukprn) in FICTITIOUS


@transaction.atomic
def add_institution(
    *,
    by: Actor,
    name: str,
    nation: str,
    kind: str,
    ukprn: str = "",
    size: str = Size.MEDIUM,
    name_cy: str = "",
    also: tuple[str, ...] = (),
    town: str = "",
    postcode: str = "",
    website: str = "",
    scheme_member: bool = False,
    fictitious: bool = False,
    ref: str = "",
) -> Institution:
    """A new institution with its names, number and public address. The number of one that is known already is refused.

    A person of the office who adds it thereby confirms nation and kind; added by the system they wait for a person. `ref` is the form's own
    mark: the same form adds one.
    """
    can_add_institution(by).enforce()
    name = tidy(name)
    if not name:
        not_now(_("An institution needs a name.")).enforce()
    if twice := _added_already(ref):
        return twice
    made = Institution(
        ref=ref or new_ref(), name=name, name_cy=tidy(name_cy), nation=Nation(nation), kind=Kind(kind), size=Size(size), town=tidy(town)[:100],
        postcode=tidy(postcode)[:10], website=website[:300], scheme_member=scheme_member, fictitious=fictitious,
    )  # fmt: skip
    if by.is_office:
        made.confirmed_at, made.confirmed_by = clock.now(), by.person
    try:
        with transaction.atomic():
            made.save()
            keep_name(made, name, "en-gb", Name.Sort.CURRENT)
            keep_name(made, name_cy, "cy", Name.Sort.CURRENT)
            for each in also:
                keep_name(made, each, "en-gb", Name.Sort.ALSO)
            give_slug(made)
            if ukprn:
                _set_identifier(made, Identifier.Scheme.UKPRN, ukprn)
    except IntegrityError:  # the same form, number or address, at the same moment
        if twice := _added_already(ref):
            return twice
        raise Refused(not_now(SOMEBODY_ELSE_DID)) from None
    record("add_institution", made, by=by, facts={"nation": made.nation, "kind": made.kind, "ukprn": ukprn, "fictitious": fictitious})
    return made


def _added_already(ref: str) -> Institution | None:
    return Institution.objects.filter(ref=ref).first() if ref else None


@transaction.atomic
def set_identifier(institution: Institution, *, by: Actor, scheme: str, value: str) -> Identifier:
    """The number by which a register knows it; another one in its place where it had one. Refused when another institution has it."""
    institution = hold(institution)
    can_change_institution(by, institution).enforce()
    held = Identifier.objects.filter(institution=institution, scheme=scheme).first()
    if held is not None and held.value == value.strip():
        return held
    if held is not None:
        held.delete()
    try:
        with transaction.atomic():
            made = _set_identifier(institution, scheme, value)
    except IntegrityError:  # another was given it at the same moment
        raise Refused(not_now(SOMEBODY_ELSE_DID)) from None
    record("set_identifier", institution, by=by, facts={"scheme": scheme, "value": made.value})
    return made


def _set_identifier(institution: Institution, scheme: str, value: str) -> Identifier:
    value = re.sub(r"\s", "", value)[:20]
    if scheme == Identifier.Scheme.UKPRN:
        if not re.fullmatch(r"1[0-9]{7}", value):
            not_now(_("A UKPRN has eight digits and begins with 1."), _("Look it up in the register of learning providers.")).enforce()
        if is_fictitious(value) != institution.fictitious:
            not_now(_("%(value)s is in the range kept for made-up institutions, and only for them."), value=value).enforce()
    other = Identifier.objects.filter(scheme=scheme, value=value).select_related("institution").first()
    if other is not None and other.institution_id != institution.pk:
        not_now(_("%(name)s has this number already."), name=other.institution.name).enforce()
    return other or Identifier.objects.create(institution=institution, scheme=Identifier.Scheme(scheme), value=value)


@transaction.atomic
def confirm_institution(institution: Institution, *, by: Actor, nation: str, kind: str, size: str = "") -> Institution:
    """A person of the office confirms nation and kind, which decide what guidance is shown and which criteria apply."""
    institution = hold(institution)
    can_change_institution(by, institution).enforce()
    facts = {"nation": Nation(nation), "kind": Kind(kind), "size": Size(size or institution.size)}
    same = all(getattr(institution, field) == value for field, value in facts.items())
    if same and institution.confirmed_at is not None:
        return institution
    for field, value in facts.items():
        setattr(institution, field, value)
    if by.person is not None:
        institution.confirmed_at, institution.confirmed_by = clock.now(), by.person
    institution.save(update_fields=[*facts, "confirmed_at", "confirmed_by"])
    record("confirm_institution", institution, by=by, facts={field: str(value) for field, value in facts.items()})
    return institution


@transaction.atomic
def change_details(institution: Institution, *, by: Actor, **facts: Any) -> Institution:
    """Any of town, postcode, website, role_mailbox, scheme_member and size. What stays the same is not recorded."""
    institution = hold(institution)
    can_change_institution(by, institution).enforce()
    unknown = set(facts) - set(DETAILS)
    if unknown:
        raise TypeError(f"Not a detail of an institution: {', '.join(sorted(unknown))}")
    changed = {field: value for field, value in facts.items() if getattr(institution, field) != value}
    if not changed:
        return institution
    for field, value in changed.items():
        setattr(institution, field, value)
    institution.save(update_fields=list(changed))
    record(
        "change_details", institution, by=by, facts={"fields": sorted(changed)}, detail={field: str(changed[field]) for field in changed}
    )
    return institution


@transaction.atomic
def add_site(institution: Institution, *, by: Actor, name: str, town: str = "", postcode: str = "") -> Site:
    """A campus or college site; one of the same name stays as it is."""
    institution = hold(institution)
    can_change_institution(by, institution).enforce()
    held = Site.objects.filter(institution=institution, name=tidy(name)).first()
    if held is not None:
        return held
    site = Site.objects.create(institution=institution, name=tidy(name), town=tidy(town)[:100], postcode=tidy(postcode)[:10])
    record("add_site", institution, by=by, facts={"site": site.ref})
    return site


@transaction.atomic
def put_under(institution: Institution, *, by: Actor, parent: Institution | None) -> Institution:
    """Make it part of another (a college of a group), or of none. Refused where that would go round in a circle."""
    # All are held, or two that are put under each other at once make a circle.
    rows = {row.pk: row for row in hold_all(Institution.objects.all())}
    institution = rows[institution.pk]
    can_change_institution(by, institution).enforce()
    above = rows[parent.pk] if parent is not None else None
    while above is not None:
        if above.pk == institution.pk:
            not_now(_("%(name)s cannot be part of itself."), name=institution.name).enforce()
        above = rows[above.part_of_id] if above.part_of_id else None
    if institution.part_of_id == (parent.pk if parent else None):
        return institution
    institution.part_of = parent
    institution.save(update_fields=["part_of"])
    record("put_under", institution, by=by, facts={"parent": parent.ref if parent else ""})
    return institution


@transaction.atomic
def succeed(predecessor: Institution, *, by: Actor, successor: Institution, how: str, on: dt.date) -> Succession:
    """Record what became of an institution: merged into, split into or renamed as another. A repeat changes nothing."""
    hold_all(Institution.objects.filter(pk__in=[predecessor.pk, successor.pk]))  # both, or each follows the other
    predecessor = hold(predecessor)
    can_change_institution(by, predecessor).enforce()
    if predecessor.pk == successor.pk:
        not_now(_("An institution cannot follow itself."), _("If only its name changed, rename it.")).enforce()
    if Succession.objects.filter(predecessor=successor, successor=predecessor).exists():
        not_now(_("%(name)s is recorded as the one that came before."), name=successor.name).enforce()
    made, new = Succession.objects.get_or_create(
        predecessor=predecessor, successor=successor, defaults={"how": Succession.How(how), "on": on}
    )
    if new:
        record("succeed", predecessor, by=by, facts={"successor": successor.ref, "how": how, "on": on})
    return made
