"""manage.py import_actions FILE --institution UKPRN-or-name [--apply]: an institution's plan from a table. Without --apply it only tells."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from qualitymark.actionplan.operations import import_actions
from qualitymark.actionplan.reading import read_plan
from qualitymark.core.actor import SYSTEM
from qualitymark.institutions.models import Institution, Name
from qualitymark.institutions.queries import normalised


def called(text: str) -> list[Institution]:
    """The institutions that have the number; where none has, those of that name, compared as names are everywhere."""
    numbered = list(Institution.objects.filter(identifiers__value=text.strip()).distinct()[:2])
    names = Name.objects.filter(normalised=normalised(text)).values("institution_id")
    return numbered or list(Institution.objects.filter(pk__in=names)[:2])


class Command(BaseCommand):
    help = "Brings in an institution's improvement actions from a CSV file; a dry run unless --apply is given; safe to repeat."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--institution", required=True, help="its UKPRN, another of its numbers, or one of its names")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, file: Path, institution: str, apply: bool, **options: Any) -> None:
        found = called(institution)
        if not found:
            raise CommandError(f"No institution has the number or name {institution}. `manage.py import_awards` adds one with its award.")
        if len(found) > 1:
            raise CommandError(f"More than one institution has the number or name {institution}. Give its UKPRN.")
        try:
            plan = read_plan(file.read_bytes())
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        for sentence in plan.problems:
            self.stderr.write(sentence)
        if not apply:
            self.stdout.write(f"{len(plan.rows)} actions understood for {found[0]}. Nothing was written: give --apply.")
            return
        added = import_actions(found[0], by=SYSTEM, rows=plan.rows)
        self.stdout.write(f"{len(added)} added for {found[0]}, {len(plan.rows) - len(added)} stood there already.")
