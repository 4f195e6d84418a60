"""manage.py import_actions FILE --award NUMBER, or --institution UKPRN-or-name, [--apply]: the plan that goes with an award, from a table.

It tells line by line what it would bring; --apply brings it. Doing it again adds nothing.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from qualitymark.actionplan.models import Action
from qualitymark.actionplan.operations import import_actions
from qualitymark.actionplan.reading import Plan, read_plan
from qualitymark.awards.models import Award
from qualitymark.core.actor import SYSTEM
from qualitymark.core.verdict import Refused
from qualitymark.institutions.models import Institution, Name
from qualitymark.institutions.queries import normalised


def called(text: str) -> Institution:
    """The institution that has the number; where none has, the one of that name, compared as names are everywhere."""
    numbered = list(Institution.objects.filter(identifiers__value=text.strip()).distinct()[:2])
    names = Name.objects.filter(normalised=normalised(text)).values("institution_id")
    found = numbered or list(Institution.objects.filter(pk__in=names)[:2])
    if not found:
        raise CommandError(f"No institution has the number or name {text}. `manage.py import_awards` adds one with its award.")
    if len(found) > 1:
        raise CommandError(f"More than one institution has the number or name {text}. Give its UKPRN, or the number of its award.")
    return found[0]


def numbered(text: str) -> Award:
    """The award of that number, made here or elsewhere with its dates."""
    rows = Award.objects.select_related("institution", "decision__submission__journey")
    award = rows.filter(number__iexact=text.strip()).first()
    if award is None:
        raise CommandError(f"No award has the number {text}. `manage.py import_awards` brings one in.")
    if award.origin == Award.Origin.PUBLIC_RECORD:
        raise CommandError(f"{award.number} is known from public record alone, so no plan goes with it. Bring it in with its dates first.")
    return award


class Command(BaseCommand):
    help = "Brings in an award's improvement actions from a CSV file; a dry run unless --apply is given; safe to repeat."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--award", default="", help="the number on the certificate: it says the institution too")
        parser.add_argument("--institution", default="", help="its UKPRN, another of its numbers, or one of its names")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, file: Path, award: str = "", institution: str = "", apply: bool, **options: Any) -> None:
        if not award and not institution:
            raise CommandError("Say which award the plan goes with (--award), or whose plan it is (--institution).")
        held = numbered(award) if award else None
        home = called(institution) if institution else None
        if held and home and held.institution_id != home.pk:
            raise CommandError(f"The award {held.number} is not of {home} but of {held.institution}.")
        whose = held.institution if held else home
        assert whose is not None  # one of the two was given
        try:
            plan = read_plan(file.read_bytes())
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        added = self.bring(plan, whose, held, apply)
        for sentence in plan.problems:
            self.stderr.write(sentence)
        self.tell(plan, added, f"{whose}, award {held.number}" if held else str(whose), apply)

    def bring(self, plan: Plan, whose: Institution, award: Award | None, apply: bool) -> list[Action]:
        """What was added; without `apply` it is done and taken back, so that the dry run tells what would be."""
        journey = award.decision.submission.journey if award and award.decision else None
        try:
            with transaction.atomic():
                added = import_actions(whose, by=SYSTEM, rows=plan.rows, journey=journey, award=award.number if award else "")
                transaction.set_rollback(not apply)
        except Refused as refused:
            raise CommandError(f"{refused.reason} {refused.verdict.next_step}".rstrip()) from None
        return added

    def tell(self, plan: Plan, added: list[Action], whose: str, apply: bool) -> None:
        new = {(each.what, each.due_on) for each in added}
        for row in plan.rows:
            is_new = (row.what, row.due_on) in new
            new.discard((row.what, row.due_on))
            self.stdout.write(f"Line {row.line}: {'new' if is_new else 'there already'}: {row.what}")
        there = len(plan.rows) - len(added)
        if apply:
            self.stdout.write(f"{len(added)} added for {whose}, {there} stood there already, {len(plan.problems)} not taken.")
        else:
            self.stdout.write(
                f"{len(plan.rows)} actions understood for {whose}: {len(added)} new, {there} there already, {len(plan.problems)} not taken. Nothing was written: give --apply."
            )
