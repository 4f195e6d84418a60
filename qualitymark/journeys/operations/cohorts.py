"""Cohorts: institutions that go together, and who pays for them."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import record
from qualitymark.core.rows import hold
from qualitymark.core.verdict import Refused, not_now
from qualitymark.institutions.models import Institution

from ..models import Cohort, CohortMember, Funder, Journey
from ..rules import can_manage_cohorts
from ..states import OPEN_STATES

ANOTHER = _("Another cohort has this name.")


@transaction.atomic
def make_cohort(
    *, by: Actor, name: str, funder_name: str, from_on: dt.date, until_on: dt.date | None = None, covers_fee: bool = False
) -> Cohort:
    """A new cohort. Refused: a name that another has, an end before its beginning."""
    can_manage_cohorts(by).enforce()
    _check_cohort(name, from_on, until_on)
    facts = {"funder_name": funder_name, "from_on": from_on, "until_on": until_on, "covers_fee": covers_fee}
    cohort, new = Cohort.objects.get_or_create(name=name, defaults=facts)
    if not new:  # somebody else made it between the two
        raise Refused(not_now(ANOTHER))
    record("make_cohort", cohort, by=by, facts={"covers_fee": covers_fee}, detail={"name": name, "funder": funder_name})
    return cohort


@transaction.atomic
def change_cohort(
    cohort: Cohort, *, by: Actor, name: str, funder_name: str, from_on: dt.date, until_on: dt.date | None, covers_fee: bool
) -> Cohort:
    """Change a cohort's name, funder, dates or cover. Cover counts for journeys that open from now on; fees settled stay as they are."""
    cohort = hold(cohort)
    can_manage_cohorts(by).enforce()
    _check_cohort(name, from_on, until_on, but=cohort)
    cohort.name, cohort.funder_name, cohort.from_on, cohort.until_on, cohort.covers_fee = name, funder_name, from_on, until_on, covers_fee
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError:  # another took the name between the two
        raise Refused(not_now(ANOTHER)) from None
    record("change_cohort", cohort, by=by, facts={"covers_fee": covers_fee}, detail={"name": name, "funder": funder_name})
    return cohort


def _check_cohort(name: str, from_on: dt.date, until_on: dt.date | None, but: Cohort | None = None) -> None:
    if Cohort.objects.filter(name__iexact=name).exclude(pk=but.pk if but else 0).exists():
        raise Refused(not_now(ANOTHER))
    if until_on is not None and until_on < from_on:
        raise Refused(not_now(_("The cohort would end before it begins.")))


@transaction.atomic
def add_cohort_member(cohort: Cohort, *, by: Actor, institution: Institution) -> CohortMember:
    """An institution joins. Its open journey, if it has one outside any cohort, joins with it; a fee already owed stays owed."""
    cohort = hold(cohort)
    can_manage_cohorts(by).enforce()
    member, made = CohortMember.objects.get_or_create(cohort=cohort, institution=institution, defaults={"joined_on": clock.today()})
    if made:
        Journey.objects.filter(institution=institution, cohort=None, state__in=OPEN_STATES).update(cohort=cohort)
        record("join_cohort", cohort, by=by, facts={"institution": institution.ref})
    return member


@transaction.atomic
def remove_cohort_member(member: CohortMember, *, by: Actor) -> None:
    """An institution leaves its cohort. Refused while a journey of it stands in the cohort. A repeat does nothing."""
    cohort = hold(member.cohort)
    can_manage_cohorts(by).enforce()
    if not CohortMember.objects.filter(pk=member.pk).exists():
        return
    if Journey.objects.filter(cohort=cohort, institution_id=member.institution_id).exists():
        raise Refused(not_now(_("This institution has a journey in the cohort, so it stays a member.")))
    member.delete()
    record("leave_cohort", cohort, by=by, facts={"institution": member.institution.ref})


@transaction.atomic
def add_funder(cohort: Cohort, *, by: Actor, person: Person) -> Funder:
    """Let a person of the funding body see the cohort's counts by stage, and nothing else."""
    cohort = hold(cohort)
    can_manage_cohorts(by).enforce()
    funder, made = Funder.objects.get_or_create(cohort=cohort, person=person, until_on=None, defaults={"from_on": clock.today()})
    if made:
        record("add_funder", cohort, by=by, facts={"funder": funder.ref, "person": person.ref})
    return funder


@transaction.atomic
def end_funder(funder: Funder, *, by: Actor) -> Funder:
    """A person of the funding body no longer sees the cohort, from today. A repeat does nothing."""
    cohort = hold(funder.cohort)
    funder = hold(funder)
    can_manage_cohorts(by).enforce()
    if funder.until_on is None:
        funder.until_on = clock.today()
        funder.save(update_fields=["until_on"])
        record("end_funder", cohort, by=by, facts={"funder": funder.ref})
    return funder
