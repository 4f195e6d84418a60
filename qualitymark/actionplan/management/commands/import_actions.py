"""manage.py import_actions FILE --institution UKPRN [--apply]: an institution's plan from a table. Without --apply it only tells."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from qualitymark.actionplan.operations import import_actions
from qualitymark.actionplan.reading import read_plan
from qualitymark.core.actor import SYSTEM
from qualitymark.institutions.models import Institution


class Command(BaseCommand):
    help = "Brings in an institution's improvement actions from a CSV file; a dry run unless --apply is given; safe to repeat."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--institution", required=True, help="its UKPRN, or another of its numbers")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, file: Path, institution: str, apply: bool, **options: Any) -> None:
        found = Institution.objects.filter(identifiers__value=institution).distinct()
        if len(found) != 1:
            raise CommandError(f"{'No' if not found else 'More than one'} institution has the number {institution}.")
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
